import {CallError} from '../errors.js';
import {silentLog, type Log} from '../log.js';
import {systemClock, type Clock} from '../util/clock.js';
import {hasSameFields} from '../util/same-fields.js';
import {readCaptureEnvironment, type CaptureEnvironment} from './capture-environment.js';
import {DeviceCapture} from './device-capture.js';
import type {LocalMedia, LocalMediaSnapshot} from './local-media.js';
import type {DeviceIds} from './media-constraints.js';
import {ScreenCapture} from './screen-capture.js';

export interface LocalMediaOptions {
  /** Told of each new snapshot, in the moment of the change. */
  readonly onChange: (snapshot: LocalMediaSnapshot) => void;
  /** A voice call: the camera is never asked for. */
  readonly withoutVideo?: boolean;
  /** The devices that were chosen already, each '' where none was. */
  readonly chosenIds?: DeviceIds;
  /** Default 720. */
  readonly maxVideoHeightPx?: number;
  readonly log?: Log;
  readonly clock?: Clock;
  /** Another `navigator.mediaDevices`, to cause faults. */
  readonly devices?: MediaDevices;
  /** Another browser altogether, to cause faults. Wins over `devices`. */
  readonly environment?: CaptureEnvironment;
}

/** The microphone, camera and screen of this side; nothing is captured yet. */
export const createLocalMedia = (options: LocalMediaOptions): LocalMedia => new LocalMediaCapture(options);

const noneChosen: DeviceIds = {microphone: '', camera: ''};

class LocalMediaCapture implements LocalMedia {
  withoutVideo: boolean;
  readonly #devices: DeviceCapture;
  readonly #screen: ScreenCapture;
  readonly #onChange: (snapshot: LocalMediaSnapshot) => void;
  #snapshot: LocalMediaSnapshot;

  constructor(options: LocalMediaOptions) {
    const environment = options.environment ?? environmentWith(options.devices);
    const {log = silentLog, clock = systemClock, maxVideoHeightPx = 720, chosenIds = noneChosen} = options;
    const onChange = (): void => this.#publish();
    this.#onChange = options.onChange;
    this.withoutVideo = options.withoutVideo ?? false;
    this.#devices = new DeviceCapture({environment, maxVideoHeightPx, chosenIds, log, clock, onChange});
    this.#screen = new ScreenCapture(environment, onChange);
    this.#snapshot = this.#takeSnapshot();
  }

  get snapshot(): LocalMediaSnapshot {
    return this.#snapshot;
  }

  async start(wanted: {readonly microphone: boolean; readonly camera: boolean}): Promise<void> {
    const camera = wanted.camera && !this.withoutVideo;
    await this.#devices.turnOn(
      ...(wanted.microphone ? ['microphone' as const] : []),
      ...(camera ? ['camera' as const] : []),
    );
  }

  async setMicrophone(on: boolean): Promise<void> {
    if (on) await this.#devices.turnOn('microphone');
    else this.#devices.silence('microphone');
  }

  async setCamera(on: boolean): Promise<void> {
    if (on && !this.withoutVideo) await this.#devices.turnOn('camera');
    else this.#devices.turnOff('camera');
  }

  async setScreen(on: boolean): Promise<void> {
    if (on) await this.#screen.start();
    else this.#screen.stop();
  }

  async selectDevice(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    if (kind === 'audiooutput') {
      throw new CallError('unsupported', 'A speaker is chosen where the sound is played, not where it is captured.');
    }
    await this.#devices.select(kind === 'audioinput' ? 'microphone' : 'camera', deviceId);
  }

  setMaxVideoHeight(heightPx: number): Promise<void> {
    return this.#devices.resizePicture(heightPx);
  }

  stop(): void {
    this.#devices.turnOff('microphone', 'camera');
    this.#screen.stop();
  }

  #publish(): void {
    const snapshot = this.#takeSnapshot(this.#snapshot);
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.#onChange(snapshot);
  }

  #takeSnapshot(previous?: LocalMediaSnapshot): LocalMediaSnapshot {
    return keepUnchanged(previous, {
      microphone: keepUnchanged(previous?.microphone, this.#devices.stateOf('microphone')),
      camera: keepUnchanged(previous?.camera, this.#devices.stateOf('camera')),
      screen: keepUnchanged(previous?.screen, this.#screen.state),
      screenAudio: this.#screen.audio,
    });
  }
}

function environmentWith(devices: MediaDevices | undefined): CaptureEnvironment {
  const environment = readCaptureEnvironment();
  return devices === undefined ? environment : {...environment, mediaDevices: devices};
}

/** The frozen previous object where nothing in it is different, so that identity tells of change. */
function keepUnchanged<T extends object>(previous: T | undefined, next: T): T {
  return previous && hasSameFields(next, previous) ? previous : Object.freeze(next);
}
