import type {StatsDelta} from '../peer/stats-sample.js';
import {needOf, smallestPicture, soundNeedKbps, soundOnly} from './send-rungs.js';

/** Why a step was taken, in the words of `QualityReason`, or that it went well for long enough. */
export type LadderReason = 'loss-out' | 'delay' | 'low-bandwidth' | 'busy-device' | 'people' | 'recovered';

/** Less than this is repaired, or hardly heard. */
const lossLimit = 0.1;
/** Between two readings a small picture with its sound is some hundred packets, without it twenty: of those two lost say nothing. */
const lossPackets = 200;
/** Where nothing is sent nothing is lost, and what was is forgotten as by this many: without a microphone sound only is nothing. */
const unsentPackets = 50;
/** Trouble is less than this share of what the rung needs: what is available is an estimate, and encoders make do. */
const narrowShare = 0.6;
/** Nobody talks with as long a wait. */
const longestRoundTripMs = 1_000;
/** A queue is emptied by sending this part of what fills it. */
const drainShare = 0.7;
/** A picture that loses as much meets a queue that overflows: what arrives is what the line carries. */
const floodedLoss = 0.4;

/** What is amiss with a connection that sends as this rung says, and has lost as much for a while; null for nothing. */
export function troubleOf(
  delta: StatsDelta,
  {rung, loss, late}: {readonly rung: number; readonly loss: number; readonly late: number},
): LadderReason | null {
  if (isNarrow(delta, rung) || (isFull(delta) && rung < soundOnly)) return 'low-bandwidth';
  if (loss > lossLimit || isFlooded(delta)) return 'loss-out';
  if (isStalled(delta) || (late > lateLimits.trouble && hasPicture(delta))) return 'delay';
  return delta.cpuLimited && rung < smallestPicture ? 'busy-device' : null;
}

/** Sound that comes too late is missed by who listens, if it is more than a little; and there is no room for more picture. */
export const lateLimits = {trouble: 0.03, well: 0.01} as const;

/** Of sound that came too late over some readings. It comes in bursts, of which a single one, however bad, is no trouble yet. */
export const steadyLate = (before: number, farLate: number): number =>
  before + (Math.min(farLate, 0.1) - before) * 0.25;

/** Loss over some {@link lossPackets}, of which the last ones count as they are many. */
export const steadyLoss = (before: number, {farLoss, packetsSent}: StatsDelta): number =>
  before + (farLoss - before) * Math.min(1, (packetsSent || unsentPackets) / lossPackets);

/**
 * Less fits than this rung takes. A picture that takes less by itself does not tell, unless more is sent than fits a picture
 * at all: an encoder has a least bitrate, and goes on sending it over a line that is full.
 */
const isNarrow = ({availableKbps, bandwidthLimited}: StatsDelta, rung: number): boolean =>
  availableKbps !== null && bandwidthLimited && availableKbps < needOf(rung) * narrowShare;

/** Far more is sent than is available, and that is less than any picture needs. What is lost on the way makes a small difference. */
const isFull = ({availableKbps, sentKbps}: StatsDelta): boolean =>
  availableKbps !== null && availableKbps < sentKbps * drainShare && availableKbps < needOf(smallestPicture);

/** Most of the picture is lost. Of sound alone not enough is sent to tell what a line carries. */
export const isFlooded = (delta: StatsDelta): boolean => delta.farPictureLoss > floodedLoss && hasPicture(delta);

const hasPicture = ({sentKbps}: StatsDelta): boolean => sentKbps > soundNeedKbps;

const isStalled = ({roundTripMs}: StatsDelta): boolean => roundTripMs !== null && roundTripMs > longestRoundTripMs;

/** Loss with a long wait is no bad line but a full one. */
const isOverflowing = (delta: StatsDelta): boolean => isStalled(delta) && delta.farLoss > lossLimit;

/**
 * What a line with this trouble carries, kbit/s; null where it is only known to be less than now.
 *
 * - Of a queue that overflows, what arrives.
 * - Where packets only wait for long, less than what is sent, or they would go on waiting; where sound is late, what is sent, or the
 *   smallest picture at first.
 * - Where less is available than is needed, that; but the smallest picture may where it would be in no trouble if it were there
 *   already, and the line is not full: what follows is no picture for half a minute.
 * - Of a loss that is not the line's what is thought to be available says little: of a small picture it is little at any time.
 *
 * @param isFlood for long enough not to be an accident
 */
export function carriedKbps(delta: StatsDelta, reason: LadderReason, isFlood: boolean): number | null {
  const {availableKbps, sentKbps, farLoss, farPictureLoss} = delta;
  if (isFlood || isOverflowing(delta)) return sentKbps * (1 - (isFlooded(delta) ? farPictureLoss : farLoss));
  const smallestKbps = needOf(smallestPicture);
  switch (reason) {
    case 'delay':
      if (!isStalled(delta)) return Math.max(sentKbps, smallestKbps);
      return Math.min(availableKbps ?? Infinity, sentKbps * drainShare);
    case 'low-bandwidth':
      if (isFull(delta) || isNarrow(delta, smallestPicture)) return availableKbps;
      return Math.max(availableKbps ?? 0, smallestKbps);
    default:
      return null;
  }
}
