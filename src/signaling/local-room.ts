import {CallError} from '../errors.js';
import {formatCandidate, type Candidate} from '../protocol/candidate.js';
import {compareRank, leaseMs, type Participant} from '../protocol/participant.js';
import type {Clock} from '../util/clock.js';
import {within} from '../util/within.js';
import {LocalBoard} from './local-board.js';
import type {HeldAnswer, HeldOffer, Holding} from './local-message.js';
import type {LocalConnection} from './local-replica.js';
import {
  ConflictError,
  type Answer,
  type EnterRequest,
  type Offer,
  type Pair,
  type SignalingHandlers,
  type SignalingRoom,
  type WaitOptions,
} from './signaling.js';

/** As long as the same entry stands in Firestore. */
const connectionLifeMs = 180_000;

/** One session in one room: the rules of the room, as far as this tab knows it, over a {@link LocalBoard}. */
export class LocalRoom implements SignalingRoom {
  readonly uid: string;
  readonly session: string;
  readonly #board: LocalBoard;
  readonly #clock: Clock;
  readonly #handlers: SignalingHandlers;
  readonly #yields: boolean;
  /** The last own holding, whether it still stands or not. */
  #holding: Holding;
  #stage: 'entering' | 'in' | 'ended' = 'entering';

  constructor(
    uid: string,
    {room, session, capacity, state, name, yields = false, handlers}: EnterRequest,
    clock: Clock,
  ) {
    this.uid = uid;
    this.session = session;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#yields = yields;
    this.#board = new LocalBoard(room, uid, clock, this.#tell);
    const lease = {joinedAt: null, renewedAt: 0, networkEpoch: 0};
    const participant: Participant = {uid, session, state, name: state === 'joined' ? name : '', capacity, ...lease};
    this.#holding = {participant, enteredAt: 0, version: 0, offers: [], answers: []};
  }

  async enter({signal}: WaitOptions): Promise<void> {
    await orAborted(this.#board.greet(), signal);
    const other = this.#board.replica.get(this.uid);
    if (this.#yields && other?.participant.state === 'joined' && this.#isAlive(other)) refuse('in the call elsewhere');
    this.#holding = {...this.#holding, enteredAt: this.#board.serverNow()};
    await orAborted(this.#publish(this.#stamped()), signal);
    // From a task of its own, so that whoever entered has the room in hand when the first handler is called.
    this.#clock.after(0, () => {
      if (this.#stage === 'ended') return;
      this.#stage = 'in';
      this.#tell();
      this.#handlers.onLive(true);
    });
  }

  serverNow(): number {
    return this.#board.serverNow();
  }

  join(
    {name, answers}: {readonly name: string; readonly answers: readonly Answer[]},
    options: WaitOptions,
  ): Promise<void> {
    return this.#write(options, () => {
      const held = answers.reduce((before, answer) => this.#answered(before, answer), this.#holding.answers);
      return {...this.#stamped({state: 'joined', name}), answers: held};
    });
  }

  returnToLobby(options: WaitOptions): Promise<void> {
    return this.#write(options, () => ({...this.#stamped({state: 'lobby', name: ''}), offers: []}));
  }

  offer({to, toSession, description, candidates}: Offer, options: WaitOptions): Promise<void> {
    return this.#write(options, own => {
      const other = this.#board.replica.get(to)?.participant;
      if (own.state !== 'joined' || other?.session !== toSession) refuse('the offer is not between members');
      if (compareRank(own, other) >= 0) refuse('the offer is to somebody who joined earlier');
      const before = this.#connection({from: this.uid, to});
      if (before && before.offer.revision >= description.revision) refuse('the revision is no higher');
      const {offers, version} = this.#holding;
      const id = `${this.session} ${String(version)}`;
      const offer = {id, to, toSession, description, candidates, expireAt: this.serverNow() + connectionLifeMs};
      return {...this.#holding, offers: [...offers.filter(held => held.to !== to), offer]};
    });
  }

  answer(answer: Answer, options: WaitOptions): Promise<void> {
    return this.#write(options, own => {
      if (own.state !== 'joined') refuse('not joined');
      return {...this.#holding, answers: this.#answered(this.#holding.answers, answer)};
    });
  }

  addCandidates(pair: Pair, candidates: readonly Candidate[], options: WaitOptions): Promise<void> {
    return this.#write(options, () => {
      const connection = this.#connection(pair) ?? refuse('the connection is gone');
      const {offers, answers} = this.#holding;
      if (pair.to === this.uid) return {...this.#holding, answers: withAnswer(answers, connection, {candidates})};
      const grown = (offer: HeldOffer): HeldOffer => ({...offer, candidates: union(offer.candidates, candidates)});
      return {...this.#holding, offers: offers.map(offer => (offer.to === pair.to ? grown(offer) : offer))};
    });
  }

  async deleteConnection(pair: Pair, options: WaitOptions): Promise<void> {
    const connection = this.#connection(pair);
    if (connection) await this.#write(options, () => this.#without(connection));
  }

  renew(options: WaitOptions): Promise<void> {
    return this.#write(options, () => this.#stamped());
  }

