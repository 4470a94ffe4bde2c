import type {Clock} from '../util/clock.js';

/** What a new offer takes to arrive by a slow way, twice as long each time that none did. */
const againMs = {first: 4_000, longest: 30_000} as const;

/** When the answerer of a pair asks the other, who offers, for a new start: the network epoch is raised. */
export class RestartRequest {
  readonly #clock: Clock;
  #dueAt = Infinity;
  #count = 0;

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
