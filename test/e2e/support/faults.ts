import type {Page} from 'puppeteer-core';

/** Something amiss in a browser, put in place before any script of the page's. */
export type Fault = (page: Page) => Promise<unknown>;

/** How a test works the faults of a page. */
interface FaultControls {
  answerPrompt?(): void;
  releaseCandidates?(): void;
  releaseDescriptions?(): void;
  heldDescriptions?(): number;
  readonly devices?: WorkedDevices;
}

type DeviceKind = 'microphone' | 'camera';
type PluggedKind = DeviceKind | 'speaker';

/** Microphones, cameras and speakers in the hands of a test: two of each, of which the first is the system's default. */
export interface WorkedDevices {
  /** Pulls out the first of a kind. */
  unplug(kind: PluggedKind): void;
  /** Puts it back in. */
  plug(kind: PluggedKind): void;
  /** Another program takes all of a kind, and nothing tells. */
  take(kind: DeviceKind): void;
  /** It lets them go, and nothing tells. */
  release(kind: DeviceKind): void;
  /** The person takes the permission back at the address bar, or gives it. */
  permit(kind: DeviceKind, state: 'granted' | 'denied'): void;
  /** The system takes what runs away for now (a phone call, a closed lid), or gives it back. */
  pause(kind: DeviceKind, isPaused: boolean): void;
  /** Whether the microphone hears a tone; else it hears nothing at all. */
  sound(isOn: boolean): void;
}

declare global {
  interface Window {
    videoCallFaults: FaultControls;
  }
}

/** The question for camera and microphone stays open until {@link answerPrompt}. */
export const promptLeftOpen: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const {mediaDevices} = navigator;
    const capture = mediaDevices.getUserMedia.bind(mediaDevices);
    const answered = new Promise<void>(resolve => {
      window.videoCallFaults = {...window.videoCallFaults, answerPrompt: resolve};
    });
    mediaDevices.getUserMedia = constraints => answered.then(() => capture(constraints));
  });

/** The person allows camera and microphone. */
export const answerPrompt = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.videoCallFaults.answerPrompt?.();
  });

/** Every capture is refused with this error. */
export const captureRefused =
  (errorName: 'NotFoundError' | 'NotAllowedError'): Fault =>
  page =>
    page.evaluateOnNewDocument((name: string) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('made by the test', name));
    }, errorName);

/** A machine without any microphone or camera. */
export const withoutDevices: Fault = async page => {
  await captureRefused('NotFoundError')(page);
  await page.evaluateOnNewDocument(() => {
    navigator.mediaDevices.enumerateDevices = () => Promise.resolve([]);
  });
};

/** What is captured instead of what the browser makes up. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
}

/** Instead of a camera a drawing that moves, instead of a microphone a tone of 440 Hz: measurable, and light. */
export const drawnCapture =
  (drawing: Drawing): Fault =>
  page =>
    page.evaluateOnNewDocument(({width, height, framesPerSecond}: Drawing) => {
      const picture = (): MediaStreamTrack[] => {
        const canvas = Object.assign(document.createElement('canvas'), {width, height});
        const context = canvas.getContext('2d');
        let step = 0;
        setInterval(() => {
          if (!context) return;
          step++;
          context.fillStyle = `hsl(${String(step * 47)} 90% 50%)`;
          context.fillRect(0, 0, width, height);
          context.fillStyle = '#fff';
          context.fillRect((step * 13) % width, (step * 7) % height, width / 6, width / 6);
        }, 1000 / framesPerSecond);
        return canvas.captureStream(framesPerSecond).getVideoTracks();
      };
      const tone = (): MediaStreamTrack[] => {
        const audio = new AudioContext({sampleRate: 8000, latencyHint: 'playback'});
        const source = new OscillatorNode(audio, {frequency: 440});
        const sink = audio.createMediaStreamDestination();
        source.connect(sink);
        source.start();
        return sink.stream.getAudioTracks();
      };
      navigator.mediaDevices.getUserMedia = constraints =>
        Promise.resolve(
          new MediaStream([...(constraints?.audio ? tone() : []), ...(constraints?.video ? picture() : [])]),
        );
    }, drawing);

