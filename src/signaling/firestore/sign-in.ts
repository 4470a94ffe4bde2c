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
import {isUnanswered} from '../../util/unanswered.js';
import {signInFailure, signInSilent} from './failure.js';
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
 * @throws {CallError} sign-in-disabled, sign-in-throttled, signaling-unreachable, app-check-refused, invalid-config
 */
export async function signIn(options: SignInOptions): Promise<User> {
  try {
    const auth = authOf(options);
    await auth.authStateReady();
    if (options.authToken) {
      const token = await tokenBy(options.authToken);
      return (await signInWithCustomToken(auth, token)).user;
    }
    return auth.currentUser ?? (await signInAnonymously(auth)).user;
  } catch (error) {
    throw signInFailure(error);
  }
}

/** The page's function may ask a server of its own. */
async function tokenBy(authToken: () => Promise<string>): Promise<string> {
  try {
    return await authToken();
  } catch (error) {
    throw isUnanswered(error) ? signInSilent(error) : error;
  }
}

/** Without a popup resolver, which would bring an iframe of another origin into the page. */
function authOf({app, ownedByPage, authEmulator}: SignInOptions): Auth {
  if (ownedByPage) return pageAuth(app);
  const auth = initializeAuth(app, {persistence: [browserSessionPersistence, inMemoryPersistence]});
  // Its warning would be a banner in the host page's document.
  if (authEmulator !== '') connectAuthEmulator(auth, `http://${authEmulator}`, {disableWarnings: true});
  return auth;
}
