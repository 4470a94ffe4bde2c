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
  readonly #listeners: Pick<RoomListeners, 'connections'>;
  /** `updateTime` of the own offers, so that making one anew never wipes out an answer that was not seen yet. */
  readonly #offerTimes = new Map<string, string>();
  /** By whom they are for, offers that may be there; the last one each, and whether the listener has shown it. */
  readonly #offered = new Map<string, {readonly sdp: string; isShown: boolean}>();

  constructor(requests: RoomRequests, listeners: Pick<RoomListeners, 'connections'>) {
    this.#requests = requests;
    this.#listeners = listeners;
  }

  /** What this session offered or answered, to be taken back when it ends. */
  get all(): readonly Pair[] {
    const {uid, session} = this.#requests.author;
    const isAnswered = ({to, toSession}: Connection): boolean => to === uid && toSession === session;
    return [
      ...[...this.#offered.keys()].map(to => ({from: uid, to})),
      ...this.#listeners.connections.filter(isAnswered),
    ];
  }

  /** What the listener shows now. The last offer to somebody that it has shown, and shows no longer, is gone. */
  follow(connections: readonly Connection[]): void {
    const {uid} = this.#requests.author;
    for (const [to, offered] of this.#offered) {
      const shown = connections.find(pair => pair.from === uid && pair.to === to);
      if (shown) offered.isShown ||= shown.offer.sdp === offered.sdp;
      else if (offered.isShown) this.#forget(to);
    }
  }

  async offer(offer: Offer, signal: AbortSignal): Promise<void> {
    const author = await this.#requests.authorInTime(signal);
    const known = this.#isAnswerSeen(offer.to) ? undefined : this.#offerTimes.get(offer.to);
    this.#offerTimes.delete(offer.to);
    this.#offered.set(offer.to, {sdp: offer.description.sdp, isShown: false});
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
    if (pair.from === uid) this.#offered.delete(pair.to);
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

  #forget(to: string): void {
    this.#offered.delete(to);
    this.#offerTimes.delete(to);
  }

  #isAnswerSeen(to: string): boolean {
    const {uid} = this.#requests.author;
    return this.#listeners.connections.some(pair => pair.from === uid && pair.to === to && pair.answer);
  }
}
