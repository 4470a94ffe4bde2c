import type {CallError} from '../errors.js';
import type {CaptureEnvironment} from './capture-environment.js';
import {captureSupport, isInAppBrowser} from './capture-support.js';
import {constraintLadder, fallbackAfter, type CaptureKind, type CaptureWish} from './media-constraints.js';
import {blockedByPageFailure, errorName, mediaFailure, unavailableFailure} from './media-failure.js';

/** Whoever wants the tracks. Each track is handed over the moment it exists, so that nobody else ever has to stop it. */
export interface TrackTaker {
  isWanted(kind: CaptureKind): boolean;
  /** Also called when it is no longer wanted: then it is to be stopped at once. */
  take(kind: CaptureKind, track: MediaStreamTrack): void;
  fail(kind: CaptureKind, error: CallError): void;
}

/** One way down the ladder: all came (or nobody wants them any more), or the error of the last rung. */
type Outcome = {readonly error: unknown} | null;

/**
 * Asks for all kinds of a wish in one `getUserMedia` call, so that one prompt serves both, and falls down the ladder:
 * less exact constraints, then each kind alone. Never rejects; every kind that is still wanted ends in `take` or
 * `fail`. Calls must not overlap.
 */
export async function openUserMedia(wish: CaptureWish, environment: CaptureEnvironment, taker: TrackTaker): Promise<void> {
  const {problem} = captureSupport(environment);
  if (problem !== null) {
    for (const kind of wish.kinds) taker.fail(kind, unavailableFailure(problem, kind));
    return;
  }
  const kinds: CaptureKind[] = [];
  for (const kind of wish.kinds) {
    if (await isBlockedByPage(kind, environment)) taker.fail(kind, blockedByPageFailure(kind));
    else kinds.push(kind);
  }
  const together = await climbDown({...wish, kinds}, environment, taker);
  if (together === null) return;
  if (!splits(together.error, kinds)) {
    for (const kind of kinds) taker.fail(kind, failureOf(kind, together.error, environment));
    return;
  }
  await openEachAlone({...wish, kinds}, together.error, environment, taker);
}

async function openEachAlone(
  wish: CaptureWish,
  togetherError: unknown,
  environment: CaptureEnvironment,
  taker: TrackTaker,
): Promise<void> {
  const {oneCaptureAtATime} = captureSupport(environment);
  const hopeful = await kindsWorthAsking(wish.kinds, togetherError, environment);
  let came = false;
  for (const kind of wish.kinds) {
    // Where a second capture would end the first, one kind that came is as much as there is.
    const ask = hopeful.includes(kind) && !(came && oneCaptureAtATime);
    const outcome = ask ? await climbDown({...wish, kinds: [kind]}, environment, taker) : {error: togetherError};
    if (outcome === null) came = true;
    else taker.fail(kind, failureOf(kind, outcome.error, environment));
  }
}

async function climbDown(wish: CaptureWish, {mediaDevices}: CaptureEnvironment, taker: TrackTaker): Promise<Outcome> {
  let kinds = wish.kinds;
  const rungs = constraintLadder(wish).length;
  for (let rung = 0; rung < rungs; rung += 1) {
    kinds = kinds.filter(kind => taker.isWanted(kind));
    const constraints = constraintLadder({...wish, kinds})[Math.min(rung, rungs - 1)];
    if (kinds.length === 0 || constraints === undefined || mediaDevices === undefined) return null;
    try {
      const stream = await mediaDevices.getUserMedia(constraints);
      for (const track of stream.getTracks()) taker.take(track.kind === 'audio' ? 'microphone' : 'camera', track);
      return null;
    } catch (error) {
      if (fallbackAfter(errorName(error), kinds.length > 1, rungs - 1 - rung) !== 'relax') return {error};
    }
  }
  return null;
}

function splits(error: unknown, kinds: readonly CaptureKind[]): boolean {
  return fallbackAfter(errorName(error), kinds.length > 1, 0) === 'split';
}
