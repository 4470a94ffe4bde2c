import {systemClock, type Clock} from '../../src/util/clock.js';
import type {MemoryWorld} from './memory-signaling.js';
import {SeededRandom} from './random.js';
import {countedClock, UnderWay} from './under-way.js';

/** Longest way to the memory store, or from it, in tests that run in real time. */
const longestDelayMs = 6;

/** A memory store's world on the system's clock, with an offset that only ever grows, and short random delays. */
export class RealWorld implements MemoryWorld {
  readonly random: () => number;
  readonly clock: Clock;
  readonly #underWay = new UnderWay();
  readonly #cancels: (() => void)[] = [];
  #aheadMs = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed).next;
    const counted = countedClock(systemClock, this.#underWay);
    this.clock = {
      now: () => systemClock.now() + this.#aheadMs,
      after: (delayMs, callback) => {
        const cancel = counted.after(delayMs, callback);
        this.#cancels.push(cancel);
        return cancel;
      },
    };
  }

  readonly delayMs = (): number => 1 + this.random() * (longestDelayMs - 1);

  advance(byMs: number): void {
    this.#aheadMs += byMs;
  }

  /** All that is on its way, to the store, back or to a listener, is a timer of this clock. */
  settle(): Promise<void> {
    return this.#underWay.ended();
  }

  /** Calls off every timer, so that nothing keeps the process. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
  }
}