/** All in a small window: eight people, each of whom encodes for and decodes from seven, fit on two cores. */
export const smallCapture: Fault = async page => {
  await page.setViewport({width: 320, height: 480});
  await drawnCapture({width: 80, height: 60, framesPerSecond: 2})(page);
};

/** Devices that {@link workDevices} works: pictures that move, and a tone. */
export const workedDevices: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const kinds = {microphone: 'audioinput', camera: 'videoinput', speaker: 'audiooutput'} as const;
    const {mediaDevices} = navigator;
    let plugged = [
      {kind: 'audioinput', deviceId: 'headset', label: 'Headset'},
      {kind: 'audioinput', deviceId: 'room', label: 'Room microphone'},
      {kind: 'videoinput', deviceId: 'desk', label: 'Desk camera'},
      {kind: 'videoinput', deviceId: 'lid', label: 'Lid camera'},
      {kind: 'audiooutput', deviceId: 'phones', label: 'Headphones'},
      {kind: 'audiooutput', deviceId: 'monitor', label: 'Monitor'},
    ];
    const unplugged: typeof plugged = [];
    const taken = new Set<DeviceKind>();
    const permissions = {
      microphone: Object.assign(new EventTarget(), {state: 'granted'}),
      camera: Object.assign(new EventTarget(), {state: 'granted'}),
    };
    const running: {kind: DeviceKind; deviceId: string; track: MediaStreamTrack; events: EventTarget}[] = [];

    const audio = new AudioContext();
    const loudness = new GainNode(audio, {gain: 0.5});
    const tone = new OscillatorNode(audio, {frequency: 440});
    tone.connect(loudness);
    tone.start();
    const open = {
      microphone: (): readonly MediaStreamTrack[] => {
        const sink = audio.createMediaStreamDestination();
        loudness.connect(sink);
        return sink.stream.getTracks();
      },
      camera: (): readonly MediaStreamTrack[] => {
        const canvas = Object.assign(document.createElement('canvas'), {width: 160, height: 120});
        const context = canvas.getContext('2d');
        let step = 0;
        setInterval(() => {
          if (!context) return;
          context.fillStyle = `hsl(${String(step++ * 47)} 90% 50%)`;
          context.fillRect(0, 0, 160, 120);
        }, 100);
        return canvas.captureStream(10).getTracks();
      },
    };
    const capture = (kind: DeviceKind, wish: boolean | MediaTrackConstraints): readonly MediaStreamTrack[] => {
      if (permissions[kind].state !== 'granted') throw new DOMException('made by the test', 'NotAllowedError');
      if (taken.has(kind)) throw new DOMException('made by the test', 'NotReadableError');
      const asked = typeof wish === 'object' ? (wish.deviceId as ConstrainDOMStringParameters | undefined) : undefined;
      const ofKind = plugged.filter(device => device.kind === kinds[kind]);
      const device = ofKind.find(({deviceId}) => deviceId === (asked?.exact ?? asked?.ideal)) ?? ofKind[0];
      if (!device) throw new DOMException('made by the test', 'NotFoundError');
      const {deviceId} = device;
      return open[kind]().map(track => {
        track.getSettings = () => ({deviceId});
        // Firefox passes on no event that a script makes up for a track.
        const events = new EventTarget();
        track.addEventListener = events.addEventListener.bind(events);
        running.push({kind, deviceId, track, events});
        return track;
      });
    };
    const end = (isEnded: (one: (typeof running)[number]) => boolean): void => {
      for (const {track, events} of running.filter(one => one.track.readyState === 'live' && isEnded(one))) {
        track.stop();
        events.dispatchEvent(new Event('ended'));
      }
    };

    // eslint-disable-next-line @typescript-eslint/require-await -- what is thrown rejects, as in browsers
    mediaDevices.getUserMedia = async ({audio: sound = false, video = false} = {}) =>
      new MediaStream([...(sound ? capture('microphone', sound) : []), ...(video ? capture('camera', video) : [])]);
    mediaDevices.enumerateDevices = () =>
      Promise.resolve(plugged.map(device => ({...device, groupId: '', toJSON: () => ({})}) as MediaDeviceInfo));
    const sinks = new WeakMap<HTMLMediaElement, string>();
    Object.defineProperty(HTMLMediaElement.prototype, 'sinkId', {
      get(this: HTMLMediaElement) {
        return sinks.get(this) ?? '';
      },
    });
    // eslint-disable-next-line @typescript-eslint/require-await -- as above
    HTMLMediaElement.prototype.setSinkId = async function (id) {
      const isThere = id === '' || plugged.some(({kind, deviceId}) => kind === kinds.speaker && deviceId === id);
      if (!isThere) throw new DOMException('made by the test', 'NotFoundError');
      sinks.set(this, id);
    };
    navigator.permissions.query = ({name}) =>
      Promise.resolve(permissions[name as DeviceKind] as unknown as PermissionStatus);

    window.videoCallFaults = {
      ...window.videoCallFaults,
      devices: {
        unplug: kind => {
          const gone = plugged.find(device => device.kind === kinds[kind]);
          plugged = plugged.filter(device => device !== gone);
          if (gone) unplugged.push(gone);
          end(one => one.kind === kind && one.deviceId === gone?.deviceId);
          mediaDevices.dispatchEvent(new Event('devicechange'));
        },
        plug: kind => {
          const back = unplugged.filter(device => device.kind === kinds[kind]);
          plugged = [...back, ...plugged];
          mediaDevices.dispatchEvent(new Event('devicechange'));
        },
        take: kind => {
          taken.add(kind);
          end(one => one.kind === kind);
        },
        release: kind => void taken.delete(kind),
        permit: (kind, state) => {
          permissions[kind].state = state;
          permissions[kind].dispatchEvent(new Event('change'));
          if (state === 'denied') end(one => one.kind === kind);
        },
        pause: (kind, isPaused) => {
          for (const {track, events} of running.filter(one => one.kind === kind && one.track.readyState === 'live')) {
            Object.defineProperty(track, 'muted', {configurable: true, value: isPaused});
            events.dispatchEvent(new Event(isPaused ? 'mute' : 'unmute'));
          }
        },
        sound: isOn => (loudness.gain.value = isOn ? 0.5 : 0),
      },
    };
  });

