import {FakeFetch, replies, type Reply, type SentRequest} from './fake-fetch.js';

/** In place of Firebase: signs in, checks apps, takes commits. Its listeners never say anything. */
export class FakeFirebase {
  /** What of it replies otherwise, by the end of the address. */
  readonly instead = new Map<string, Reply>();
  readonly #network = new FakeFetch();
  #appCheckTokens = 0;

  constructor() {
    this.#network.replyWith((request, signal) => this.#reply(request, signal));
  }

  /** The requests whose address ends so. */
  sent(end: string): readonly SentRequest[] {
    return this.#network.sent.filter(({url}) => new URL(url).pathname.endsWith(end));
  }

  /** Everything sent to the sign-in, by the method's name. */
  get signIns(): readonly string[] {
    return this.#network.sent.flatMap(({url}) => /accounts:(\w+)/.exec(url)?.[1] ?? []);
  }

  restore(): void {
    this.#network.restore();
  }

  #reply(request: SentRequest, signal: AbortSignal): Promise<Response> | Response {
    const method = /\/(?:accounts:)?([\w.]+)$/.exec(new URL(request.url).pathname.replaceAll(':', '/'))?.[1] ?? '';
    const instead = this.instead.get(method);
    if (instead) return instead(request, signal);
    switch (method) {
      case 'signUp':
        return json({idToken: idToken('anonymous'), refreshToken: 'anonymous', expiresIn: '3600'});
      case 'signInWithCustomToken':
        return json({idToken: idToken('ada'), refreshToken: 'ada', expiresIn: '3600'});
      case 'lookup':
        return json({users: [{localId: uidOf(request.body)}]});
      case 'token':
        return json({access_token: idToken('ada'), refresh_token: 'ada', expires_in: '3600'});
      case 'exchangeRecaptchaEnterpriseToken':
        return json({token: `checked-${++this.#appCheckTokens}`, ttl: '3600s'});
      case 'commit':
        return replies.commit(['t1'])(request, signal);
      default:
        return replies.silence()(request, signal);
    }
  }
}

const json = (body: object): Response => new Response(JSON.stringify(body));

const encode = (part: object): string =>
  btoa(JSON.stringify(part)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** As Firebase Auth makes them, but for the signature. */
function idToken(uid: string): string {
  const now = Math.floor(Date.now() / 1_000);
  return `${encode({alg: 'none'})}.${encode({sub: uid, user_id: uid, iat: now, exp: now + 3_600})}.`;
}

function uidOf(body: unknown): string {
  const token = typeof body === 'object' && body !== null && 'idToken' in body ? String(body.idToken) : '';
  const {sub} = JSON.parse(atob(token.split('.')[1] ?? '')) as {readonly sub: string};
  return sub;
}
