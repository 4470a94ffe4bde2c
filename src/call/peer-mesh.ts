import type {Log} from '../log.js';
import type {PeerLinkFactory} from '../peer/peer-link.js';
import type {Connection} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import type {Participant} from '../protocol/participant.js';
import type {SignalingRoom} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';
import type {Admission} from './admission.js';
import {joinAnswering} from './answering-join.js';
import {Attendance} from './attendance.js';
import {LapsedSweep} from './lapsed-sweep.js';
import {membersOf, type Member} from './members.js';
import {nextStep, type PairView} from './mesh-plan.js';
import {OwnEntryWatch, type OwnEntryHandlers} from './own-entry-watch.js';
import {PairSet} from './pair-set.js';
import type {PairContext, PairWork} from './pair-work.js';
import {SharedTrouble} from './shared-trouble.js';

export interface PeerMeshHandlers extends OwnEntryHandlers {
  /** Whenever somebody came, went or changed: the others in the call, not oneself. */
  onMembers(members: readonly Member[]): void;
  /** Who has a seat and who waits, oneself included. */
  onAdmission(admission: Admission): void;
  onMessage(uid: string, message: ControlMessage): void;
  /** A connection is in trouble. */
  onTrouble(): void;
  /** Somebody cannot be reached, and no relay was named that could help; or not any more. */
  onRelayNeeded(needed: boolean): void;
}

export interface PeerMeshOptions {
  readonly room: SignalingRoom;
  readonly capacity: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly createLink: PeerLinkFactory;
  readonly handlers: PeerMeshHandlers;
  /** How long a prepared answer keeps: Infinity, or some seconds in Firefox. */
  readonly preparedLifeMs: number;
}

/**
 * One link per participant. It holds what the store last showed, asks `mesh-plan` for the next step of each pair, and has
 * it done, one at a time per pair, and again whenever something changed. So every race ends in the same way: look at the
 * present state, decide again.
 */
export class PeerMesh {
  readonly #options: PeerMeshOptions;
  readonly #ended = new AbortController();
  readonly #pairs: PairSet;
  readonly #attendance: Attendance;
  readonly #ownEntry: OwnEntryWatch;
  readonly #lapsedSweep: LapsedSweep;
  readonly #trouble: SharedTrouble;
  #near = false;
  #reconciling = false;
  #changedMeanwhile = false;
  #cancelWake: (() => void) | null = null;
  #relayNeeded = false;

