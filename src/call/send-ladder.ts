import type {StatsDelta} from '../peer/stats-sample.js';
import type {SendLimits} from '../peer/track-senders.js';
import {qualityOf} from './quality-of.js';
import {
  bestRung,
  fittingRung,
  narrowSoundKbps,
  needOf,
  noPicture,
  rungs,
  smallestPicture,
  soundOnly,
} from './send-rungs.js';
import {
  carriedKbps,
  isFlooded,
  lateLimits,
  steadyLate,
  steadyLoss,
  troubleOf,
  type LadderReason,
} from './send-trouble.js';

/** How much of the best is sent over one connection, and since when. */
export interface LadderState {
  readonly rung: number;
  /** When it last changed, ms of the clock of `now`. */
  readonly changedAt: number;
  /** Since when nothing is amiss; null while something is. */
  readonly goodSince: number | null;
  /** Share of packets lost, over enough of them to tell. */
  readonly loss: number;
  /** How many readings in a row showed a queue that overflows. */
  readonly floods: number;
  /** Share of the own sound that the far side had too late, smoothed. */
  readonly late: number;
  /** When it was interrupted last, `-Infinity` for never. */
  readonly interruptedAt: number;
  /** A picture after none is a trial: when it began, and the round trip before it. Null before the first. */
  readonly trial: {readonly at: number; readonly roundTripMs: number} | null;
  /** The last step down was for what the line carries, not for what it loses. */
  readonly isNarrow: boolean;
  /** Longer after each climb that failed, so that a line which cannot carry more is left in peace. */
  readonly patienceMs: number;
}

/** What a reading comes to. */
interface Outcome {
  readonly state: LadderState;
  /** Why the rung changed; null if it did not. */
  readonly reason: LadderReason | null;
  /** It has to be tried whether the line carries a picture before there is one again. */
  readonly asksLine?: boolean;
}

/** What else is known at a reading. */
interface Circumstances {
  readonly others: number;
  readonly now: number;
  /** Share of the own sound that the far side had too late to play it, though it was not lost, 0-1. */
  readonly farLate: number;
  /** Whether the line carries {@link triedKbps}, tried since the last reading; null where it was not. */
  readonly carriesPicture: boolean | null;
}

const patience = {first: 8_000, withoutPicture: 30_000, longest: 120_000} as const;
/** A step down shows in the figures after about this long. */
const settleMs = 3_000;
/** Most of a picture lost so many times in a row after the last step is no accident. */
const floodedAfter = 2;
/**
 * A picture after none that keeps all packets waiting for so much longer takes what sound needs: it does not wait for loss, which
 * comes when a queue of 300 ms is full.
 */
const trialLimits = {forMs: 20_000, addedMs: 200} as const;
/**
 * What the far side missed of sound during an interruption is in its reports for as long: they come every 2.5 to 7.5 s (libwebrtc).
 * So is what was held back on the way (by an access point, a base station), as a wait of seconds.
 */
const echoMs = 8_000;

export const initialLadder = (people: number, now: number): LadderState => ({
  rung: bestRung(people),
  changedAt: now,
  goodSince: null,
  loss: 0,
  floods: 0,
  late: 0,
  interruptedAt: -Infinity,
  trial: null,
  isNarrow: false,
  patienceMs: patience.first,
});

/** The connection is interrupted: its figures say nothing, and need time once it is back. */
export const hold = (state: LadderState, now: number): LadderState => ({
  ...state,
  changedAt: now,
  goodSince: null,
  loss: 0,
  floods: 0,
  late: 0,
  interruptedAt: now,
});

/** What is sent in this state. */
export const sentIn = ({rung, isNarrow}: LadderState): SendLimits => ({
  ...(rungs[rung] ?? noPicture),
  soundKbps: isNarrow && rung >= smallestPicture ? narrowSoundKbps : null,
});

