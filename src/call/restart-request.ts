import type {PeerLink} from '../peer/peer-link.js';
import type {Description} from '../protocol/connection.js';
import type {Clock} from '../util/clock.js';

/** What a new offer takes to arrive by a slow way, twice as long each time that none did. */
const againMs = {first: 4_000, longest: 30_000} as const;

/** Who closes a connection leaves, or makes another, and says so by then. */
const closedPauseMs = 1_000;

/** When the answerer of a pair asks the other, who offers, for a new start: the network epoch is raised. */
export class RestartRequest {
  readonly #clock: Clock;
  #dueAt = Infinity;
  #count = 0;
  /** The last link in which this side answered, and whose end here is dead. */
  #buried: PeerLink | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get dueAt(): number {
    return this.#dueAt;
  }

  get isDue(): boolean {
    return this.#clock.now() >= this.#dueAt;
  }

  /** Something is amiss that only the other side can put right. */
  want(inMs = 0): void {
    this.#dueAt = Math.min(this.#dueAt, this.#clock.now() + inMs);
  }

  /** The end here of a connection that was up is dead: what the other offers in it from now on helps nobody. */
  bury(link: PeerLink): void {
    this.#buried = link;
    this.want(link.state === 'lost' ? 0 : closedPauseMs);
  }

  /** Whether the offer is of a connection whose end here is dead. */
  isForBuried(offer: Description): boolean {
    return this.#buried?.continues(offer) ?? false;
  }

  /** Takes in what the other offers: who goes on with a connection whose end here is dead may never have been asked for another. */
  observe(offer: Description): void {
    if (this.isForBuried(offer) && this.#dueAt === Infinity) this.want();
  }

  /** The two are connected. */
  fulfil(): void {
    this.#buried = null;
    this.settle();
  }

  /** It was asked for; it is again if nothing comes of it, unless somebody else sees to that. */
  made({repeats}: {readonly repeats: boolean}): void {
    const waitMs = Math.min(againMs.first * 2 ** this.#count++, againMs.longest);
    this.#dueAt = repeats ? this.#clock.now() + waitMs : Infinity;
  }

  /** It has come, or is not needed any more. */
  settle(): void {
    this.#dueAt = Infinity;
    this.#count = 0;
  }
}
