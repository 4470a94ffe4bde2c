import type {StatsDelta} from '../peer/stats-sample.js';

/** One way to send the camera's picture. Sound is never given up for it. */
export interface Rung {
  /** Of the captured height. */
  readonly scaleDownBy: number;
  readonly framesPerSecond: number;
  /** Bound of the picture's bitrate, 0 for no picture. */
  readonly kbps: number;
}

/** From the best to sound only; each needs roughly half of the one before (Chromium's simulcast layers, for the bitrates). */
export const rungs: readonly Rung[] = [
  {scaleDownBy: 1, framesPerSecond: 30, kbps: 1_700},
  {scaleDownBy: 1.5, framesPerSecond: 30, kbps: 900},
  {scaleDownBy: 2, framesPerSecond: 24, kbps: 450},
  {scaleDownBy: 3, framesPerSecond: 20, kbps: 220},
  {scaleDownBy: 4, framesPerSecond: 12, kbps: 110},
  {scaleDownBy: 4, framesPerSecond: 12, kbps: 0},
];
export const soundOnly = rungs.length - 1;

/** What sound takes of a line, with its headers. */
const soundKbps = 50;

/** Why a step was taken, in the words of `QualityReason`, or that it went well for long enough. */
export type LadderReason = 'loss-out' | 'delay' | 'low-bandwidth' | 'busy-device' | 'people' | 'recovered';

export interface LadderState {
  readonly rung: number;
  /** When it last changed, ms of the clock of `now`. */
  readonly changedAt: number;
  /** Since when nothing is amiss; null while something is. */
  readonly goodSince: number | null;
  /** Longer after each climb that failed, so that a line which cannot carry more is left in peace. */
  readonly patienceMs: number;
}

const patience = {first: 8_000, longest: 60_000} as const;
/** A step down shows in the figures after about this long. */
const settleMs = 3_000;

export const initialLadder = (people: number, now: number): LadderState => ({
  rung: bestRung(people),
  changedAt: now,
  goodSince: null,
  patienceMs: patience.first,
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
  const trouble = troubleOf(delta, state.rung);
  if (trouble) return stepDown(state, delta, trouble, now);
  const goodSince = state.goodSince ?? now;
  const mayClimb = state.rung > best && now - goodSince >= state.patienceMs && hasRoomAbove(state, delta);
  if (!mayClimb) return {state: {...state, goodSince}, reason: null};
  return {state: {...state, rung: state.rung - 1, changedAt: now, goodSince: null}, reason: 'recovered'};
}

function troubleOf(
  {farLoss, roundTripMs, availableKbps, cpuLimited, bandwidthLimited}: StatsDelta,
  rung: number,
): LadderReason | null {
  if (availableKbps !== null && bandwidthLimited && availableKbps < needOf(rung) * 0.6) return 'low-bandwidth';
  if (farLoss > 0.1) return 'loss-out';
  if (roundTripMs !== null && roundTripMs > 1_000) return 'delay';
  return cpuLimited && rung < soundOnly - 1 ? 'busy-device' : null;
}

function stepDown(
  state: LadderState,
  delta: StatsDelta,
  reason: LadderReason,
  now: number,
): {readonly state: LadderState; readonly reason: LadderReason | null} {
  const unsettled = now - state.changedAt < settleMs;
  if (unsettled || state.rung === soundOnly) return {state: {...state, goodSince: null}, reason: null};
  const fitting =
    delta.availableKbps === null
      ? state.rung + 1
      : rungs.findIndex((_, index) => needOf(index) <= (delta.availableKbps ?? 0));
  const rung =
    reason === 'low-bandwidth' ? Math.max(state.rung + 1, fitting === -1 ? soundOnly : fitting) : state.rung + 1;
  const fellBack = now - state.changedAt < state.patienceMs;
  const patienceMs = fellBack ? Math.min(state.patienceMs * 2, patience.longest) : patience.first;
  return {state: {rung, changedAt: now, goodSince: null, patienceMs}, reason};
}

/** Congestion control does not probe far beyond what is sent, so what is known to fit may be less than what would. */
const hasRoomAbove = ({rung}: LadderState, {availableKbps}: StatsDelta): boolean =>
  availableKbps === null || availableKbps >= needOf(rung - 1) * 0.5;

const needOf = (rung: number): number => (rungs[rung]?.kbps ?? 0) + soundKbps;