/** The next state of the ladder of one connection, and why it changed; reason null if it did not. Pure. */
export function climb(
  state: LadderState,
  delta: StatsDelta,
  {others, now, farLate, carriesPicture}: Circumstances,
): Outcome {
  const best = bestRung(others);
  if (state.rung < best) return {state: {...state, rung: best, changedAt: now}, reason: 'people'};
  const told = withoutEcho(delta, now - state.interruptedAt);
  const floods = isFlooded(told) ? state.floods + 1 : 0;
  const late = now - state.interruptedAt < echoMs ? 0 : steadyLate(state.late, farLate);
  const seen = {...state, floods, late, loss: steadyLoss(state.loss, told)};
  const trouble = troubleOf(told, seen) ?? (failsTrial(state, told, now) ? 'delay' : null);
  if (trouble) return stepDown(seen, told, trouble, now);
  const well = {...seen, goodSince: late < lateLimits.well ? (seen.goodSince ?? now) : null};
  return well.rung === soundOnly ? tryPicture(well, told, now, carriesPicture) : stepUp(well, told, best, now);
}

/** What is measured so long after an interruption, less what still comes of it. */
function withoutEcho(delta: StatsDelta, sinceMs: number): StatsDelta {
  if (sinceMs >= echoMs) return delta;
  if (sinceMs >= settleMs) return {...delta, farLoss: delta.farPictureLoss, roundTripMs: null};
  return {...delta, farLoss: 0, farPictureLoss: 0, roundTripMs: null};
}

const isOnTrial = ({rung, trial}: LadderState, now: number): boolean =>
  rung === smallestPicture && trial !== null && now - trial.at < trialLimits.forMs;

const failsTrial = (state: LadderState, {roundTripMs}: StatsDelta, now: number): boolean =>
  isOnTrial(state, now) && (roundTripMs ?? 0) > (state.trial?.roundTripMs ?? 0) + trialLimits.addedMs;

function stepDown(state: LadderState, delta: StatsDelta, reason: LadderReason, now: number): Outcome {
  const isFlood = state.floods >= floodedAfter;
  const unsettled = now - state.changedAt < settleMs && !isFlood && !failsTrial(state, delta, now);
  if (unsettled || state.rung === soundOnly) return {state: {...state, goodSince: null}, reason: null};
  const carried = carriedKbps(delta, reason, isFlood);
  const rung = Math.max(state.rung + 1, carried === null ? 0 : fittingRung(carried));
  const waitedMs = isOnTrial(state, now) ? patienceOf({...state, rung: soundOnly}) : state.patienceMs;
  const fellBack = now - state.changedAt < waitedMs;
  const patienceMs = fellBack ? Math.min(waitedMs * 2, patience.longest) : patience.first;
  const isNarrow = carried !== null || (state.isNarrow && isOnTrial(state, now));
  return {state: {...state, rung, changedAt: now, goodSince: null, floods: 0, late: 0, isNarrow, patienceMs}, reason};
}

/** Nothing is amiss: a rung up when that has been so for long enough. */
function stepUp(state: LadderState, delta: StatsDelta, best: number, now: number): Outcome {
  const mayClimb = state.rung > best && hasWaited(state, now) && hasRoomAbove(state, delta);
  return mayClimb ? {state: climbed(state, now), reason: 'recovered'} : {state, reason: null};
}

/**
 * A picture after none, where the line carries one: that is tried without one first, because of sound alone nobody knows. While the
 * sound of the other has gaps, they may be trying their picture on the same line.
 */
function tryPicture(state: LadderState, delta: StatsDelta, now: number, carriesPicture: boolean | null): Outcome {
  if (!hasWaited(state, now) || qualityOf(delta).reasons.includes('sound-gaps')) return {state, reason: null};
  if (carriesPicture === null) return {state, reason: null, asksLine: true};
  if (!carriesPicture) return {state: {...state, goodSince: now}, reason: null};
  const trial = {at: now, roundTripMs: delta.roundTripMs ?? 0};
  return {state: {...climbed(state, now), trial}, reason: 'recovered'};
}

const climbed = (state: LadderState, now: number): LadderState => ({
  ...state,
  ...{rung: state.rung - 1, changedAt: now, goodSince: null, floods: 0, late: 0},
});

const hasWaited = (state: LadderState, now: number): boolean => now - (state.goodSince ?? now) >= patienceOf(state);

/** Where not even the smallest picture fitted, trying one again costs sound. */
const patienceOf = ({rung, patienceMs}: LadderState): number =>
  rung === soundOnly ? Math.max(patienceMs, patience.withoutPicture) : patienceMs;

/** Congestion control does not probe far beyond what is sent: what is known to fit may be less than what would. */
const hasRoomAbove = ({rung}: LadderState, {availableKbps}: StatsDelta): boolean =>
  availableKbps === null || availableKbps >= needOf(rung - 1) * 0.5;
