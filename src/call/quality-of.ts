import type {StatsDelta} from '../peer/stats-sample.js';
import {goodQuality, type CallQuality, type Quality, type QualityLevel, type QualityReason} from './quality.js';

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
