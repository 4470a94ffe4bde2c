import type {Firestore} from 'firebase/firestore';
import type {FirestoreAccess} from '../../../../src/signaling/firestore/access.js';

export interface FakeAccess extends FirestoreAccess {
  /** Whether each request for headers wanted new tokens. */
  readonly asked: readonly boolean[];
}

/** Signed in as `mia`; the SDK's side is not there. */
export function fakeAccess(headers: (fresh: boolean) => Promise<Record<string, string>> = asMia): FakeAccess {
  const asked: boolean[] = [];
  return {
    uid: 'mia',
    userGone: new AbortController().signal,
    db: Object.create(null) as Firestore,
    origin: 'https://firestore.example',
    documents: 'projects/p/databases/d/documents',
    headers: ({fresh} = {fresh: false}) => {
      asked.push(fresh);
      return headers(fresh);
    },
    lastHeaders: () => ({authorization: 'Bearer last'}),
    appCheck: {error: undefined},
    path: {
      ...{isSuspect: false, broken: new AbortController().signal, listen: open => open()},
      ...{suspect: ignore, reached: ignore, lost: ignore, onDeaf: ignore},
    },
    dispose: () => Promise.resolve(),
    asked,
  };
}

const asMia = (fresh: boolean): Promise<Record<string, string>> =>
  Promise.resolve({authorization: `Bearer ${fresh ? 'fresh' : 'known'}`});

const ignore = (): void => undefined;
