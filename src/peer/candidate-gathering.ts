import type {Candidate} from '../protocol/candidate.js';
import type {Clock} from '../util/clock.js';
import {withoutRelatedAddresses} from './sdp.js';

/** Late candidates go out together: one write instead of many. */
const batchMs = 100;

/** Collects the own candidates of a connection: those found in time stand in the description, later ones come in batches. */
export class CandidateGathering {
  readonly #connection: RTCPeerConnection;
  readonly #clock: Clock;
  readonly #onLate: (candidates: readonly Candidate[]) => void;
  readonly #relayOnly: boolean;
  readonly #ended = new AbortController();
  /** The revision whose description went out; 0 while one is being gathered. */
  #sentRevision = 0;
  #late: Candidate[] = [];
  #cancelBatch: (() => void) | null = null;

  constructor(
    connection: RTCPeerConnection,
    options: {
      readonly clock: Clock;
      readonly relayOnly: boolean;
      readonly onLate: (candidates: readonly Candidate[]) => void;
    },
  ) {
    this.#connection = connection;
    this.#clock = options.clock;
    this.#relayOnly = options.relayOnly;
    this.#onLate = options.onLate;
    connection.addEventListener('icecandidate', this.#onCandidate, {signal: this.#ended.signal});
  }

  /** Until gathering is complete, or for `limitMs`. @returns the description with what was found by then */
  async description(revision: number, limitMs: number): Promise<string> {
    this.#sentRevision = 0;
    await this.#settled(limitMs);
    this.#sentRevision = revision;
    const sdp = this.#connection.localDescription?.sdp ?? '';
    return this.#relayOnly ? withoutRelatedAddresses(sdp) : sdp;
  }

  stop(): void {
    this.#ended.abort();
    this.#cancelBatch?.();
  }

  #settled(limitMs: number): Promise<void> {
    const connection = this.#connection;
    return new Promise(resolve => {
      const end = (): void => {
        cancel();
        connection.removeEventListener('icegatheringstatechange', check);
        resolve();
      };
      const check = (): void => {
        if (connection.iceGatheringState === 'complete' || connection.signalingState === 'closed') end();
      };
      const cancel = this.#clock.after(limitMs, end);
      this.#ended.signal.addEventListener('abort', end, {once: true});
      connection.addEventListener('icegatheringstatechange', check);
      check();
    });
  }

  #onCandidate = ({candidate}: RTCPeerConnectionIceEvent): void => {
    // Null or empty marks the end of gathering (WebRTC, section 4.8.2.1); nobody has to wait for it.
    if (!candidate || candidate.candidate === '' || this.#sentRevision === 0) return;
    const line = this.#relayOnly ? withoutRelatedAddresses(candidate.candidate) : candidate.candidate;
    this.#late.push({revision: this.#sentRevision, sdpMid: candidate.sdpMid ?? '0', candidate: line});
    this.#cancelBatch ??= this.#clock.after(batchMs, () => {
      this.#cancelBatch = null;
      this.#onLate(this.#late.splice(0));
    });
  };
}
