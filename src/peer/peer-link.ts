import type {Candidate} from '../protocol/candidate.js';
import type {Description} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';

/**
 * One `RTCPeerConnection` to one participant, offerer or answerer for life (protocol.md: who was there first offers).
 * Its calls go down, its facts come back through {@link PeerLinkHandlers}; it knows nothing of signaling.
 */
export interface PeerLink {
  readonly role: 'offerer' | 'answerer';
  /** The highest revision that was offered or taken over, 0 before the first. */
  readonly revision: number;
  readonly state: LinkState;
  /**
   * Offerer: a description for the other side, gathered for at most {@link gatherLimitMs}; what is found later comes as
   * `onCandidates`. Called again it makes the offer anew with fresh addresses (an ICE restart, RFC 8839 section 4.4.3). Its
   * revision is a later one where this one is taken by the time it is made: the channel offers as well.
   */
  makeOffer(revision: number): Promise<Description>;
  /** Offerer: takes the answer. Another revision than the last offer's is dropped. Resolves false if it was. */
  takeAnswer(answer: Description): Promise<boolean>;
  /**
   * Answerer: prepares an answer while nothing is sent to the other side: the offer's candidates are held back until
   * {@link release}. A later revision of the same connection is an ICE restart. Rejects if the offer cannot be answered,
   * which a connection that is up survives.
   */
  makeAnswer(offer: Description, limits?: {readonly gatherMs: number}): Promise<Description>;
  /** Somebody waits for the description that is being made: it has no longer than this for its candidates. */
  hurry(limitMs: number): void;
  /** Answerer: the answer is on its way; now let ICE begin. */
  release(): void;
  /**
   * Offerer: the other side asks for a new start by way of the store. If nothing is heard of it, or it says that it hears
   * nothing, the link is lost; one that never connected is out of date.
   */
  heedRequest(): void;
  /** Offerer: while this offer was on its way by the store the path came back, or the store did not take it: it goes over the channel, with these candidates. */
  restart(offer: Description, candidates: readonly Candidate[]): void;
  /** Whether it was connected, and is not, or nothing is heard. */
  readonly isTroubled: boolean;
  /** Whether either side named a relay by which the two could reach one another. */
  readonly hasRelay: boolean;
  /** Whether this offer was made by the connection that this link talks to, and not by one that replaced it. */
  continues(offer: Description): boolean;
  /** Rejects if no answer can be made to this offer; nothing that runs is touched. */
  tryOffer(offer: Description): Promise<void>;
  /** Candidates of another revision are dropped, those that come before their description wait for it. */
  addCandidates(candidates: readonly Candidate[]): void;
  /** Sends on the control channel. @returns false if it isn't open */
  send(message: ControlMessage): boolean;
  /** Closes, calls no handler any more, and ends what is under way with an `AbortError`. Whoever leaves says `bye` before, if it can. */
  close(options?: {readonly leaving: boolean}): void;
}

/**
 * How the link stands: `connecting` until it first connected, `interrupted` while it is being recovered, `lost` when it
 * cannot come back by itself: it never connected, or an end of it is dead.
 */
export type LinkState = 'connecting' | 'connected' | 'interrupted' | 'lost' | 'closed';

export interface PeerLinkHandlers {
  /** Late candidates of the own side, in batches. */
  onCandidates(candidates: readonly Candidate[]): void;
  onState(state: LinkState): void;
  /** The control channel opened: from here on nothing more needs the signaling. */
  onOpen(): void;
  onMessage(message: ControlMessage): void;
  /** The other side closed its connection; `left` if it said `bye`, and so is out of the call. */
  onGone(left: boolean): void;
  /** An ICE restart is needed and the channel cannot carry it. The offerer offers one, the answerer asks for it. */
  onRestartNeeded(): void;
  /** The network changed, here or there, or the ICE servers did, before the link was ever connected: what was described last is of no use. */
  onOutdated(): void;
  onTrouble(trouble: Trouble): void;
}

/**
 * The own network may be another one, or the other side is not heard any more, for which it may be the reason, and is not
 * although a restart was tried for seconds.
 */
export type Trouble = 'network-changed' | 'unheard' | 'unheard-still';

/** How long a description waits for its candidates; the rest follow as late ones. 500 ms covers one STUN round trip on a bad line. */
export const gatherLimitMs = 500;

export type PeerLinkFactory = (options: {
  readonly role: 'offerer' | 'answerer';
  readonly uid: string;
  readonly handlers: PeerLinkHandlers;
}) => PeerLink;
