import type {DeviceState} from '../media/local-media.js';
import type {Clock} from '../util/clock.js';

/** Time to read that another device took the place of one that went. */
export const replacedForMs = 10_000;
/** Browsers mute a track for a moment when it starts, or when another device takes its place; that is nothing to tell. */
const interruptedAfterMs = 1_000;

/** Runs once. */
interface Timer {
  isOver: boolean;
  cancel(): void;
}

/** That one device went: for good, so that another took its place, or for now. Each is told for as long as it is news. */
export class DeviceLoss {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #device: DeviceState | null = null;
  #replacement: Timer | null = null;
  #interruption: Timer | null = null;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get notice(): 'replaced' | 'interrupted' | null {
    if (this.#replacement?.isOver === false) return 'replaced';
    return this.#interruption?.isOver ? 'interrupted' : null;
  }

  follow(device: DeviceState): void {
    const before = this.#device;
    this.#device = device;
    if (device.replaced !== before?.replaced || device.track !== before.track) {
      this.#replacement?.cancel();
      this.#replacement = device.replaced && device.track ? this.#start(replacedForMs) : null;
    }
    if (device.interrupted !== before?.interrupted) {
      this.#interruption?.cancel();
      this.#interruption = device.interrupted ? this.#start(interruptedAfterMs) : null;
    }
  }

  #start(ms: number): Timer {
    const cancel = this.#clock.after(ms, () => {
      timer.isOver = true;
      this.#onChange();
    });
    const timer: Timer = {isOver: false, cancel};
    return timer;
  }
}
