import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {systemClock, type Clock} from '../util/clock.js';
import {Restart} from './restart.js';
import {SoundBlockedEvent} from './sound-blocked-event.js';
import type {SoundGain} from './sound-gain.js';

type TileHost = ReactiveControllerHost & HTMLElement;

/** What a tile plays. */
export interface TilePlayback {
  readonly video: HTMLVideoElement;
  /** Null for one's own tile, which is never heard. */
  readonly audio: HTMLAudioElement | null;
  readonly stream: MediaStream | null;
  /** Output device, '' for the system's. */
  readonly speakerId: string;
  /** How loud, 0 to 1. */
  readonly volume: number;
}

/** iOS says for a moment that a volume was set, and takes it back: https://github.com/videojs/video.js/issues/7040. */
const volumeSettledMs = 50;

const sameTracks = (a: readonly MediaStreamTrack[], b: readonly MediaStreamTrack[]): boolean =>
  a.length === b.length && a.every((track, index) => track === b[index]);

/**
 * Puts the tracks of a stream into the media elements of a tile and keeps them playing.
 *
 * Sound and picture play in elements of their own: a `<video>` whose picture track has no frame yet (camera off) would
 * hold back the sound in some browsers, and a muted `<video>` may always begin by itself. Safari pauses both when a phone
 * call or another app takes the sound: they are started again when they can be.
 *
 * Out of the document nothing plays, and the elements are let go of: each that holds a stream has a player of its own, of
 * which a browser allows few and which only garbage collection would end. A tile that is moved keeps them.
 */
export class TileMedia implements ReactiveController {
  readonly #host: TileHost;
  readonly #clock: Clock;
  /** Of each element that has played anything. */
  readonly #restarts = new Map<HTMLMediaElement, Restart>();
  #playback: TilePlayback | null = null;
  #stream: MediaStream | null = null;
  #disconnect: AbortController | null = null;
  /** What the browser would not play when it was tried last. */
  readonly #refused = new Set<HTMLMediaElement>();
  /** Only where the element takes no volume. */
  #gain: SoundGain | null = null;

  constructor(host: TileHost, clock: Clock = systemClock) {
    this.#host = host;
    this.#clock = clock;
    host.addController(this);
  }

  hostConnected(): void {
    this.#disconnect = new AbortController();
    const {signal} = this.#disconnect;
    document.addEventListener('visibilitychange', this.#onVisibilityChange, {signal});
    this.#listenToStream();
    this.#sync();
    // Media elements pause when they leave a document; a tile that was moved goes on.
    void this.play();
  }

  hostDisconnected(): void {
    this.#disconnect?.abort();
    this.#disconnect = null;
    for (const restart of this.#restarts.values()) restart.callOff();
    this.#clock.after(0, () => {
      if (!this.#disconnect) this.#letGo();
    });
  }

  /** Shows `playback`; elements are touched only where something changed. */
  show(playback: TilePlayback): void {
    this.#playback = playback;
    if (playback.stream !== this.#stream) {
      this.#stream = playback.stream;
      this.#listenToStream();
    }
    this.#sync();
    void this.#selectSpeaker(playback);
    void this.#setVolume(playback);
  }

  /** Starts what stands still; a click may be what the browser waited for. */
  async play(): Promise<void> {
    const {video, audio} = this.#playback ?? {};
    await Promise.all([this.#resume(video), this.#resume(audio)]);
  }

  #letGo(): void {
    this.#gain?.free();
    for (const element of this.#restarts.keys()) element.srcObject = null;
  }

  #listenToStream(): void {
    const signal = this.#disconnect?.signal;
    if (!signal || !this.#stream) return;
    this.#stream.addEventListener('addtrack', this.#onTracksChange, {signal});
    this.#stream.addEventListener('removetrack', this.#onTracksChange, {signal});
  }

  readonly #onTracksChange = (event: Event): void => {
    if (event.target === this.#stream) this.#sync();
  };

  readonly #onVisibilityChange = (): void => {
    if (document.visibilityState === 'visible') void this.play();
  };

  readonly #sync = (): void => {
    if (!this.#playback || !this.#disconnect) return;
    const {video, audio, volume} = this.#playback;
    const sound = this.#stream?.getAudioTracks() ?? [];
    this.#attach(video, this.#stream?.getVideoTracks() ?? []);
    if (audio) this.#attach(audio, this.#gain?.through(sound, volume) ?? sound);
  };

  #attach(element: HTMLMediaElement, tracks: MediaStreamTrack[]): void {
    const attached = element.srcObject instanceof MediaStream ? element.srcObject.getTracks() : [];
    if (sameTracks(attached, tracks)) return;
    this.#keepPlaying(element);
    element.srcObject = tracks.length > 0 ? new MediaStream(tracks) : null;
    if (tracks.length > 0) void this.#start(element);
    else this.#tell(element, false);
  }

  #keepPlaying(element: HTMLMediaElement): void {
    if (this.#restarts.has(element)) return;
    const restart = new Restart(() => void this.#resume(element), this.#clock);
    this.#restarts.set(element, restart);
    element.onpause = () => {
      // What has ended shows its last picture until the connection is back, and would end again at once.
      if (element.isConnected && element.srcObject && !element.ended) restart.request();
    };
    element.onplaying = () => this.#tell(element, false);
  }

  async #resume(element: HTMLMediaElement | null | undefined): Promise<void> {
    if (element?.srcObject && element.paused) await this.#start(element);
  }

  async #start(element: HTMLMediaElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      // Anything else (AbortError) means that a newer stream took the place of this one, which plays itself.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#tell(element, true);
    }
  }

  #tell(element: HTMLMediaElement, refused: boolean): void {
    const wasRefused = this.#refused.delete(element);
    if (refused) this.#refused.add(element);
    if (refused || wasRefused) this.#host.dispatchEvent(new SoundBlockedEvent(this.#refused.size > 0));
  }

  async #setVolume({audio, volume}: TilePlayback): Promise<void> {
    if (!audio) return;
    // Can be set everywhere, and lets what is not heard begin without a click.
    audio.muted = volume === 0;
    if (this.#gain || audio.volume === volume) return;
    audio.volume = volume;
    await new Promise(resolve => setTimeout(resolve, volumeSettledMs));
    if (audio.volume !== this.#playback?.volume) await this.#loadGain();
  }

  async #loadGain(): Promise<void> {
    // What cannot be loaded leaves the sound as loud as the device is set.
    const part = await import('./sound-gain.js').catch(() => null);
    if (!part || !this.#disconnect || this.#gain) return;
    this.#gain = new part.SoundGain(this.#sync);
    this.#sync();
  }

  async #selectSpeaker({audio, speakerId}: TilePlayback): Promise<void> {
    if (!audio || !('setSinkId' in audio) || audio.sinkId === speakerId) return;
    try {
      await audio.setSinkId(speakerId);
    } catch {
      // The device is gone or not allowed: the sound stays where it is, which is better than none.
    }
  }
}
