import type {Log} from '../log.js';
import type {Candidate} from '../protocol/candidate.js';
import type {Description} from '../protocol/connection.js';
import type {Clock} from '../util/clock.js';
import {CandidateGathering} from './candidate-gathering.js';
import {CandidateQueue} from './candidate-queue.js';
import {gatherLimitMs} from './peer-link.js';
import {candidatesIn, connectionIdOf, namesRelay, restarted, withoutCandidates, withSoundRepair} from './sdp.js';

export interface NegotiationOptions {
  readonly relayOnly: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the connection has been up: of a description only what restarts ICE is taken then. */
  readonly isUp: () => boolean;
  /** A description of the far end is in force. */
  readonly onTaken: () => void;
  /** Own candidates that were found too late for their description. */
  readonly onLate: (candidates: readonly Candidate[]) => void;
}

/**
 * Offers, answers and candidates of one connection, both ways, each revision with its own. Its steps `offer`, `answer` and
 * `takeAnswer` must not overlap: whoever takes one waits for its turn.
 */
export class Negotiation {
  readonly #connection: RTCPeerConnection;
  readonly #options: NegotiationOptions;
  readonly #gathering: CandidateGathering;
  readonly #candidates: CandidateQueue;
  #revision = 0;
  #isStopped = false;
  /** The far end named a relay. */
  #hasFarRelay = false;
  /** The connection at the far end, as its descriptions name it. */
  #farConnectionId = '';
  /** The last description of the far end, without candidates. */
  #farSdp = '';

  constructor(connection: RTCPeerConnection, options: NegotiationOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#gathering = new CandidateGathering(connection, options);
    this.#candidates = new CandidateQueue(candidate => this.#applyCandidate(candidate));
  }

  /** The highest revision that was offered or taken over, 0 before the first. */
  get revision(): number {
    return this.#revision;
  }

  /** An own offer waits for its answer. */
  get isOffering(): boolean {
    return this.#connection.signalingState === 'have-local-offer';
  }

  /** Whether either side named a relay. */
  get hasRelay(): boolean {
    return this.#hasFarRelay || this.hasOwnRelay;
  }

  /** Whether a relay answered to this side. */
  get hasOwnRelay(): boolean {
    return namesRelay(this.#connection.localDescription?.sdp ?? '');
  }

  /** Whether this offer was made by the connection that is talked to. */
  continues(offer: Description): boolean {
    return this.#farConnectionId === connectionIdOf(offer.sdp);
  }

  /** All but the first restart ICE. */
  async offer(revision: number): Promise<Description> {
    const isAgain = this.#revision > 0;
    const offer = await this.#connection.createOffer({iceRestart: isAgain});
    this.#candidates.hold(revision);
    this.#revision = revision;
    this.#gathering.begin();
    await this.#setLocal(offer);
    return {sdp: await this.#gathering.description(revision, gatherLimitMs), revision};
  }

  /** @returns false if it answers no offer that is open */
  async takeAnswer(answer: Description): Promise<boolean> {
    if (answer.revision !== this.#revision || !this.isOffering) return false;
    const sdp = this.#toTake(answer);
    await this.#connection.setRemoteDescription({type: 'answer', sdp});
    this.#noteFar(answer, sdp);
    this.#candidates.open(answer.revision);
    return true;
  }

  /** The offer goes in without its candidates: they wait in the queue for {@link release}. */
  async answer(offer: Description, gatherMs = gatherLimitMs): Promise<Description> {
    if (offer.revision < this.#revision) throw new Error('a later offer was answered');
    const sdp = this.#toTake(offer);
    const takeBack = this.#candidates.hold(offer.revision);
    try {
      await this.#connection.setRemoteDescription({type: 'offer', sdp});
    } catch (error) {
      takeBack();
      throw error;
    }
    this.#gathering.begin();
    this.#revision = offer.revision;
    this.#noteFar(offer, sdp);
    await this.#setLocal(await this.#connection.createAnswer());
    return {sdp: await this.#gathering.description(offer.revision, gatherMs), revision: offer.revision};
  }

  /** The answer is on its way: from now on candidates of the far end are used. */
  release(): void {
    this.#candidates.open(this.#revision);
  }

  /** Somebody waits for the description that is being made: it has no longer than this for its candidates. */
  hurry(limitMs: number): void {
    this.#gathering.hurry(limitMs);
  }

  /** Candidates of the far end, whenever they come. */
  addCandidates(candidates: readonly Candidate[]): void {
    this.#hasFarRelay ||= candidates.some(({candidate}) => namesRelay(candidate));
    this.#candidates.add(candidates);
  }

  stop(): void {
    this.#isStopped = true;
    this.#gathering.stop();
  }

  /** Of whom the link is up with, only the credentials are taken: a description can break all else of it. */
  #toTake({sdp}: Description): string {
    if (!this.#options.isUp()) return withoutCandidates(sdp);
    const next = restarted(this.#farSdp, sdp);
    if (next === null) throw new Error('the description names no credentials');
    return next;
  }

  #noteFar({sdp, revision}: Description, inForce: string): void {
    this.#farConnectionId = connectionIdOf(sdp);
    this.#farSdp = withoutCandidates(inForce);
    this.#hasFarRelay ||= namesRelay(sdp);
    this.#candidates.add(candidatesIn(sdp).map(candidate => ({...candidate, revision})));
    this.#options.onTaken();
  }

  /** A browser that takes no description but its own repairs no sound. */
  async #setLocal({type, sdp = ''}: RTCSessionDescriptionInit): Promise<void> {
    try {
      await this.#connection.setLocalDescription({type, sdp: withSoundRepair(sdp)});
    } catch (error) {
      if (this.#isStopped) throw error;
      await this.#connection.setLocalDescription({type, sdp});
    }
  }

  #applyCandidate({sdpMid, candidate}: Candidate): void {
    this.#connection
      .addIceCandidate({sdpMid, candidate})
      .catch((error: unknown) => this.#options.log.debug('candidate was not taken', error));
  }
}
