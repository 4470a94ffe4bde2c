import type {VideoCodecName} from '../peer/codec-preferences.js';
import type {Wanted} from './call-update.js';

/** What of a call is settled as it begins: what is set otherwise meanwhile counts from the next one. */
export interface CallTerms {
  /** Seats that this side states. */
  readonly capacity: number;
  /** What joining turns on. */
  readonly wanted: Wanted;
  /** A voice call: no camera is asked for. */
  readonly withoutVideo: boolean;
  /** No address but the TURN relay's is gathered, used or written. */
  readonly relayOnly: boolean;
  /** Preferred ones, in order. */
  readonly videoCodecs: readonly VideoCodecName[];
}
