import {formatCandidate, type Candidate} from '../../src/protocol/candidate.js';
import {connectionLimits, type Connection} from '../../src/protocol/connection.js';
import {participantLimits} from '../../src/protocol/participant-limits.js';
import {compareRank, leaseMs, type Participant} from '../../src/protocol/participant.js';
import {ConflictError, type Answer, type Offer, type Pair} from '../../src/signaling/signaling.js';

/**
 * What `firestore.rules` allows, as one pure function per operation of `Signaling`: the store before in, the store after
 * out, or a {@link ConflictError} and nothing changed. What rules cannot see, an implementation has to send along as a
 * precondition: `writer.session`, the `fromSession` of an answer, and the argument `pinned`.
 */
export interface StoreState {
  readonly participants: ReadonlyMap<string, Participant>;
  /** By {@link pairKey}. */
  readonly connections: ReadonlyMap<string, Connection>;
}

export interface Writer {
  readonly uid: string;
  readonly session: string;
}

/** What an own entry holds besides its lease. */
export type Entry = Pick<Participant, 'state' | 'name' | 'capacity'>;

export const emptyStore: StoreState = {participants: new Map(), connections: new Map()};

/** How long a connection may stand, as `videoCallExpireAt`: as long as `src/signaling/firestore` gives it. */
export const connectionLifeMs = 180_000;

export const pairKey = ({from, to}: Pair): string => `${from}_${to}`;

/** A new session replaces the older one, unless it `yields`; the same one again (a retry, a restore) keeps its place. */
export function enter(store: StoreState, writer: Writer, entry: Entry, now: number, yields = false): StoreState {
  const before = store.participants.get(writer.uid);
  if (yields && isOtherInCall(before, writer, now)) refuse('in the call elsewhere');
  const again = before?.session === writer.session ? before : undefined;
  return putParticipant(store, {
    uid: writer.uid,
    session: writer.session,
    state: entry.state,
    name: entry.state === 'joined' ? entry.name : '',
    capacity: entry.capacity,
    joinedAt: entry.state === 'joined' ? (again?.joinedAt ?? now) : null,
    renewedAt: now,
    networkEpoch: again?.networkEpoch ?? 0,
  });
}

const isOtherInCall = (entry: Participant | undefined, {session}: Writer, now: number): boolean =>
  entry?.state === 'joined' && entry.session !== session && now <= entry.renewedAt + leaseMs;

/** Writes the own entry anew after a sweep, never over another session. */
export function restore(store: StoreState, writer: Writer, entry: Entry, now: number): StoreState {
  const before = store.participants.get(writer.uid);
  if (before && before.session !== writer.session) refuse('another session took over');
  return enter(store, writer, before ?? entry, now);
}

export function join(
  store: StoreState,
  writer: Writer,
  request: {readonly name: string; readonly answers: readonly Answer[]},
  now: number,
): StoreState {
  const own = ownEntry(store, writer);
  const joined = putParticipant(store, {
    ...own,
    state: 'joined',
    name: request.name,
    joinedAt: own.joinedAt ?? now,
    renewedAt: now,
  });
  return request.answers.reduce((after, given) => answer(after, writer, given), joined);
}

export const returnToLobby = (store: StoreState, writer: Writer, now: number): StoreState =>
  putParticipant(store, {...ownEntry(store, writer), state: 'lobby', name: '', joinedAt: null, renewedAt: now});

export const renew = (store: StoreState, writer: Writer, now: number): StoreState =>
  putParticipant(store, {...ownEntry(store, writer), renewedAt: now});

export function raiseNetworkEpoch(store: StoreState, writer: Writer, now: number): StoreState {
  const own = ownEntry(store, writer);
  return putParticipant(store, {...own, networkEpoch: own.networkEpoch + 1, renewedAt: now});
}

/**
 * Only a joined participant offers, and only to somebody in the lobby or ranked later.
 *
 * @param pinned the connection as it was last written, if a change since then must refuse the offer
 */
export function offer(store: StoreState, writer: Writer, given: Offer, now: number, pinned?: Connection): StoreState {
  const own = ownEntry(store, writer);
  const other = store.participants.get(given.to);
  if (own.state !== 'joined') refuse('the offerer has not joined');
  if (other?.session !== given.toSession) refuse('the offer is to an ended session');
  if (other.state === 'joined' && compareRank(own, other) >= 0) refuse('the offer is to somebody earlier');
  const before = store.connections.get(pairKey({from: writer.uid, to: given.to}));
  if (before && given.description.revision <= before.offer.revision) refuse('the revision is no higher');
  if (pinned && before !== pinned) refuse('the connection has changed');
  checkCandidates(given.candidates);
  return putConnection(store, {
    from: writer.uid,
    fromSession: writer.session,
    to: given.to,
    toSession: given.toSession,
    offer: given.description,
    offerCandidates: given.candidates,
    answer: null,
    answerCandidates: [],
    expireAt: now + connectionLifeMs,
  });
}

