import {setTimeout as delay} from 'node:timers/promises';
import {systemClock} from '../../src/util/clock.js';
import type {MemoryWorld} from './memory-signaling.js';
import {SeededRandom} from './random.js';

/** Longest way to the memory store, or from it, in tests that run in real time. */
const longestDelayMs = 6;

/** A memory store's world on the system's clock, with an offset that only ever grows, and short random delays. */
export class RealWorld implements MemoryWorld {
  readonly random: () => number;
  readonly clock = {
    now: (): number => systemClock.now() + this.#aheadMs,
    after: (delayMs: number, callback: () => void): (() => void) => {
      const cancel = systemClock.after(delayMs, callback);
      this.#cancels.push(cancel);
      return cancel;
    },
  };
  readonly #cancels: (() => void)[] = [];
  #aheadMs = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed).next;
  }

  readonly delayMs = (): number => 1 + this.random() * (longestDelayMs - 1);

  advance(byMs: number): void {
    this.#aheadMs += byMs;
  }

  /** There, back, and told: with a clean-up that waits for the first. */
  async settle(): Promise<void> {
    await delay(10 * longestDelayMs);
  }

  /** Calls off every timer, so that nothing keeps the process. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
  }
}
