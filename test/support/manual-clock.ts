import type {Clock} from '../../src/util/clock.js';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that a test turns by hand: nothing that waits for it goes on by itself. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  constructor(startsAt = 1_000) {
    this.#now = startsAt;
  }

  /** How many callbacks are still to come. */
  get pending(): number {
    return this.#timers.size;
  }

  /** In how many ms the next callback is due, Infinity if none is. */
  get nextInMs(): number {
    return (this.#next()?.at ?? Infinity) - this.#now;
  }

  readonly now = (): number => this.#now;

  readonly after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = {at: this.#now + delayMs, callback};
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  };

  /** Turns to what is due within `byMs`, one after another, and lets what each has set off go on before the next. */
  async advance(byMs: number): Promise<void> {
    const end = this.#now + byMs;
    await promisesSettled();
    for (let timer = this.#next(); timer && timer.at <= end; timer = this.#next()) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.callback();
      await promisesSettled();
    }
    this.#now = end;
  }

  /** Jumps ahead, as for a page that stood still: of all that is due meanwhile, what is due first comes late. */
  skip(byMs: number): void {
    this.#now += byMs;
    const timer = this.#next();
    if (!timer) return;
    this.#timers.delete(timer);
    timer.callback();
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (!next || timer.at < next.at) next = timer;
    return next;
  }
}

/** A task of its own comes after every promise that is settled already, and after those that these settle. */
export function promisesSettled(): Promise<void> {
  return new Promise(resolve => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
