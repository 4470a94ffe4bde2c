import type {CallError} from '../errors.js';
import type {DeviceState} from './local-media.js';

/** `held` is a microphone that is captured but silent, so that it is on again at once. */
type Wanted = 'off' | 'held' | 'on';

/**
 * What a slot tells: that its track changed between live and interrupted, or ended without being asked to, or that devices
 * came, went or changed places while it has one.
 */
export interface DeviceSlotHandlers {
  readonly onChange: () => void;
  readonly onEnded: (track: MediaStreamTrack) => void;
  readonly onDevices: (track: MediaStreamTrack) => void;
}

/**
 * The microphone or the camera: what is wanted of it and the one track that it has. A track that the slot gives up is
 * stopped by it, so that no light stays on.
 */
export class DeviceSlot {
  /** The device that a person chose, '' for the browser's own choice. */
  chosenId = '';

  readonly #devices: EventTarget | undefined;
  readonly #handlers: DeviceSlotHandlers;
  #wanted: Wanted = 'off';
  #wantedBeforeFailure: Wanted = 'off';
  #track: MediaStreamTrack | null = null;
  #error: CallError | null = null;
  /** The device went; what is taken next takes its place. */
  #isLost = false;
  #replaced = false;
  #unwatch = new AbortController();

  /** @param devices where `devicechange` is fired */
  constructor(devices: EventTarget | undefined, handlers: DeviceSlotHandlers) {
    this.#devices = devices;
    this.#handlers = handlers;
  }

  get wanted(): Wanted {
    return this.#wanted;
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  get error(): CallError | null {
    return this.#error;
  }

  /** Wanted, but not there: a capture has to run. */
  get lacksTrack(): boolean {
    return this.#wanted !== 'off' && this.#track?.readyState !== 'live';
  }

  get state(): DeviceState {
    return {
      status: this.#status(),
      track: this.#track,
      deviceId: this.#track?.getSettings().deviceId ?? this.chosenId,
      error: this.#error,
      replaced: this.#replaced,
      interrupted: this.#wanted === 'on' && this.#track?.muted === true,
    };
  }

  /** Sets what is wanted; a live track follows at once. A past error is forgotten: this is a new wish. */
  want(wanted: Wanted): void {
    // Turned on by hand while the system still keeps it from us: only a new capture brings it back.
    const isStuck = wanted === 'on' && this.#wanted === 'held' && this.#track?.muted === true;
    this.#wanted = wanted;
    this.#error = null;
    this.#isLost = false;
    this.#replaced = false;
    if (wanted === 'off' || isStuck) this.drop();
    else if (this.#track !== null) this.#track.enabled = wanted === 'on';
  }

  /** As before it failed: a microphone that was silent stays so. */
  wantAgain(): void {
    this.want(this.#wantedBeforeFailure);
  }

  /** The new track takes the place of the one before, which is stopped after it. Unwanted, it is stopped itself. */
  take(track: MediaStreamTrack): void {
    if (this.#wanted === 'off') {
      track.stop();
      return;
    }
    track.enabled = this.#wanted === 'on';
    this.#replaced = this.#isLost;
    this.#isLost = false;
    const previous = this.#track;
    this.#watch(track);
    this.#track = track;
    previous?.stop();
  }

  /** The device is gone: it is wanted still, and any other will do. */
  lose(): void {
    this.drop();
    this.chosenId = '';
    this.#isLost = true;
  }

  fail(error: CallError): void {
    this.drop();
    // One failure after another leaves what was wanted before the first.
    if (this.#error === null) this.#wantedBeforeFailure = this.#wanted;
    this.#wanted = 'off';
    this.#error = error;
  }

  /** Stops the track, whatever is wanted. */
  drop(): void {
    this.#unwatch.abort();
    this.#track?.stop();
    this.#track = null;
  }

  #status(): DeviceState['status'] {
    if (this.#error !== null) return 'unavailable';
    if (this.#wanted === 'off') return 'off';
    if (this.#track === null) return 'starting';
    return this.#wanted === 'on' ? 'on' : 'off';
  }

  #watch(track: MediaStreamTrack): void {
    this.#unwatch.abort();
    this.#unwatch = new AbortController();
    const {signal} = this.#unwatch;
    const {onChange, onEnded, onDevices} = this.#handlers;
    track.addEventListener('mute', onChange, {signal});
    track.addEventListener('unmute', onChange, {signal});
    track.addEventListener('ended', () => onEnded(track), {signal});
    this.#devices?.addEventListener('devicechange', () => onDevices(track), {signal});
  }
}
