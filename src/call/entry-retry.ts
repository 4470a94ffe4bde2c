import {CallError} from '../errors.js';
import type {Clock} from '../util/clock.js';

const pauseMs = {first: 2_000, longest: 30_000} as const;

/** Goes on trying to enter while the signaling is out of reach, and says so each time, until it is told otherwise. */
export class EntryRetry {
  readonly #clock: Clock;
  readonly #onUnreachable: (error: CallError) => void;

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

  #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        cancel();
        reject(CallError.aborted());
      };
      const cancel = this.#clock.after(delayMs, () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      signal.addEventListener('abort', onAbort, {once: true});
    });
  }
}

function throwIfAborted({aborted}: AbortSignal): void {
  if (aborted) throw CallError.aborted();
}