/** Does something to the devices of a page with {@link workedDevices}. */
export const workDevices = <Name extends keyof WorkedDevices>(
  page: Page,
  name: Name,
  ...what: Parameters<WorkedDevices[Name]>
): Promise<void> =>
  page.evaluate(
    (act, values) => {
      const {devices} = window.videoCallFaults;
      (devices?.[act] as ((...given: readonly unknown[]) => void) | undefined)?.(...values);
    },
    name,
    what,
  );

/** Own candidates are found too late for any description, and reach the page only with {@link releaseCandidates}. */
export const candidatesHeld: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const connection = RTCPeerConnection.prototype;
    const held: (() => void)[] = [];
    let isHeld = true;
    window.videoCallFaults = {
      ...window.videoCallFaults,
      releaseCandidates() {
        isHeld = false;
        for (const tell of held.splice(0)) tell();
      },
    };
    const read = (name: string) => Object.getOwnPropertyDescriptor(connection, name)?.get as (this: unknown) => unknown;
    const [description, gathering] = [read('localDescription'), read('iceGatheringState')];
    Object.defineProperty(connection, 'localDescription', {
      get() {
        const local = description.call(this) as RTCSessionDescription | null;
        if (!local || !isHeld) return local;
        const sdp = local.sdp.replace(/^a=(candidate:.*|end-of-candidates)\r\n/gm, '');
        return new RTCSessionDescription({type: local.type, sdp});
      },
    });
    Object.defineProperty(connection, 'iceGatheringState', {
      get() {
        return isHeld ? 'gathering' : gathering.call(this);
      },
    });
    const listen = EventTarget.prototype.addEventListener;
    connection.addEventListener = function (
      this: RTCPeerConnection,
      type: string,
      listener: unknown,
      options: unknown,
    ) {
      const tell = listener as (event: Event) => void;
      const late = (event: Event) => {
        if (isHeld) held.push(() => tell(event));
        else tell(event);
      };
      listen.call(this, type, type === 'icecandidate' ? late : tell, options as AddEventListenerOptions);
    } as typeof connection.addEventListener;
  });

