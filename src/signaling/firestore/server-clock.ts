import type {Clock} from '../../util/clock.js';

/**
 * The store's time, from what its replies say. Until the first one the local date has to do; a wrong one is found out
 * when the rules refuse the entry.
 */
export class ServerClock {
  readonly #clock: Clock;
  #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = Date.now() - clock.now();
  }

  now(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  /** Begins to time a request. @returns what to call with the store's time in its reply; tells by how much this clock was off */
  time(): (serverTimeMs: number) => number {
    const sentAt = this.#clock.now();
    return serverTimeMs => {
      if (!Number.isFinite(serverTimeMs)) return 0;
      const offsetMs = serverTimeMs - (sentAt + this.#clock.now()) / 2;
      const wasOffByMs = offsetMs - this.#offsetMs;
      this.#offsetMs = offsetMs;
      return wasOffByMs;
    };
  }
}
