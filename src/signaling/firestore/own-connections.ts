import type {Candidate} from '../../protocol/candidate.js';
import {formatCandidates, type Connection} from '../../protocol/connection.js';
import {ConflictError, type Answer, type Offer, type Pair} from '../signaling.js';
import {answerWrite, candidatesWrite, offerWrite} from './entries.js';
import {connectionPath} from './paths.js';
import type {RoomListeners} from './room-listeners.js';
import type {RoomRequests} from './room-requests.js';

/** What this user writes of connections, and remembers of the own offers while the listener has not shown them. */
export class OwnConnections {
  readonly #requests: RoomRequests;
  readonly #listeners: RoomListeners;
  /** `updateTime` of the own offers, so that making one anew never wipes out an answer that was not seen yet. */
  readonly #offerTimes = new Map<string, string>();
  /** To whom an offer may be there, whether the listener has shown it or not. */
  readonly #offeredTo = new Set<string>();

  constructor(requests: RoomRequests, listeners: RoomListeners) {
    this.#requests = requests;
    this.#listeners = listeners;
  }

  /** What this session offered or answered, to be taken back when it ends. */
  get all(): readonly Pair[] {
    const {uid, session} = this.#requests.author;
    const isAnswered = ({to, toSession}: Connection): boolean => to === uid && toSession === session;
    return [...[...this.#offeredTo].map(to => ({from: uid, to})), ...this.#listeners.connections.filter(isAnswered)];
  }

  async offer(offer: Offer, signal: AbortSignal): Promise<void> {
    const author = await this.#requests.authorInTime(signal);
    const known = this.#isAnswerSeen(offer.to) ? undefined : this.#offerTimes.get(offer.to);
    this.#offerTimes.delete(offer.to);
    this.#offeredTo.add(offer.to);
    const write = offerWrite(author, offer, known === undefined ? undefined : {updateTime: known});
    const updateTime = await this.#requests.commit([write], signal).then(
      ({updateTimes: [written = '']}) => written,
      (error: unknown) => this.#adoptOffer(offer, error, signal),
    );
    this.#offerTimes.set(offer.to, updateTime);
  }

  async answer(answer: Answer, signal: AbortSignal): Promise<void> {
    await this.#requests.commit([answerWrite(this.#requests.author, answer)], signal);
  }

  async addCandidates(pair: Pair, candidates: readonly Candidate[], signal: AbortSignal): Promise<void> {
    const {author} = this.#requests;
    const write = candidatesWrite(author, pair, formatCandidates(candidates));
    const {updateTimes} = await this.#requests.commit([write], signal);
    if (pair.from === author.uid) this.#offerTimes.set(pair.to, updateTimes[0] ?? '');
  }

  async delete(pair: Pair, signal: AbortSignal): Promise<void> {
    const {room, uid} = this.#requests.author;
    if (pair.from === uid) this.#offerTimes.delete(pair.to);
    await this.#requests.commit([{delete: connectionPath(room, pair)}], signal);
    if (pair.from === uid) this.#offeredTo.delete(pair.to);
  }

  /**
   * A write whose reply was lost is repeated, and then refused if it had got there: an offer of this very revision.
   * @throws the refusal, if what is there is another one
   */
  async #adoptOffer({to, description}: Offer, refused: unknown, signal: AbortSignal): Promise<string> {
    if (!(refused instanceof ConflictError)) throw refused;
    const {room, uid} = this.#requests.author;
    const path = connectionPath(room, {from: uid, to});
    const {fields, updateTime} = await this.#requests.look(path, signal).catch(() => {
      throw refused;
    });
    // No other offer has this text: it names its connection and the credentials of this very attempt.
    if (!JSON.stringify(fields?.['offer'] ?? null).includes(JSON.stringify(description.sdp))) throw refused;
    return updateTime;
  }

  #isAnswerSeen(to: string): boolean {
    const {uid} = this.#requests.author;
    return this.#listeners.connections.some(pair => pair.from === uid && pair.to === to && pair.answer);
  }
}
