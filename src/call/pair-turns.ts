import type {Log} from '../log.js';
import {ConflictError} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';
import {createDeferred} from '../util/deferred.js';

export interface PairTurnsOptions {
  /** The uid at the far end. */
  readonly uid: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** A piece of work is over, whatever came of it. */
  readonly onEnd: () => void;
  /** It failed: what was half made is to be undone. */
  readonly onFailure: () => void;
}

/** After a refusal the state is looked at again at the next snapshot, or after this long if none comes. */
const conflictPauseMs = 2_000;
/** A store that cannot be reached: an interrupted call waits for nothing else, and without a network asking costs nothing. */
const failurePauseMs = {first: 1_000, later: 3_000} as const;
const firstFailures = 30;

/** The work on one pair: one piece at a time, and a pause after what was refused or failed. */
export class PairTurns {
  readonly #options: PairTurnsOptions;
  #job: Promise<void> | null = null;
  #pausedUntil = -Infinity;
  #conflicted = false;
  /** A snapshot has come since what is under way began. */
  #isNewer = false;
  #failures = 0;

  constructor(options: PairTurnsOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#job !== null;
  }

  get isPaused(): boolean {
    return this.#options.clock.now() < this.#pausedUntil;
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** A new snapshot: what was refused may be possible now. */
  unblock(): void {
    if (this.#conflicted) this.#pausedUntil = -Infinity;
    this.#conflicted = false;
    this.#isNewer = true;
  }

  start(work: () => Promise<void>): void {
    this.#job = this.guarded(work).then(() => {
      this.#job = null;
      this.#options.onEnd();
    });
  }

  /** Waits for what is under way, for no longer than this. */
  async finish(limitMs: number): Promise<void> {
    if (!this.#job) return;
    const limit = createDeferred<undefined>();
    const cancel = this.#options.clock.after(limitMs, () => limit.resolve(undefined));
    await Promise.race([this.#job, limit.promise]);
    cancel();
  }

  /** A refusal waits for the next snapshot, a failure for a moment; both leave nothing half made behind. */
  async guarded(work: () => Promise<void>): Promise<void> {
    this.#isNewer = false;
    try {
      await work();
      this.#failures = 0;
    } catch (error) {
      if (this.#options.signal.aborted) return;
      this.#pauseAfter(error);
      this.#options.onFailure();
    }
  }

  #pauseAfter(error: unknown): void {
    const {uid, clock, log} = this.#options;
    this.#conflicted = error instanceof ConflictError;
    if (this.#conflicted) log.debug(`${uid}: out of date`, error);
    else log.warn(`${uid}: trying again`, error);
    const backoffMs = this.#failures++ < firstFailures ? failurePauseMs.first : failurePauseMs.later;
    this.#pausedUntil = clock.now() + (this.#conflicted ? conflictPauseMs : backoffMs);
    // What refused the work may be what has come meanwhile.
    if (this.#isNewer) this.unblock();
  }
}
