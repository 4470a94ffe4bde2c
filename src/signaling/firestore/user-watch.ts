import type {FirebaseApp} from 'firebase/app';
import {onAuthStateChanged} from 'firebase/auth';
import {pageAuth} from './page-auth.js';

/** Whether an app still has the user that a call is made as. */
export interface UserWatch {
  /** Aborted once it has another one, or none. A new token of the same one is no change. */
  readonly gone: AbortSignal;
  stop(): void;
}

export function watchUser(app: FirebaseApp, uid: string): UserWatch {
  const gone = new AbortController();
  const stop = onAuthStateChanged(pageAuth(app), user => {
    if (user?.uid !== uid) gone.abort();
  });
  return {gone: gone.signal, stop};
}
