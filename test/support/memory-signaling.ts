import {CallError} from '../../src/errors.js';
import type {Candidate} from '../../src/protocol/candidate.js';
import type {Connection} from '../../src/protocol/connection.js';
import type {Participant} from '../../src/protocol/participant.js';
import {
  ConflictError,
  type Answer,
  type EnterRequest,
  type Offer,
  type Pair,
  type Signaling,
  type SignalingHandlers,
  type SignalingRoom,
  type WaitOptions,
} from '../../src/signaling/signaling.js';
import type {Clock} from '../../src/util/clock.js';
import * as rules from './memory-rules.js';

/** What the memory store takes from outside, so that a test decides when and in which order things happen. */
export interface MemoryWorld {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** How long a write takes to the store, its reply back, and a snapshot to a listener. At least 1. */
  readonly delayMs: (what: 'write' | 'reply' | 'snapshot') => number;
  /** Whether an offer that is made anew is refused while an answer to the last one is there that was not told yet. */
  readonly pinsOffers?: boolean;
  /** Hears of what was lost or refused on the way. */
  readonly note?: (say: () => string) => void;
}

/** The store's clock begins here, far from any client's. */
const storeEpochMs = 1_700_000_000_000;
/** After this long a write without a reply is given up, as `src/signaling/firestore` does. */
export const writeTimeoutMs = 10_000;
/** Of what is sent while cut off, this part still reaches the store: only the reply is lost. */
const oneWayShare = 0.2;
const skippedShare = 0.2;
const repeatedShare = 0.1;

type Change = (store: rules.StoreState, now: number) => rules.StoreState;

/** The shared side: applies one commit at a time and tells the listeners. */
export class MemoryStore {
  readonly world: MemoryWorld;
  readonly #rooms = new Map<string, rules.StoreState>();
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(world: MemoryWorld) {
    this.world = world;
  }

  now(): number {
    return storeEpochMs + Math.floor(this.world.clock.now());
  }

  state(room: string): rules.StoreState {
    return this.#rooms.get(room) ?? rules.emptyStore;
  }

