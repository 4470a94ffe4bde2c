import type {Clock} from '../../util/clock.js';
import type {EnterRequest} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {commit, look, type CommitResult, type Looked, type Write} from './commit.js';
import type {Author} from './entries.js';
import {readRoomDocument, type RoomDocument} from './room-document.js';
import {ServerClock} from './server-clock.js';
import type {UsageCount} from './usage-count.js';

/** What one visit asks of the store by REST: replies tell the store's time, all is counted, and writes end with the visit. */
export class RoomRequests {
  readonly usage: UsageCount;
  readonly #access: FirestoreAccess;
  readonly #request: EnterRequest;
  readonly #serverClock: ServerClock;
  readonly #ended = new AbortController();

  constructor(
    access: FirestoreAccess,
    request: EnterRequest,
    {clock, usage}: {readonly clock: Clock; readonly usage: UsageCount},
  ) {
    this.#access = access;
    this.#request = request;
    this.#serverClock = new ServerClock(clock);
    this.usage = usage;
  }

  /** Aborted when the visit ends. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get author(): Author {
    const {room, session} = this.#request;
    return {room, uid: this.#access.uid, session, serverNowMs: this.serverNow()};
  }

  /** For what has a time in it: after a sleep the store is asked for its own. @throws as {@link readDocument} */
  async authorInTime(signal: AbortSignal): Promise<Author> {
    if (this.#serverClock.hasStoodStill) await this.readDocument(AbortSignal.any([signal, this.ended]));
    return this.author;
  }

  serverNow(): number {
    return this.#serverClock.now();
  }

  async commit(writes: readonly Write[], signal: AbortSignal): Promise<CommitResult> {
    const result = await this.timed(inTime => commit(this.#access, writes, inTime), signal);
    const deletes = writes.filter(write => 'delete' in write).length;
    this.usage.add({writes: writes.length - deletes, deletes});
    return result;
  }

  /** For who commits and counts by themselves; null if a reply never came. */
  async timed<T extends CommitResult | null>(
    send: (inTime: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const time = this.#serverClock.time();
    const result = await send(AbortSignal.any([signal, this.#ended.signal]));
    if (result) time(result.commitTimeMs);
    return result;
  }

  async look(path: string, signal: AbortSignal): Promise<Looked> {
    const looked = await look(this.#access, path, signal);
    this.usage.add({reads: 1});
    return looked;
  }

  /** The room's own document, if it has one; with its reply the store's time is known. */
  async readDocument(
    signal: AbortSignal,
  ): Promise<{readonly document: RoomDocument | null; readonly wasOffByMs: number}> {
    const time = this.#serverClock.time();
    const {document, serverTimeMs} = await readRoomDocument(this.#access, this.#request.room, signal);
    this.usage.add({reads: 1});
    return {document, wasOffByMs: time(serverTimeMs)};
  }

  end(): void {
    this.#ended.abort();
  }
}
