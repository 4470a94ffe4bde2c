import type {StatsDelta} from '../peer/stats-sample.js';

/** One way to send microphone and camera. Sound is never given up for the picture. */
export interface Rung {
  /** Of the captured height. */
  readonly scaleDownBy: number;
  readonly framesPerSecond: number;
  /** Bound of the picture's bitrate, 0 for no picture. */
  readonly kbps: number;
  /** The same for a shared screen, which stays as sharp and moves less. */
  readonly screenKbps: number;
  /** Bound of the sound’s bitrate; null is what a voice takes at most. */
  readonly soundKbps: number | null;
}

/**
 * From the best to sound only; each needs roughly half of the one before (Chromium's simulcast layers, for the bitrates).
 * Where no picture fits, speech has the lower end of what Opus takes for wideband (RFC 7587, section 3.1.1), because the
 * headers of fifty packets a second take as much again.
 */
export const rungs: readonly Rung[] = [
  {scaleDownBy: 1, framesPerSecond: 30, kbps: 1_700, screenKbps: 2_500, soundKbps: null},
  {scaleDownBy: 1.5, framesPerSecond: 30, kbps: 900, screenKbps: 1_500, soundKbps: null},
  {scaleDownBy: 2, framesPerSecond: 24, kbps: 450, screenKbps: 800, soundKbps: null},
  {scaleDownBy: 3, framesPerSecond: 20, kbps: 220, screenKbps: 400, soundKbps: null},
  {scaleDownBy: 4, framesPerSecond: 12, kbps: 110, screenKbps: 150, soundKbps: 20},
  {scaleDownBy: 4, framesPerSecond: 12, kbps: 0, screenKbps: 0, soundKbps: 20},
];
export const soundOnly = rungs.length - 1;

/** What sound takes of a line, with its headers. */
const soundNeedKbps = 50;

/** Why a step was taken, in the words of `QualityReason`, or that it went well for long enough. */
export type LadderReason = 'loss-out' | 'delay' | 'low-bandwidth' | 'busy-device' | 'people' | 'recovered';

export interface LadderState {
  readonly rung: number;
  /** When it last changed, ms of the clock of `now`. */
  readonly changedAt: number;
  /** Since when nothing is amiss; null while something is. */
  readonly goodSince: number | null;
  /** How many readings in a row showed a queue that overflows. */
  readonly floods: number;
  /** When it was interrupted last, `-Infinity` for never. */
  readonly interruptedAt: number;
  /** Longer after each climb that failed, so that a line which cannot carry more is left in peace. */
  readonly patienceMs: number;
}

const patience = {first: 8_000, withoutPicture: 30_000, longest: 120_000} as const;
/** A step down shows in the figures after about this long. */
const settleMs = 3_000;

/** Trouble is less than this share of what the rung needs: what is available is an estimate, and encoders make do. */
const narrowShare = 0.6;
/** Nobody talks with as long a wait. */
const longestRoundTripMs = 1_000;
/**
 * A line that loses as much of a picture, or keeps packets for so long, twice in a row after the last step, is a queue that
 * overflows: what arrives is what it carries.
 */
const floodedLoss = 0.4;
const floodedAfter = 2;
/** What the far side missed of sound during an interruption is in its reports for as long: they come every 2.5 to 7.5 s (libwebrtc). */
const echoMs = 8_000;

export const initialLadder = (people: number, now: number): LadderState => ({
  rung: bestRung(people),
  changedAt: now,
  goodSince: null,
  floods: 0,
  interruptedAt: -Infinity,
  patienceMs: patience.first,
});

/** The connection is interrupted: its figures say nothing, and need time once it is back. */
export const hold = (state: LadderState, now: number): LadderState => ({
  ...state,
  changedAt: now,
  goodSince: null,
  floods: 0,
  interruptedAt: now,
});

/** A mesh encodes and sends once for each of the others: the more there are, the less for each. */
export const bestRung = (others: number): number => (others <= 1 ? 0 : others <= 3 ? 1 : others <= 5 ? 2 : 3);

