import type {FirebaseApp} from 'firebase/app';
import {
  browserSessionPersistence,
  connectAuthEmulator,
  initializeAuth,
  inMemoryPersistence,
  signInAnonymously,
  signInWithCustomToken,
  type Auth,
  type User,
} from 'firebase/auth';
import {CallError} from '../../errors.js';
import {clipText} from '../../util/clip-text.js';
import {isUnanswered} from '../../util/unanswered.js';
import {signInFailure, tokenSilent} from './failure.js';
import {pageAuth} from './page-auth.js';

export interface SignInOptions {
  readonly app: FirebaseApp;
  /** The app is the page's: its user is taken as it is. */
  readonly ownedByPage: boolean;
  readonly authToken: (() => Promise<string>) | null;
  /** `host:port` of an Auth emulator, or ''. */
  readonly authEmulator: string;
}

/**
 * The user that a call is made as: the page's own, the one of a custom token, or an anonymous one that is kept for this
 * tab, so that a reload is the same participant.
 * @throws {CallError} sign-in-disabled, sign-in-throttled, signaling-unreachable, app-check-refused, permission-denied,
 *   invalid-config
 */
export async function signIn(options: SignInOptions): Promise<{readonly auth: Auth; readonly user: User}> {
  try {
    const auth = authOf(options);
    await auth.authStateReady();
    if (options.authToken) {
      const token = await tokenBy(options.authToken);
      return {auth, user: (await signInWithCustomToken(auth, token)).user};
    }
    return {auth, user: auth.currentUser ?? (await signInAnonymously(auth)).user};
  } catch (error) {
    throw signInFailure(error);
  }
}

/** The page's function may ask a server of its own, and give on whatever that says; or a person, who takes their time. */
async function tokenBy(authToken: () => Promise<unknown>): Promise<string> {
  let token: unknown;
  try {
    token = await authToken();
  } catch (error) {
    if (isUnanswered(error)) throw tokenSilent(error);
    throw error instanceof CallError ? error : noToken(`failed: ${String(error)}.`, error);
  }
  if (typeof token === 'string' && /^[^\s<]+$/.test(token.trim())) return token.trim();
  throw noToken(`gave no token but “${clipText(String(token), 60)}”.`);
}

const noToken = (what: string, cause?: unknown): CallError =>
  new CallError('invalid-config', `The function that is set as authToken ${what}`, {cause});

/** Without a popup resolver, which would bring an iframe of another origin into the page. */
function authOf({app, ownedByPage, authEmulator}: SignInOptions): Auth {
  if (ownedByPage) return pageAuth(app);
  const auth = initializeAuth(app, {persistence: [browserSessionPersistence, inMemoryPersistence]});
  // Its warning would be a banner in the host page's document.
  if (authEmulator !== '') connectAuthEmulator(auth, `http://${authEmulator.trim()}`, {disableWarnings: true});
  return auth;
}
