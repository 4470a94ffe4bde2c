import {CallError} from '../errors.js';
import {silentLog, type Log} from '../log.js';
import {readCaptureEnvironment, type CaptureEnvironment} from './capture-environment.js';
import {captureSupport, type CaptureSupport} from './capture-support.js';
import {DeviceSlot} from './device-slot.js';
import type {LocalMedia, LocalMediaSnapshot} from './local-media.js';
import {pictureConstraints, type CaptureKind, type CaptureWish} from './media-constraints.js';
import {deniedFailure, inUseFailure, missingFailure} from './media-failure.js';
import {ScreenCapture} from './screen-capture.js';
import {openUserMedia} from './user-media.js';

export interface LocalMediaOptions {
  /** Told of each new snapshot, in the moment of the change. */
  readonly onChange: (snapshot: LocalMediaSnapshot) => void;
  /** A voice call: the camera is never asked for. */
  readonly withoutVideo?: boolean;
  /** The microphone is asked for with the camera, but silent until it is turned on. */
  readonly startMuted?: boolean;
  /** Default 720. */
  readonly maxVideoHeightPx?: number;
  readonly log?: Log;
  /** Another `navigator.mediaDevices`, to cause faults. */
  readonly devices?: MediaDevices;
  /** Another browser altogether, to cause faults. Wins over `devices`. */
  readonly environment?: CaptureEnvironment;
}

/** The microphone, camera and screen of this side; nothing is captured yet. */
export const createLocalMedia = (options: LocalMediaOptions): LocalMedia => new LocalMediaCapture(options);

const captureKinds: readonly CaptureKind[] = ['microphone', 'camera'];

/**
 * What is wanted is state that a call sets at once; captures run one after the other in a queue, each for all that is
 * wanted and missing when its turn comes. So two kinds turned on in one tick share a prompt, and what is turned off
 * while its prompt is open is stopped as it arrives.
 */
class LocalMediaCapture implements LocalMedia {
  readonly #environment: CaptureEnvironment;
  readonly #onChange: (snapshot: LocalMediaSnapshot) => void;
  readonly #log: Log;
  readonly #slots: Readonly<Record<CaptureKind, DeviceSlot>>;
  readonly #screen: ScreenCapture;
  readonly #support: CaptureSupport;
  readonly #withoutVideo: boolean;
  readonly #startMuted: boolean;
  #maxVideoHeightPx: number;
  #queue: Promise<unknown> = Promise.resolve();
  /** Kinds of the capture that is under way. */
  #asking: readonly CaptureKind[] = [];
  #snapshot: LocalMediaSnapshot;

