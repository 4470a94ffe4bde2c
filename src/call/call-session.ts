import {CallError, isAborted, isShutOut} from '../errors.js';
import type {Signaling} from '../signaling/signaling.js';
import {callErrorOf} from './call-error-of.js';
import {CallFailures} from './call-failures.js';
import type {CallMedia} from './call-media.js';
import type {CallState} from './call-state.js';
import type {CallTerms} from './call-terms.js';
import {Conversation, type ConversationOptions} from './conversation.js';
import {Joining} from './joining.js';
import {Knocking} from './knocking.js';
import {RoomEntry} from './room-entry.js';
import {RoomOwner} from './room-owner.js';
import type {RoomVisit, RoomVisitHandlers} from './room-visit.js';
import {Seat} from './seat.js';
import {SignalingGap} from './signaling-gap.js';
import type {Store} from './store.js';

export interface CallSessionOptions extends CallTerms, Omit<ConversationOptions, 'terms' | 'visit' | 'isDisposed'> {
  readonly signaling: Signaling;
  readonly room: string;
  /** Whether something shows what only the owner of a room may do: then entering a room finds out who that is, and so does {@link CallSession.askOwner}. */
  readonly asksOwner: () => boolean;
  readonly preparedLifeMs: number;
}

/** One room for one element, from its lobby to the end. Tells the store what became true, and nothing before. */
export class CallSession {
  /** For whoever owns the room. */
  readonly owner: RoomOwner;
  readonly #options: CallSessionOptions;
  readonly #store: Store;
  readonly #conversation: Conversation;
  readonly #entry: RoomEntry;
  readonly #seat: Seat;
  readonly #joining: Joining;
  readonly #knocking: Knocking;
  readonly #failures: CallFailures;
  readonly #signalingGap: SignalingGap;
  #terms: CallTerms;
  /** The store is another session's: what is still done in the room that was left does not count there. */
  #disposed = false;
  /** Ends whatever is being waited for when the room is left. */
  #work = new AbortController();

