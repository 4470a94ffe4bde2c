import type {Clock} from '../../src/util/clock.js';
import {promisesSettled} from './manual-clock.js';

/** What has begun and not ended: whoever asserts that something does not happen first waits until nothing can. */
export class UnderWay {
  #count = 0;
  #tellIdle: (() => void) | null = null;

  /** Something has begun. @returns to be called when it has ended, whatever came of it; once counts */
  begin(): () => void {
    this.#count++;
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      if (--this.#count === 0) this.#tellIdle?.();
    };
  }

  /** Resolves when nothing is under way, nor anything that came of it. */
  async ended(): Promise<void> {
    do {
      if (this.#count > 0) await new Promise<void>(resolve => (this.#tellIdle = resolve));
      await promisesSettled();
    } while (this.#count > 0);
  }
}

/** A clock of which each callback that is still to come is under way. */
export function countedClock(clock: Clock, underWay: UnderWay): Clock {
  return {
    now: clock.now,
    after: (delayMs, callback) => {
      const end = underWay.begin();
      const cancel = clock.after(delayMs, () => {
        callback();
        end();
      });
      return () => {
        cancel();
        end();
      };
    },
  };
}
