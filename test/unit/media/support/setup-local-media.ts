import type {CaptureEnvironment} from '../../../../src/media/capture-environment.js';
import {createLocalMedia, type LocalMediaOptions} from '../../../../src/media/local-media-capture.js';
import type {LocalMedia, LocalMediaSnapshot} from '../../../../src/media/local-media.js';
import {platformEnvironment, type Platform} from './environments.js';
import {FakeMediaDevices, type FakeMediaDevicesOptions} from './fake-media-devices.js';

export interface LocalMediaSetup {
  readonly media: LocalMedia;
  readonly devices: FakeMediaDevices;
  readonly snapshots: readonly LocalMediaSnapshot[];
  /** The first snapshot, now or later, for which the condition holds. */
  until(condition: (snapshot: LocalMediaSnapshot) => boolean): Promise<LocalMediaSnapshot>;
}

export interface SetupOptions {
  readonly platform?: Platform;
  readonly devices?: FakeMediaDevicesOptions;
  readonly environment?: Partial<CaptureEnvironment>;
  readonly options?: Partial<LocalMediaOptions>;
}

/** Local media over fake devices, which allow everything unless told otherwise. */
export function setupLocalMedia(setup: SetupOptions = {}): LocalMediaSetup {
  const devices = new FakeMediaDevices({answer: () => null, ...setup.devices});
  const snapshots: LocalMediaSnapshot[] = [];
  const waiting = new Set<() => void>();
  const media = createLocalMedia({
    environment: {...platformEnvironment(setup.platform ?? 'desktop', devices), ...setup.environment},
    onChange: snapshot => {
      snapshots.push(snapshot);
      for (const check of [...waiting]) check();
    },
    ...setup.options,
  });
  const until = (condition: (snapshot: LocalMediaSnapshot) => boolean) =>
    new Promise<LocalMediaSnapshot>(resolve => {
      const check = (): void => {
        if (!condition(media.snapshot)) return;
        waiting.delete(check);
        resolve(media.snapshot);
      };
      waiting.add(check);
      check();
    });
  return {media, devices, snapshots, until};
}

/** Microphone and camera in short: `on`, `off`, or the code of the error. */
export function inShort({microphone, camera}: LocalMediaSnapshot): readonly string[] {
  return [microphone, camera].map(({status, error}) => error?.code ?? status);
}