  constructor(options: CallSessionOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#terms = options;
    const {store, signaling, room} = options;
    const capacity = (): number => this.#terms.capacity;
    const visit = (): RoomVisit | null => this.#visit;
    const conversation = new Conversation({
      ...{...options, visit},
      terms: () => this.#terms,
      isDisposed: () => this.#disposed,
    });
    this.#conversation = conversation;
    this.#seat = new Seat({...{store, capacity, visit}, onFree: () => this.#joinFreeSeat()});
    this.#signalingGap = new SignalingGap(options.clock, live => store.update({type: 'signaling-live', live}));
    const signal = (): AbortSignal => this.#work.signal;
    const enter = (): Promise<RoomVisit> => this.#lobby();
    this.owner = new RoomOwner({store, enter, signal});
    this.#entry = new RoomEntry({
      ...{...options, capacity},
      createLink: conversation.createLink,
      ready: signal => conversation.iceServers.load(signal),
      isAboutToJoin: () => this.#isAboutToJoin,
      handlers: this.#visitHandlers(),
      onEntered: ({uid}) => this.#onEntered(uid),
    });
    const refuse = this.#refuse;
    this.#joining = new Joining({
      ...{store, signal, refuse},
      entry: this.#entry,
      seat: this.#seat,
      stopKnocking: () => this.#knocking.stop(),
      openWanted: () => void conversation.media.startWanted(),
      onSeated: () => conversation.people.show(),
    });
    this.#knocking = new Knocking({
      ...{store, signaling, room, enter, refuse},
      persist: (work, signal) => this.#entry.persist(work, signal),
      join: () => this.join(),
    });
    this.#failures = new CallFailures({
      store,
      seat: this.#seat,
      stopMedia: () => conversation.media.stop(),
      renewServers: () => conversation.iceServers.renewDoubtful(),
      stop: () => this.#stop(),
      leaveQuietly: left => this.#leaveQuietly(left),
    });
  }

  /** What the call did became its state. */
  changed(after: CallState): void {
    this.#conversation.changed(after);
  }

  get #visit(): RoomVisit | null {
    return this.#entry.visit;
  }

  get #isAboutToJoin(): boolean {
    const {phase, waitingForSeat, knocking} = this.#store.state;
    return phase === 'joining' || waitingForSeat || knocking === 'asking';
  }

  get media(): CallMedia {
    return this.#conversation.media;
  }

  /** How large the own picture is captured and sent at most, from now on. Resolves when it is. */
  setMaxVideoHeight(heightPx: number): Promise<void> {
    return this.#conversation.setMaxVideoHeight(heightPx);
  }

  /** Other controls are shown: of the owner's, if they are among them, one asks whose room it is, where it is not known. */
  askOwner(): void {
    if (this.#visit && !this.#store.state.ownRoom) this.#askIfShown();
  }

  /**
   * A call is near: load, sign in, enter the lobby, so that offers are there before the click. A call of the same person elsewhere
   * goes on: only who has asked to come in ends it.
   */
  prepare(): void {
    this.#visit?.touch();
    const {phase, error} = this.#store.state;
    if (this.#entry.current || phase !== 'lobby' || isShutOut(error)) return;
    const {signal} = this.#work;
    const entering = this.#isAboutToJoin ? this.#entry.enter('lobby', signal) : this.#entry.enterYielding(signal);
    entering.catch((refused: unknown) => this.#refuse(refused));
  }

  /** Pointer or focus reached the join button, or left it. */
  setNear(near: boolean): void {
    if (near) this.prepare();
    this.#entry.setNear(near);
  }

  /**
   * Joins. Resolves with a seat in the call; asked again meanwhile it is the same join.
   * @throws {CallError} room-full (stays in the lobby), aborted by `leave`, and all of `Signaling.enter`
   */
  join(): Promise<void> {
    return this.#joining.join();
  }

  /**
   * Joins, asking the owner of a locked room first. Resolves with a seat in the call.
   * @throws {CallError} room-locked if they refuse, and all of `join`
   */
  knock(): Promise<void> {
    return this.#store.state.phase === 'lobby' ? this.#knocking.ask() : this.join();
  }

  /** Gives up waiting for the owner's answer. */
  stopKnocking(): void {
    this.#knocking.stop();
  }

  /** Joins as soon as a seat is free. */
  waitForSeat(waiting: boolean): void {
    this.#store.update({type: 'seat-wait', waiting});
    // Seats are seen from inside only.
    if (waiting) this.prepare();
    else this.#visit?.touch();
    this.#seat.takeIfFree();
  }

  /** Waits no longer to come in, neither for the owner's answer nor for a seat. */
  stopWaiting(): void {
    this.#knocking.stop();
    if (this.#store.state.waitingForSeat) this.waitForSeat(false);
  }

  /** Leaves, frees everything, and resolves when nothing is left in the store. */
  async leave(): Promise<void> {
    const {phase} = this.#store.state;
    const visit = this.#stop();
    if (phase !== 'ended') this.#store.update({type: 'left'});
    await Promise.all([visit?.leave(), this.#entry.calledOff()]);
  }

  /** Frees everything without a change of phase: the element or its settings are going. */
  async dispose(): Promise<void> {
    const visit = this.#stop();
    this.#disposed = true;
    await Promise.all([visit?.leave(), this.#entry.calledOff()]);
    await this.#options.signaling.dispose?.();
  }

  /** On `pagehide`: the same in what a page may still do. */
  leaveAtOnce(): void {
    // Firefox breaks off what still runs when a tab is being closed: what the others need goes before all else.
    this.#visit?.leaveAtOnce();
    this.#options.signaling.leaveAtOnce?.();
    this.#stop();
  }

  /** Back to a lobby, as if nothing had been. */
  reset(): void {
    this.#stop()?.abandon();
    const {wanted} = this.media;
    this.#store.update({type: 'ready', room: this.#options.room, capacity: this.#terms.capacity, wanted});
  }

  /**
   * Outside the call: this is what the next one begins with. The lobby that was entered as something else is left, and
   * entered anew by the next intent, or now by who waits there for a seat. A knock goes on.
   */
  take(terms: CallTerms): void {
    this.#terms = terms;
    this.media.take(terms);
    const {knocking, waitingForSeat, error} = this.#store.state;
    if (knocking === 'asking') return;
    this.#callOff();
    this.#leaveQuietly(this.#forgetLobby());
    this.#store.update({type: 'admission', membersPresent: null, capacity: terms.capacity});
    // Nothing is tried any more.
    if (error?.code === 'signaling-unreachable') this.#store.update({type: 'notice', error: null});
    if (waitingForSeat) this.prepare();
  }

  /** What is tried again by itself is tried now: a person would not wait. Nothing is left for it. */
  async tryAgain(): Promise<void> {
    const {signal} = this.#work;
    // What was said of the last try is over; the next one says how it ends.
    if (this.#entry.hurry()) this.#store.update({type: 'notice', error: null});
    else this.prepare();
    await this.#conversation.iceServers.renew();
    if (!signal.aborted) this.#visit?.tryAgain();
  }

  /** The own name is another one. */
  announce(): void {
    this.#conversation.people.announce();
  }

  /** @throws {CallError} invalid-message, not-connected */
  sendMessage(text: string): void {
    this.#conversation.sendMessage(text);
  }

  readonly #refuse = (cause: unknown): CallError => this.#failures.refuse(cause);

  /** The room, its lobby entered where nothing was entered yet. */
  async #lobby(): Promise<RoomVisit> {
    const {phase} = this.#store.state;
    if (phase === 'ended' || phase === 'failed') throw CallError.notConnected();
    try {
      const visit = await (this.#entry.current ?? this.#entry.enter('lobby', this.#work.signal));
      // What is asked for here nobody can do from outside: where an intent has just yielded, this does not.
      return visit ?? (await this.#lobby());
    } catch (error) {
      throw callErrorOf(error);
    }
  }

  #onEntered(uid: string): void {
    this.#store.update({type: 'entered', uid});
    // Till now only the device's date was known.
    this.#conversation.iceServers.planAnew();
    this.#askIfShown();
    this.#seat.settle();
  }

  #askIfShown(): void {
    if (!this.#options.asksOwner()) return;
    this.owner.look().catch((error: unknown) => {
      if (!isAborted(error)) this.#options.log.warn('whose room it is', error);
    });
  }

  #visitHandlers(): RoomVisitHandlers {
    const {people, iceServers} = this.#conversation;
    return {
      onAdmission: admission => this.#seat.follow(admission),
      onMembers: members => people.setMembers(members),
      onMessage: (uid, message) => people.onMessage(uid, message),
      onRoomFull: () => this.#failures.roomFull(this.#visit),
      onTrouble: () => iceServers.renewDoubtful(),
      onRelayNeeded: needed => this.#failures.relayNeeded(needed),
      onTakenOver: () => this.#failures.takenOver(),
      onShutOut: error => this.#onShutOut(error),
      onKnocks: this.owner.onKnocks,
      onLive: live => this.#signalingGap.hear(live),
      onUsage: usage => {
        if (!this.#disposed) this.#store.update({type: 'usage', usage});
      },
      onLobbyIdle: () => this.#forgetLobby(),
    };
  }

  /**
   * Who only looked in from the lobby as somebody else comes again as who they are now, with the next intent. So does who hears
   * nothing more, and who waits for a seat comes at once.
   */
  #onShutOut(error: CallError): void {
    const {phase} = this.#store.state;
    const isWaiting = this.#isAboutToJoin;
    const ends = isWaiting && error.code !== 'signaling-unreachable';
    if (isShutOut(error) || phase !== 'lobby' || ends || !this.#visit) return void this.#refuse(error);
    this.#leaveQuietly(this.#forgetLobby());
    if (isWaiting) this.prepare();
  }

  /** @returns the visit, for the caller to end */
  #forgetLobby(): RoomVisit | null {
    this.#seat.forget();
    this.#signalingGap.stop();
    this.owner.onKnocks([]);
    this.#conversation.iceServers.stop();
    this.#store.update({type: 'lobby-left'});
    return this.#entry.release();
  }

  #joinFreeSeat(): void {
    this.join().catch((error: unknown) => this.#options.log.info('the seat was taken again', error));
  }

  #leaveQuietly(visit: RoomVisit | null): void {
    visit?.leave().catch((cause: unknown) => this.#options.log.warn('leaving after a failure', cause));
  }

  #callOff(): void {
    this.#work.abort(CallError.aborted());
    this.#work = new AbortController();
  }

  /** Calls off whatever is under way, and ends what runs. @returns the visit, for the caller to end */
  #stop(): RoomVisit | null {
    this.#callOff();
    this.#knocking.stop();
    // It tells the others, as long as they are there.
    this.media.stop();
    const visit = this.#entry.release();
    this.#entry.setNear(false);
    this.#seat.forget();
    this.#signalingGap.stop();
    this.#conversation.clear();
    this.#joining.forget();
    return visit;
  }
}
