import {CallError, isAborted, isShutOut} from '../errors.js';
import type {Log} from '../log.js';
import type {LevelProbe} from '../media/audio-level.js';
import type {LocalMedia, LocalMediaSnapshot} from '../media/local-media.js';
import type {PeerLinkFactory} from '../peer/peer-link.js';
import {ConflictError, type Signaling} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';
import {CallMedia} from './call-media.js';
import {CallPeople} from './call-people.js';
import type {CallReport} from './call-report.js';
import {isInCall, type CallState} from './call-state.js';
import type {CallTerms} from './call-terms.js';
import {Chat} from './chat.js';
import {FreshIceServers} from './fresh-ice-servers.js';
import {Knocking} from './knocking.js';
import {RoomEntry} from './room-entry.js';
import {RoomOwner} from './room-owner.js';
import {ScreenWakeLock} from './screen-wake-lock.js';
import type {RoomVisit, RoomVisitHandlers} from './room-visit.js';
import {Seat} from './seat.js';
import {SignalingGap} from './signaling-gap.js';
import type {Store} from './store.js';

export interface CallSessionOptions extends CallTerms {
  readonly store: Store;
  readonly signaling: Signaling;
  readonly room: string;
  readonly createMedia: (onChange: (snapshot: LocalMediaSnapshot) => void) => LocalMedia;
  /** Begins to measure how loud a track is. */
  readonly probe: (track: MediaStreamTrack) => LevelProbe;
  /** Whether something shows what only the owner of a room may do: then entering a room finds out who that is, and so does {@link CallSession.askOwner}. */
  readonly asksOwner: () => boolean;
  readonly iceServers: () => Promise<readonly RTCIceServer[]>;
  /** How large the own picture is captured and sent at most, until {@link CallSession.setMaxVideoHeight}. */
  readonly maxVideoHeightPx: number;
  readonly preparedLifeMs: number;
  /** Keeps what happens, for `getReport()`. */
  readonly report: CallReport;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * One room for one element, from its lobby to the end: the only place with side effects. What happens is told to the
 * store, and nothing is told before it is true.
 */
export class CallSession {
  /** For whoever owns the room. */
  readonly owner: RoomOwner;
  readonly #knocking: Knocking;
  readonly #options: CallSessionOptions;
  readonly #store: Store;
  readonly #media: CallMedia;
  readonly #people: CallPeople;
  readonly #wakeLock: ScreenWakeLock;
  readonly #iceServers: FreshIceServers;
  readonly #entry: RoomEntry;
  readonly #seat: Seat;
  readonly #chat: Chat;
  readonly #signalingGap: SignalingGap;
  #terms: CallTerms;
  #joining: Promise<void> | null = null;
  /** The store is another session's: what is still done in the room that was left does not count there. */
  #disposed = false;
  /** Ends whatever is being waited for when the room is left. */
  #work = new AbortController();

