import type {DeviceState, LocalMediaSnapshot} from '../media/local-media.js';
import {MicrophoneWatch, type MicrophoneWatchOptions} from '../media/microphone-watch.js';
import type {Clock} from '../util/clock.js';
import type {DeviceNotice} from './call-state.js';

type Kind = 'microphone' | 'camera';

/** Time to read it. */
const replacedForMs = 10_000;
/** Browsers mute a track for a moment when it starts, or when another device takes its place; that is nothing to tell. */
const interruptedAfterMs = 1_000;

/** What a person has put away, of the device as it was then: once that changes, it is told anew. */
interface Dismissal {
  readonly notice: DeviceNotice;
  readonly device: DeviceState;
}

/** Finds what there is to tell of the own devices, and for how long. */
export class DeviceNotices {
  readonly #onChange: () => void;
  readonly #microphone: MicrophoneWatch;
  readonly #losses: Readonly<Record<Kind, DeviceLosses>>;
  readonly #dismissals: Record<Kind, Dismissal | null> = {microphone: null, camera: null};

  constructor(options: MicrophoneWatchOptions) {
    const {clock, onChange} = options;
    this.#onChange = onChange;
    this.#microphone = new MicrophoneWatch(options);
    this.#losses = {microphone: new DeviceLosses(clock, onChange), camera: new DeviceLosses(clock, onChange)};
  }

  follow(snapshot: LocalMediaSnapshot): void {
    this.#microphone.follow(snapshot.microphone);
    for (const kind of ['microphone', 'camera'] as const) this.#losses[kind].follow(snapshot[kind]);
  }

  of(kind: Kind): DeviceNotice | null {
    const notice = this.#found(kind);
    const dismissal = this.#dismissals[kind];
    const isDismissed = dismissal?.notice === notice && dismissal.device === this.#losses[kind].device;
    return isDismissed ? null : notice;
  }

  /** The person has read it. */
  dismiss(...kinds: readonly Kind[]): void {
    for (const kind of kinds) {
      const [notice, {device}] = [this.of(kind), this.#losses[kind]];
      if (notice && device) this.#dismissals[kind] = {notice, device};
    }
    this.#onChange();
  }

  #found(kind: Kind): DeviceNotice | null {
    return this.#losses[kind].notice ?? (kind === 'microphone' ? this.#microphone.notice : null);
  }
}

/** Runs once. */
interface Timer {
  isOver: boolean;
  cancel(): void;
}

/** That one device went, for good or for now. */
class DeviceLosses {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #device: DeviceState | null = null;
  #replacement: Timer | null = null;
  #interruption: Timer | null = null;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** As it was told last. */
  get device(): DeviceState | null {
    return this.#device;
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
