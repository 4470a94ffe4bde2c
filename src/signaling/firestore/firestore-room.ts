import {CallError} from '../../errors.js';
import type {Log} from '../../log.js';
import type {Candidate} from '../../protocol/candidate.js';
import {formatCandidates, type Connection} from '../../protocol/connection.js';
import type {Clock} from '../../util/clock.js';
import {
  ConflictError,
  type Answer,
  type EnterRequest,
  type Offer,
  type Pair,
  type SignalingRoom,
  type WaitOptions,
} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {commit, commitAtOnce, look, type CommitResult, type Write} from './commit.js';
import {answerWrite, candidatesWrite, entryWrite, offerWrite, ownWrite, type Author} from './entries.js';
import {permissionDenied, RuleRefusal} from './failure.js';
import {OwnEntry} from './own-entry.js';
import {OwnedRoom} from './owned-room.js';
import {readRoomDocument, whyShutOut, type RoomDocument} from './room-document.js';
import {RoomListeners} from './room-listeners.js';
import {connectionPath, participantPath} from './paths.js';
import {ServerClock} from './server-clock.js';
import type {UsageCount} from './usage-count.js';

/** A wrong date at the entry is put right from this on; less is a slow reply. */
const clockFaultMs = 60_000;
const leaveLimitMs = 8_000;

/** One room in Firestore: `protocol.md`, "Documents". */
export class FirestoreRoom implements SignalingRoom {
  readonly uid: string;
  readonly session: string;
  readonly ownership: OwnedRoom;
  readonly #access: FirestoreAccess;
  readonly #request: EnterRequest;
  readonly #log: Log;
  readonly #serverClock: ServerClock;
  readonly #usage: UsageCount;
  readonly #own: OwnEntry;
  readonly #listeners: RoomListeners;
  readonly #ended = new AbortController();
  readonly #onEnd: () => void;
  /** `updateTime` of the own offers, so that making one anew never wipes out an answer that was not seen yet. */
  readonly #offerTimes = new Map<string, string>();
  /** To whom an offer may be there, whether the listener has shown it or not. */
  readonly #offeredTo = new Set<string>();
  #networkEpoch = 0;
  #state: 'lobby' | 'joined';
  #name: string;