/** Only a joined addressee answers, once, the offer of the session that they mean, while that session lives. */
export function answer(store: StoreState, writer: Writer, given: Answer): StoreState {
  const pair = {from: given.from, to: writer.uid};
  const before = store.connections.get(pairKey(pair)) ?? refuse('the offer is gone');
  if (before.fromSession !== given.fromSession) refuse('the offer was replaced by another session');
  if (before.toSession !== writer.session) refuse('the offer is to another session');
  if (before.answer) refuse('the offer was answered');
  if (before.offer.revision !== given.description.revision) refuse('the offer has another revision');
  if (ownEntry(store, writer).state !== 'joined') refuse('the answerer has not joined');
  if (store.participants.get(given.from)?.session !== before.fromSession) refuse('the offerer is gone');
  return putConnection(store, {
    ...before,
    answer: given.description,
    answerCandidates: union(before.answerCandidates, given.candidates),
  });
}

export function addCandidates(
  store: StoreState,
  {uid}: Writer,
  pair: Pair,
  candidates: readonly Candidate[],
): StoreState {
  const before = store.connections.get(pairKey(pair)) ?? refuse('the connection is gone');
  if (uid === before.from)
    return putConnection(store, {...before, offerCandidates: union(before.offerCandidates, candidates)});
  if (uid === before.to)
    return putConnection(store, {...before, answerCandidates: union(before.answerCandidates, candidates)});
  return refuse('the connection is between others');
}

/** By a party of any session, or by anybody present once its time is over. */
export function deleteConnection(store: StoreState, {uid}: Writer, pair: Pair, now: number): StoreState {
  const before = store.connections.get(pairKey(pair));
  if (!before) return store;
  const isParty = uid === before.from || uid === before.to;
  if (!isParty && !(now > before.expireAt && store.participants.has(uid))) refuse('the connection is between others');
  return {...store, connections: without(store.connections, pairKey(pair))};
}

/** Only whose lease has lapsed, only by somebody present; one that may not be removed keeps all. */
export function sweep(
  store: StoreState,
  writer: Writer,
  leftovers: {readonly uids: readonly string[]; readonly pairs: readonly Pair[]},
  now: number,
): StoreState {
  let participants = store.participants;
  for (const uid of leftovers.uids) {
    const entry = store.participants.get(uid);
    if (!entry) continue;
    const mayRemove = uid === writer.uid || (now > entry.renewedAt + leaseMs && store.participants.has(writer.uid));
    if (!mayRemove) refuse('the lease has not lapsed');
    participants = without(participants, uid);
  }
  const {connections} = leftovers.pairs.reduce((after, pair) => deleteConnection(after, writer, pair, now), store);
  return {participants, connections};
}

/** One commit: the own entry, pinned to its session, and the connections that the client knows of. */
export function leave(store: StoreState, writer: Writer, known: readonly Pair[], now: number): StoreState {
  const own = store.participants.get(writer.uid);
  if (own && own.session !== writer.session) refuse('another session took over');
  const {connections} = known.reduce((after, pair) => deleteConnection(after, writer, pair, now), store);
  return {participants: without(store.participants, writer.uid), connections};
}

function ownEntry(store: StoreState, {uid, session}: Writer): Participant {
  const own = store.participants.get(uid) ?? refuse('the own entry is gone');
  return own.session === session ? own : refuse('another session took over');
}

function putParticipant(store: StoreState, participant: Participant): StoreState {
  if (participant.name.length > participantLimits.nameLength) refuse('the name is too long');
  return {...store, participants: new Map(store.participants).set(participant.uid, Object.freeze(participant))};
}

const putConnection = (store: StoreState, connection: Connection): StoreState => ({
  ...store,
  connections: new Map(store.connections).set(pairKey(connection), Object.freeze(connection)),
});

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const after = new Map(map);
  after.delete(key);
  return after;
}

function union(before: readonly Candidate[], added: readonly Candidate[]): readonly Candidate[] {
  const known = new Set(before.map(formatCandidate));
  return checkCandidates([...before, ...added.filter(candidate => !known.has(formatCandidate(candidate)))]);
}

function checkCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  const length = candidates.reduce((sum, candidate) => sum + formatCandidate(candidate).length, 0);
  if (candidates.length > connectionLimits.candidates || length > connectionLimits.candidatesLength) {
    refuse('too many candidates');
  }
  return candidates;
}

function refuse(why: string): never {
  throw new ConflictError(why);
}
