import {createServer, type IncomingMessage} from 'node:http';
import {text} from 'node:stream/consumers';
import {listen, stop} from './loopback.js';

/** What Firebase Auth answers to a sign-up: an error code of its own, or a user. */
export type AuthReply = 'OPERATION_NOT_ALLOWED' | 'ADMIN_ONLY_OPERATION' | 'TOO_MANY_ATTEMPTS_TRY_LATER' | 'user';

/**
 * Stands for Firebase Auth (identitytoolkit v1), with its real bodies, and answers as it is told to. Custom tokens may be
 * unsigned, as for the Auth emulator: {@link customToken}.
 */
export interface AuthServer {
  /** `host:port`, for `auth-emulator`. */
  readonly address: string;
  reply: AuthReply;
  /** The methods of `accounts` that were called, in order, without `lookup`. */
  readonly signIns: readonly string[];
  stop(): Promise<void>;
}

export async function startAuthServer(reply: AuthReply): Promise<AuthServer> {
  const signIns: string[] = [];
  const server = createServer((request, response) => {
    const headers = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? '*',
    };
    if (request.method === 'OPTIONS') {
      response.writeHead(204, headers).end();
      return;
    }
    void readBody(request).then(asked => {
      const method = /accounts:(\w+)/.exec(request.url ?? '')?.[1] ?? '';
      if (method !== 'lookup') signIns.push(method);
      const {status, body} = answer(method, asked, auth.reply);
      response.writeHead(status, {...headers, 'Content-Type': 'application/json'}).end(JSON.stringify(body));
    });
  });
  const auth = {address: await listen(server), reply, signIns, stop: () => stop(server)};
  return auth;
}

/** What a page's server makes for a user of its own, but for the signature. */
export const customToken = (uid: string): string =>
  unsigned({aud: 'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit', uid});

const anonymousUid = 'signed-in-by-the-test';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

function answer(method: string, asked: Readonly<Record<string, unknown>>, reply: AuthReply): Reply {
  switch (method) {
    case 'lookup':
      return lookup(uidIn(asked['idToken'], 'user_id'));
    case 'signInWithCustomToken':
      return signedIn('identitytoolkit#VerifyCustomTokenResponse', uidIn(asked['token'], 'uid'), 'custom');
    case 'signUp':
      return reply === 'user'
        ? signedIn('identitytoolkit#SignupNewUserResponse', anonymousUid, 'anonymous')
        : refusal(reply, 400);
    default:
      return refusal('NOT_FOUND', 404);
  }
}

const lookup = (localId: string): Reply => ({
  status: 200,
  body: {kind: 'identitytoolkit#GetAccountInfoResponse', users: [{localId}]},
});

const signedIn = (kind: string, localId: string, provider: 'anonymous' | 'custom'): Reply => ({
  status: 200,
  body: {kind, idToken: idToken(localId, provider), refreshToken: 'refresh', expiresIn: '3600', localId},
});

/** As `identitytoolkit.googleapis.com/v1/accounts:signUp` writes it. */
const refusal = (message: string, code: number): Reply => ({
  status: code,
  body: {error: {code, message, errors: [{message, domain: 'global', reason: 'invalid'}]}},
});

/** The Firestore emulator takes tokens without a signature. */
function idToken(uid: string, provider: 'anonymous' | 'custom'): string {
  const now = Math.floor(Date.now() / 1000);
  return unsigned({
    ...{iss: 'https://securetoken.google.com/demo-e2e', aud: 'demo-e2e', auth_time: now, iat: now, exp: now + 3600},
    ...{sub: uid, user_id: uid, provider_id: provider, firebase: {sign_in_provider: provider, identities: {}}},
  });
}

function unsigned(payload: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({alg: 'none', typ: 'JWT'})}.${encode(payload)}.`;
}

function uidIn(token: unknown, claim: 'user_id' | 'uid'): string {
  const [, payload = ''] = typeof token === 'string' ? token.split('.') : [];
  return String((JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>)[claim]);
}

async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = JSON.parse(await text(request));
  return typeof body === 'object' && body !== null ? {...body} : {};
}
