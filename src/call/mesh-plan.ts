import type {Connection} from '../protocol/connection.js';
import {compareRank, type Participant} from '../protocol/participant.js';
import type {LinkState} from '../peer/peer-link.js';

/** An unanswered offer is made anew after this long: NAT bindings of its candidates last two minutes at least (RFC 4787, REQ-5). */
export const offerLifeMs = 120_000;

/** A pair that answered and did not connect begins anew after this long: ICE on a slow relay takes up to 15 s (RFC 8445, appendix B). */
export const connectLimitMs = 20_000;

/** How far the own side of a link is. */
export type LinkStage =
  /** The offer is being made or committed. */
  | 'offering'
  /** The offer is out. */
  | 'offered'
  /** The answer lies ready; the other side knows nothing of it. */
  | 'prepared'
  /** Both descriptions are exchanged. */
  | 'settled';

/** What the plan needs to know of a link. */
export interface LinkView {
  readonly role: 'offerer' | 'answerer';
  /** The other side's session. */
  readonly session: string;
  readonly stage: LinkStage;
  readonly revision: number;
  readonly state: LinkState;
  /** When the present stage began, by the local clock. */
  readonly since: number;
  /** The store has shown the present offer: if it is missing now, it is gone. */
  readonly offerSeen: boolean;
  /** The link asked for an ICE restart by way of the store, or what it described is out of date. */
  readonly restartNeeded: boolean;
}

/** All that is known of one pair. */
export interface PairView {
  readonly self: {
    readonly session: string;
    /** As the store shows it. */
    readonly entry: Participant | null;
    readonly seated: boolean;
  };
  readonly other: Participant | null;
  /** The other is admitted, or in the lobby and a seat is kept for them. */
  readonly otherSeated: boolean;
  readonly outgoing: Connection | null;
  readonly incoming: Connection | null;
  readonly link: LinkView | null;
  /** This side answers, and needs a new start that only the other can make. */
  readonly requestDue: boolean;
  /** Whether an answer may lie ready for as long as nobody clicks. */
  readonly mayPrepare: boolean;
  /** How long a prepared answer keeps; Firefox gives up ICE after 5 s without a remote candidate. */
  readonly preparedLifeMs: number;
  readonly now: number;
  readonly serverNow: number;
}

/** The one next thing to do for a pair. */
export type Step =
  | 'nothing'
  | 'drop-link'
  | 'make-offer'
  | 'renew-offer'
  | 'take-answer'
  | 'prepare-answer'
  | 'send-answer'
  | 'delete-outgoing'
  | 'delete-incoming'
  | 'ask-for-restart';

/**
 * What to do next for one pair, from nothing but its present state: so it does not matter in which order the facts came,
 * which of them were skipped, or what went wrong before.
 */
export function nextStep(pair: PairView): Step {
  if (pair.link && isLinkOver(pair, pair.link)) return 'drop-link';
  const step = leftoverStep(pair) ?? (mayOffer(pair) ? offerStep(pair) : answerStep(pair));
  return step === 'nothing' && mayAskForRestart(pair) ? 'ask-for-restart' : step;
}

const isMember = ({entry, seated}: PairView['self']): boolean => entry?.state === 'joined' && seated;

function mayAskForRestart(pair: PairView): boolean {
  const {self, other, link, requestDue} = pair;
  return requestDue && isMember(self) && other?.state === 'joined' && !mayOffer(pair) && link?.role !== 'offerer';
}

/** Whether the offer between the two is for this side to make: it was there first. */
function mayOffer({self, other, otherSeated}: PairView): boolean {
  if (self.entry?.state !== 'joined' || !self.seated || !other || !otherSeated) return false;
  return other.state === 'lobby' || compareRank(self.entry, other) < 0;
}

function isLinkOver(pair: PairView, link: LinkView): boolean {
  const {other} = pair;
  if (link.state === 'lost' || link.state === 'closed') return true;
  if (other && other.session !== link.session) return true;
  if (hasGoneBack(pair, link)) return true;
  if (link.state === 'connected') return false;
  if (isRoleReversed(pair, link)) return true;
  if (link.state === 'interrupted') return !other;
  if (!other) return true;
  if (link.stage === 'settled') return pair.now - link.since >= connectLimitMs;
  return link.role === 'offerer' ? !mayOffer(pair) : isPreparedStale(pair, link);
}