  constructor(options: CallSessionOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#terms = options;
    this.#wakeLock = new ScreenWakeLock(options.log);
    this.#people = new CallPeople({
      ...{...options, terms: () => this.#terms},
      iceServers: () => this.#iceServers.current,
      tracks: () => this.#media.tracks,
      isTalking: () => this.#media.isTalking,
    });
    this.#iceServers = new FreshIceServers({
      ...options,
      ask: options.iceServers,
      today: () => this.#visit?.serverNow() ?? Date.now(),
      date: Date.now,
      onChange: servers => this.#people.setIceServers(servers),
    });
    this.#media = new CallMedia({
      ...options,
      create: options.createMedia,
      isOver: () => this.#disposed || ['ended', 'failed'].includes(this.#store.state.phase),
      onChange: (update, tracks) => {
        if (this.#disposed) return;
        this.#store.update(update);
        this.#people.setTracks(tracks);
      },
    });
    const {store, signaling, room} = options;
    const capacity = (): number => this.#terms.capacity;
    this.#seat = new Seat({
      ...{store, capacity},
      visit: () => this.#visit,
      onFree: () => this.#joinFreeSeat(),
    });
    this.#chat = new Chat({store, broadcast: message => this.#visit?.broadcast(message) ?? 0});
    this.#signalingGap = new SignalingGap(options.clock, live => store.update({type: 'signaling-live', live}));
    const enter = (): Promise<RoomVisit> => this.#lobby();
    this.owner = new RoomOwner({store, enter, signal: () => this.#work.signal});
    this.#entry = new RoomEntry({
      ...{...options, capacity},
      createLink: this.#createLink,
      ready: signal => this.#iceServers.load(signal),
      isAboutToJoin: () => this.#isAboutToJoin,
      handlers: this.#visitHandlers(),
      onEntered: visit => this.#onEntered(visit),
    });
    const refuse = (error: unknown): CallError => this.#refuse(error);
    this.#knocking = new Knocking({
      ...{store, signaling, room, enter, refuse},
      persist: (work, signal) => this.#entry.persist(work, signal),
      join: () => this.join(),
    });
  }

  /** What the call did became its state. */
  changed(after: CallState): void {
    if (isInCall(after.phase)) this.#wakeLock.hold();
    else this.#wakeLock.release();
  }

  get #visit(): RoomVisit | null {
    return this.#entry.visit;
  }

  get #isAboutToJoin(): boolean {
    const {phase, waitingForSeat, knocking} = this.#store.state;
    return phase === 'joining' || waitingForSeat || knocking === 'asking';
  }

  get media(): CallMedia {
    return this.#media;
  }

  /** How large the own picture is captured and sent at most, from now on. Resolves when it is. */
  async setMaxVideoHeight(heightPx: number): Promise<void> {
    // The camera first: until it gives less, what is sent would be scaled down twice.
    await this.#media.setMaxVideoHeight(heightPx);
    this.#people.setMaxVideoHeight(heightPx);
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
    if (isInCall(this.#store.state.phase)) return Promise.resolve();
    if (this.#joining) return this.#joining;
    const joining = this.#join().finally(() => {
      if (this.#joining === joining) this.#joining = null;
    });
    this.#joining = joining;
    return joining;
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
    const {wanted} = this.#media;
    this.#store.update({type: 'ready', room: this.#options.room, capacity: this.#terms.capacity, wanted});
  }

  /**
   * Outside the call: this is what the next one begins with. The lobby that was entered as something else is left, and
   * entered anew by the next intent, or now by who waits there for a seat. A knock goes on.
   */
  take(terms: CallTerms): void {
    this.#terms = terms;
    this.#media.take(terms);
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
    await this.#iceServers.renew();
    if (!signal.aborted) this.#visit?.tryAgain();
  }

  /** The own name is another one. */
  announce(): void {
    this.#people.announce();
  }

  /** @throws {CallError} invalid-message, not-connected */
  sendMessage(text: string): void {
    this.#chat.send(text);
  }

  async #join(): Promise<void> {
    const {store} = this.#options;
    const {signal} = this.#work;
    this.#knocking.stop();
    store.update({type: 'join-started'});
    const endWait = this.#seat.expect();
    try {
      // Whoever was told of it may have left.
      signal.throwIfAborted();
      void this.#media.startWanted();
      const {current} = this.#entry;
      const lobby = current && (await current);
      signal.throwIfAborted();
      if (lobby) await this.#joinFrom(lobby, signal);
      else await this.#entry.enter('joined', signal);
      await this.#seat.taken(signal);
      store.update({type: 'seated'});
      this.#people.show();
    } catch (error) {
      throw this.#refuse(error);
    } finally {
      endWait();
    }
  }

  async #joinFrom(lobby: RoomVisit, signal: AbortSignal): Promise<void> {
    await this.#entry.persist(async () => {
      signal.throwIfAborted();
      if (this.#seat.isFree === false) throw CallError.roomFull();
      try {
        await lobby.join(this.#store.state.name, signal);
      } catch (error) {
        // Taken over, which the room tells by itself; or swept while out of reach, and written anew as soon as that is seen.
        throw error instanceof ConflictError ? notSetUp(error) : error;
      }
    }, signal);
  }

  /** A full room and a locked one leave one in the lobby, everything else ends the attempt. @returns what to tell who asked */
  #refuse(cause: unknown): CallError {
    const error = callErrorOf(cause);
    if (error.code === 'room-full') {
      this.#media.stop();
      this.#store.update({type: 'join-stopped', error});
    } else if (error.code === 'room-locked') {
      this.#seat.refuse(error);
      this.#stop()?.abandon();
      this.#store.update({type: 'locked-out', error});
    } else this.#fail(error);
    return error;
  }

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

  #createLink: PeerLinkFactory = options => {
    this.#iceServers.renewOverdue();
    return this.#people.createLink(options);
  };

  #onEntered({uid}: RoomVisit): void {
    this.#store.update({type: 'entered', uid});
    // Till now only the device's date was known.
    this.#iceServers.planAnew();
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
    return {
      onAdmission: admission => this.#seat.follow(admission),
      onMembers: members => this.#people.setMembers(members),
      onMessage: (uid, message) => this.#people.onMessage(uid, message),
      onRoomFull: () => this.#onRoomFull(),
      onTrouble: () => this.#iceServers.renewDoubtful(),
      onRelayNeeded: needed => this.#onRelayNeeded(needed),
      onTakenOver: () => {
        this.#stop()?.abandon();
        this.#store.update({type: 'failed', error: CallError.takenOver()});
      },
      onShutOut: error => this.#onShutOut(error),
      onKnocks: this.owner.onKnocks,
      onLive: live => this.#signalingGap.hear(live),
      onUsage: usage => {
        if (!this.#disposed) this.#store.update({type: 'usage', usage});
      },
      onLobbyIdle: () => this.#forgetLobby(),
    };
  }

  /** Who only looked in from the lobby as somebody else comes again as who they are now, with the next intent. */
  #onShutOut(error: CallError): void {
    const {phase} = this.#store.state;
    if (isShutOut(error) || phase !== 'lobby' || this.#isAboutToJoin || !this.#visit) this.#refuse(error);
    else this.#leaveQuietly(this.#forgetLobby());
  }

  /** @returns the visit, for the caller to end */
  #forgetLobby(): RoomVisit | null {
    this.#seat.forget();
    this.owner.onKnocks([]);
    this.#iceServers.stop();
    this.#store.update({type: 'lobby-left'});
    return this.#entry.release();
  }

  /** Taken back when it is over, unless something else is said by then. */
  #onRelayNeeded(needed: boolean): void {
    // A relay may have been named whose credentials have ended.
    if (needed) this.#iceServers.renewDoubtful();
    if (needed) this.#store.update({type: 'notice', error: CallError.relayNeeded()});
    else if (this.#store.state.error?.code === 'relay-needed') this.#store.update({type: 'notice', error: null});
  }

  #joinFreeSeat(): void {
    this.join().catch((error: unknown) => this.#options.log.info('the seat was taken again', error));
  }

  #onRoomFull(): void {
    this.#visit?.backInLobby();
    const error = CallError.roomFull();
    if (!this.#seat.refuse(error)) this.#refuse(error);
  }

  #fail(error: CallError): void {
    if (isAborted(error)) return;
    this.#leaveQuietly(this.#stop());
    this.#store.update({type: 'failed', error});
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
    this.#media.stop();
    const visit = this.#entry.release();
    this.#entry.setNear(false);
    this.#seat.forget();
    this.#signalingGap.stop();
    this.#people.clear();
    this.#joining = null;
    this.#wakeLock.release();
    this.#iceServers.stop();
    return visit;
  }
}

/** A signaling of the page's may fail with anything. */
function callErrorOf(error: unknown): CallError {
  if (error instanceof CallError) return error;
  return isAborted(error) ? CallError.aborted(error) : notSetUp(error);
}

const notSetUp = (cause: unknown): CallError =>
  new CallError('signaling-unreachable', 'The call could not be set up. Try again.', {cause});
