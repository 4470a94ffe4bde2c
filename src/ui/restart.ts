import type {Clock} from '../util/clock.js';

/** Paused again sooner than this, it was not let play. */
const heldMs = 1_000;
/** Long enough to cost nothing, short enough for somebody who waits for sound after a phone call. */
const longestWaitMs = 4_000;

/**
 * When to start again what the system has paused: at once, unless that was tried a moment ago. During a phone call Chrome
 * for Android lets an element begin and pauses it at once (https://github.com/w3c/mediacapture-main/issues/869): started
 * each time, it would keep a phone busy for as long as the call lasts.
 */
export class Restart {
  readonly #start: () => void;
  readonly #clock: Clock;
  #triedAt = -Infinity;
  #waitMs = 0;
  #callOff: (() => void) | null = null;

  constructor(start: () => void, clock: Clock) {
    this.#start = start;
    this.#clock = clock;
  }

  /** It was paused: starts it now, or in a while. */
  request(): void {
    this.callOff();
    const isHeld = this.#clock.now() - this.#triedAt < heldMs;
    this.#waitMs = isHeld ? Math.min(2 * this.#waitMs || heldMs, longestWaitMs) : 0;
    if (isHeld) this.#callOff = this.#clock.after(this.#waitMs, this.#try);
    else this.#try();
  }

  /** Starts nothing any more, until it is asked again. */
  callOff(): void {
    this.#callOff?.();
    this.#callOff = null;
  }

  readonly #try = (): void => {
    this.#triedAt = this.#clock.now();
    this.#start();
  };
}