  /** @throws {ConflictError} and changes nothing */
  commit(room: string, change: Change): void {
    this.#rooms.set(room, change(this.state(room), this.now()));
    for (const listener of this.#listeners.get(room) ?? []) listener();
  }

  listen(room: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(room) ?? new Set();
    this.#listeners.set(room, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** One more device, signed in as this person. */
  signaling(uid: string): MemorySignaling {
    return new MemorySignaling(this, uid);
  }
}

/** One device's way to the store. */
export class MemorySignaling implements Signaling {
  readonly uid: string;
  readonly #store: MemoryStore;
  readonly #rooms = new Set<MemoryRoom>();
  #isCut = false;
  #isDead = false;

  constructor(store: MemoryStore, uid: string) {
    this.#store = store;
    this.uid = uid;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  async enter(request: EnterRequest, {signal}: WaitOptions): Promise<SignalingRoom> {
    const room = new MemoryRoom(this.#store, this, request);
    const entered = this.send(room.enter, null);
    try {
      await this.#orAborted(entered, signal);
    } catch (error) {
      void entered
        .catch(() => undefined)
        .then(() => {
          room.leaveAtOnce();
        });
      throw error;
    }
    this.#rooms.add(room);
    room.listen();
    return room;
  }

  /** Nothing comes through any more, in either direction; what is under way may or may not have arrived. */
  cutOff(): void {
    this.#isCut = true;
    for (const room of this.#rooms) room.loseListeners();
  }

  comeBack(): void {
    this.#isCut = false;
    for (const room of this.#rooms) room.listen();
  }

  /** The page is gone without a word: what it sent may still arrive, nothing is called any more. */
  die(): void {
    this.#isDead = true;
    for (const room of this.#rooms) room.end();
  }

  /** One write: there, applied or refused, and back. */
  send(apply: () => void, signal: AbortSignal | null): Promise<void> {
    const {clock, delayMs, note} = this.#store.world;
    const sent = new Promise<void>((resolve, reject) => {
      const giveUp = this.after(writeTimeoutMs, () => {
        note?.(() => `  ${this.uid}: a write had no reply`);
        reject(unreachable());
      });
      if (this.#isLost()) return;
      clock.after(delayMs('write'), () => {
        if (this.#isLost()) return;
        const error = refusal(apply);
        if (error) note?.(() => `  ${this.uid}: refused, ${error.message}`);
        this.after(delayMs('reply'), () => {
          if (this.#isCut) return;
          giveUp();
          if (error === null) resolve();
          else reject(error);
        });
      });
    });
    return signal ? this.#orAborted(sent, signal) : sent;
  }

  /** A timer of this page: it ends with it. */
  after(delayMs: number, callback: () => void): () => void {
    return this.#store.world.clock.after(delayMs, () => {
      if (!this.#isDead) callback();
    });
  }

  forget(room: MemoryRoom): void {
    this.#rooms.delete(room);
  }

  #isLost(): boolean {
    return this.#isCut && this.#store.world.random() >= oneWayShare;
  }

  #orAborted(sent: Promise<void>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        reject(CallError.aborted(signal.reason));
      };
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort);
      sent.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', onAbort);
      });
    });
  }
}

/** A room as one device has entered it. */
class MemoryRoom implements SignalingRoom {
  readonly uid: string;
  readonly session: string;
  readonly #store: MemoryStore;
  readonly #device: MemorySignaling;
  readonly #room: string;
  readonly #handlers: SignalingHandlers;
  readonly #yields: boolean;
  /** What the own entry holds, for `restore`. */
  #entry: rules.Entry;
  #told: readonly Connection[] = [];
  /** To whom an offer was sent: it may be in the store before it is told. */
  readonly #offeredTo = new Set<string>();
  /** As the store had them when they were written. */
  readonly #lastOffers = new Map<string, Connection>();
  /** Writes to the own entry go one after another, as they are pinned to its last state. */
  #ownWrites: Promise<unknown> = Promise.resolve();
  #listening: Listening | null = null;
  #live: boolean | null = null;
  /** Store time of the last own write that was applied, and how far it was ahead of this clock when the reply came. */
  #appliedAt = 0;
  #serverAheadMs = -Infinity;
  #takenOver = false;
  #ended = false;

  constructor(
    store: MemoryStore,
    device: MemorySignaling,
    {room, session, state, name, capacity, yields = false, handlers}: EnterRequest,
  ) {
    this.uid = device.uid;
    this.session = session;
    this.#store = store;
    this.#device = device;
    this.#room = room;
    this.#handlers = handlers;
    this.#yields = yields;
    this.#entry = {state, name, capacity};
  }

  readonly enter = (): void => {
    this.#apply((store, now) => rules.enter(store, this, this.#entry, now, this.#yields));
  };

