import {CallError} from '../../errors.js';
import type {Log} from '../../log.js';
import type {Candidate} from '../../protocol/candidate.js';
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
import {commitAtOnce, type Precondition, type Write} from './commit.js';
import {lookWhileDeaf} from './connections-look.js';
import {answerWrite, entryWrite, ownWrite, type Author} from './entries.js';
import {allRefused, permissionDenied, RuleRefusal, unreachable, userGone} from './failure.js';
import {OwnConnections} from './own-connections.js';
import {OwnEntry} from './own-entry.js';
import {OwnedRoom} from './owned-room.js';
import {connectionPath, participantPath} from './paths.js';
import {whyShutOut} from './room-document.js';
import {RoomListeners} from './room-listeners.js';
import {RoomRequests} from './room-requests.js';
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
  readonly #requests: RoomRequests;
  readonly #own: OwnEntry;
  readonly #listeners: RoomListeners;
  readonly #connections: OwnConnections;
  readonly #onEnd: () => void;
  #networkEpoch = 0;
  #leaving: Promise<void> | null = null;
  #farewell: ((precondition: Precondition | null) => readonly Write[]) | null = null;
  #isOver = false;
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
    const {usage} = options;
    usage.tellTo(told => request.handlers.onUsage?.(told));
    this.#requests = new RoomRequests(access, request, {clock: options.clock, usage});
    this.#own = new OwnEntry(access, participantPath(request.room, access.uid), request.session, usage);
    this.#listeners = new RoomListeners({
      access,
      room: request.room,
      ...options,
      handlers: request.handlers,
      serverNow: () => this.serverNow(),
      restore: () => this.restore({signal: this.#requests.ended}),
      onConnections: connections => this.#connections.follow(connections),
      onKnockOver: uid => void this.#forgetKnock(uid),
    });
    this.#connections = new OwnConnections(this.#requests, this.#listeners);
    this.ownership = new OwnedRoom(this.#requests, this.#listeners);
    lookWhileDeaf({access, room: request.room, requests: this.#requests, listeners: this.#listeners, ...options});
    const onUserGone = (): void => this.#listeners.shutOut(userGone());
    access.userGone.addEventListener('abort', onUserGone, {signal: this.#requests.ended});
    const {broken} = access.path;
    const onBroken = (): void => {
      // A join would wait for ever to see its seat; the next entry is by another SDK. In the call the others are still there.
      if (this.#state === 'lobby') this.#listeners.shutOut(unreachable(broken.reason));
      else this.#listeners.lose();
    };
    broken.addEventListener('abort', onBroken, {signal: this.#requests.ended});
    this.#state = request.state;
    this.#name = request.name;
  }

  /** Writes the own entry and listens. @throws {CallError} as `Signaling.enter` */
  async enter(signal: AbortSignal): Promise<void> {
    try {
      this.#listeners.listen('connections');
      await this.#writeEntry(signal);
      if (signal.aborted) throw CallError.aborted();
      this.#listeners.listen('participants');
    } catch (error) {
      if (signal.aborted) await this.leave();
      else this.#end();
      throw error;
    }
    this.#listeners.tell();
  }

  serverNow(): number {
    return this.#requests.serverNow();
  }

  async join(
    {name, answers}: {readonly name: string; readonly answers: readonly Answer[]},
    {signal}: WaitOptions,
  ): Promise<void> {
    await this.#writeOwn(
      (author, precondition) => [
        ownWrite(author, {state: 'joined', name}, {precondition, joins: this.#state === 'lobby'}),
        ...answers.map(answer => answerWrite(author, answer)),
      ],
      signal,
      stored => stored.state === 'joined',
    );
    this.#state = 'joined';
    this.#name = name;
  }

  async returnToLobby({signal}: WaitOptions): Promise<void> {
    await this.#writeOwn(
      (author, precondition) => [ownWrite(author, {state: 'lobby', name: '', joinedAt: null}, {precondition})],
      signal,
    );
    this.#state = 'lobby';
    this.#name = '';
  }

  offer(offer: Offer, {signal}: WaitOptions): Promise<void> {
    return this.#connections.offer(offer, signal);
  }

  answer(answer: Answer, {signal}: WaitOptions): Promise<void> {
    return this.#connections.answer(answer, signal);
  }

  addCandidates(pair: Pair, candidates: readonly Candidate[], {signal}: WaitOptions): Promise<void> {
    return this.#connections.addCandidates(pair, candidates, signal);
  }

  deleteConnection(pair: Pair, {signal}: WaitOptions): Promise<void> {
    return this.#connections.delete(pair, signal);
  }

  async renew({signal}: WaitOptions): Promise<void> {
    await this.#writeOwn((author, precondition) => [ownWrite(author, {}, {precondition})], signal);
  }

  async raiseNetworkEpoch({signal}: WaitOptions): Promise<void> {
    const networkEpoch = ++this.#networkEpoch;
    await this.#writeOwn((author, precondition) => [ownWrite(author, {networkEpoch}, {precondition})], signal);
  }

  refresh(what: {readonly listeners: boolean}): void {
    this.#access.path.suspect(what);
  }

  async restore({signal}: WaitOptions): Promise<void> {
    const entry = {...this.#request, state: this.#state, name: this.#name, networkEpoch: this.#networkEpoch};
    const write = entryWrite(await this.#requests.authorInTime(signal), entry, {exists: false});
    await this.#create(write, signal).catch(async (error: unknown) => {
      if (!(error instanceof RuleRefusal)) throw error;
      const {document} = await this.#requests.readDocument(AbortSignal.any([signal, this.#requests.ended]));
      throw whyShutOut(document, this.uid, error) ?? error;
    });
  }

  async sweep(
    {uids, pairs}: {readonly uids: readonly string[]; readonly pairs: readonly Pair[]},
    {signal}: WaitOptions,
  ): Promise<void> {
    const {room} = this.#request;
    await this.#requests.commit(
      [
        ...uids.map(uid => ({delete: participantPath(room, uid)})),
        ...pairs.map(pair => ({delete: connectionPath(room, pair)})),
      ],
      signal,
    );
  }

  leave(): Promise<void> {
    return (this.#leaving ??= this.#leave());
  }

  /** Whose farewell is not acknowledged yet says it again, as the page that waits for it goes. */
  leaveAtOnce(): void {
    if (this.#isOver) return;
    const {precondition, preconditionOfFarewell} = this.#own;
    commitAtOnce(this.#access, this.#sayFarewell()(this.#leaving ? preconditionOfFarewell : precondition));
    this.#end();
  }

  abandon(): void {
    this.#end();
  }

  async #leave(): Promise<void> {
    if (this.#isOver) return;
    this.#stop();
    const signal = AbortSignal.timeout(leaveLimitMs);
    try {
      await this.#own.write(this.#sayFarewell(), signal);
    } catch (error) {
      if (error instanceof ConflictError) this.#log.debug('another session has taken over, its entries stay', error);
      else this.#log.warn('could not take the own entries back, they lapse by themselves', error);
    }
    this.#end();
  }

  /** Counted once, however often it is said. */
  #sayFarewell(): (precondition: Precondition | null) => readonly Write[] {
    if (this.#farewell) return this.#farewell;
    const {room} = this.#request;
    const pairs = this.#connections.all.map(({from, to}) => ({delete: connectionPath(room, {from, to})}));
    this.#requests.usage.add({deletes: 1 + pairs.length});
    this.#farewell = precondition => [
      {delete: participantPath(room, this.uid), ...(precondition && {precondition})},
      ...pairs,
    ];
    return this.#farewell;
  }

  async #writeEntry(signal: AbortSignal): Promise<void> {
    const create = (): Promise<void> =>
      this.#create(
        entryWrite(this.#requests.author, {...this.#request, networkEpoch: 0}),
        signal,
        this.#request.yields,
      );
    try {
      await create();
    } catch (error) {
      if (!(error instanceof RuleRefusal)) throw error;
      const {document, wasOffByMs} = await this.#requests.readDocument(signal).catch((failed: unknown) => {
        throw failed instanceof RuleRefusal ? allRefused(error, this.#access.appCheck.error) : failed;
      });
      const refusal = whyShutOut(document, this.uid, error) ?? permissionDenied(error);
      if (Math.abs(wasOffByMs) <= clockFaultMs) throw refusal;
      await create().catch((refused: unknown) => {
        throw refused instanceof RuleRefusal ? refusal : refused;
      });
    }
  }

  async #create(entry: Write, signal: AbortSignal, yields = false): Promise<void> {
    await this.#requests.timed(
      inTime => (yields ? this.#own.createYielding(entry, inTime) : this.#own.create([entry], inTime)),
      signal,
    );
    this.#requests.usage.add({writes: 1});
  }

  async #forgetKnock(uid: string): Promise<void> {
    try {
      await this.ownership.refuse(uid, {signal: this.#requests.ended});
    } catch (error) {
      this.#log.debug('a knock that is over', error);
    }
  }

  async #writeOwn(
    build: (author: Author, precondition: Precondition) => readonly Write[],
    signal: AbortSignal,
    isDone?: (stored: {readonly state: string}) => boolean,
  ): Promise<void> {
    const author = await this.#requests.authorInTime(signal);
    let count = 0;
    const counted = (precondition: Precondition): readonly Write[] => {
      const writes = build(author, precondition);
      count = writes.length;
      return writes;
    };
    await this.#requests.timed(inTime => this.#own.write(counted, inTime, isDone), signal);
    this.#requests.usage.add({writes: count});
  }

  #end(): void {
    this.#stop();
    this.#isOver = true;
    this.#onEnd();
  }

  #stop(): void {
    this.#requests.end();
    this.#listeners.stop();
  }
}
