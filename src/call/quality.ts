import type {StatsDelta} from '../peer/stats-sample.js';
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

/** From here on a thing is noticed, and from there on it hurts (ITU-T G.114 for delay, G.113 for loss). */
const limits: readonly {
  readonly reason: QualityReason;
  readonly valueOf: (delta: StatsDelta) => number;
  readonly fair: number;
  readonly poor: number;
}[] = [
  {reason: 'loss-in', valueOf: ({nearLoss}) => nearLoss, fair: 0.03, poor: 0.1},
  {reason: 'loss-out', valueOf: ({farLoss}) => farLoss, fair: 0.03, poor: 0.1},
  {reason: 'delay', valueOf: ({roundTripMs}) => roundTripMs ?? 0, fair: 300, poor: 800},
  {reason: 'sound-gaps', valueOf: ({concealedShare}) => concealedShare, fair: 0.05, poor: 0.2},
  {reason: 'picture-freezes', valueOf: ({freezeShare}) => freezeShare, fair: 0.15, poor: 0.5},
  {reason: 'low-bandwidth', valueOf: ({availableKbps}) => -(availableKbps ?? Infinity), fair: -250, poor: -80},
  {reason: 'busy-device', valueOf: ({cpuLimited}) => (cpuLimited ? 1 : 0), fair: 1, poor: Infinity},
];

/** How a connection was between two samples. */
export function qualityOf(delta: StatsDelta): Quality {
  const noticed = limits.filter(({valueOf, fair}) => valueOf(delta) >= fair);
  if (noticed.length === 0) return goodQuality;
  const hurts = noticed.some(({valueOf, poor}) => valueOf(delta) >= poor);
  return {level: hurts ? 'poor' : 'fair', reasons: noticed.map(({reason}) => reason)};
}

const order: readonly QualityLevel[] = ['good', 'fair', 'poor', 'lost'];

/** The whole from each of the others. */
export function summarise(participants: CallQuality['participants']): CallQuality {
  const worst = Object.values(participants).reduce<QualityLevel>(
    (level, quality) => (order.indexOf(quality.level) > order.indexOf(level) ? quality.level : level),
    'good',
  );
  const reasons = new Set(Object.values(participants).flatMap(quality => quality.reasons));
  return {level: worst, reasons: [...reasons], participants};
}

export const isSameQuality = (a: Quality, b: Quality): boolean =>
  a.level === b.level && a.reasons.join() === b.reasons.join();
