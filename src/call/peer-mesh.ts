import {CallError, isShutOut} from '../errors.js';
import type {Log} from '../log.js';
import type {PeerLink, PeerLinkFactory, Trouble} from '../peer/peer-link.js';
import type {Connection} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import {leaseMs, type Participant} from '../protocol/participant.js';
import {ConflictError, type Answer, type SignalingRoom} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';
import {admission, hasSeatFor, type Admission} from './admission.js';
import {nextStep, type PairView} from './mesh-plan.js';
import {PairWork} from './pair-work.js';
import {isSweeper, lapsesAt, splitByLease} from './presence.js';

/** Somebody with a seat, or with a live link whatever the store says. */
export interface Member {
  readonly uid: string;
  readonly session: string;
  /** As their entry states it; '' if the entry is gone. */
  readonly name: string;
  readonly link: PeerLink | null;
}

export interface PeerMeshHandlers {
  /** Whenever somebody came, went or changed: the others in the call, not oneself. */
  onMembers(members: readonly Member[]): void;
  /** Who has a seat and who waits, oneself included. */
  onAdmission(admission: Admission): void;
  onMessage(uid: string, message: ControlMessage): void;
  /** This side joined and found no seat: it is back in the lobby. */
  onRoomFull(): void;
  /** A newer session of the same person is in the room; this one writes nothing any more. */
  onTakenOver(): void;
  /** A connection is in trouble. */
  onTrouble(): void;
  /** Somebody cannot be reached, and no relay was named that could help; or not any more. */
  onRelayNeeded(needed: boolean): void;
  /** The owner of the room keeps this side out: removed or room-locked. */
  onShutOut(error: CallError): void;
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

/** Several links that notice the same trouble cause one write, and one new way to the store. */
const sameTroubleMs = 1_000;

/**
 * Not hearing from the store for less than this is no outage in which others could not renew: listeners that are opened
 * anew take a moment, and those of whoever tries to reach somebody who is gone are every few seconds.
 */
const outageMs = 5_000;

/**
 * One link per participant. It holds what the store last showed, asks `mesh-plan` for the next step of each pair, and has
 * it done, one at a time per pair, and again whenever something changed. So every race ends in the same way: look at the
 * present state, decide again.
 */
export class PeerMesh {
  readonly #options: PeerMeshOptions;
  readonly #pairs = new Map<string, PairWork>();
  readonly #ended = new AbortController();
  /** Places in the order in which people were first seen in the lobby, by {@link lobbyKey}. */
  #lobbyOrder = new Map<string, number>();
  #lobbyCount = 0;
  /** Whose lease has not lapsed, by uid. */
  #present: ReadonlyMap<string, Participant> = new Map();
  #participants: readonly Participant[] = [];
  #connections: readonly Connection[] = [];
  #admission: Admission;
  #live = true;
  /** Local time from which lapsed leases count: at once for a newcomer, a full lease after an outage. */
  #trustedFrom = -Infinity;
  #deafSince = -Infinity;
  #near = false;
  /** Whoever is told anything was in the store by then: a foreign session is a newer one, and no entry is a swept one. */
  #isTold = false;
  /** The store has shown this side joined: its lobby after that means that there was no seat. */
  #wasJoined = false;
  /** From the decision to go back to the lobby until the store shows it: no pair takes a step as a member's. */
  #isGivingUp = false;
  /** The state whose own entry is being mended, so that it is mended once. */
  #mending: readonly Participant[] | null = null;
  #reconciling = false;
  #changedMeanwhile = false;
  #cancelWake: (() => void) | null = null;
  #relayNeeded = false;
  readonly #refreshedAt = {all: -Infinity, writes: -Infinity};
  #epochRaisedAt = -Infinity;

  constructor(options: PeerMeshOptions) {
    this.#options = options;
    this.#admission = admission([], options.capacity);
  }

  /** Whether this side is joined and has a seat, as the store shows it. */
  get isSeated(): boolean {
    const {uid, session} = this.#options.room;
    const isAdmitted = this.#admission.admitted.some(entry => entry.uid === uid && entry.session === session);
    return isAdmitted && !this.#isGivingUp;
  }

  updateParticipants(participants: readonly Participant[]): void {
    this.#participants = participants;
    this.#isTold = true;
    this.#lookAgain();
  }

  updateConnections(connections: readonly Connection[]): void {
    this.#connections = connections;
    this.#lookAgain();
  }

