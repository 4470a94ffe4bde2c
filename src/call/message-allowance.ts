import type {PeerLink} from '../peer/peer-link.js';
import type {Clock} from '../util/clock.js';

/** More than a page sends that shares a pointer. What goes beyond would leave the page time for nothing else. */
const perSecond = 50;
const atOnce = 200;

/** How much each of the others may say: a token bucket for each link. */
export class MessageAllowance {
  readonly #clock: Clock;
  readonly #buckets = new WeakMap<PeerLink, {readonly tokens: number; readonly at: number}>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one message. @returns whether it is within the allowance */
  take(link: PeerLink): boolean {
    const now = this.#clock.now();
    const {tokens, at} = this.#buckets.get(link) ?? {tokens: atOnce, at: now};
    const left = Math.min(atOnce, tokens + ((now - at) / 1_000) * perSecond);
    this.#buckets.set(link, {tokens: Math.max(0, left - 1), at: now});
    return left >= 1;
  }
}
