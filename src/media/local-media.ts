import type {CallError} from '../errors.js';

/**
 * The microphone, camera and screen of this side. Nothing is captured before it is asked for, a light never stays on
 * while a kind is off, and one capture runs at a time (iOS ends the first when a second begins).
 */
export interface LocalMedia {
  readonly snapshot: LocalMediaSnapshot;
  /** Asks for microphone and camera together where both are wanted, so that one prompt serves both. Never rejects. */
  start(wanted: {readonly microphone: boolean; readonly camera: boolean}): Promise<void>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  /** Rejects nothing: a refused or cancelled picker is told in the snapshot. */
  setScreen(on: boolean): Promise<void>;
  /** @throws {CallError} media-missing, media-denied, media-in-use */
  selectDevice(kind: MediaDeviceKind, deviceId: string): Promise<void>;
  setMaxVideoHeight(heightPx: number): void;
  /** Ends every track and listener. */
  stop(): void;
}

export interface LocalMediaSnapshot {
  readonly microphone: CaptureState;
  readonly camera: CaptureState;
  readonly screen: CaptureState;
  /** Sound of the shared screen, where the browser gives one. */
  readonly screenAudio: MediaStreamTrack | null;
}

export interface CaptureState {
  readonly status: 'off' | 'starting' | 'on' | 'unavailable';
  readonly track: MediaStreamTrack | null;
  readonly deviceId: string;
  readonly error: CallError | null;
}