  updateLive(live: boolean): void {
    const now = this.#options.clock.now();
    if (!live && this.#live) this.#deafSince = now;
    if (live && !this.#live && now - this.#deafSince >= outageMs) this.#trustedFrom = now + leaseMs;
    this.#live = live;
    this.#lookAgain();
  }

  /** Pointer or focus is on the join button: where answers do not keep, prepare them now. */
  setNear(near: boolean): void {
    this.#near = near;
    this.#reconcile();
  }

  /**
   * Joins with every answer that lies ready or can be made at once.
   * @throws {ConflictError} another session took over
   * @throws {CallError} as `SignalingRoom.join`
   */
  async join(name: string, signal: AbortSignal): Promise<void> {
    const views = [...this.#pairs.values()].map(pair => ({pair, view: this.#lookAt(pair)}));
    const answering = views.filter(({pair, view}) => pair.canAnswer(view));
    try {
      const found = await Promise.all(answering.map(({pair, view}) => pair.answerForJoin(view)));
      const answers = found.filter(answer => answer !== null);
      for (const {pair} of answering) pair.releaseForJoin(answers);
      const sent = await this.#joinWith(name, answers, signal);
      for (const {pair} of answering) pair.settleJoin(sent);
    } finally {
      for (const {pair} of answering) pair.endJoin();
      this.#reconcile();
    }
  }

  /** Whom nobody gets through to without a relay is tried again now: there may be one by now. */
  tryAgain(): void {
    for (const pair of this.#pairs.values()) pair.tryAgain();
    this.#reconcile();
  }

  /** Sends to everybody connected. @returns how many it was sent to */
  broadcast(message: ControlMessage): number {
    return [...this.#pairs.values()].filter(({link}) => link?.send(message) ?? false).length;
  }

  /** Ends every link; the room itself is left by its owner. */
  close(): void {
    this.#ended.abort();
    this.#cancelWake?.();
    for (const pair of this.#pairs.values()) pair.dropLink({leaving: true});
    this.#pairs.clear();
  }

  /** An answer that went out of date refuses the whole commit: then join without any, and answer what there is after. */
  async #joinWith(name: string, answers: readonly Answer[], signal: AbortSignal): Promise<readonly Answer[]> {
    const {room, log} = this.#options;
    try {
      await room.join({name, answers}, {signal});
      return answers;
    } catch (error) {
      if (!(error instanceof ConflictError) || answers.length === 0) throw error;
      log.debug('joining without answers, one was out of date', error);
      await room.join({name, answers: []}, {signal});
      return [];
    }
  }

  #lookAgain(): void {
    for (const pair of this.#pairs.values()) pair.unblock();
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
    this.#options.handlers.onMembers(this.#members());
    this.#tellRelayNeed();
    this.#wakeInTime();
  };

  #tellRelayNeed(): void {
    const needed = this.isSeated && [...this.#pairs.values()].some(pair => pair.needsRelay);
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

  /** Who is there, and what that means for the own entry. */
  #readRoom(): void {
    const {room, capacity, handlers} = this.#options;
    const {present: holders, lapsed} = splitByLease(this.#participants, {
      serverNow: room.serverNow(),
      trusted: this.#live && this.#options.clock.now() >= this.#trustedFrom,
      isLinked: uid => this.#pairs.get(uid)?.isConnected ?? false,
      ownUid: room.uid,
    });
    const present = holders.filter(({uid, session}) => !this.#pairs.get(uid)?.hasLeft(session));
    this.#present = new Map(present.map(participant => [participant.uid, participant]));
    this.#admission = admission(present, capacity);
    this.#lobbyOrder = new Map(this.#admission.lobby.map(entry => [lobbyKey(entry), this.#lobbyPlace(entry)]));
    handlers.onAdmission(this.#admission);
    this.#dropRemoved();
    if (this.#isTold) this.#checkOwnEntry();
    if (lapsed.length > 0 && isSweeper(room.uid, present)) this.#sweep(lapsed);
  }

  #checkOwnEntry(): void {
    const {room, handlers} = this.#options;
    const own = this.#participants.find(({uid}) => uid === room.uid);
    if (own && own.session !== room.session) {
      this.close();
      handlers.onTakenOver();
      return;
    }
    if (own?.state === 'removed') {
      this.#shutOut(CallError.removed());
      return;
    }
    if (!own) this.#mendOwnEntry(() => room.restore({signal: this.#ended.signal}));
    else if (own.state === 'lobby') this.#checkLobby();
    else this.#checkSeat(own);
  }

  #checkSeat(own: Participant): void {
    this.#wasJoined = true;
    const {admitted, beyond} = this.#admission;
    // Of people without a seat, linked to nobody with one, nobody else would know: they are no call beside the call.
    const isLinkedToSeated = admitted.some(({uid}) => this.#pairs.get(uid)?.isConnected);
    if (beyond.includes(own) && !isLinkedToSeated) this.#mendOwnEntry(() => this.#giveUpSeat());
  }

  /** Whether it was asked for or a write that was taken for lost: who is in the lobby is seen and heard by nobody. */
  #checkLobby(): void {
    if (!this.#wasJoined) return;
    this.#wasJoined = false;
    this.#isGivingUp = false;
    this.#dropLinks();
    this.#options.handlers.onRoomFull();
  }

  async #giveUpSeat(): Promise<void> {
    this.#isGivingUp = true;
    this.#dropLinks();
    try {
      await this.#options.room.returnToLobby({signal: this.#ended.signal});
    } catch (error) {
      this.#isGivingUp = false;
      throw error;
    }
  }

  #dropLinks(): void {
    for (const pair of this.#pairs.values()) pair.dropLink();
  }

  /** Nothing keeps a link to somebody whom the owner of the room took out, however live it is. */
  #dropRemoved(): void {
    for (const {uid, state} of this.#participants) if (state === 'removed') this.#pairs.get(uid)?.dropLink();
  }

  #shutOut(error: CallError): void {
    this.close();
    this.#options.handlers.onShutOut(error);
  }

  #mendOwnEntry(mend: () => Promise<void>): void {
    if (this.#mending === this.#participants) return;
    this.#mending = this.#participants;
    mend().catch((error: unknown) => {
      if (this.#ended.signal.aborted) return;
      if (isShutOut(error)) {
        this.#shutOut(error);
        return;
      }
      this.#options.log.warn('own entry', error);
      this.#options.clock.after(2_000, () => {
        this.#mending = null;
        this.#reconcile();
      });
    });
  }

  #sweep(lapsed: readonly Participant[]): void {
    if (this.#mending === this.#participants) return;
    this.#mending = this.#participants;
    const uids = lapsed.map(({uid}) => uid);
    const pairs = uids.flatMap(from => uids.filter(to => to !== from).map(to => ({from, to})));
    this.#options.room.sweep({uids, pairs}, {signal: this.#ended.signal}).catch((error: unknown) => {
      this.#options.log.debug('sweep', error);
    });
  }

  #workOnPairs(): void {
    if (this.#isEnded()) return;
    for (const {uid} of this.#participants) this.#pair(uid);
    for (const {from, to} of this.#connections) this.#pair(from === this.#options.room.uid ? to : from);
    for (const pair of this.#pairs.values()) this.#workOn(pair);
    this.#forgetPairs();
  }

  /** Of who is gone without a trace nothing is kept: in a room that is open all day many come by. */
  #forgetPairs(): void {
    const named = new Set(this.#connections.flatMap(({from, to}) => [from, to]));
    for (const {uid} of this.#participants) named.add(uid);
    for (const [uid, pair] of this.#pairs) if (pair.isIdle && !named.has(uid)) this.#pairs.delete(uid);
  }

  #workOn(pair: PairWork): void {
    // A dropped link is at once followed by what replaces it; every other step waits for its end or for news.
    for (let step; step !== 'nothing' && pair.isReady;) {
      const view = this.#lookAt(pair);
      step = nextStep(view);
      pair.perform(step, view);
    }
  }

  #pair(uid: string): void {
    const {room, clock, log, createLink, preparedLifeMs, handlers} = this.#options;
    if (uid === room.uid || this.#pairs.has(uid)) return;
    const pair = new PairWork(uid, {
      room,
      clock,
      log,
      createLink,
      preparedLifeMs,
      signal: this.#ended.signal,
      changed: this.#reconcile,
      onMessage: message => {
        handlers.onMessage(uid, message);
      },
      onTrouble: this.#onTrouble,
      raiseNetworkEpoch: this.#raiseNetworkEpoch,
    });
    this.#pairs.set(uid, pair);
  }

  /**
   * What is open to the store may be dead, though nothing says so. While somebody else is heard it is rather the other
   * side that is in trouble, or the machine has too much to do, and new listeners would be more of it.
   */
  #onTrouble = (trouble: Trouble): void => {
    const {clock, room, handlers} = this.#options;
    handlers.onTrouble();
    const listeners = trouble !== 'unheard' || !this.#isAnyoneHeard;
    const now = clock.now();
    if (now - this.#refreshedAt[listeners ? 'all' : 'writes'] < sameTroubleMs) return;
    if (listeners) this.#refreshedAt.all = now;
    this.#refreshedAt.writes = now;
    room.refresh?.({listeners});
  };

  get #isAnyoneHeard(): boolean {
    return [...this.#pairs.values()].some(({isConnected, link}) => isConnected && !link?.isTroubled);
  }

  #raiseNetworkEpoch = async (): Promise<void> => {
    const {clock, room} = this.#options;
    if (clock.now() - this.#epochRaisedAt < sameTroubleMs) return;
    this.#epochRaisedAt = clock.now();
    try {
      await room.raiseNetworkEpoch({signal: this.#ended.signal});
    } catch (error) {
      this.#epochRaisedAt = -Infinity;
      throw error;
    }
  };

  /** Has the pair take in what the store shows. @returns all that is known of it then */
  #lookAt(pair: PairWork): PairView {
    const {room, clock, preparedLifeMs} = this.#options;
    const own = this.#present.get(room.uid);
    const other = this.#present.get(pair.uid) ?? null;
    pair.observe(other, {
      outgoing: this.#connection(room.uid, pair.uid),
      incoming: this.#connection(pair.uid, room.uid),
    });
    return {
      ...pair.view(other),
      self: {session: room.session, entry: own?.session === room.session ? own : null, seated: this.isSeated},
      other,
      otherSeated: other !== null && (this.#admission.admitted.includes(other) || this.#isSeatKeptFor(other)),
      mayPrepare: preparedLifeMs === Infinity || this.#near,
      preparedLifeMs,
      now: clock.now(),
      serverNow: room.serverNow(),
    };
  }

  #connection(from: string, to: string): Connection | null {
    return this.#connections.find(connection => connection.from === from && connection.to === to) ?? null;
  }

  /** As many of the lobby as there are free seats, who came first before who came later. */
  #isSeatKeptFor(participant: Participant): boolean {
    if (participant.state !== 'lobby' || !hasSeatFor(this.#admission, participant.capacity)) return false;
    const place = this.#lobbyPlace(participant);
    const earlier = this.#admission.lobby.filter(entry => this.#lobbyPlace(entry) < place);
    return earlier.length < this.#admission.freeSeats;
  }

  #lobbyPlace(entry: Participant): number {
    return this.#lobbyOrder.get(lobbyKey(entry)) ?? ++this.#lobbyCount;
  }

  /** Who lost the seat while the store was out of reach, and is linked all the same, still sees whom they are linked to. */
  #members(): readonly Member[] {
    const {room} = this.#options;
    const seated = this.isSeated ? this.#admission.admitted.filter(({uid}) => uid !== room.uid) : [];
    const members = seated.map(({uid, session, name}) => ({
      uid,
      session,
      name,
      link: this.#pairs.get(uid)?.link ?? null,
    }));
    const linkedOnly = [...this.#pairs.values()].filter(
      pair => pair.isConnected && !seated.some(({uid}) => uid === pair.uid),
    );
    return [...members, ...linkedOnly.map(({uid, session, link}) => ({uid, session, name: '', link}))];
  }

  /** Only what is still to come: what is overdue was looked at just now, and waits for something else. */
  #wakeInTime(): void {
    const {clock, room} = this.#options;
    const now = clock.now();
    const lapses = this.#participants
      .filter(({uid}) => uid !== room.uid)
      .map(entry => now + lapsesAt(entry) - room.serverNow());
    const due = [...lapses, this.#trustedFrom, ...[...this.#pairs.values()].map(({wakeAt}) => wakeAt)];
    const next = Math.min(...due.filter(at => at > now));
    this.#cancelWake?.();
    this.#cancelWake = next === Infinity ? null : clock.after(next - now + 1, this.#reconcile);
  }
}

const lobbyKey = ({uid, session}: Participant): string => `${uid} ${session}`;
