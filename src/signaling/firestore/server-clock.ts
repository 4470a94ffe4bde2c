import type {Clock} from '../../util/clock.js';

/** Less than any document lives, and more than a date is put right by unnoticed. */
const noticedSleepMs = 60_000;

/**
 * The store's time, from what its replies say. Until the first one the local date has to do; a wrong one is found out
 * when the rules refuse the entry.
 */
export class ServerClock {
  readonly #clock: Clock;
  #offsetMs: number;
  /** By how much the date was ahead of the clock when the store was last asked. */
  #dateAheadMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#dateAheadMs = this.#readDateAhead();
    this.#offsetMs = this.#dateAheadMs;
  }

  /**
   * The date has gone on without the clock: `performance.now()` stands still while a computer sleeps (Chromium, Firefox and
   * Safari but for Windows: https://github.com/mdn/content/issues/4713), or somebody has set the date. What the store's time is
   * by now only the store can say.
   */
  get hasStoodStill(): boolean {
    return this.#readDateAhead() - this.#dateAheadMs > noticedSleepMs;
  }

  now(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  /** Begins to time a request. @returns what to call with the store's time in its reply; tells by how much this clock was off */
  time(): (serverTimeMs: number) => number {
    const sentAt = this.#clock.now();
    const dateAheadMs = this.#readDateAhead();
    return serverTimeMs => {
      if (!Number.isFinite(serverTimeMs)) return 0;
      const offsetMs = serverTimeMs - (sentAt + this.#clock.now()) / 2;
      const wasOffByMs = offsetMs - this.#offsetMs;
      this.#offsetMs = offsetMs;
      this.#dateAheadMs = dateAheadMs;
      return wasOffByMs;
    };
  }

  #readDateAhead(): number {
    return Date.now() - this.#clock.now();
  }
}