  async restore({signal}: WaitOptions): Promise<void> {
    if (this.#board.own) return this.renew({signal});
    if (this.#board.replica.get(this.uid)) refuse('another session took over');
    const {state} = this.#holding.participant;
    await orAborted(this.#publish(this.#stamped({state, joinedAt: null})), signal);
  }

  raiseNetworkEpoch(options: WaitOptions): Promise<void> {
    return this.#write(options, ({networkEpoch}) => this.#stamped({networkEpoch: networkEpoch + 1}));
  }

  async sweep(
    {uids, pairs}: {readonly uids: readonly string[]; readonly pairs: readonly Pair[]},
    options: WaitOptions,
  ): Promise<void> {
    const leftovers = uids.map(uid => this.#board.replica.get(uid)).filter(holding => holding !== undefined);
    if (leftovers.some(holding => this.#isAlive(holding))) refuse('the lease has not lapsed');
    for (const {participant, version} of leftovers) this.#board.remove({...participant, version});
    for (const pair of pairs) await this.deleteConnection(pair, options);
  }

  leave(): Promise<void> {
    this.leaveAtOnce();
    return Promise.resolve();
  }

  leaveAtOnce(): void {
    if (this.#stage === 'ended') return;
    this.#board.remove({uid: this.uid, session: this.session, version: Math.max(1, this.#holding.version)});
    this.abandon();
  }

  abandon(): void {
    if (this.#stage !== 'ended') this.#board.close();
    this.#stage = 'ended';
  }

  readonly #tell = (): void => {
    if (this.#stage === 'in') this.#handlers.onParticipants(this.#board.replica.participants());
    // Again, as the first handler may have left.
    if (this.#stage === 'in') this.#handlers.onConnections(this.#board.replica.connectionsOf(this.uid));
  };

  #isAlive({participant}: Holding): boolean {
    return this.serverNow() <= participant.renewedAt + leaseMs;
  }

  /** Changes the own holding, which must still stand. */
  async #write({signal}: WaitOptions, change: (own: Participant) => Holding): Promise<void> {
    if (this.#stage === 'ended' || signal.aborted) throw CallError.aborted(signal.reason);
    if (!this.#board.own) refuse('swept, or taken over by another session');
    await orAborted(this.#publish(change(this.#holding.participant)), signal);
  }

  async #publish(holding: Holding): Promise<void> {
    this.#holding = {...holding, version: this.#holding.version + 1};
    await this.#board.publish(this.#holding);
    if (this.#stage === 'ended') throw CallError.aborted();
    if (!this.#board.own) refuse('swept, or taken over by another session');
  }

  /** With a new lease; whoever joins now ranks after everybody who is known to have joined. */
  #stamped(changed: Partial<Participant> = {}): Holding {
    const before = this.#holding.participant;
    // Later than the last one also where a browser makes its clock coarse.
    const own = {...before, ...changed, renewedAt: Math.max(this.serverNow(), before.renewedAt + 1)};
    const others = this.#board.replica.participants().map(({joinedAt}) => (joinedAt ?? 0) + 1);
    const joinedAt = own.state === 'joined' ? (own.joinedAt ?? Math.max(own.renewedAt, ...others)) : null;
    return {...this.#holding, participant: {...own, joinedAt}};
  }

  #connection(pair: Pair): LocalConnection | undefined {
    return this.#board.replica.connectionsOf(this.uid).find(({from, to}) => from === pair.from && to === pair.to);
  }

  #answered(held: readonly HeldAnswer[], {from, fromSession, description, candidates}: Answer): readonly HeldAnswer[] {
    const connection = this.#connection({from, to: this.uid});
    if (!connection || connection.answer) refuse('the offer is gone or was answered');
    const isMeant = connection.fromSession === fromSession && connection.offer.revision === description.revision;
    if (!isMeant) refuse('the offer was replaced');
    return withAnswer(held, connection, {description, candidates});
  }

  #without(connection: LocalConnection): Holding {
    const {offers, answers} = this.#holding;
    if (connection.from === this.uid) return {...this.#holding, offers: offers.filter(({to}) => to !== connection.to)};
    return {...this.#holding, answers: withAnswer(answers, connection, {closed: true})};
  }
}

/** Each offerer's last offer only: what was said of an earlier one has no meaning any more. */
function withAnswer(
  held: readonly HeldAnswer[],
  {from, offerId}: LocalConnection,
  {candidates = [], ...said}: Partial<Pick<HeldAnswer, 'description' | 'candidates' | 'closed'>>,
): readonly HeldAnswer[] {
  const before = held.find(answer => answer.offerId === offerId) ?? {description: null, candidates: [], closed: false};
  const answer = {...before, ...said, offerId, from, candidates: union(before.candidates, candidates)};
  return [...held.filter(other => other.from !== from), answer];
}

function union(before: readonly Candidate[], added: readonly Candidate[]): readonly Candidate[] {
  return [...new Map([...before, ...added].map(candidate => [formatCandidate(candidate), candidate])).values()];
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await within(work, signal);
  } catch (error) {
    throw signal.aborted ? CallError.aborted(signal.reason) : error;
  }
}

function refuse(why: string): never {
  throw new ConflictError(why);
}