  constructor(options: LocalMediaOptions) {
    this.#environment = options.environment ?? environmentWith(options.devices);
    this.#support = captureSupport(this.#environment);
    this.#onChange = options.onChange;
    this.#log = options.log ?? silentLog;
    this.#withoutVideo = options.withoutVideo ?? false;
    this.#startMuted = options.startMuted ?? false;
    this.#maxVideoHeightPx = options.maxVideoHeightPx ?? 720;
    this.#slots = {microphone: this.#createSlot('microphone'), camera: this.#createSlot('camera')};
    this.#screen = new ScreenCapture(this.#environment, () => {
      this.#publish();
    });
    this.#snapshot = this.#takeSnapshot();
  }

  get snapshot(): LocalMediaSnapshot {
    return this.#snapshot;
  }

  async start(wanted: {readonly microphone: boolean; readonly camera: boolean}): Promise<void> {
    if (wanted.microphone) this.#slots.microphone.want(this.#startMuted ? 'held' : 'on');
    if (wanted.camera && !this.#withoutVideo) this.#slots.camera.want('on');
    this.#publish();
    if (this.#missing().length > 0) await this.#enqueue(() => this.#capture());
  }

  async setMicrophone(on: boolean): Promise<void> {
    const {microphone} = this.#slots;
    if (on) microphone.want('on');
    // A track that is there is kept, silent; one that is still being asked for is not wanted any more.
    else microphone.want(microphone.track === null ? 'off' : 'held');
    this.#publish();
    if (microphone.lacksTrack) await this.#enqueue(() => this.#capture());
  }

  async setCamera(on: boolean): Promise<void> {
    const {camera} = this.#slots;
    camera.want(on && !this.#withoutVideo ? 'on' : 'off');
    this.#publish();
    if (camera.lacksTrack) await this.#enqueue(() => this.#capture());
  }

  async setScreen(on: boolean): Promise<void> {
    if (on) await this.#screen.start();
    else this.#screen.stop();
  }

  async selectDevice(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    if (kind === 'audiooutput') {
      throw new CallError('unsupported', 'A speaker is chosen where the sound is played, not where it is captured.');
    }
    const captureKind = kind === 'audioinput' ? 'microphone' : 'camera';
    const slot = this.#slots[captureKind];
    const previousId = slot.chosenId;
    slot.chosenId = deviceId;
    this.#publish();
    await this.#enqueue(() => this.#switchDevice(captureKind, deviceId, previousId));
  }

  setMaxVideoHeight(heightPx: number): void {
    this.#maxVideoHeightPx = heightPx;
    this.#resizePicture();
  }

  stop(): void {
    for (const kind of captureKinds) this.#slots[kind].want('off');
    this.#screen.stop();
    this.#publish();
  }

  #createSlot(kind: CaptureKind): DeviceSlot {
    return new DeviceSlot({
      onChange: () => {
        this.#publish();
      },
      onEnded: track => {
        // A capture that is under way for this kind may have ended it on purpose, and brings another.
        const told = this.#asking.includes(kind)
          ? this.#enqueue(() => this.#tellEnd(kind, track))
          : this.#tellEnd(kind, track);
        void told;
      },
    });
  }

  /** Captures what is wanted and not there by now. */
  async #capture(): Promise<void> {
    if (this.#missing().length === 0) return;
    const kinds = this.#support.oneCaptureAtATime ? this.#wanted() : this.#missing();
    await this.#open(kinds, false, (kind, error) => {
      this.#fail(kind, error);
    });
  }

  async #switchDevice(kind: CaptureKind, deviceId: string, previousId: string): Promise<void> {
    const slot = this.#slots[kind];
    if (slot.chosenId !== deviceId) return;
    if (slot.error !== null) slot.wantAgain();
    if (slot.wanted === 'off' || slot.track?.getSettings().deviceId === deviceId) return;
    if (this.#closesFirst(kind)) this.#drop(slot);
    let failure = await this.#openChosen(kind);
    if (failure?.code === 'media-in-use' && slot.track !== null) {
      // Some drivers open one device at a time; nothing tells beforehand.
      this.#drop(slot);
      failure = await this.#openChosen(kind);
    }
    if (failure === null) return;
    if (slot.chosenId === deviceId) slot.chosenId = previousId;
    await this.#capture();
    this.#publish();
    throw failure;
  }

  async #openChosen(kind: CaptureKind): Promise<CallError | null> {
    let failure: CallError | null = null;
    const kinds = this.#support.oneCaptureAtATime ? this.#wanted() : [kind];
    await this.#open(kinds, true, (failed, error) => {
      if (failed === kind) failure = error;
    });
    return failure;
  }

  async #open(
    kinds: readonly CaptureKind[],
    chosenOnly: boolean,
    fail: (kind: CaptureKind, error: CallError) => void,
  ): Promise<void> {
    const wish = this.#wish(kinds, chosenOnly);
    this.#asking = kinds;
    try {
      await openUserMedia(wish, this.#environment, {
        isWanted: kind => this.#slots[kind].wanted !== 'off',
        take: (kind, track) => {
          this.#slots[kind].take(track);
          if (kind === 'camera' && wish.maxVideoHeightPx !== this.#maxVideoHeightPx) this.#resizePicture();
          this.#publish();
        },
        fail,
      });
    } finally {
      this.#asking = [];
    }
  }

  #wish(kinds: readonly CaptureKind[], chosenOnly: boolean): CaptureWish {
    return {
      kinds,
      deviceIds: {microphone: this.#slots.microphone.chosenId, camera: this.#slots.camera.chosenId},
      maxVideoHeightPx: this.#maxVideoHeightPx,
      chosenOnly,
    };
  }

  #fail(kind: CaptureKind, error: CallError): void {
    const slot = this.#slots[kind];
    if (!slot.lacksTrack) return;
    this.#log.warn(`no ${kind}: ${error.code}`, error.cause);
    slot.fail(error);
    this.#publish();
  }

  /** A track ended that nobody stopped. */
  async #tellEnd(kind: CaptureKind, track: MediaStreamTrack): Promise<void> {
    const slot = this.#slots[kind];
    if (slot.track !== track) return;
    const error = await this.#reasonOfEnd(kind, track);
    // Meanwhile it may have been turned off, or another one taken.
    if (slot.track === track) this.#fail(kind, error);
  }

  async #reasonOfEnd(kind: CaptureKind, track: MediaStreamTrack): Promise<CallError> {
    if ((await this.#environment.permissionState(kind)) === 'denied') return deniedFailure(kind);
    const {deviceId} = track.getSettings();
    const devices = await this.#environment.mediaDevices?.enumerateDevices().catch((error: unknown) => {
      this.#log.warn('devices cannot be listed', error);
    });
    return devices?.some(device => device.deviceId === deviceId) === true ? inUseFailure(kind) : missingFailure(kind);
  }

  #closesFirst(kind: CaptureKind): boolean {
    return this.#support.oneCaptureAtATime || (kind === 'camera' && this.#support.oneCameraAtATime);
  }

  #drop(slot: DeviceSlot): void {
    slot.drop();
    this.#publish();
  }

  #resizePicture(): void {
    const resized = this.#slots.camera.track?.applyConstraints(pictureConstraints(this.#maxVideoHeightPx));
    resized?.catch((error: unknown) => {
      this.#log.warn('the camera keeps its picture size', error);
    });
  }

  #wanted(): readonly CaptureKind[] {
    return captureKinds.filter(kind => this.#slots[kind].wanted !== 'off');
  }

  #missing(): readonly CaptureKind[] {
    return captureKinds.filter(kind => this.#slots[kind].lacksTrack);
  }

  #enqueue(job: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(job);
    // Whoever called hears of a failure; the next capture does not.
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #publish(): void {
    const snapshot = this.#takeSnapshot(this.#snapshot);
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.#onChange(snapshot);
  }

  #takeSnapshot(previous?: LocalMediaSnapshot): LocalMediaSnapshot {
    const {microphone, camera} = this.#slots;
    return keepUnchanged(previous, {
      microphone: keepUnchanged(previous?.microphone, microphone.state),
      camera: keepUnchanged(previous?.camera, camera.state),
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
  const isSame =
    previous !== undefined && Object.entries(next).every(([key, value]) => Object.is(previous[key as keyof T], value));
  return isSame ? previous : Object.freeze(next);
}
