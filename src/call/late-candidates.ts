import type {Log} from '../log.js';
import type {PeerLink} from '../peer/peer-link.js';
import type {Candidate} from '../protocol/candidate.js';
import type {Pair, SignalingRoom} from '../signaling/signaling.js';

export interface LateCandidatesOptions {
  /** The uid at the far end. */
  readonly uid: string;
  readonly room: SignalingRoom;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** The own candidates of a pair that were found after their description was made: they go with the next write, or alone. */
export class LateCandidates {
  readonly #options: LateCandidatesOptions;
  readonly #found: Candidate[] = [];

  constructor(options: LateCandidatesOptions) {
    this.#options = options;
  }

  add(candidates: readonly Candidate[]): void {
    this.#found.push(...candidates);
  }

  /** All that there are, for a write that takes them along. */
  take(): readonly Candidate[] {
    return this.#found.splice(0);
  }

  /** Writes those of the link's present description. They need no order and no answer; one that is lost costs a path, not the call. */
  flush(link: PeerLink): void {
    const candidates = this.take().filter(({revision}) => revision === link.revision);
    if (candidates.length === 0) return;
    const {uid, room, signal, log} = this.#options;
    const pair: Pair = link.role === 'offerer' ? {from: room.uid, to: uid} : {from: uid, to: room.uid};
    room
      .addCandidates(pair, candidates, {signal})
      .catch((error: unknown) => log.debug(`${uid}: late candidates were not taken`, error));
  }
}