/** What was answered was answered by a member: in the lobby now, they have found no seat. */
const hasGoneBack = ({other}: PairView, link: LinkView): boolean =>
  other?.state === 'lobby' && (link.stage === 'settled' || wasConnected(link));

/** Once connected, no rank and no seat ends a link. */
const wasConnected = ({state}: LinkView): boolean => state === 'connected' || state === 'interrupted';

/** An entry that others swept was written anew, later in rank: an interrupted link cannot be restarted in its old role. */
const isRoleReversed = (pair: PairView, {role}: LinkView): boolean =>
  pair.self.entry?.state === 'joined' && pair.other?.state === 'joined' && mayOffer(pair) !== (role === 'offerer');

function isPreparedStale(pair: PairView, link: LinkView): boolean {
  if (link.restartNeeded || !isAnswerable(pair) || pair.incoming?.offer.revision !== link.revision) return true;
  return pair.now - link.since >= pair.preparedLifeMs;
}

/** Entries of ended sessions and of meetings that are over. */
function leftoverStep({self, other, outgoing, incoming, link, serverNow}: PairView): Step | null {
  if (outgoing && outgoing.fromSession !== self.session) return 'delete-outgoing';
  if (incoming && (incoming.toSession !== self.session || (!other && incoming.expireAt < serverNow)))
    return 'delete-incoming';
  return outgoing && link && hasServed(link) ? 'delete-outgoing' : null;
}

/** What was offered in it has led to a connection. */
const hasServed = ({role, state, stage, restartNeeded}: LinkView): boolean =>
  role === 'offerer' && state === 'connected' && stage === 'settled' && !restartNeeded;

function offerStep(pair: PairView): Step {
  const {link, other} = pair;
  if (!link) return 'make-offer';
  if (link.role === 'answerer' || link.stage === 'offering') return 'nothing';
  if (link.restartNeeded) return 'renew-offer';
  if (link.stage === 'settled') return 'nothing';
  if (isAnswered(pair, link)) return other?.state === 'joined' || wasConnected(link) ? 'take-answer' : 'nothing';
  return isOfferOver(pair, link) ? 'renew-offer' : 'nothing';
}

const isOfferOver = ({outgoing, now}: PairView, {offerSeen, since}: LinkView): boolean =>
  (offerSeen && !outgoing) || now - since >= offerLifeMs;

const isAnswered = ({outgoing}: PairView, {revision, session}: LinkView): boolean =>
  outgoing?.answer?.revision === revision && outgoing.toSession === session;

function answerStep(pair: PairView): Step {
  const {outgoing, incoming, link} = pair;
  if (outgoing && !link) return 'delete-outgoing';
  if (!incoming || !isAnswerable(pair) || !isToBeAnswered(incoming, link)) return 'nothing';
  if (isMember(pair.self)) return 'send-answer';
  return !link && pair.mayPrepare ? 'prepare-answer' : 'nothing';
}

/** An answer lies ready, or there is none yet to what is offered now. */
const isToBeAnswered = (incoming: Connection, link: LinkView | null): boolean =>
  link?.role !== 'offerer' && (link?.stage === 'prepared' || isNews(incoming, link));

const isNews = ({answer, offer}: Connection, link: LinkView | null): boolean =>
  !answer && offer.revision > (link?.revision ?? 0);

/**
 * The offer stands between the present sessions of both, and is made by somebody with a seat: nobody else would know of a
 * person without one. Rules cannot count seats.
 */
export function isAnswerable({self, other, otherSeated, incoming, link}: PairView): boolean {
  const hasStanding = otherSeated || (link !== null && wasConnected(link));
  return (
    hasStanding &&
    incoming !== null &&
    incoming.toSession === self.session &&
    other?.state === 'joined' &&
    incoming.fromSession === other.session
  );
}
