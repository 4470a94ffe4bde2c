import type {Clock} from '../../src/util/clock.js';

interface Timer {
  readonly at: number;
  readonly place: number;
  callback: (() => void) | null;
}

/** A clock that goes on only when told to, from one timer to the next. Timers of the same moment run as they were set. */
export class VirtualClock implements Clock {
  #now = 0;
  #placed = 0;
  /** A binary heap by `(at, place)`. */
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer: Timer = {at: this.#now + Math.max(0, delayMs), place: this.#placed++, callback};
    this.#push(timer);
    return () => {
      timer.callback = null;
    };
  }

  /** Runs the next timer, if it is due by `untilMs`; else the clock stands there. @returns whether one was run */
  runNext(untilMs: number): boolean {
    for (let timer = this.#timers[0]; timer && timer.at <= untilMs; timer = this.#timers[0]) {
      this.#pop();
      if (!timer.callback) continue;
      this.#now = timer.at;
      timer.callback();
      return true;
    }
    this.#now = Math.max(this.#now, untilMs);
    return false;
  }

  #push(timer: Timer): void {
    const timers = this.#timers;
    let place = timers.push(timer) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = timers[parent];
      if (!above || !isBefore(timer, above)) break;
      timers[place] = above;
      place = parent;
    }
    timers[place] = timer;
  }

  #pop(): void {
    const timers = this.#timers;
    const last = timers.pop();
    if (!last || timers.length === 0) return;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [a, b] = [timers[left], timers[left + 1]];
      const child = b && a && isBefore(b, a) ? left + 1 : left;
      const below = timers[child];
      if (!below || !isBefore(below, last)) break;
      timers[place] = below;
      place = child;
    }
    timers[place] = last;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.place < b.place);
