import type {Firestore} from 'firebase/firestore';
import type {AppCheck} from './app-check.js';
import type {StorePath} from './store-path.js';

/** A signed-in way to one Firestore database: for the SDK's listeners and for REST. */
export interface FirestoreAccess {
  readonly uid: string;
  /** Aborted when the app has another user, or none: listeners go on as that one, who may not know this room. */
  readonly userGone: AbortSignal;
  readonly db: Firestore;
  /** Origin of the REST interface, such as `https://firestore.googleapis.com`. */
  readonly origin: string;
  /** `projects/…/databases/…/documents` */
  readonly documents: string;
  /** `Authorization` and, where App Check is used, `X-Firebase-AppCheck`. `fresh` asks for new tokens. @throws {CallError} */
  headers(options?: {readonly fresh: boolean}): Promise<Readonly<Record<string, string>>>;
  /** The last ones that {@link headers} gave: `pagehide` cannot wait. */
  lastHeaders(): Readonly<Record<string, string>>;
  readonly appCheck: Pick<AppCheck, 'error'>;
  readonly path: Pick<StorePath, 'isSuspect' | 'broken' | 'listen' | 'suspect' | 'reached' | 'lost' | 'onDeaf'>;
  dispose(): Promise<void>;
}
