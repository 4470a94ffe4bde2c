import {formatCandidates} from '../../protocol/connection.js';
import type {Answer, EnterRequest, Offer, Pair} from '../signaling.js';
import type {Precondition, Write} from './commit.js';
import {connectionPath, participantPath} from './paths.js';

/** For the TTL policy, the last resort. Half a day, so that a first entry by a clock that is hours off passes the rules. */
const participantLifeMs = 12 * 3_600_000;

/** A pair's document is of no use after this; an unanswered offer is made anew earlier. */
const connectionLifeMs = 180_000;

/** Whose entry, where, and the store's time as it is known. */
export interface Author {
  readonly room: string;
  readonly uid: string;
  readonly session: string;
  readonly serverNowMs: number;
}

const participantExpiry = ({serverNowMs}: Author): Date => new Date(serverNowMs + participantLifeMs);

/** The whole own entry: at the way in, and after others swept it. */
export function entryWrite(
  author: Author,
  request: Pick<EnterRequest, 'state' | 'name' | 'capacity'> & {readonly networkEpoch: number},
  precondition?: Precondition,
): Write {
  const isJoined = request.state === 'joined';
  return {
    set: participantPath(author.room, author.uid),
    fields: {
      session: author.session,
      state: request.state,
      name: isJoined ? request.name : '',
      capacity: request.capacity,
      networkEpoch: request.networkEpoch,
      videoCallExpireAt: participantExpiry(author),
      ...(!isJoined && {joinedAt: null}),
    },
    now: isJoined ? ['renewedAt', 'joinedAt'] : ['renewedAt'],
    ...(precondition && {precondition}),
  };
}

/** A change of the own entry; `session` goes with each, so that rules and precondition refuse an old page's. */
export function ownWrite(
  author: Author,
  fields: Readonly<Record<string, string | number | null>>,
  options: {readonly precondition: Precondition; readonly joins?: boolean},
): Write {
  const changed = {session: author.session, videoCallExpireAt: participantExpiry(author), ...fields};
  return {
    set: participantPath(author.room, author.uid),
    fields: changed,
    mask: Object.keys(changed),
    now: options.joins ? ['renewedAt', 'joinedAt'] : ['renewedAt'],
    precondition: options.precondition,
  };
}

export function offerWrite(
  author: Author,
  {to, toSession, description, candidates}: Offer,
  precondition?: Precondition,
): Write {
  return {
    set: connectionPath(author.room, {from: author.uid, to}),
    fields: {
      from: author.uid,
      fromSession: author.session,
      to,
      toSession,
      parties: [author.uid, to],
      offer: {sdp: description.sdp, revision: description.revision},
      offerCandidates: formatCandidates(candidates),
      answerCandidates: [],
      videoCallExpireAt: new Date(author.serverNowMs + connectionLifeMs),
    },
    now: ['createdAt'],
    ...(precondition && {precondition}),
  };
}

/** The sessions go along unchanged: if the offer is by, or to, another one, the rules refuse the change. */
export function answerWrite({room, uid, session}: Author, {from, fromSession, description, candidates}: Answer): Write {
  const {sdp, revision} = description;
  return {
    set: connectionPath(room, {from, to: uid}),
    fields: {answer: {sdp, revision}, fromSession, toSession: session},
    mask: ['answer', 'fromSession', 'toSession'],
    ...(candidates.length > 0 && {append: {answerCandidates: formatCandidates(candidates)}}),
    precondition: {exists: true},
  };
}

export function candidatesWrite({room, uid}: Author, pair: Pair, candidates: readonly string[]): Write {
  return {
    set: connectionPath(room, pair),
    fields: {},
    mask: [],
    append: {[pair.from === uid ? 'offerCandidates' : 'answerCandidates']: candidates},
    precondition: {exists: true},
  };
}