  constructor(
    access: FirestoreAccess,
    request: EnterRequest,
    options: {readonly clock: Clock; readonly log: Log; readonly usage: UsageCount; readonly onEnd: () => void},
  ) {
    this.uid = access.uid;
    this.session = request.session;
    this.#access = access;
    this.#request = request;
    this.#log = options.log;
    this.#onEnd = options.onEnd;
    this.#serverClock = new ServerClock(options.clock);
    this.#usage = options.usage;
    this.#usage.tellTo(usage => request.handlers.onUsage?.(usage));
    this.#own = new OwnEntry(access, participantPath(request.room, access.uid), request.session, this.#usage);
    this.#listeners = new RoomListeners({
      access,
      room: request.room,
      ...options,
      handlers: request.handlers,
      serverNow: () => this.serverNow(),
      restore: () => this.restore({signal: this.#ended.signal}),
      onKnockOver: uid => void this.#forgetKnock(uid),
    });
    this.ownership = new OwnedRoom({
      room: request.room,
      uid: access.uid,
      read: async signal => (await this.#readDocument(signal)).document,
      commit: (writes, signal) => this.#commit(writes, signal),
      knocking: () => this.#listeners.knocking,
      inLobby: () => this.#listeners.inLobby,
      serverNow: () => this.serverNow(),
    });
    this.#state = request.state;
    this.#name = request.name;
  }

  /** Writes the own entry and listens. @throws {CallError} as `Signaling.enter` */
  async enter(signal: AbortSignal): Promise<void> {
    this.#listeners.listen('connections');
    try {
      await this.#writeEntry(signal);
      if (signal.aborted) throw CallError.aborted();
    } catch (error) {
      if (signal.aborted) await this.leave();
      else this.#end();
      throw error;
    }
    this.#listeners.listen('participants');
    this.#listeners.tell();
  }

  serverNow(): number {
    return this.#serverClock.now();
  }

  async join(
    {name, answers}: {readonly name: string; readonly answers: readonly Answer[]},
    {signal}: WaitOptions,
  ): Promise<void> {
    await this.#writeOwn(
      precondition => [
        ownWrite(this.#author, {state: 'joined', name}, {precondition, joins: this.#state === 'lobby'}),
        ...answers.map(answer => answerWrite(this.#author, answer)),
      ],
      signal,
      stored => stored.state === 'joined',
    );
    this.#state = 'joined';
    this.#name = name;
  }

  async returnToLobby({signal}: WaitOptions): Promise<void> {
    await this.#writeOwn(
      precondition => [ownWrite(this.#author, {state: 'lobby', name: '', joinedAt: null}, {precondition})],
      signal,
    );
    this.#state = 'lobby';
    this.#name = '';
  }

  async offer(offer: Offer, {signal}: WaitOptions): Promise<void> {
    const known = this.#isAnswerSeen(offer.to) ? undefined : this.#offerTimes.get(offer.to);
    this.#offerTimes.delete(offer.to);
    this.#offeredTo.add(offer.to);
    const write = offerWrite(this.#author, offer, known === undefined ? undefined : {updateTime: known});
    const updateTime = await this.#commit([write], signal).then(
      ({updateTimes: [written = '']}) => written,
      (error: unknown) => this.#adoptOffer(offer, error, signal),
    );
    this.#offerTimes.set(offer.to, updateTime);
  }

  /**
   * A write whose reply was lost is repeated, and then refused if it had got there: an offer of this very revision.
   * @throws the refusal, if what is there is another one
   */
  async #adoptOffer({to, description}: Offer, refused: unknown, signal: AbortSignal): Promise<string> {
    if (!(refused instanceof ConflictError)) throw refused;
    const path = connectionPath(this.#request.room, {from: this.uid, to});
    const {fields, updateTime} = await look(this.#access, path, signal).catch(() => {
      throw refused;
    });
    this.#usage.add({reads: 1});
    // No other offer has this text: it names its connection and the credentials of this very attempt.
    if (!JSON.stringify(fields?.['offer'] ?? null).includes(JSON.stringify(description.sdp))) throw refused;
    return updateTime;
  }

  async answer(answer: Answer, {signal}: WaitOptions): Promise<void> {
    await this.#commit([answerWrite(this.#author, answer)], signal);
  }

  async addCandidates(pair: Pair, candidates: readonly Candidate[], {signal}: WaitOptions): Promise<void> {
    const {updateTimes} = await this.#commit(
      [candidatesWrite(this.#author, pair, formatCandidates(candidates))],
      signal,
    );
    if (pair.from === this.uid) this.#offerTimes.set(pair.to, updateTimes[0] ?? '');
  }

  async deleteConnection(pair: Pair, {signal}: WaitOptions): Promise<void> {
    if (pair.from === this.uid) this.#offerTimes.delete(pair.to);
    await this.#commit([{delete: connectionPath(this.#request.room, pair)}], signal);
    if (pair.from === this.uid) this.#offeredTo.delete(pair.to);
  }

  async renew({signal}: WaitOptions): Promise<void> {
    await this.#writeOwn(precondition => [ownWrite(this.#author, {}, {precondition})], signal);
  }

  async raiseNetworkEpoch({signal}: WaitOptions): Promise<void> {
    const networkEpoch = ++this.#networkEpoch;
    await this.#writeOwn(precondition => [ownWrite(this.#author, {networkEpoch}, {precondition})], signal);
  }

  refresh(what: {readonly listeners: boolean}): void {
    this.#access.path.suspect(what);
  }

  async restore({signal}: WaitOptions): Promise<void> {
    const entry = {...this.#request, state: this.#state, name: this.#name, networkEpoch: this.#networkEpoch};
    const time = this.#serverClock.time();
    const write = entryWrite(this.#author, entry, {exists: false});
    const inTime = AbortSignal.any([signal, this.#ended.signal]);
    const result = await this.#own.create([write], inTime).catch(async (error: unknown) => {
      if (!(error instanceof RuleRefusal)) throw error;
      throw whyShutOut((await this.#readDocument(inTime)).document, this.uid, error) ?? error;
    });
    if (result) time(result.commitTimeMs);
    this.#usage.add({writes: 1});
  }

  async sweep(
    {uids, pairs}: {readonly uids: readonly string[]; readonly pairs: readonly Pair[]},
    {signal}: WaitOptions,
  ): Promise<void> {
    const {room} = this.#request;
    await this.#commit(
      [
        ...uids.map(uid => ({delete: participantPath(room, uid)})),
        ...pairs.map(pair => ({delete: connectionPath(room, pair)})),
      ],
      signal,
    );
  }

  async leave(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#end();
    const signal = AbortSignal.timeout(leaveLimitMs);
    try {
      await this.#own.write(precondition => this.#farewell(precondition), signal);
    } catch (error) {
      if (error instanceof ConflictError) this.#log.debug('another session has taken over, its entries stay', error);
      else this.#log.warn('could not take the own entries back, they lapse by themselves', error);
    }
  }

  leaveAtOnce(): void {
    if (this.#ended.signal.aborted) return;
    commitAtOnce(this.#access, this.#farewell(this.#own.precondition));
    this.#end();
  }

  abandon(): void {
    this.#end();
  }

  #farewell(precondition: {readonly updateTime: string} | {readonly exists: boolean}): readonly Write[] {
    const {room} = this.#request;
    const isAnswered = ({to, toSession}: Connection): boolean => to === this.uid && toSession === this.session;
    const pairs: readonly Pair[] = [
      ...[...this.#offeredTo].map(to => ({from: this.uid, to})),
      ...this.#listeners.connections.filter(isAnswered),
    ];
    this.#usage.add({deletes: 1 + pairs.length});
    return [
      {delete: participantPath(room, this.uid), precondition},
      ...pairs.map(({from, to}) => ({delete: connectionPath(room, {from, to})})),
    ];
  }

  #isAnswerSeen(to: string): boolean {
    return this.#listeners.connections.some(
      connection => connection.from === this.uid && connection.to === to && connection.answer,
    );
  }

  get #author(): Author {
    return {room: this.#request.room, uid: this.uid, session: this.session, serverNowMs: this.serverNow()};
  }

  async #writeEntry(signal: AbortSignal): Promise<void> {
    try {
      await this.#create(signal);
    } catch (error) {
      if (!(error instanceof RuleRefusal)) throw error;
      const {document, wasOffByMs} = await this.#readDocument(signal).catch((failed: unknown) => {
        throw failed instanceof RuleRefusal ? permissionDenied(error) : failed;
      });
      const refusal = whyShutOut(document, this.uid, error) ?? permissionDenied(error);
      if (Math.abs(wasOffByMs) <= clockFaultMs) throw refusal;
      await this.#create(signal).catch((refused: unknown) => {
        throw refused instanceof RuleRefusal ? refusal : refused;
      });
    }
  }

  async #create(signal: AbortSignal): Promise<void> {
    const time = this.#serverClock.time();
    const entry = entryWrite(this.#author, {...this.#request, networkEpoch: 0});
    const result = await this.#own.create([entry], signal);
    if (result) time(result.commitTimeMs);
    this.#usage.add({writes: 1});
  }

  /** The room's own document, if it has one; with its reply the store's time is known. */
  async #readDocument(
    signal: AbortSignal,
  ): Promise<{readonly document: RoomDocument | null; readonly wasOffByMs: number}> {
    const time = this.#serverClock.time();
    const {document, serverTimeMs} = await readRoomDocument(this.#access, this.#request.room, signal);
    this.#usage.add({reads: 1});
    return {document, wasOffByMs: time(serverTimeMs)};
  }

  async #forgetKnock(uid: string): Promise<void> {
    try {
      await this.ownership.refuse(uid, {signal: this.#ended.signal});
    } catch (error) {
      this.#log.debug('a knock that is over', error);
    }
  }

  async #writeOwn(
    build: (precondition: {readonly updateTime: string} | {readonly exists: boolean}) => readonly Write[],
    signal: AbortSignal,
    isDone?: (stored: {readonly state: string}) => boolean,
  ): Promise<void> {
    const time = this.#serverClock.time();
    let count = 0;
    const result = await this.#own.write(
      precondition => {
        const writes = build(precondition);
        count = writes.length;
        return writes;
      },
      AbortSignal.any([signal, this.#ended.signal]),
      isDone,
    );
    if (result) time(result.commitTimeMs);
    this.#usage.add({writes: count});
  }

  async #commit(writes: readonly Write[], signal: AbortSignal): Promise<CommitResult> {
    const time = this.#serverClock.time();
    const result = await commit(this.#access, writes, AbortSignal.any([signal, this.#ended.signal]));
    time(result.commitTimeMs);
    const deletes = writes.filter(write => 'delete' in write).length;
    this.#usage.add({writes: writes.length - deletes, deletes});
    return result;
  }

  #end(): void {
    this.#ended.abort();
    this.#listeners.stop();
    this.#onEnd();
  }
}
