import type {Log} from '../../log.js';
import type {Connection} from '../../protocol/connection.js';
import {parseList, parseRecord, parseString} from '../../protocol/shape.js';
import type {Clock} from '../../util/clock.js';
import type {FirestoreAccess} from './access.js';
import {ask} from './commit.js';
import type {RawDocument} from './listeners.js';
import {roomPath} from './paths.js';
import type {RoomListeners} from './room-listeners.js';
import type {RoomRequests} from './room-requests.js';
import {decodeFields, encodeValue} from './values.js';

export interface ConnectionsLookOptions {
  readonly access: FirestoreAccess;
  readonly room: string;
  readonly requests: Pick<RoomRequests, 'ended' | 'usage'>;
  readonly listeners: Pick<RoomListeners, 'connections' | 'show'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** When to look after a hint: what others write in reply to what this side writes is there within a second or two. */
const lookAtMs = [500, 1_500, 3_000, 5_000, 8_000] as const;

/**
 * Looks by REST at the connections that name oneself while their listener may be deaf, and cannot be opened anew: it is the
 * page's, whose other reads would fail meanwhile, or its SDK has failed. Until the visit ends.
 */
export function lookWhileDeaf({access, room, requests, listeners, clock, log}: ConnectionsLookOptions): void {
  let cancels: readonly (() => void)[] = [];
  let [count, latest] = [0, 0];
  let shown: readonly Connection[] | null = null;
  const look = async (): Promise<void> => {
    const number = ++count;
    const before = listeners.connections;
    try {
      const documents = await lookAtConnections(access, room, requests.ended);
      requests.usage.add({reads: Math.max(1, documents.length)});
      // What the listener, or a later look, has told since then is newer.
      const isTold = listeners.connections !== before && listeners.connections !== shown;
      if (isTold || number < latest) return;
      latest = number;
      listeners.show(documents);
      shown = listeners.connections;
    } catch (error) {
      log.debug('looking at connections', error);
    }
  };
  const stop = (): void => {
    for (const cancel of cancels) cancel();
  };
  const begin = (): void => {
    stop();
    cancels = lookAtMs.map(delayMs => clock.after(delayMs, () => void look()));
  };
  access.path.onDeaf(begin, requests.ended);
  requests.ended.addEventListener('abort', stop);
}

/** The connections that name oneself, as the query of `listenToConnections` finds them. @throws as `commit` */
export function lookAtConnections(
  access: FirestoreAccess,
  room: string,
  signal: AbortSignal,
): Promise<readonly RawDocument[]> {
  // A room may be called what has a meaning in a URL.
  const path = roomPath(room).split('/').map(encodeURIComponent).join('/');
  const url = `${access.origin}/v1/${access.documents}/${path}:runQuery`;
  const where = {fieldFilter: {field: {fieldPath: 'parties'}, op: 'ARRAY_CONTAINS', value: encodeValue(access.uid)}};
  return ask(access, {url, body: {structuredQuery: {from: [{collectionId: 'connections'}], where}}}, readQuery, signal);
}

const mostDocuments = 1_000;
const nameLength = 2_048;

/** A row without a document tells the time of the query. @throws {MalformedError} */
const readQuery = (reply: unknown): readonly RawDocument[] =>
  parseList(reply, 'reply', mostDocuments, row => parseRecord(row, 'row')).flatMap(({document}) => {
    if (document === undefined) return [];
    const {name, fields = {}} = parseRecord(document, 'document');
    const id = parseString(name, 'name', nameLength).split('/').at(-1) ?? '';
    return [{id, data: decodeFields(fields)}];
  });