  serverNow(): number {
    return Math.floor(this.#store.world.clock.now() + this.#serverAheadMs);
  }

  async join(
    request: {readonly name: string; readonly answers: readonly Answer[]},
    options: WaitOptions,
  ): Promise<void> {
    await this.#writeOwn((store, now) => rules.join(store, this, request, now), options);
    this.#entry = {...this.#entry, state: 'joined', name: request.name};
  }

  async returnToLobby(options: WaitOptions): Promise<void> {
    await this.#writeOwn((store, now) => rules.returnToLobby(store, this, now), options);
    this.#entry = {...this.#entry, state: 'lobby', name: ''};
  }

  async offer(offer: Offer, options: WaitOptions): Promise<void> {
    const key = rules.pairKey({from: this.uid, to: offer.to});
    const isAnswerTold = this.#told.some(
      ({from, to, answer}) => from === this.uid && to === offer.to && answer !== null,
    );
    const pinned = this.#store.world.pinsOffers && !isAnswerTold ? this.#lastOffers.get(offer.to) : undefined;
    this.#lastOffers.delete(offer.to);
    this.#offeredTo.add(offer.to);
    let written: Connection | undefined;
    await this.#write((store, now) => {
      const after = rules.offer(store, this, offer, now, pinned);
      written = after.connections.get(key);
      return after;
    }, options);
    if (written) this.#lastOffers.set(offer.to, written);
  }

  answer(answer: Answer, options: WaitOptions): Promise<void> {
    return this.#write(store => rules.answer(store, this, answer), options);
  }

  addCandidates(pair: Pair, candidates: readonly Candidate[], options: WaitOptions): Promise<void> {
    return this.#write(store => rules.addCandidates(store, this, pair, candidates), options);
  }

  deleteConnection(pair: Pair, options: WaitOptions): Promise<void> {
    return this.#write((store, now) => rules.deleteConnection(store, this, pair, now), options);
  }

  renew(options: WaitOptions): Promise<void> {
    return this.#writeOwn((store, now) => rules.renew(store, this, now), options);
  }

  restore(options: WaitOptions): Promise<void> {
    return this.#writeOwn((store, now) => rules.restore(store, this, this.#entry, now), options);
  }

  raiseNetworkEpoch(options: WaitOptions): Promise<void> {
    return this.#writeOwn((store, now) => rules.raiseNetworkEpoch(store, this, now), options);
  }

  sweep(
    leftovers: {readonly uids: readonly string[]; readonly pairs: readonly Pair[]},
    options: WaitOptions,
  ): Promise<void> {
    return this.#write((store, now) => rules.sweep(store, this, leftovers, now), options);
  }

  async leave(): Promise<void> {
    this.end();
    await this.#ownWrites;
    await this.#device.send(this.#leave, null).catch((error: unknown) => {
      if (!(error instanceof ConflictError)) throw error;
    });
  }

  leaveAtOnce(): void {
    this.end();
    // Nobody can wait for it: whether it arrived is seen by the others, or by their sweep.
    this.#device.send(this.#leave, null).catch(() => undefined);
  }

  abandon(): void {
    this.end();
  }

  /** No handler is called from here on. */
  end(): void {
    this.#ended = true;
    this.#listening?.end();
    this.#device.forget(this);
  }

  loseListeners(): void {
    this.#listening?.end();
    this.#listening = null;
    this.#device.after(this.#store.world.delayMs('snapshot'), () => {
      if (!this.#listening) this.#tellLive(false);
    });
  }

  /** Listens to both streams; participants only once there is an own entry, or else it is written first. */
  listen(): void {
    if (this.#ended || this.#takenOver) return;
    this.#learnTime();
    if (!this.#store.state(this.#room).participants.has(this.uid)) {
      this.restore({signal: new AbortController().signal}).then(
        () => {
          this.listen();
        },
        () => {
          if (!this.#device.isCut) this.listen();
        },
      );
      return;
    }
    this.#listening?.end();
    this.#listening = new Listening(this.#store, this.#device, {
      room: this.#room,
      uid: this.uid,
      onParticipants: this.#tellParticipants,
      onConnections: this.#tellConnections,
      onCaughtUp: () => {
        this.#tellLive(true);
      },
    });
  }

  readonly #leave = (): void => {
    const known = [...this.#told, ...[...this.#offeredTo].map(to => ({from: this.uid, to}))];
    this.#apply((store, now) => rules.leave(store, this, known, now));
  };

  readonly #tellParticipants = (participants: readonly Participant[]): void => {
    this.#takenOver = participants.some(({uid, session}) => uid === this.uid && session !== this.session);
    this.#handlers.onParticipants(participants);
  };

  readonly #tellConnections = (connections: readonly Connection[]): void => {
    this.#told = connections;
    this.#handlers.onConnections(connections);
  };

  #tellLive(live: boolean): void {
    if (this.#ended || this.#live === live) return;
    this.#live = live;
    this.#handlers.onLive(live);
  }

  #writeOwn(change: Change, options: WaitOptions): Promise<void> {
    const written = this.#ownWrites.then(() => this.#write(change, options));
    this.#ownWrites = written.catch(() => undefined);
    return written;
  }

  async #write(change: Change, {signal}: WaitOptions): Promise<void> {
    if (this.#ended) throw CallError.aborted();
    if (this.#takenOver) throw new ConflictError('another session took over');
    await this.#device.send(() => {
      this.#apply(change);
    }, signal);
    this.#learnTime();
  }

  #apply(change: Change): void {
    this.#store.commit(this.#room, change);
    this.#appliedAt = this.#store.now();
  }

  #learnTime(): void {
    this.#serverAheadMs = Math.max(this.#serverAheadMs, this.#appliedAt - this.#store.world.clock.now());
  }
}

