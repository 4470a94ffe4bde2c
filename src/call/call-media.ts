import {CallError} from '../errors.js';
import type {LevelProbe} from '../media/audio-level.js';
import type {CaptureState, LocalMedia, LocalMediaSnapshot} from '../media/local-media.js';
import type {CaptureKind} from '../media/media-constraints.js';
import type {SlotTracks} from '../peer/track-senders.js';
import type {Clock} from '../util/clock.js';
import type {CallTerms} from './call-terms.js';
import type {CallUpdate, Wanted} from './call-update.js';
import {DeviceNotices} from './device-notices.js';

export interface CallMediaOptions {
  /** Makes the capture; its changes come to `onChange`. */
  readonly create: (onChange: (snapshot: LocalMediaSnapshot) => void) => LocalMedia;
  readonly wanted: Wanted;
  /** After the call: from then on nothing is captured, and what is turned on is on in the next. */
  readonly isOver: () => boolean;
  readonly clock: Clock;
  /** Begins to measure how loud a track is. */
  readonly probe: (track: MediaStreamTrack) => LevelProbe;
  /** The facts for the store, and what is to be sent from now on. */
  readonly onChange: (update: CallUpdate, tracks: SlotTracks) => void;
}

/** The own microphone, camera and screen over the life of a call: what is wanted, what is there, what is sent. */
export class CallMedia {
  readonly #media: LocalMedia;
  readonly #onChange: (update: CallUpdate, tracks: SlotTracks) => void;
  readonly #notices: DeviceNotices;
  readonly #isOver: () => boolean;
  #wanted: Wanted;
  #localStream: MediaStream | null = null;

  constructor({create, wanted, isOver, clock, probe, onChange}: CallMediaOptions) {
    this.#wanted = wanted;
    this.#isOver = isOver;
    this.#onChange = onChange;
    this.#notices = new DeviceNotices({
      ...{clock, probe},
      onChange: () => this.#publish(this.#media.snapshot),
    });
    this.#media = create(this.#publish);
    this.#publish(this.#media.snapshot);
  }

  get tracks(): SlotTracks {
    return tracksOf(this.#media.snapshot);
  }

  /** As `MicrophoneWatch.isTalking`. */
  get isTalking(): boolean {
    return this.#notices.isTalking;
  }

  /** What joining turns on. */
  get wanted(): Wanted {
    return this.#wanted;
  }

  /** Before the call: it begins so. What is on and not wanted goes off. */
  take({wanted, withoutVideo}: Pick<CallTerms, 'wanted' | 'withoutVideo'>): void {
    this.#media.withoutVideo = withoutVideo;
    this.#wanted = wanted;
    this.#publish(this.#media.snapshot);
    if (!wanted.microphone) void this.#media.setMicrophone(false);
    if (!wanted.camera) void this.#media.setCamera(false);
  }

  /** Opens what is wanted; the call does not wait for it. */
  async startWanted(): Promise<void> {
    if (!this.#isOver()) await this.#media.start(this.#wanted);
  }

  /**
   * Turned on or off; before the call, turning off what was only planned opens nothing, and after it nothing is opened.
   * @throws {CallError} why it is not on; aborted if it was turned off meanwhile
   */
  async toggle(kind: CaptureKind, on = !this.isOn(kind)): Promise<void> {
    if (kind === 'camera' && on && this.#media.withoutVideo)
      throw new CallError('unsupported', 'This is a voice call, which has no camera: without-video is set.');
    this.#wanted = {...this.#wanted, [kind]: on};
    this.#publish(this.#media.snapshot);
    if (this.#isOver()) return;
    await (kind === 'microphone' ? this.#media.setMicrophone(on) : this.#media.setCamera(on));
    if (on) checkOn(this.#media.snapshot[kind]);
  }

  /** @throws {CallError} why it is not shared; not-connected after the call; aborted if that was ended meanwhile */
  async toggleScreen(on: boolean): Promise<void> {
    if (on && this.#isOver()) throw CallError.notConnected();
    await this.#media.setScreen(on);
    if (on) checkOn(this.#media.snapshot.screen);
  }

  /** @throws {CallError} as `LocalMedia.selectDevice` */
  selectDevice(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    return this.#media.selectDevice(kind, deviceId);
  }

  /** What is told of these devices has been read. */
  dismissNotices(...kinds: readonly CaptureKind[]): void {
    this.#notices.dismiss(...kinds);
  }

  /** As `LocalMedia.setMaxVideoHeight`. */
  setMaxVideoHeight(heightPx: number): Promise<void> {
    return this.#media.setMaxVideoHeight(heightPx);
  }

  stop(): void {
    this.#media.stop();
  }

  isOn(kind: CaptureKind): boolean {
    const {status} = this.#media.snapshot[kind];
    return status === 'off' ? this.#wanted[kind] : status !== 'unavailable';
  }

  #publish = (snapshot: LocalMediaSnapshot): void => {
    const {camera, screen} = snapshot;
    this.#notices.follow(snapshot);
    this.#localStream = streamOf(this.#localStream, camera.status === 'on' ? camera.track : null);
    const device = (kind: CaptureKind) => {
      const {status, error, deviceId, interrupted} = snapshot[kind];
      return {status, error, deviceId, interrupted, wanted: this.#wanted[kind], notice: this.#notices.of(kind)};
    };
    this.#onChange(
      {
        type: 'media',
        microphone: device('microphone'),
        camera: device('camera'),
        screen: {status: screen.status, error: screen.error},
        localStream: this.#localStream,
      },
      tracksOf(snapshot),
    );
  };
}

function checkOn({status, error}: CaptureState): void {
  if (status !== 'on') throw error ?? CallError.aborted();
}

const tracksOf = ({microphone, camera, screen, screenAudio}: LocalMediaSnapshot): SlotTracks => ({
  microphone: microphone.track,
  camera: camera.track,
  screen: screen.track,
  screenAudio,
});

/** A stream of this track: the one there is, if it has it already. */
function streamOf(stream: MediaStream | null, track: MediaStreamTrack | null): MediaStream | null {
  if (!track) return null;
  return stream?.getTracks()[0] === track ? stream : new MediaStream([track]);
}
