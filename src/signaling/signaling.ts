import type {Candidate} from '../protocol/candidate.js';
import type {Connection, Description} from '../protocol/connection.js';
import type {Participant} from '../protocol/participant.js';
import type {Knock} from '../protocol/knock.js';
import type {CallError} from '../errors.js';
import type {RoomOwnership} from './room-ownership.js';

/**
 * # How participants of a room find one another
 *
 * A signaling implementation is a small shared store with two kinds of entries a room: one {@link Participant} a
 * person, and one {@link Connection} a pair, which exists only while the two are meeting. `<video-call>` ships one over
 * Cloud Firestore and one over `BroadcastChannel`; a page may bring its own and hold it against the contract suite
 * (`video-call-element/signaling-contract.js`).
 *
 * ## What an implementation promises
 * - **States, not messages.** The handlers are told the whole present state, own entries included, each time that it
 *   changed. States in between may be skipped and the same one may come twice; it never goes back to an older one.
 *   Participants and connections are two streams: each is in order, nothing is promised between them. Only connections
 *   that name oneself are told.
 * - **Writes are atomic and exclusive.** A call takes effect whole or not at all, and its effect reaches the handlers of
 *   everybody, the writer included, before or after its promise resolves. `join` makes the participant joined *and* adds
 *   all answers, or does nothing.
 * - **Time is the store's.** `joinedAt` and `renewedAt` are stamped by the store, never by a participant.
 * - **Refused is not failed.** A write which the present state forbids (the offer was replaced, its maker reloaded, a
 *   newer session took over) rejects with {@link ConflictError}: look at the state and decide again. A
 *   {@link CallError} is for the person. A write that timed out may have taken effect.
 * - **Nothing happens after the end.** After `leave`, `leaveAtOnce`, `abandon` or an abort of `enter` no handler is called.
 *
 * ## Rooms that somebody owns
 * Where an implementation has them, a room may be locked, and its owner decides who enters: `Signaling.knock` asks,
 * `SignalingHandlers.onKnocks` tells the owner, `SignalingRoom.ownership` answers. Whom the owner takes out is told to
 * everybody as a participant in the state `removed` for as long as any lease lasts, and cannot enter again.
 *
 * ## What it refuses (a store that cannot check, such as BroadcastChannel, may leave it to the participants)
 * An offer to somebody who is neither in the lobby nor joined later by `(joinedAt, uid)`; an answer with another
 * revision than its offer's, or to an offer of an ended session; changing what belongs to another; removing somebody
 * whose lease has not lapsed.
 *
 * ## What nobody may rely on
 * That a write arrives soon, that two writes of different people arrive in the order of their promises, that an entry
 * read is well-formed in a way that `parseParticipant` and `parseConnection` did not check.
 */
export interface Signaling {
  /**
   * Enters a room: in the lobby, or joined at once (`autojoin`). Resolves when the own entry is in the store; the
   * handlers are called from then on, until the end. A second entry of the same `uid` replaces the first, which sees
   * the new `session` in its own entry; one that yields may not ({@link EnterRequest.yields}).
   *
   * @throws {ConflictError} it yields
   * @throws {CallError} signaling-unreachable, permission-denied, room-locked, removed, sign-in-disabled, sign-in-throttled,
   *   app-check-refused, invalid-config, firebase-mismatch, aborted
   */
  enter(request: EnterRequest, options: WaitOptions): Promise<SignalingRoom>;
  /**
   * Asks the owner of a locked room to be let in. Resolves when they answered, which may take as long as people do, or
   * at once where nobody has to be asked: entering tells what the answer was. An abort takes the question back. Absent
   * where no room has an owner.
   *
   * @throws {CallError} as `enter`
   */
  knock?(request: KnockRequest, options: WaitOptions): Promise<void>;
  /** On `pagehide`: rooms that are being entered right now are left, too, as {@link SignalingRoom.leaveAtOnce} does it. */
  leaveAtOnce?(): void;
  /**
   * Frees what outlives a room: an app, a sign-in, a channel. For whoever made it: an element never calls it of what a page
   * gives it.
   */
  dispose?(): Promise<void>;
}

/** How long the caller waits: as long as it wants the answer. */
export interface WaitOptions {
  /** Ends the wait; the write itself may still take effect. */
  readonly signal: AbortSignal;
}

/** Who enters which room, as what, and who is told of it from then on. */
export interface EnterRequest {
  /** As `parseRoomId` lets it through. */
  readonly room: string;
  /** Unique for each entry, 1-64 characters. */
  readonly session: string;
  /** Seats that this side knows of, 2-8; the least of all who are there counts. */
  readonly capacity: number;
  readonly state: 'lobby' | 'joined';
  /** Only taken where `state` is `joined`: nobody is named in the lobby. */
  readonly name: string;
  /**
   * To another session of the same `uid` that has joined, and whose lease has not lapsed by the time of the store: then nothing
   * is written, and `enter` rejects with {@link ConflictError}. An implementation that does not know it takes over as ever.
   */
  readonly yields?: boolean;
  readonly handlers: SignalingHandlers;
}