  constructor(options: PeerMeshOptions) {
    this.#options = options;
    const {signal} = this.#ended;
    this.#pairs = new PairSet(options.room.uid, uid => this.#contextFor(uid));
    this.#attendance = new Attendance(options);
    this.#lapsedSweep = new LapsedSweep({...options, signal});
    this.#trouble = new SharedTrouble({...options, signal});
    this.#ownEntry = new OwnEntryWatch({
      ...options,
      signal,
      handlers: {
        ...options.handlers,
        onTakenOver: () => {
          this.close();
          options.handlers.onTakenOver();
        },
        onShutOut: error => {
          this.close();
          options.handlers.onShutOut(error);
        },
      },
      onUnseated: () => this.#pairs.dropLinks(),
      onRetry: this.#reconcile,
    });
  }

  /** Whether this side is joined and has a seat, as the store shows it. */
  get isSeated(): boolean {
    const {uid, session} = this.#options.room;
    const isAdmitted = this.#attendance.admission.admitted.some(
      entry => entry.uid === uid && entry.session === session,
    );
    return isAdmitted && !this.#ownEntry.isGivingUp;
  }

  updateParticipants(participants: readonly Participant[]): void {
    this.#attendance.updateParticipants(participants);
    this.#lookAgain();
  }

  updateConnections(connections: readonly Connection[]): void {
    this.#pairs.updateConnections(connections);
    this.#lookAgain();
  }

  updateLive(live: boolean): void {
    this.#attendance.updateLive(live);
    this.#lookAgain();
  }

  /** Pointer or focus is on the join button: where answers do not keep, prepare them now. */
  setNear(near: boolean): void {
    this.#near = near;
    this.#reconcile();
  }

  /**
   * Joins, and answers what is offered.
   * @throws {ConflictError} another session took over
   * @throws {CallError} as `SignalingRoom.join`
   */
  async join(name: string, signal: AbortSignal): Promise<void> {
    const {room, log} = this.#options;
    const views = [...this.#pairs].map(pair => ({pair, view: this.#lookAt(pair)}));
    const answering = views.filter(({pair, view}) => pair.canAnswer(view));
    try {
      await joinAnswering({room, name, answering, signal, log});
    } finally {
      this.#reconcile();
    }
  }

  /** Whom nobody gets through to without a relay is tried again now: there may be one by now. */
  tryAgain(): void {
    for (const pair of this.#pairs) pair.tryAgain();
    this.#reconcile();
  }

  /** Sends to everybody connected. @returns how many it was sent to */
  broadcast(message: ControlMessage): number {
    return this.#pairs.broadcast(message);
  }

  /** Ends every link; the room itself is left by its owner. */
  close(): void {
    this.#ended.abort();
    this.#cancelWake?.();
    this.#pairs.dropLinks({leaving: true});
    this.#pairs.clear();
  }

  #lookAgain(): void {
    for (const pair of this.#pairs) pair.unblock();
    this.#reconcile();
  }

  #reconcile = (): void => {
    this.#changedMeanwhile = true;
    if (this.#reconciling) return;
    this.#reconciling = true;
    while (this.#takeChange()) {
      this.#readRoom();
      this.#workOnPairs();
    }
    this.#reconciling = false;
    if (this.#isEnded()) return;
    this.#options.handlers.onMembers(membersOf(this.#seatedOthers, this.#pairs));
    this.#tellRelayNeed();
    this.#wakeInTime();
  };

  get #seatedOthers(): readonly Participant[] {
    if (!this.isSeated) return [];
    return this.#attendance.admission.admitted.filter(({uid}) => uid !== this.#options.room.uid);
  }

  #tellRelayNeed(): void {
    const needed = this.isSeated && [...this.#pairs].some(pair => pair.needsRelay);
    if (needed === this.#relayNeeded || this.#isEnded()) return;
    this.#relayNeeded = needed;
    this.#options.handlers.onRelayNeeded(needed);
  }

  #isEnded(): boolean {
    return this.#ended.signal.aborted;
  }

  #takeChange(): boolean {
    const changed = this.#changedMeanwhile && !this.#isEnded();
    this.#changedMeanwhile = false;
    return changed;
  }

  /** Who is there, and what that means for the own entry and for those of who is gone. */
  #readRoom(): void {
    const attendance = this.#attendance;
    attendance.judge(this.#pairs);
    this.#options.handlers.onAdmission(attendance.admission);
    this.#dropRemoved();
    if (attendance.isTold) this.#ownEntry.look(attendance.participants, this.#isUnseated);
    this.#lapsedSweep.run(attendance);
  }

  /** Nothing keeps a link to somebody whom the owner of the room took out, however live it is. */
  #dropRemoved(): void {
    for (const {uid, state} of this.#attendance.participants)
      if (state === 'removed') this.#pairs.find(uid)?.dropLink();
  }

  /** Of people without a seat, linked to nobody with one, nobody else would know: they are no call beside the call. */
  get #isUnseated(): boolean {
    const {admitted, beyond} = this.#attendance.admission;
    const isLinkedToSeated = admitted.some(({uid}) => this.#pairs.isConnectedTo(uid));
    return beyond.some(({uid}) => uid === this.#options.room.uid) && !isLinkedToSeated;
  }

  #workOnPairs(): void {
    if (this.#isEnded()) return;
    const {participants} = this.#attendance;
    this.#pairs.include(participants);
    for (const pair of this.#pairs) this.#workOn(pair);
    this.#pairs.forgetAllBut(participants);
  }

  #workOn(pair: PairWork): void {
    // A dropped link is at once followed by what replaces it; every other step waits for its end or for news.
    for (let step; step !== 'nothing' && pair.isReady;) {
      const view = this.#lookAt(pair);
      step = nextStep(view);
      pair.perform(step, view);
    }
  }

  #contextFor(uid: string): PairContext {
    const {room, clock, log, createLink, preparedLifeMs, handlers} = this.#options;
    return {
      ...{room, clock, log, createLink, preparedLifeMs},
      signal: this.#ended.signal,
      changed: this.#reconcile,
      onMessage: message => handlers.onMessage(uid, message),
      onTrouble: trouble => {
        handlers.onTrouble();
        this.#trouble.refresh(trouble, this.#pairs);
      },
      raiseNetworkEpoch: () => this.#trouble.raiseNetworkEpoch(),
    };
  }

  /** Has the pair take in what the store shows. @returns all that is known of it then */
  #lookAt(pair: PairWork): PairView {
    const {room, clock, preparedLifeMs} = this.#options;
    const own = this.#attendance.find(room.uid);
    const other = this.#attendance.find(pair.uid);
    pair.observe(other, this.#pairs.documentsOf(pair));
    return {
      ...pair.view(other),
      self: {session: room.session, entry: own?.session === room.session ? own : null, seated: this.isSeated},
      other,
      otherSeated: other !== null && this.#attendance.isSeatFor(other),
      mayPrepare: preparedLifeMs === Infinity || this.#near,
      preparedLifeMs,
      now: clock.now(),
      serverNow: room.serverNow(),
    };
  }

  /** Only what is still to come: what is overdue was looked at just now, and waits for something else. */
  #wakeInTime(): void {
    const {clock} = this.#options;
    const now = clock.now();
    const due = [this.#attendance.wakeAt, ...[...this.#pairs].map(({wakeAt}) => wakeAt)];
    const next = Math.min(...due.filter(at => at > now));
    this.#cancelWake?.();
    this.#cancelWake = next === Infinity ? null : clock.after(next - now + 1, this.#reconcile);
  }
}
