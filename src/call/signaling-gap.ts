import type {Clock} from '../util/clock.js';

/** Listening anew after a change of network takes less, and nobody has missed anything. */
const noticedAfterMs = 2_000;

/** Tells that the signaling is lost once that has lasted, and that it is back at once. */
export class SignalingGap {
  readonly #clock: Clock;
  readonly #tell: (live: boolean) => void;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, tell: (live: boolean) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** What the signaling says of itself. */
  hear(live: boolean): void {
    if (live) {
      this.stop();
      this.#tell(true);
    } else {
      this.#cancel ??= this.#clock.after(noticedAfterMs, () => this.#tell(false));
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
