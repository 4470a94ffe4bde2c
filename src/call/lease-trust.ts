import {leaseMs} from '../protocol/participant.js';
import type {Clock} from '../util/clock.js';

/**
 * A gap shorter than this is no outage: opening listeners anew takes a moment, and whoever keeps trying to reach somebody who
 * is gone opens them every few seconds.
 */
const outageMs = 5_000;

/**
 * A page that stands still, as on a machine that sleeps, hears from the store as little, and is not told so. Whoever renews
 * every 80 s is not taken for gone within 105 s, so a shorter standstill is harmless; and timers of a page that nobody sees may be
 * late by a minute (Chromium).
 */
const standstillMs = 90_000;
const lookEveryMs = 20_000;

/** Whether a lapsed lease counts: at once for a newcomer, and a full lease after an outage or a standstill of the page. */
export class LeaseTrust {
  readonly #clock: Clock;
  #isLive = true;
  #deafSince = -Infinity;
  #givenFrom = -Infinity;
  #lookedAt = -Infinity;
  #lookedAtThere = Infinity;
  #isAnyoneElse = false;

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

  /** Local time by which to look again: only that tells of a standstill. */
  get lookDueAt(): number {
    return this.#isAnyoneElse ? this.#lookedAt + lookEveryMs : Infinity;
  }

  /**
   * Before leases are judged, and when it is time. Where there was nobody else, nothing was missed.
   * @param serverNow by which they are judged: of a sleep in which the own clock stood still, it is the first to tell
   */
  look({isAnyoneElse, serverNow}: {readonly isAnyoneElse: boolean; readonly serverNow: number}): void {
    const now = this.#clock.now();
    const passedMs = Math.max(now - this.#lookedAt, serverNow - this.#lookedAtThere);
    if (this.#isAnyoneElse && passedMs >= standstillMs) this.#givenFrom = now + leaseMs;
    this.#lookedAt = now;
    this.#lookedAtThere = serverNow;
    this.#isAnyoneElse = isAnyoneElse;
  }

  updateLive(live: boolean): void {
    const now = this.#clock.now();
    if (!live && this.#isLive) this.#deafSince = now;
    if (live && !this.#isLive && now - this.#deafSince >= outageMs) this.#givenFrom = now + leaseMs;
    this.#isLive = live;
  }
}
