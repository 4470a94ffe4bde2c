import {orderCodecs, type VideoCodecName} from './codec-preferences.js';

/** What a connection carries, in the order of its four transceivers: fixed for its life, so nothing ever renegotiates. */
export const slots = ['microphone', 'camera', 'screen', 'screenAudio'] as const;
export type Slot = (typeof slots)[number];

/** What is sent now, a track or nothing a slot. */
export type SlotTracks = Readonly<Record<Slot, MediaStreamTrack | null>>;

/** How large and how often a picture is sent, and with how much. */
export interface PictureLimits {
  readonly scaleDownBy: number;
  readonly framesPerSecond: number;
  readonly kbps: number;
}

export const noTracks: SlotTracks = {microphone: null, camera: null, screen: null, screenAudio: null};

const kindOf: Readonly<Record<Slot, 'audio' | 'video'>> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  screenAudio: 'audio',
};

/** The four transceivers of one connection: what goes out by `replaceTrack`, what comes in as two streams. */
export class TrackSenders {
  /** Far microphone and camera. */
  readonly stream = new MediaStream();
  /** Far screen and its sound. */
  readonly screenStream = new MediaStream();
  readonly #connection: RTCPeerConnection;
  readonly #videoCodecs: readonly VideoCodecName[];
  #tracks: SlotTracks;
  #sent: Record<Slot, MediaStreamTrack | null> = {...noTracks};
  #attached = false;

  constructor(connection: RTCPeerConnection, videoCodecs: readonly VideoCodecName[], tracks: SlotTracks) {
    this.#connection = connection;
    this.#videoCodecs = videoCodecs;
    this.#tracks = tracks;
  }

  /** Offerer: makes the transceivers. */
  add(): void {
    for (const slot of slots) this.#connection.addTransceiver(kindOf[slot], {direction: 'sendrecv'});
    this.attach();
  }

  /** Answerer, once the offer is applied: takes over the transceivers that it made. Repeating does nothing. */
  attach(): void {
    if (this.#attached) return;
    this.#attached = true;
    for (const [index, slot] of slots.entries()) {
      const transceiver = this.#connection.getTransceivers()[index];
      if (transceiver?.receiver.track.kind !== kindOf[slot]) continue;
      transceiver.direction = 'sendrecv';
      if (kindOf[slot] === 'video') this.#preferCodecs(transceiver);
      this.#streamOf(slot).addTrack(transceiver.receiver.track);
    }
    this.#send(this.#tracks);
  }

  /** What is sent from now on. Nothing is negotiated. */
  set(tracks: SlotTracks): void {
    this.#tracks = tracks;
    if (this.#attached) this.#send(tracks);
  }

  /** Bounds of the camera's picture; 0 kbps sends none. Sound is never bounded. */
  limitCamera({scaleDownBy, framesPerSecond, kbps}: PictureLimits): void {
    const sender = this.#connection.getTransceivers()[slots.indexOf('camera')]?.sender;
    const parameters = sender?.getParameters();
    const encoding = parameters?.encodings[0];
    if (!sender || !parameters || !encoding) return;
    encoding.active = kbps > 0;
    if (kbps > 0) encoding.maxBitrate = kbps * 1_000;
    encoding.scaleResolutionDownBy = scaleDownBy;
    encoding.maxFramerate = framesPerSecond;
    parameters.degradationPreference = 'maintain-framerate';
    sender.setParameters(parameters).catch(() => {
      // Another call came between (WebRTC, section 5.2, setParameters): the next step of the ladder sets them again.
    });
  }

  #streamOf(slot: Slot): MediaStream {
    return slot === 'microphone' || slot === 'camera' ? this.stream : this.screenStream;
  }

  #send(tracks: SlotTracks): void {
    for (const [index, slot] of slots.entries()) {
      const sender = this.#connection.getTransceivers()[index]?.sender;
      // Not `sender.track`: it follows only when the browser is done with what was asked before.
      if (!sender || this.#sent[slot] === tracks[slot]) continue;
      this.#sent[slot] = tracks[slot];
      sender.replaceTrack(tracks[slot]).catch(() => {
        // Rejects only when the connection was closed meanwhile (WebRTC, section 5.2, replaceTrack): nobody is left to hear it.
      });
    }
  }

  #preferCodecs(transceiver: RTCRtpTransceiver): void {
    const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs;
    // Missing before Firefox 128: then the browser's own order holds.
    if (!codecs || !('setCodecPreferences' in transceiver)) return;
    transceiver.setCodecPreferences([...orderCodecs(codecs, this.#videoCodecs)]);
  }
}
