import type {CallError} from '../errors.js';

/**
 * The microphone, camera and screen of this side. Nothing is captured before it is asked for, a light never stays on
 * while a kind is off, and one capture that is wanted runs at a time (iOS ends the first when a second begins).
 */
export interface LocalMedia {
  readonly snapshot: LocalMediaSnapshot;
  /** A voice call: the camera is never turned on, from now on. One that is on is for the caller to turn off. */
  withoutVideo: boolean;
  /** Asks for microphone and camera together where both are wanted, so that one prompt serves both. Never rejects. */
  start(wanted: {readonly microphone: boolean; readonly camera: boolean}): Promise<void>;
  /** Off, a captured microphone is kept but silent, so that it is on again at once. Never rejects. */
  setMicrophone(on: boolean): Promise<void>;
  /** Off, the camera is let go and its light is out. Never rejects. */
  setCamera(on: boolean): Promise<void>;
  /**
   * To be called in the click, as browsers ask for one. Rejects nothing: a picker that was closed is told in the
   * snapshot, as `off` with the error `media-denied`; what failed, as `unavailable`.
   */
  setScreen(on: boolean): Promise<void>;
  /**
   * A running capture switches, without a gap where the browser can have both devices open; a kind that is off
   * remembers the choice. When it fails, the device before goes on.
   * @throws {CallError} media-missing, media-denied, media-in-use; aborted if another was chosen meanwhile; unsupported for a
   *   speaker
   */
  selectDevice(kind: MediaDeviceKind, deviceId: string): Promise<void>;
  /** What the camera is asked for; it gives what it can. Resolves when a running one has done so. Never rejects. */
  setMaxVideoHeight(heightPx: number): Promise<void>;
  /** Ends every track and listener. What is still being asked for is stopped as it comes. May be started again. */
  stop(): void;
}

/** Frozen; another object after each change, and only then. */
export interface LocalMediaSnapshot {
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly screen: CaptureState;
  /** Sound of the shared screen, where the browser gives one. */
  readonly screenAudio: MediaStreamTrack | null;
}

export interface CaptureState {
  /** `off` by choice, `starting` while the browser asks or opens it, `on`, `unavailable` with the reason in `error`. */
  readonly status: 'off' | 'starting' | 'on' | 'unavailable';
  /** What to send. A microphone that is off may have one, which is silent. */
  readonly track: MediaStreamTrack | null;
  /** The device in use; while none is, the one chosen for the next time, or ''. */
  readonly deviceId: string;
  readonly error: CallError | null;
  /** On, but the system has taken it away for now (a phone call, Siri, a closed lid); it comes back by itself. */
  readonly interrupted: boolean;
}

/** A microphone or camera. */
export interface DeviceState extends CaptureState {
  /** The device in use went, and another one took its place; until a person turns it on or off, or chooses. */
  readonly replaced: boolean;
}
