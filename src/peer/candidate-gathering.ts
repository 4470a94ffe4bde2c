import type {Candidate} from '../protocol/candidate.js';
import type {Clock} from '../util/clock.js';
import {relayedCandidate, relayedOnly} from './sdp.js';

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
  /** Of the present description: right after a restart the browser's own state still tells of the one before. */
  #isComplete = false;
  #endWait: (() => void) | null = null;
  #cancelWait: (() => void) | null = null;
  #hurriedMs = Infinity;
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
    connection.addEventListener('icegatheringstatechange', this.#onStateChange, {signal: this.#ended.signal});
  }

  /** A description is about to be set: from here on candidates belong to it. */
  begin(): void {
    this.#sentRevision = 0;
    this.#isComplete = false;
    this.#hurriedMs = Infinity;
  }

  /** Until gathering is complete, or for `limitMs`. @returns the description with what was found by then */
  async description(revision: number, limitMs: number): Promise<string> {
    await this.#settled(Math.min(limitMs, this.#hurriedMs));
    this.#sentRevision = revision;
    const sdp = this.#connection.localDescription?.sdp ?? '';
    return this.#relayOnly ? relayedOnly(sdp) : sdp;
  }

  /** Somebody waits for the description that is being made: it has no longer than this from now. */
  hurry(limitMs: number): void {
    this.#hurriedMs = limitMs;
    if (this.#endWait) this.#endWaitAfter(limitMs);
  }

  stop(): void {
    this.#ended.abort();
    this.#cancelBatch?.();
    this.#endWait?.();
  }

  #settled(limitMs: number): Promise<void> {
    if (this.#isComplete || this.#ended.signal.aborted) return Promise.resolve();
    return new Promise(resolve => {
      this.#endWait = () => {
        this.#cancelWait?.();
        this.#endWait = null;
        resolve();
      };
      this.#endWaitAfter(limitMs);
    });
  }

  #endWaitAfter(limitMs: number): void {
    this.#cancelWait?.();
    this.#cancelWait = this.#clock.after(limitMs, () => this.#endWait?.());
  }

  #onStateChange = (): void => {
    this.#isComplete = this.#connection.iceGatheringState === 'complete';
    if (this.#isComplete) this.#endWait?.();
  };

  #onCandidate = ({candidate}: RTCPeerConnectionIceEvent): void => {
    // Null or empty marks the end of gathering (WebRTC, section 4.8.2.1); nobody has to wait for it.
    if (!candidate || candidate.candidate === '' || this.#sentRevision === 0) return;
    const line = this.#relayOnly ? relayedCandidate(candidate.candidate) : candidate.candidate;
    if (line === null) return;
    this.#late.push({revision: this.#sentRevision, sdpMid: candidate.sdpMid ?? '0', candidate: line});
    this.#cancelBatch ??= this.#clock.after(batchMs, () => {
      this.#cancelBatch = null;
      this.#onLate(this.#late.splice(0));
    });
  };
}