/** Candidates that were held are found now. */
export const releaseCandidates = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.videoCallFaults.releaseCandidates?.();
  });

/** Applying the other side's description takes until {@link releaseDescriptions}. */
export const descriptionsHeld: Fault = page =>
  page.evaluateOnNewDocument(() => {
    type Apply = (this: RTCPeerConnection, description: RTCSessionDescriptionInit) => Promise<void>;
    const apply = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'setRemoteDescription')?.value as Apply;
    let count = 0;
    const released = new Promise<void>(resolve => {
      window.videoCallFaults = {
        ...window.videoCallFaults,
        releaseDescriptions: resolve,
        heldDescriptions: () => count,
      };
    });
    const applyLater: Apply = async function (description) {
      count++;
      await released;
      await apply.call(this, description);
    };
    Object.assign(RTCPeerConnection.prototype, {setRemoteDescription: applyLater});
  });

export const heldDescriptions = (page: Page): Promise<number> =>
  page.evaluate(() => window.videoCallFaults.heldDescriptions?.() ?? 0);

export const releaseDescriptions = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.videoCallFaults.releaseDescriptions?.();
  });

/** The device's date is so many hours ahead, or behind. */
export const dateOff =
  (hours: number): Fault =>
  page =>
    page.evaluateOnNewDocument((offMs: number) => {
      const {now} = Date;
      Date.now = () => now() + offMs;
      globalThis.Date = new Proxy(Date, {
        construct: (date, given, made) =>
          Reflect.construct(date, given.length > 0 ? given : [date.now()], made) as Date,
      });
    }, hours * 3_600_000);

/** Commits take effect, but their replies never reach the page. */
export const commitsUnanswered: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const {fetch} = globalThis;
    globalThis.fetch = async (input, init) => {
      const reply = await fetch(input, init);
      const url = input instanceof Request ? input.url : String(input);
      return url.endsWith(':commit') ? new Promise(() => undefined) : reply;
    };
  });

/** Firestore answers every commit, but what it would tell the listeners never reaches the page. */
export const listenersUnanswered: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const isListener = (url: string): boolean => url.includes('/Listen/channel');
    const {fetch} = globalThis;
    globalThis.fetch = (input, init) =>
      isListener(input instanceof Request ? input.url : String(input))
        ? new Promise(() => undefined)
        : fetch(input, init);
    const open = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, 'open')?.value as (
      this: XMLHttpRequest,
      ...request: readonly unknown[]
    ) => void;
    const openUnlessListener = function (this: XMLHttpRequest, ...request: readonly unknown[]): void {
      open.call(this, ...request);
      if (isListener(String(request[1]))) this.send = () => undefined;
    };
    Object.assign(XMLHttpRequest.prototype, {open: openUnlessListener});
  });

/** A tab that remembers what another one did when this was called: what a browser makes of "Duplicate tab". */
export async function duplicateOf(original: Page): Promise<Fault> {
  const entries = await original.evaluate(() => Object.entries(sessionStorage) as [string, string][]);
  return page =>
    page.evaluateOnNewDocument((stored: readonly (readonly [string, string])[]) => {
      if (sessionStorage.length > 0) return;
      for (const [key, value] of stored) sessionStorage.setItem(key, value);
    }, entries);
}
