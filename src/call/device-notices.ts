import type {LocalMediaSnapshot} from '../media/local-media.js';
import {MicrophoneWatch, type MicrophoneNotice, type MicrophoneWatchOptions} from '../media/microphone-watch.js';
import type {Clock} from '../util/clock.js';

/**
 * What a person should be told of their own microphone or camera though it works: `silent` nothing comes from it,
 * `talking-while-muted` they speak and are not heard, `replaced` it was unplugged and another one took its place.
 */
export type DeviceNotice = MicrophoneNotice | 'replaced';

/** Time to read it. */
const replacedForMs = 10_000;

interface Replacement {
  readonly track: MediaStreamTrack;
  isNew: boolean;
  forget(): void;
}

/** Finds what there is to tell of the own devices, and for how long. */
export class DeviceNotices {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #microphone: MicrophoneWatch;
  readonly #replacements: Record<'microphone' | 'camera', Replacement | null> = {microphone: null, camera: null};

  constructor(options: MicrophoneWatchOptions) {
    this.#clock = options.clock;
    this.#onChange = options.onChange;
    this.#microphone = new MicrophoneWatch(options);
  }

  follow(snapshot: LocalMediaSnapshot): void {
    this.#microphone.follow(snapshot.microphone);
    for (const kind of ['microphone', 'camera'] as const) {
      const {replaced, track} = snapshot[kind];
      const before = this.#replacements[kind];
      if (before?.track === track && replaced) continue;
      before?.forget();
      this.#replacements[kind] = replaced && track ? this.#replacement(track) : null;
    }
  }

  of(kind: 'microphone' | 'camera'): DeviceNotice | null {
    if (this.#replacements[kind]?.isNew) return 'replaced';
    return kind === 'microphone' ? this.#microphone.notice : null;
  }

  #replacement(track: MediaStreamTrack): Replacement {
    const forget = this.#clock.after(replacedForMs, () => {
      replacement.isNew = false;
      this.#onChange();
    });
    const replacement: Replacement = {track, isNew: true, forget};
    return replacement;
  }
}