/** A question to the owner of a locked room. */
export interface KnockRequest {
  readonly room: string;
  /** Shown to the owner. */
  readonly name: string;
}

/** What is told of a room, from the entry to its end: whole states, the latest last. */
export interface SignalingHandlers {
  /** Everybody in the room, oneself included. */
  onParticipants(participants: readonly Participant[]): void;
  /** All connections that name oneself. */
  onConnections(connections: readonly Connection[]): void;
  /**
   * `true` while what is told is the present state, `false` from the moment it may be an old one. With an error nothing more
   * is told: the owner keeps this side out (room-locked, removed), it is somebody else by now (permission-denied), or nothing
   * more can be heard in this room, but in one that is entered anew (signaling-unreachable).
   */
  onLive(live: boolean, error?: CallError): void;
  /** Who asks to be let in: told to the owner of the room only, and only once somebody does. */
  onKnocks?(knocks: readonly Knock[]): void;
  /** How often the store was used so far, where it counts. */
  onUsage?(usage: SignalingUsage): void;
}

/** Operations as the store bills them, since the room was entered; what it took to be let in counts as well. */
export interface SignalingUsage {
  readonly reads: number;
  readonly writes: number;
  readonly deletes: number;
}

/** Which connection: `from` offers, `to` answers. */
export interface Pair {
  readonly from: string;
  readonly to: string;
}

/** The first half of a meeting, from who joined earlier to whoever is in the lobby or joined later. */
export interface Offer {
  readonly to: string;
  /** Whom it is for: another session of theirs knows nothing of it. */
  readonly toSession: string;
  readonly description: Description;
  /** Those that were gathered by now; more follow by `addCandidates`. */
  readonly candidates: readonly Candidate[];
}

/** The other half, with the revision of the offer that it answers. */
export interface Answer {
  readonly from: string;
  /** Whose offer it answers: one by another session of theirs may have the same revision, and must not get this answer. */
  readonly fromSession: string;
  readonly description: Description;
  readonly candidates: readonly Candidate[];
}

/** A room that was entered. Every write may also reject with `aborted` and `signaling-unreachable`. */
export interface SignalingRoom {
  readonly uid: string;
  readonly session: string;
  /** For the owner of the room. Absent where no room has an owner. */
  readonly ownership?: RoomOwnership;
  /** The store's clock in ms since 1970, as well as it is known: from its replies, never from the local clock. */
  serverNow(): number;
  /**
   * Makes the own participant `joined` and commits prepared answers with it.
   * @throws {ConflictError} an answer is out of date, or another session took over
   */
  join(request: {readonly name: string; readonly answers: readonly Answer[]}, options: WaitOptions): Promise<void>;
  /** Takes `joined` back: there was no seat. */
  returnToLobby(options: WaitOptions): Promise<void>;
  /** Makes the pair's connection, or replaces it with a higher revision, no answer and no candidates but these. */
  offer(offer: Offer, options: WaitOptions): Promise<void>;
  /** Answers when joined already. */
  answer(answer: Answer, options: WaitOptions): Promise<void>;
  /** Adds candidates that were gathered after the description went out; repeating is harmless. */
  addCandidates(pair: Pair, candidates: readonly Candidate[], options: WaitOptions): Promise<void>;
  /** Removes the pair's connection; one that is gone already is no error. */
  deleteConnection(pair: Pair, options: WaitOptions): Promise<void>;
  /** Renews the lease. @throws {ConflictError} another session took over, or the entry is gone: see `restore` */
  renew(options: WaitOptions): Promise<void>;
  /**
   * Writes the own entry anew after others swept it.
   * @throws {CallError} room-locked, removed: it may not be written again
   */
  restore(options: WaitOptions): Promise<void>;
  /** Asks every offerer linked to oneself for an ICE restart: the own network changed. */
  raiseNetworkEpoch(options: WaitOptions): Promise<void>;
  /**
   * What is open to the store may be dead, though nothing says so: the own network changed, or the others fell silent.
   * The next writes should not rely on it; with `listeners`, what listens is opened anew where that can be done. A hint,
   * given at most once a second of either kind.
   */
  refresh?(what: {readonly listeners: boolean}): void;
  /**
   * Removes participants whose lease has lapsed and connections past their time, {@link sweepLimit} of both at most. One is
   * refused: none is removed.
   */
  sweep(
    leftovers: {readonly uids: readonly string[]; readonly pairs: readonly Pair[]},
    options: WaitOptions,
  ): Promise<void>;
  /** Removes all own entries, and ends. Resolves also if another session has taken over, whose entries stay. */
  leave(): Promise<void>;
  /** The same on `pagehide`: sent so that it outlives the page; nobody can wait for it. */
  leaveAtOnce(): void;
  /** Ends without a write: another session has taken over, and all entries are its own. */
  abandon(): void;
}

/** So many entries are swept at once: a store may have to look something up for each, and Firestore does so 20 times a commit. */
export const sweepLimit = 20;

/** The store's present state forbids the write: look at it and decide again. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}
