import {CallError} from '../errors.js';
import type {Clock} from '../util/clock.js';
import {createDeferred} from '../util/deferred.js';
import {within} from '../util/within.js';

const pauseMs = {first: 2_000, longest: 30_000} as const;

/**
 * Goes on trying what cannot get through for now, and says so each time, until it is told otherwise: the files of the call,
 * the way into a room, the join.
 */
export class UnreachableRetry {
  readonly #clock: Clock;
  readonly #tell: (error: CallError | null) => void;
  /** Each ends the pause before a try. */
  readonly #pauses = new Set<() => void>();

  /** @param tell signaling-unreachable after each try that failed so; null when one got through after that */
  constructor(clock: Clock, tell: (error: CallError | null) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** @throws {CallError} what `work` throws, but for signaling-unreachable; the signal's reason */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        const result = await work();
        if (failures > 0) this.#tell(null);
        return result;
      } catch (error) {
        if (signal.aborted) throw CallError.aborted(error);
        if (!(error instanceof CallError) || error.code !== 'signaling-unreachable') throw error;
        this.#tell(error);
      }
      // Whoever was told may have left.
      signal.throwIfAborted();
      await this.#pause(Math.min(pauseMs.first * 2 ** failures, pauseMs.longest), signal);
    }
  }

  /** What waits for its next try is tried now. @returns false if nothing does */
  hurry(): boolean {
    const pauses = [...this.#pauses];
    for (const endPause of pauses) endPause();
    return pauses.length > 0;
  }

  async #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    const paused = createDeferred<undefined>();
    const endPause = (): void => paused.resolve(undefined);
    const cancel = this.#clock.after(delayMs, endPause);
    this.#pauses.add(endPause);
    try {
      await within(paused.promise, signal);
    } finally {
      cancel();
      this.#pauses.delete(endPause);
    }
  }
}