interface ListeningOptions {
  readonly room: string;
  readonly uid: string;
  readonly onParticipants: (participants: readonly Participant[]) => void;
  readonly onConnections: (connections: readonly Connection[]) => void;
  /** Each stream has told its first state. */
  readonly onCaughtUp: () => void;
}

/** The two streams of one room, until they are lost. */
class Listening {
  readonly #store: MemoryStore;
  readonly #options: ListeningOptions;
  readonly #participants: Stream<readonly Participant[]>;
  readonly #connections: Stream<readonly Connection[]>;
  readonly #unlisten: () => void;
  #before: rules.StoreState | null = null;
  #behind = 2;

  constructor(store: MemoryStore, device: MemorySignaling, options: ListeningOptions) {
    this.#store = store;
    this.#options = options;
    this.#participants = new Stream(store.world, device, this.#told(options.onParticipants));
    this.#connections = new Stream(store.world, device, this.#told(options.onConnections));
    this.#unlisten = store.listen(options.room, this.#onChange);
    this.#onChange();
  }

  end(): void {
    this.#unlisten();
    this.#participants.end();
    this.#connections.end();
  }

  readonly #onChange = (): void => {
    const {room, uid} = this.#options;
    const state = this.#store.state(room);
    if (state.participants !== this.#before?.participants) this.#participants.push([...state.participants.values()]);
    if (state.connections !== this.#before?.connections) {
      this.#connections.push([...state.connections.values()].filter(({from, to}) => from === uid || to === uid));
    }
    this.#before = state;
  };

  #told<T>(tell: (state: T) => void): (state: T, isFirst: boolean) => void {
    return (state, isFirst) => {
      tell(state);
      if (isFirst && --this.#behind === 0) this.#options.onCaughtUp();
    };
  }
}

/** States on their way to one listener: in order, some skipped, some told twice. */
class Stream<T> {
  readonly #world: MemoryWorld;
  readonly #device: MemorySignaling;
  readonly #tell: (state: T, isFirst: boolean) => void;
  readonly #underWay: T[] = [];
  #lastArrivalMs = -Infinity;
  #hasTold = false;
  #ended = false;

  constructor(world: MemoryWorld, device: MemorySignaling, tell: (state: T, isFirst: boolean) => void) {
    this.#world = world;
    this.#device = device;
    this.#tell = tell;
  }

  push(state: T): void {
    const nowMs = this.#world.clock.now();
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, nowMs + this.#world.delayMs('snapshot'));
    this.#underWay.push(state);
    this.#device.after(this.#lastArrivalMs - nowMs, () => {
      const next = this.#underWay.shift();
      const isSkipped = this.#underWay.length > 0 && this.#world.random() < skippedShare;
      if (!isSkipped && next !== undefined) this.#arrive(next);
    });
  }

  end(): void {
    this.#ended = true;
  }

  #arrive(state: T): void {
    const times = this.#world.random() < repeatedShare ? 2 : 1;
    for (let time = 0; time < times; time++) {
      if (this.#ended) return;
      const isFirst = !this.#hasTold;
      this.#hasTold = true;
      this.#tell(state, isFirst);
    }
  }
}

/** @returns why the rules refuse a write, null where it took effect */
function refusal(apply: () => void): ConflictError | null {
  try {
    apply();
    return null;
  } catch (error) {
    if (error instanceof ConflictError) return error;
    throw error;
  }
}

const unreachable = (): CallError => new CallError('signaling-unreachable', 'The memory store did not reply in time.');
