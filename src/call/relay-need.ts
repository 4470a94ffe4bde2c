import type {PeerLink} from '../peer/peer-link.js';
import type {Clock} from '../util/clock.js';

/**
 * Who has not connected by then does not without a relay: pairs of candidates are tried within 5 s unless there are many
 * (RFC 8445, section 14), and people wait no longer for a word of explanation.
 */
const patienceMs = 10_000;

/** Whether a pair does not get through to one another, and no relay was named that could help. */
export class RelayNeed {
  readonly #clock: Clock;
  #meetingSince: number | null = null;
  #wasNamed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** When it will be felt unless the two connect. */
  get feltAt(): number {
    return this.#meetingSince === null ? Infinity : this.#meetingSince + patienceMs;
  }

  /** The link is the one that both have described now, if there is any. */
  isFelt(link: PeerLink | null): boolean {
    this.#wasNamed ||= link?.hasRelay ?? false;
    return !this.#wasNamed && this.#clock.now() >= this.feltAt;
  }

  /** Both sides have described themselves: from here on they try. A further attempt counts from the first. */
  begin(): void {
    this.#meetingSince ??= this.#clock.now();
  }

  /** They are connected, or are not to be any more. */
  end(): void {
    this.#meetingSince = null;
    this.#wasNamed = false;
  }
}
