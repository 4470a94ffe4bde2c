import {leaseMs} from '../protocol/participant.js';
import type {Clock} from '../util/clock.js';

/**
 * Not hearing from the store for less than this is no outage in which others could not renew: listeners that are opened
 * anew take a moment, and those of whoever tries to reach somebody who is gone are every few seconds.
 */
const outageMs = 5_000;

/** Whether a lapsed lease counts: at once for a newcomer, and a full lease after an outage. */
export class LeaseTrust {
  readonly #clock: Clock;
  #isLive = true;
  #deafSince = -Infinity;
  #givenFrom = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isGiven(): boolean {
    return this.#isLive && this.#clock.now() >= this.#givenFrom;
  }

  /** Local time from which lapsed leases count, unless the store is out of reach. */
  get givenFrom(): number {
    return this.#givenFrom;
  }

  updateLive(live: boolean): void {
    const now = this.#clock.now();
    if (!live && this.#isLive) this.#deafSince = now;
    if (live && !this.#isLive && now - this.#deafSince >= outageMs) this.#givenFrom = now + leaseMs;
    this.#isLive = live;
  }
}
