import {FakeTrack} from './fake-track.js';

/** What the person, or the system, answers to one `getUserMedia` call: null to allow, or the name of the refusal. */
export type Answer = string | null;

/** A call of `getUserMedia` or `getDisplayMedia` that waits for its answer. */
export interface Prompt {
  readonly constraints: MediaStreamConstraints;
  allow(): void;
  refuse(name: string, message?: string): void;
}

export interface FakeMediaDevicesOptions {
  /** Answers each call at once; without it, or if it has no answer, the call waits in `prompts`. */
  readonly answer?: (constraints: MediaStreamConstraints, callNumber: number) => Answer | undefined;
  /** As on iOS: a capture ends those before it. */
  readonly endsEarlierCaptures?: boolean;
  /** As on Android: a second camera does not start. */
  readonly oneCamera?: boolean;
  readonly microphones?: readonly string[];
  readonly cameras?: readonly string[];
  readonly groups?: Readonly<Record<string, string>>;
}

/** A `navigator.mediaDevices` that causes faults and counts what is captured. */
export class FakeMediaDevices extends EventTarget {
  readonly calls: MediaStreamConstraints[] = [];
  readonly prompts: Prompt[] = [];
  readonly tracks: FakeTrack[] = [];
  /** The largest number of calls under way at once. */
  mostAtOnce = 0;
  /** How often the devices were listed. */
  listed = 0;
  microphones: readonly string[];
  cameras: readonly string[];
  /** The group of each device that has one. As in Chromium, `default` is of the group of what it stands for. */
  groups: Readonly<Record<string, string>>;
  /** The group that a capture gets, where it is not the listed one. */
  given: Readonly<Record<string, string>> = {};
  screenTracks: readonly ('audio' | 'video')[] = ['video', 'audio'];
  readonly #options: FakeMediaDevicesOptions;
  readonly #waiting: ((prompt: Prompt) => void)[] = [];

  constructor(options: FakeMediaDevicesOptions = {}) {
    super();
    this.#options = options;
    this.microphones = options.microphones ?? ['mic-1', 'mic-2'];
    this.cameras = options.cameras ?? ['cam-1', 'cam-2'];
    this.groups = options.groups ?? {};
  }

  /** As the code under test sees it. */
  asMediaDevices(): MediaDevices {
    return this as unknown as MediaDevices;
  }

  live(kind: 'audio' | 'video'): number {
    return this.tracks.filter(track => track.kind === kind && track.readyState === 'live').length;
  }

  last(kind: 'audio' | 'video'): FakeTrack {
    const track = this.tracks.findLast(candidate => candidate.kind === kind);
    if (!track) throw new Error(`no ${kind} was captured`);
    return track;
  }

  /** The next call that waits for an answer, or the first that does already. */
  prompt(): Promise<Prompt> {
    const [open] = this.prompts;
    if (open) return Promise.resolve(open);
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    return this.#ask(constraints, () => this.#capture(constraints));
  }

  getDisplayMedia(constraints: DisplayMediaStreamOptions): Promise<MediaStream> {
    return this.#ask(constraints, () =>
      this.#keep(this.screenTracks.map(kind => new FakeTrack(kind, `screen-${kind}`))),
    );
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    this.listed += 1;
    return Promise.resolve([
      ...this.microphones.map(id => deviceInfo('audioinput', id, `Microphone ${id}`, this.groups[id])),
      ...this.cameras.map(id => deviceInfo('videoinput', id, `Camera ${id}`, this.groups[id])),
    ]);
  }

  #ask(constraints: MediaStreamConstraints, capture: () => FakeTrack[]): Promise<MediaStream> {
    this.calls.push(constraints);
    const answer = this.#options.answer?.(constraints, this.calls.length);
    const asked = new Promise<MediaStream>((resolve, reject) => {
      const prompt: Prompt = {
        constraints,
        allow: () => {
          this.#forget(prompt);
          const name = this.#fault(constraints);
          if (name === null) resolve(fakeStream(capture()));
          else reject(new DOMException('fake', name));
        },
        refuse: (name, message = 'fake') => {
          this.#forget(prompt);
          reject(new DOMException(message, name));
        },
      };
      this.prompts.push(prompt);
      this.mostAtOnce = Math.max(this.mostAtOnce, this.prompts.length);
      if (answer === null) prompt.allow();
      else if (answer !== undefined) prompt.refuse(answer);
      else this.#waiting.shift()?.(prompt);
    });
    return asked;
  }

  #forget(prompt: Prompt): void {
    this.prompts.splice(this.prompts.indexOf(prompt), 1);
  }

  /** What hardware refuses although the person allows it. */
  #fault({audio, video}: MediaStreamConstraints): string | null {
    if (audio && this.microphones.length === 0) return 'NotFoundError';
    if (video && this.cameras.length === 0) return 'NotFoundError';
    if (wantedId(audio, this.microphones) === undefined || wantedId(video, this.cameras) === undefined) {
      return 'OverconstrainedError';
    }
    return this.#options.oneCamera === true && video && this.live('video') > 0 ? 'NotReadableError' : null;
  }

  #capture({audio, video}: MediaStreamConstraints): FakeTrack[] {
    if (this.#options.endsEarlierCaptures === true) for (const track of this.tracks) track.endByItself();
    const tracks: FakeTrack[] = [];
    if (audio) tracks.push(this.#track('audio', wantedId(audio, this.microphones) ?? ''));
    if (video) tracks.push(this.#track('video', wantedId(video, this.cameras) ?? ''));
    return this.#keep(tracks);
  }

  /** As in Chromium: what is open under an id is given once more for it, whatever the id stands for by now. */
  #track(kind: 'audio' | 'video', deviceId: string): FakeTrack {
    const open = this.tracks.find(
      track => track.kind === kind && track.deviceId === deviceId && track.readyState === 'live',
    );
    return new FakeTrack(kind, deviceId, open ? open.groupId : (this.given[deviceId] ?? this.groups[deviceId]));
  }

  #keep(tracks: FakeTrack[]): FakeTrack[] {
    this.tracks.push(...tracks);
    return tracks;
  }
}

export function deviceInfo(kind: MediaDeviceKind, deviceId: string, label: string, groupId = ''): MediaDeviceInfo {
  return {kind, deviceId, label, groupId, toJSON: () => ({})};
}

/** The device that the constraints get, '' for none asked, undefined for one that is not there. */
function wantedId(
  constraints: MediaTrackConstraints | boolean | undefined,
  ids: readonly string[],
): string | undefined {
  if (constraints === undefined || constraints === false) return '';
  const wish = constraints === true ? undefined : (constraints.deviceId as ConstrainDOMStringParameters | undefined);
  if (wish?.exact !== undefined) return ids.find(id => id === wish.exact);
  return ids.find(id => id === wish?.ideal) ?? ids[0];
}

function fakeStream(tracks: readonly FakeTrack[]): MediaStream {
  const ofKind = (kind: string) => tracks.filter(track => track.kind === kind);
  const stream = {
    getTracks: () => tracks,
    getAudioTracks: () => ofKind('audio'),
    getVideoTracks: () => ofKind('video'),
  };
  return stream as unknown as MediaStream;
}
