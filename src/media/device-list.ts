import {silentLog, type Log} from '../log.js';

/** A device to choose from. The label is '' while the browser tells none, as before a permission. */
export type DeviceChoice = Readonly<Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>>;

export interface DeviceListOptions {
  readonly onChange: (choices: readonly DeviceChoice[]) => void;
  /** Another `navigator.mediaDevices`; undefined where the browser has none. */
  readonly devices?: MediaDevices | undefined;
  readonly log?: Log;
}

/** In the order in which a settings panel has them. */
const kinds: readonly MediaDeviceKind[] = ['audioinput', 'videoinput', 'audiooutput'];

/** Chromium on Windows lists the device for calls once more under this id. */
const duplicateId = 'communications';

/**
 * The microphones, cameras and speakers of this device, kept up to date while devices come and go. Browsers tell
 * labels only once capture is permitted, and none fires an event for that: call `refresh` when a capture has started.
 */
export class DeviceList {
  readonly #options: DeviceListOptions;
  readonly #devices: MediaDevices | undefined;
  readonly #log: Log;
  readonly #unlisten = new AbortController();
  #choices: readonly DeviceChoice[] = Object.freeze([]);
  /** An answer to an earlier question counts for nothing. */
  #question = 0;

  constructor(options: DeviceListOptions) {
    this.#options = options;
    this.#devices = 'devices' in options ? options.devices : navigator.mediaDevices;
    this.#log = options.log ?? silentLog;
    this.#devices?.addEventListener('devicechange', () => void this.refresh(), {signal: this.#unlisten.signal});
  }

  /** Frozen; another list after each change, and only then. Empty before the first `refresh`. */
  get choices(): readonly DeviceChoice[] {
    return this.#choices;
  }

  /** Asks the browser anew. Never rejects: what cannot be listed stays as it was. */
  async refresh(): Promise<void> {
    if (this.#devices === undefined) return;
    const question = ++this.#question;
    try {
      const infos = await this.#devices.enumerateDevices();
      if (question === this.#question && !this.#unlisten.signal.aborted) this.#update(infos);
    } catch (error) {
      this.#log.warn('devices cannot be listed', error);
    }
  }

  stop(): void {
    this.#unlisten.abort();
  }

  #update(infos: readonly MediaDeviceInfo[]): void {
    const choices = deviceChoices(infos);
    if (JSON.stringify(choices) === JSON.stringify(this.#choices)) return;
    this.#choices = Object.freeze(choices);
    this.#options.onChange(this.#choices);
  }
}

/** Each device once, by kind, the system's default first, and no two with one label. */
export function deviceChoices(infos: readonly MediaDeviceInfo[]): readonly DeviceChoice[] {
  return kinds.flatMap(kind => {
    const ofKind = infos.filter(info => info.kind === kind && info.deviceId !== duplicateId);
    const once = ofKind.filter((info, index) => ofKind.findIndex(other => other.deviceId === info.deviceId) === index);
    const sorted = once.sort((a, b) => Number(b.deviceId === 'default') - Number(a.deviceId === 'default'));
    const labels = distinct(sorted.map(({label}) => label));
    return sorted.map(({deviceId}, index) => Object.freeze({kind, deviceId, label: labels[index] ?? ''}));
  });
}

/** Two cameras of one make get a number each: "HD Webcam", "HD Webcam (2)". */
function distinct(labels: readonly string[]): readonly string[] {
  return labels.map((label, index) => {
    const earlier = labels.slice(0, index).filter(other => other === label).length;
    return earlier === 0 || label === '' ? label : `${label} (${earlier + 1})`;
  });
}
