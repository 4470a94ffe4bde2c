import type {CaptureEnvironment} from './capture-environment.js';
import type {CaptureKind} from './media-constraints.js';

/**
 * Tells when a microphone or camera that was lost may be had again: something was plugged in, a permission was given
 * back, or the person looks at the page again, as they do after closing what had taken it.
 */
export class DeviceReturn {
  readonly #environment: CaptureEnvironment;
  readonly #onHint: () => void;
  #watching: AbortController | null = null;

  constructor(environment: CaptureEnvironment, onHint: () => void) {
    this.#environment = environment;
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
  }

  stop(): void {
    this.#watching?.abort();
    this.#watching = null;
  }

  #onVisibility = (): void => {
    if (document.visibilityState === 'visible') this.#onHint();
  };
}
