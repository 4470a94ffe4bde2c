import type {CallError} from '../errors.js';
import type {CaptureEnvironment} from './capture-environment.js';
import {captureSupport, isInAppBrowser} from './capture-support.js';
import {errorName} from './error-name.js';
import {constraintLadder, fallbackAfter, type CaptureKind, type CaptureWish} from './media-constraints.js';
import {blockedByPageFailure, mediaFailure, unavailableFailure} from './media-failure.js';
import {pagePolicy, type PagePolicy} from './page-policy.js';

/** Whoever wants the tracks. Each one is handed over the moment it exists, so that nobody else ever has to stop it. */
export interface TrackTaker {
  isWanted(kind: CaptureKind): boolean;
  /** Also called for a track that is no longer wanted: it is to be stopped at once. */
  take(kind: CaptureKind, track: MediaStreamTrack): void;
  fail(kind: CaptureKind, error: CallError): void;
}

/** How one way down the ladder ended, when nothing came. */
interface Miss {
  readonly error: unknown;
  readonly split: boolean;
}

/**
 * Asks for all kinds of a wish in one `getUserMedia` call, so that one prompt serves both, and falls down the ladder:
 * less exact constraints, then each kind alone, then neither. Never rejects; each kind ends in `take` or `fail`,
 * unless nobody wants it any more. Calls must not overlap, except with those that nobody waits for any more where the
 * browser can capture twice.
 */
export async function openUserMedia(
  wish: CaptureWish,
  environment: CaptureEnvironment,
  taker: TrackTaker,
): Promise<void> {
  const {problem} = captureSupport(environment);
  const {mediaDevices} = environment;
  if (problem !== null || mediaDevices === undefined) {
    for (const kind of wish.kinds) taker.fail(kind, unavailableFailure(problem ?? 'unsupported', kind));
    return;
  }
  await new UserMediaDescent(environment, mediaDevices, taker).run(wish);
}

class UserMediaDescent {
  readonly #environment: CaptureEnvironment;
  readonly #mediaDevices: MediaDevices;
  readonly #taker: TrackTaker;
  readonly #policies = new Map<CaptureKind, PagePolicy>();

  constructor(environment: CaptureEnvironment, mediaDevices: MediaDevices, taker: TrackTaker) {
    this.#environment = environment;
    this.#mediaDevices = mediaDevices;
    this.#taker = taker;
  }

  async run(wish: CaptureWish): Promise<void> {
    const allowed = {...wish, kinds: await this.#allowedByPage(wish.kinds)};
    const miss = await this.#descend(allowed);
    if (miss === null) return;
    if (miss.split) await this.#openEachAlone(allowed, miss.error);
    else for (const kind of allowed.kinds) this.#fail(kind, miss.error);
  }

  async #allowedByPage(kinds: readonly CaptureKind[]): Promise<readonly CaptureKind[]> {
    for (const kind of kinds) this.#policies.set(kind, await pagePolicy(kind, this.#environment));
    const isBlocked = (kind: CaptureKind): boolean => this.#policies.get(kind) === 'blocked';
    for (const kind of kinds.filter(isBlocked)) this.#taker.fail(kind, blockedByPageFailure(kind));
    return kinds.filter(kind => !isBlocked(kind));
  }

  /** Rung by rung, for as long as somebody wants it. Null when there is nothing left to do. */
  async #descend(wish: CaptureWish): Promise<Miss | null> {
    const rungs = constraintLadder(wish).length;
    for (let rung = 0; rung < rungs; rung += 1) {
      const kinds = wish.kinds.filter(kind => this.#taker.isWanted(kind));
      const constraints = constraintLadder({...wish, kinds})[rung];
      if (kinds.length === 0 || constraints === undefined) return null;
      let stream: MediaStream;
      try {
        stream = await this.#mediaDevices.getUserMedia(constraints);
      } catch (error) {
        const fallback = fallbackAfter(errorName(error), kinds.length > 1, rungs - 1 - rung);
        if (fallback !== 'relax') return {error, split: fallback === 'split'};
        continue;
      }
      this.#handOver(stream);
      return null;
    }
    return null;
  }

  #handOver(stream: MediaStream): void {
    for (const track of stream.getTracks()) this.#taker.take(track.kind === 'audio' ? 'microphone' : 'camera', track);
  }

  async #openEachAlone(wish: CaptureWish, togetherError: unknown): Promise<void> {
    const worthAsking = await this.#worthAsking(wish.kinds, togetherError);
    const {oneCaptureAtATime} = captureSupport(this.#environment);
    let came = false;
    for (const kind of wish.kinds) {
      // Where a second capture would end the first, one kind that came is as much as there is.
      const ask = worthAsking.includes(kind) && !(came && oneCaptureAtATime);
      const miss = ask ? await this.#descend({...wish, kinds: [kind]}) : {error: togetherError};
      if (miss === null) came = true;
      else this.#fail(kind, miss.error);
    }
  }

  /** Nobody is asked a second time for what they have just refused; but one kind may be blocked and the other not. */
  async #worthAsking(kinds: readonly CaptureKind[], error: unknown): Promise<readonly CaptureKind[]> {
    if (errorName(error) !== 'NotAllowedError') return kinds;
    const states = await Promise.all(kinds.map(kind => this.#environment.permissionState(kind)));
    return kinds.filter((_, index) => {
      const state = states[index];
      return state === 'granted' || state === 'unknown' || (state === 'prompt' && states.includes('denied'));
    });
  }

  #fail(kind: CaptureKind, error: unknown): void {
    if (!this.#taker.isWanted(kind)) return;
    const blockedByPage = this.#policies.get(kind) === 'unsure';
    this.#taker.fail(kind, mediaFailure(error, {kind, blockedByPage, inAppBrowser: isInAppBrowser(this.#environment)}));
  }
}
