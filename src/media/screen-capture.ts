import type {CaptureEnvironment} from './capture-environment.js';
import {captureSupport, isInAppBrowser} from './capture-support.js';
import {errorName} from './error-name.js';
import type {CaptureState} from './local-media.js';
import {blockedByPageFailure, isBySystem, mediaFailure, unavailableFailure} from './media-failure.js';
import type {CallError} from '../errors.js';

/** Members of Screen Capture and of Chromium that the TypeScript library lacks; browsers skip what they do not know. */
interface DisplayMediaOptions extends DisplayMediaStreamOptions {
  readonly audio: MediaTrackConstraints & {readonly restrictOwnAudio: boolean};
  readonly selfBrowserSurface: 'exclude';
  readonly surfaceSwitching: 'include';
  readonly systemAudio: 'include';
}

/** Text needs sharpness, not motion, and each frame of a large screen is dear. */
const frameRateMax = 15;

const displayMediaOptions: DisplayMediaOptions = {
  video: {frameRate: {max: frameRateMax}},
  // Music and film, not a voice; and not the call's own sound, which the others would hear as their echo.
  audio: {echoCancellation: false, noiseSuppression: false, autoGainControl: false, restrictOwnAudio: true},
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  systemAudio: 'include',
};

/** The shared screen with its sound. Ends by itself when a person stops it at the browser's own bar. */
export class ScreenCapture {
  readonly #environment: CaptureEnvironment;
  readonly #onChange: () => void;
  #status: CaptureState['status'] = 'off';
  #picture: MediaStreamTrack | null = null;
  #sound: MediaStreamTrack | null = null;
  #error: CallError | null = null;
  /** Which request the tracks are of; a picker that is answered after a later one counts for nothing. */
  #request = 0;
  /** Of the last request, when it was answered. */
  #asked: Promise<void> = Promise.resolve();
  #unwatch = new AbortController();

  constructor(environment: CaptureEnvironment, onChange: () => void) {
    this.#environment = environment;
    this.#onChange = onChange;
  }

  get state(): CaptureState {
    return {
      status: this.#status,
      track: this.#picture,
      deviceId: '',
      error: this.#error,
      interrupted: this.#picture?.muted === true,
    };
  }

  get audio(): MediaStreamTrack | null {
    return this.#sound;
  }

  /** Opens the browser's picker. To be called in the click: browsers ask for it. Never rejects. */
  async start(): Promise<void> {
    if (this.#status === 'on') return;
    if (this.#status === 'starting') return this.#asked;
    const {mediaDevices} = this.#environment;
    if (!captureSupport(this.#environment).screen || mediaDevices === undefined) {
      this.#fail(unavailableFailure(captureSupport(this.#environment).problem ?? 'unsupported', 'screen'));
      return;
    }
    if (this.#environment.allowsFeature('display-capture') === false) {
      this.#fail(blockedByPageFailure('screen'));
      return;
    }
    this.#asked = this.#ask(mediaDevices);
    await this.#asked;
  }

  stop(): void {
    this.#request += 1;
    this.#release();
    this.#set('off', null);
  }

  async #ask(mediaDevices: MediaDevices): Promise<void> {
    const request = ++this.#request;
    this.#set('starting', null);
    try {
      const stream = await mediaDevices.getDisplayMedia(displayMediaOptions);
      if (request === this.#request) this.#take(stream);
      else stopTracks(stream);
    } catch (error) {
      if (request === this.#request) this.#refuse(error);
    }
  }

  #take(stream: MediaStream): void {
    const [picture] = stream.getVideoTracks();
    if (picture === undefined) {
      stopTracks(stream);
      this.#fail(unavailableFailure('unsupported', 'screen'));
      return;
    }
    picture.contentHint = 'detail';
    this.#picture = picture;
    this.#sound = stream.getAudioTracks()[0] ?? null;
    this.#watch(picture, this.#sound);
    this.#set('on', null);
  }

  #watch(picture: MediaStreamTrack, sound: MediaStreamTrack | null): void {
    this.#unwatch = new AbortController();
    const {signal} = this.#unwatch;
    picture.addEventListener('ended', () => this.stop(), {signal});
    picture.addEventListener('mute', this.#onChange, {signal});
    picture.addEventListener('unmute', this.#onChange, {signal});
    sound?.addEventListener('ended', () => this.#dropSound(), {signal});
  }

  #dropSound(): void {
    this.#sound = null;
    this.#onChange();
  }

  /** A picker that was closed is no fault of the screen's: it is off, and the error says why. What the system forbids is one. */
  #refuse(error: unknown): void {
    const failure = mediaFailure(error, {
      kind: 'screen',
      blockedByPage:
        this.#environment.crossOriginFrame && this.#environment.allowsFeature('display-capture') === undefined,
      inAppBrowser: isInAppBrowser(this.#environment),
    });
    const isDenied = errorName(error) === 'NotAllowedError' && failure.code === 'media-denied';
    if (isDenied && !isBySystem(error)) this.#set('off', failure);
    else this.#fail(failure);
  }

  #fail(error: CallError): void {
    this.#release();
    this.#set('unavailable', error);
  }

  #release(): void {
    this.#unwatch.abort();
    this.#picture?.stop();
    this.#sound?.stop();
    this.#picture = null;
    this.#sound = null;
  }

  #set(status: CaptureState['status'], error: CallError | null): void {
    this.#status = status;
    this.#error = error;
    this.#onChange();
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
