import type {LadderReason} from './send-trouble.js';

/** How a connection is, as a person would say it. */
export type QualityLevel = 'good' | 'fair' | 'poor' | 'lost';

/** Why it is not good; words for them are in the locale. */
export type QualityReason =
  'loss-in' | 'loss-out' | 'delay' | 'sound-gaps' | 'picture-freezes' | 'low-bandwidth' | 'busy-device' | 'interrupted';

/** How a connection is, and why it is not better. */
export interface Quality {
  readonly level: QualityLevel;
  readonly reasons: readonly QualityReason[];
}

/** How the own picture is sent to somebody. */
export interface SentPicture {
  /** 0 is the best way; each further step takes less of the line and of this device. */
  readonly step: number;
  /** The last step: no picture, so that sound goes on. */
  readonly soundOnly: boolean;
  /** Why the last step was taken, up or down; null before the first. */
  readonly reason: LadderReason | null;
}

/** How it is with one of the others. */
export interface ParticipantQuality extends Quality {
  readonly picture: SentPicture;
}

export const bestPicture: SentPicture = Object.freeze({step: 0, soundOnly: false, reason: null});

/** How it is for oneself, which is how it is with the worst, and with each of the others. */
export interface CallQuality extends Quality {
  readonly participants: Readonly<Record<string, ParticipantQuality>>;
}

export const goodQuality: Quality = Object.freeze({level: 'good', reasons: []});
export const lostQuality = Object.freeze<Quality>({level: 'lost', reasons: ['interrupted']});
export const initialQuality: CallQuality = Object.freeze({...goodQuality, participants: {}});
