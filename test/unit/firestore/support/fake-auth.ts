import {replies, type Reply, type SentRequest} from './fake-fetch.js';

/** Stands for Firebase Auth, App Check and Firestore's commits: whoever signs in is who they say, or `anonymous-1` and so on. */
export class FakeFirebase {
  /** Whether App Check has a token for who asks. */
  attests = true;
  /** Firestore takes what has such a token, and says of the rest what it says of rules that refuse. */
  enforces = false;
  /** Everybody who has signed in was disabled, and their tokens have ended. */
  isDisabled = false;
  readonly #sent: readonly SentRequest[];
  #people = 0;

  /** @param sent what the pages have asked so far */
  constructor(sent: readonly SentRequest[]) {
    this.#sent = sent;
  }

  /** The methods of `accounts` that were called, in order, without `lookup`. */
  get signIns(): readonly string[] {
    return this.#sent.flatMap(({url}) => /accounts:(?!lookup)(\w+)/.exec(url)?.[1] ?? []);
  }

  get commits(): readonly SentRequest[] {
    return this.#sent.filter(({url}) => url.endsWith(':commit'));
  }

  readonly reply: Reply = (request, signal) => {
    const method = /:(\w+)(\?|$)|v1\/(token)/.exec(request.url)?.slice(1).find(Boolean);
    const asked = request.body as Readonly<Record<string, unknown>>;
    switch (method) {
      case 'signUp':
        return signedIn(`anonymous-${String(++this.#people)}`);
      case 'signInWithCustomToken':
        return signedIn(String(asked['token']));
      case 'lookup':
        return json({users: [{localId: uidOf(String(asked['idToken']))}]});
      case 'token':
        return (this.isDisabled ? replies.refused(400, '', 'USER_DISABLED') : replies.silence())(request, signal);
      case 'exchangeRecaptchaEnterpriseToken':
        if (!this.attests) return replies.refused(403, 'PERMISSION_DENIED')(request, signal);
        return json({token: `attested ${String(asked['recaptcha_enterprise_token'])}`, ttl: '3600s'});
      case 'commit':
        return (this.#refusal(request) ?? replies.commit())(request, signal);
      default:
        return (this.#refusal(request) ?? replies.silence())(request, signal);
    }
  };

  #refusal({url, headers}: SentRequest): Reply | null {
    if (!url.includes('/documents:')) return null;
    if (this.isDisabled) return replies.refused(401, 'UNAUTHENTICATED');
    const isAttested = headers['x-firebase-appcheck']?.startsWith('attested') ?? false;
    return this.enforces && !isAttested
      ? replies.refused(403, 'PERMISSION_DENIED', 'Missing or insufficient permissions.')
      : null;
  }
}

/** The ID token of somebody: unsigned, as no service checks it here. */
export function idToken(uid: string): string {
  const encode = (part: object): string => btoa(JSON.stringify(part)).replaceAll('=', '');
  const [iat, exp] = [1_700_000_000, 4_000_000_000];
  return `${encode({alg: 'none'})}.${encode({sub: uid, user_id: uid, iat, exp})}.`;
}

const uidOf = (token: string): string => String((JSON.parse(atob(token.split('.')[1] ?? '')) as {sub: unknown}).sub);
const json = (body: unknown): Response => new Response(JSON.stringify(body));
const signedIn = (localId: string): Response =>
  json({idToken: idToken(localId), refreshToken: 'refresh', expiresIn: '3600', localId});