/** The next state of the ladder of one connection, and why it changed; reason null if it did not. Pure. */
export function climb(
  state: LadderState,
  delta: StatsDelta,
  {others, now}: {readonly others: number; readonly now: number},
): {readonly state: LadderState; readonly reason: LadderReason | null} {
  const best = bestRung(others);
  if (state.rung < best) return {state: {...state, rung: best, changedAt: now}, reason: 'people'};
  const told = withoutEcho(delta, now - state.interruptedAt);
  const trouble = troubleOf(told, state.rung);
  const floods = isFlooded(told) || isStalled(told) ? state.floods + 1 : 0;
  if (trouble) return stepDown({...state, floods}, told, trouble, now);
  const goodSince = state.goodSince ?? now;
  const mayClimb = state.rung > best && now - goodSince >= patienceOf(state) && hasRoomAbove(state, told);
  if (!mayClimb) return {state: {...state, goodSince, floods}, reason: null};
  return {state: {...state, rung: state.rung - 1, changedAt: now, goodSince: null, floods}, reason: 'recovered'};
}

/** What is measured so long after an interruption, less what still comes of it. */
function withoutEcho(delta: StatsDelta, sinceMs: number): StatsDelta {
  if (sinceMs >= echoMs) return delta;
  if (sinceMs >= settleMs) return {...delta, farLoss: delta.farPictureLoss};
  return {...delta, farLoss: 0, farPictureLoss: 0, roundTripMs: null};
}

function troubleOf(delta: StatsDelta, rung: number): LadderReason | null {
  const {farLoss, availableKbps, cpuLimited, bandwidthLimited} = delta;
  if (availableKbps !== null && bandwidthLimited && availableKbps < needOf(rung) * narrowShare) return 'low-bandwidth';
  if (farLoss > 0.1) return 'loss-out';
  if (isStalled(delta)) return 'delay';
  return cpuLimited && rung < soundOnly - 1 ? 'busy-device' : null;
}

function stepDown(
  state: LadderState,
  delta: StatsDelta,
  reason: LadderReason,
  now: number,
): {readonly state: LadderState; readonly reason: LadderReason | null} {
  const isFlood = state.floods >= floodedAfter;
  const unsettled = now - state.changedAt < settleMs && !isFlood;
  if (unsettled || state.rung === soundOnly) return {state: {...state, goodSince: null}, reason: null};
  const carriedKbps = isFlood ? carriedBy(delta) : availableFor(delta, reason);
  const rung = Math.max(state.rung + 1, carriedKbps === null ? 0 : fittingRung(carriedKbps));
  const fellBack = now - state.changedAt < state.patienceMs;
  const patienceMs = fellBack ? Math.min(state.patienceMs * 2, patience.longest) : patience.first;
  return {state: {...state, rung, changedAt: now, goodSince: null, floods: 0, patienceMs}, reason};
}

/** Of sound alone not enough is sent to tell what a line carries. */
const isFlooded = ({farPictureLoss, sentKbps}: StatsDelta): boolean =>
  farPictureLoss > floodedLoss && sentKbps > soundNeedKbps;

const isStalled = ({roundTripMs}: StatsDelta): boolean => roundTripMs !== null && roundTripMs > longestRoundTripMs;

/** How much gets through an overflowing queue; where it only holds things up, the smallest picture may. */
const carriedBy = (delta: StatsDelta): number =>
  isFlooded(delta) ? delta.sentKbps * (1 - delta.farPictureLoss) : needOf(soundOnly - 1);

/**
 * What the line is known to carry; null where it only is to be less than now. The smallest picture may where it would be in
 * no trouble if it were there already: what follows is no picture for half a minute.
 */
function availableFor({availableKbps}: StatsDelta, reason: LadderReason): number | null {
  if (reason !== 'low-bandwidth' || availableKbps === null) return null;
  const smallestKbps = needOf(soundOnly - 1);
  return availableKbps < smallestKbps * narrowShare ? availableKbps : Math.max(availableKbps, smallestKbps);
}

/** The best that needs no more; sound only where nothing does. */
function fittingRung(kbps: number): number {
  const fitting = rungs.findIndex((_, rung) => needOf(rung) <= kbps);
  return fitting === -1 ? soundOnly : fitting;
}

/** Where not even the smallest picture fitted, trying one again costs sound. */
const patienceOf = ({rung, patienceMs}: LadderState): number =>
  rung === soundOnly ? Math.max(patienceMs, patience.withoutPicture) : patienceMs;

/** Congestion control does not probe far beyond what is sent: what is known to fit may be less than what would, and of sound alone says nothing. */
const hasRoomAbove = ({rung}: LadderState, {availableKbps}: StatsDelta): boolean =>
  rung === soundOnly || availableKbps === null || availableKbps >= needOf(rung - 1) * 0.5;

const needOf = (rung: number): number => (rungs[rung]?.kbps ?? 0) + soundNeedKbps;
