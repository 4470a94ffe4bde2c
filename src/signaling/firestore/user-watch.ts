import {onAuthStateChanged, type Auth} from 'firebase/auth';

/** Whether an app still has the user that a call is made as: the SDK signs out whoever was disabled or deleted. */
export interface UserWatch {
  /** Aborted once it has another one, or none. A new token of the same one is no change. */
  readonly gone: AbortSignal;
  stop(): void;
}

export function watchUser(auth: Auth, uid: string): UserWatch {
  const gone = new AbortController();
  const stop = onAuthStateChanged(auth, user => {
    if (user?.uid !== uid) gone.abort();
  });
  return {gone: gone.signal, stop};
}
