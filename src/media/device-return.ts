import {callAfter} from '../util/call-after.js';
import type {Clock} from '../util/clock.js';
import type {CaptureEnvironment} from './capture-environment.js';
import type {CaptureKind} from './media-constraints.js';

/**
 * Waits before one try after another. Of a device that is there, and ended all the same, nothing tells when it can be had
 * again: a driver that starts anew is back within seconds, another program lets it go later. After a minute only what
 * tells by itself counts, as each try may light the camera.
 */
const triesAfterMs: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** What was lost again sooner after a try did not really come back: the tries go on, and do not begin anew. */
const steadyAfterMs = 60_000;

/**
 * Tells when a microphone or camera that was lost may be had again: something was plugged in, a permission was given
 * back, the person looks at the page again, as they do after closing what had taken it; and for a minute by itself.
 */
export class DeviceReturn {
  readonly #environment: CaptureEnvironment;
  readonly #clock: Clock;
  readonly #onHint: () => void;
  #watching: AbortController | null = null;
  #tries = 0;
  #triedAt = -Infinity;

  constructor(environment: CaptureEnvironment, clock: Clock, onHint: () => void) {
    this.#environment = environment;
    this.#clock = clock;
    this.#onHint = onHint;
  }

  watch(kinds: readonly CaptureKind[]): void {
    this.stop();
    if (kinds.length === 0) return;
    this.#watching = new AbortController();
    const {signal} = this.#watching;
    this.#environment.mediaDevices?.addEventListener('devicechange', this.#onHint, {signal});
    document.addEventListener('visibilitychange', this.#onVisibility, {signal});
    for (const kind of kinds) this.#environment.onPermissionChange(kind, this.#onHint, signal);
    if (this.#clock.now() - this.#triedAt > steadyAfterMs) this.#tries = 0;
    this.#tryLater(signal);
  }

  stop(): void {
    this.#watching?.abort();
    this.#watching = null;
  }

  #tryLater(signal: AbortSignal): void {
    const delayMs = triesAfterMs[this.#tries];
    if (delayMs === undefined) return;
    const retry = (): void => {
      this.#tries += 1;
      this.#triedAt = this.#clock.now();
      this.#tryLater(signal);
      this.#onHint();
    };
    callAfter(this.#clock, delayMs, retry, signal);
  }

  #onVisibility = (): void => {
    if (document.visibilityState === 'visible') this.#onHint();
  };
}
