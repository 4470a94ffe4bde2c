import type {Page} from 'puppeteer-core';

/** Something amiss in a browser, put in place before any script of the page's. */
export type Fault = (page: Page) => Promise<unknown>;

/** How a test works the faults of a page. */
interface FaultControls {
  answerPrompt?(): void;
  releaseCandidates?(): void;
  releaseDescriptions?(): void;
  heldDescriptions?(): number;
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
interface Drawing {
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

/** A tab that remembers what another one did when this was called: what a browser makes of "Duplicate tab". */
export async function duplicateOf(original: Page): Promise<Fault> {
  const entries = await original.evaluate(() => Object.entries(sessionStorage) as [string, string][]);
  return page =>
    page.evaluateOnNewDocument((stored: readonly (readonly [string, string])[]) => {
      if (sessionStorage.length > 0) return;
      for (const [key, value] of stored) sessionStorage.setItem(key, value);
    }, entries);
}
