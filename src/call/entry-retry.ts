import {CallError} from '../errors.js';
import type {Clock} from '../util/clock.js';
import {createDeferred} from '../util/deferred.js';

const pauseMs = {first: 2_000, longest: 30_000} as const;

/** Goes on trying to enter while the signaling is out of reach, and says so each time, until it is told otherwise. */
export class EntryRetry {
  readonly #clock: Clock;
  readonly #onUnreachable: (error: CallError) => void;
  /** Ends the pause between two tries; null while there is none. */
  #endPause: (() => void) | null = null;

  constructor(clock: Clock, onUnreachable: (error: CallError) => void) {
    this.#clock = clock;
    this.#onUnreachable = onUnreachable;
  }

  /** @throws {CallError} what `enter` throws, but for signaling-unreachable; aborted */
  async run<T>(enter: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await enter();
      } catch (error) {
        if (signal.aborted) throw CallError.aborted(error);
        if (!(error instanceof CallError) || error.code !== 'signaling-unreachable') throw error;
        this.#onUnreachable(error);
      }
      // Whoever was told may have left.
      throwIfAborted(signal);
      await this.#pause(Math.min(pauseMs.first * 2 ** attempt, pauseMs.longest), signal);
    }
  }

  /** The next try is now. @returns false if one is under way, or nothing is to be entered */
  hurry(): boolean {
    const endPause = this.#endPause;
    endPause?.();
    return endPause !== null;
  }

  async #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    const paused = createDeferred<undefined>();
    const endPause = (): void => {
      paused.resolve(undefined);
    };
    const onAbort = (): void => {
      paused.reject(CallError.aborted());
    };
    const cancel = this.#clock.after(delayMs, endPause);
    signal.addEventListener('abort', onAbort);
    this.#endPause = endPause;
    try {
      await paused.promise;
    } finally {
      cancel();
      signal.removeEventListener('abort', onAbort);
      // Called off, another entry may be pausing by now.
      if (this.#endPause === endPause) this.#endPause = null;
    }
  }
}

function throwIfAborted({aborted}: AbortSignal): void {
  if (aborted) throw CallError.aborted();
}
