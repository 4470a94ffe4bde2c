import type {DeviceState, LocalMediaSnapshot} from '../media/local-media.js';
import type {CaptureKind} from '../media/media-constraints.js';
import {MicrophoneWatch, type MicrophoneWatchOptions} from '../media/microphone-watch.js';
import type {DeviceNotice} from './call-state.js';
import {DeviceLoss} from './device-loss.js';

/** What a person has put away, of the device as it was then: once that changes, it is told anew. */
interface Dismissal {
  readonly notice: DeviceNotice;
  readonly device: DeviceState;
}

/** What there is to tell of the own devices, and has not been put away. */
export class DeviceNotices {
  readonly #onChange: () => void;
  readonly #microphone: MicrophoneWatch;
  readonly #losses: Readonly<Record<CaptureKind, DeviceLoss>>;
  readonly #dismissals: Record<CaptureKind, Dismissal | null> = {microphone: null, camera: null};
  #snapshot: LocalMediaSnapshot | null = null;

  constructor(options: MicrophoneWatchOptions) {
    const {clock, onChange} = options;
    this.#onChange = onChange;
    this.#microphone = new MicrophoneWatch(options);
    this.#losses = {microphone: new DeviceLoss(clock, onChange), camera: new DeviceLoss(clock, onChange)};
  }

  follow(snapshot: LocalMediaSnapshot): void {
    this.#snapshot = snapshot;
    this.#microphone.follow(snapshot.microphone);
    for (const kind of ['microphone', 'camera'] as const) this.#losses[kind].follow(snapshot[kind]);
  }

  /** As {@link MicrophoneWatch.isTalking}. */
  get isTalking(): boolean {
    return this.#microphone.isTalking;
  }

  of(kind: CaptureKind): DeviceNotice | null {
    const notice = this.#found(kind);
    const dismissal = this.#dismissals[kind];
    const isDismissed = dismissal?.notice === notice && dismissal.device === this.#snapshot?.[kind];
    return isDismissed ? null : notice;
  }

  /** The person has read it. */
  dismiss(...kinds: readonly CaptureKind[]): void {
    for (const kind of kinds) {
      const [notice, device] = [this.of(kind), this.#snapshot?.[kind]];
      if (notice && device) this.#dismissals[kind] = {notice, device};
    }
    this.#onChange();
  }

  #found(kind: CaptureKind): DeviceNotice | null {
    return this.#losses[kind].notice ?? (kind === 'microphone' ? this.#microphone.notice : null);
  }
}
