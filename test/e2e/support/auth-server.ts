import {createServer} from 'node:http';
import {listen, stop} from './loopback.js';

/** What Firebase Auth answers to a sign-up: an error code of its own, or a user. */
export type AuthReply = 'OPERATION_NOT_ALLOWED' | 'ADMIN_ONLY_OPERATION' | 'TOO_MANY_ATTEMPTS_TRY_LATER' | 'user';

/** Stands for Firebase Auth (identitytoolkit v1), with its real bodies, and answers as it is told to. */
export interface AuthServer {
  /** `host:port`, for `auth-emulator`. */
  readonly address: string;
  reply: AuthReply;
  stop(): Promise<void>;
}

export async function startAuthServer(reply: AuthReply): Promise<AuthServer> {
  const server = createServer((request, response) => {
    const headers = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? '*',
    };
    if (request.method === 'OPTIONS') {
      response.writeHead(204, headers).end();
      return;
    }
    const {status, body} = answer(request.url ?? '', auth.reply);
    response.writeHead(status, {...headers, 'Content-Type': 'application/json'}).end(JSON.stringify(body));
  });
  const auth = {address: await listen(server), reply, stop: () => stop(server)};
  return auth;
}

const uid = 'signed-in-by-the-test';

function answer(url: string, reply: AuthReply): {readonly status: number; readonly body: unknown} {
  if (url.includes('accounts:lookup')) {
    return {status: 200, body: {kind: 'identitytoolkit#GetAccountInfoResponse', users: [{localId: uid}]}};
  }
  if (!url.includes('accounts:signUp')) return {status: 404, body: refusal('NOT_FOUND', 404)};
  if (reply === 'user') {
    return {
      status: 200,
      body: {
        kind: 'identitytoolkit#SignupNewUserResponse',
        idToken: unsignedToken(),
        refreshToken: 'refresh',
        expiresIn: '3600',
        localId: uid,
      },
    };
  }
  return {status: 400, body: refusal(reply, 400)};
}

/** As `identitytoolkit.googleapis.com/v1/accounts:signUp` writes it. */
const refusal = (message: string, code: number) => ({
  error: {code, message, errors: [{message, domain: 'global', reason: 'invalid'}]},
});

/** The emulator takes tokens without a signature. */
function unsignedToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const payload = {
    ...{iss: 'https://securetoken.google.com/demo-e2e', aud: 'demo-e2e', auth_time: now, iat: now, exp: now + 3600},
    ...{sub: uid, user_id: uid, provider_id: 'anonymous', firebase: {sign_in_provider: 'anonymous', identities: {}}},
  };
  return `${encode({alg: 'none', typ: 'JWT'})}.${encode(payload)}.`;
}
