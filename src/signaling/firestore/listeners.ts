import {collection, onSnapshot, query, where, type Query, type QuerySnapshot} from 'firebase/firestore';
import type {FirestoreAccess} from './access.js';
import {connectionsPath, participantsPath} from './paths.js';
import type {UsageCount} from './usage-count.js';

/** One document as it was read, not yet parsed. */
export interface RawDocument {
  readonly id: string;
  readonly data: unknown;
}

export interface ListenHandlers {
  /** The whole present result of the query. */
  onDocuments(documents: readonly RawDocument[]): void;
  /** Whether the last result is the present one; false while the SDK has no connection. */
  onLive(live: boolean): void;
  /** The listener has ended; it does not come back by itself. */
  onEnd(error: Error): void;
}

/**
 * Everybody in the room. The rules ask for an own participant document.
 * @returns a function that ends it
 * @throws as `StorePath.listen`
 */
export const listenToParticipants = (
  access: FirestoreAccess,
  room: string,
  usage: UsageCount,
  handlers: ListenHandlers,
): (() => void) => listen(access, collection(access.db, participantsPath(room)), usage, handlers);

/** The connections that name oneself. @returns a function that ends it @throws as `StorePath.listen` */
export const listenToConnections = (
  access: FirestoreAccess,
  room: string,
  usage: UsageCount,
  handlers: ListenHandlers,
): (() => void) =>
  listen(
    access,
    query(collection(access.db, connectionsPath(room)), where('parties', 'array-contains', access.uid)),
    usage,
    handlers,
  );

function listen({path}: FirestoreAccess, source: Query, usage: UsageCount, handlers: ListenHandlers): () => void {
  let isFirst = true;
  const onNext = (snapshot: QuerySnapshot): void => {
    const live = !snapshot.metadata.fromCache;
    if (live) {
      usage.add({reads: readsOf(snapshot, isFirst)});
      isFirst = false;
      handlers.onDocuments(snapshot.docs.map(document => ({id: document.id, data: document.data()})));
    }
    handlers.onLive(live);
  };
  const onError = (error: Error): void => handlers.onEnd(error);
  return path.listen(() => onSnapshot(source, {includeMetadataChanges: true}, onNext, onError));
}

/**
 * A listener's first result costs a read for each document, also for those that the SDK knew from the visit before, and
 * one if there is none; later what is new or changed does, and not what goes.
 */
const readsOf = (snapshot: QuerySnapshot, isFirst: boolean): number =>
  isFirst ? Math.max(1, snapshot.size) : snapshot.docChanges().filter(({type}) => type !== 'removed').length;
