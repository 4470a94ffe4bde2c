import {Turns} from '../util/turns.js';
import {orderCodecs, type VideoCodecName} from './codec-preferences.js';
import {bound, boundSound, sendKeyFrame, setParameters, voiceKbps} from './sender-parameters.js';

/** What a connection carries, in the order of its four transceivers: fixed for its life, so nothing ever renegotiates. */
export const slots = ['microphone', 'camera', 'screen', 'screenAudio'] as const;
export type Slot = (typeof slots)[number];

/** What is sent now, a track or nothing a slot. */
export type SlotTracks = Readonly<Record<Slot, MediaStreamTrack | null>>;

/** How large and how often the camera's picture is sent, and with how much; 0 kbps sends none. */
export interface SendLimits {
  /** Of what is captured, or of the largest picture that may be sent where that is smaller. */
  readonly scaleDownBy: number;
  readonly framesPerSecond: number;
  readonly kbps: number;
  /** Of a shared screen, 0 for none, nor its sound. */
  readonly screenKbps: number;
  /**
   * Of the microphone, in packets as long as the browser makes them, and of a screen's sound, too; null is what a voice
   * takes at most, and for a screen what the browser gives it.
   */
  readonly soundKbps: number | null;
}

export const noTracks: SlotTracks = {microphone: null, camera: null, screen: null, screenAudio: null};

const kindOf: Readonly<Record<Slot, 'audio' | 'video'>> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  screenAudio: 'audio',
};

export interface TrackSendersOptions {
  readonly videoCodecs: readonly VideoCodecName[];
  /** What is sent from the start. */
  readonly tracks: SlotTracks;
  /** A camera's picture is sent no higher, whatever the camera gives; of one held upright this bounds the width. */
  readonly maxVideoHeightPx: number;
}

/** The four transceivers of one connection: what goes out by `replaceTrack`, what comes in as two streams. */
export class TrackSenders {
  /** Far microphone and camera. */
  readonly stream = new MediaStream();
  /** Far screen and its sound. */
  readonly screenStream = new MediaStream();
  readonly #connection: RTCPeerConnection;
  readonly #videoCodecs: readonly VideoCodecName[];
  #tracks: SlotTracks;
  #maxVideoHeightPx: number;
  /** As limited last. */
  #scaleDownBy = 1;
  /** By how much the camera's picture is sent smaller than it is captured. */
  #sentScale = 1;
  #sent: Record<Slot, MediaStreamTrack | null> = {...noTracks};
  /** Parameters are set one after the other: a call that another comes between rejects (WebRTC, section 5.2, setParameters). */
  readonly #turns = new Turns();
  #attached = false;

  constructor(connection: RTCPeerConnection, {videoCodecs, tracks, maxVideoHeightPx}: TrackSendersOptions) {
    this.#connection = connection;
    this.#videoCodecs = videoCodecs;
    this.#tracks = tracks;
    this.#maxVideoHeightPx = maxVideoHeightPx;
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
      const stream = this.#streamOf(slot);
      stream.addTrack(transceiver.receiver.track);
      // By its name alone: sound and picture that are said to be of one stream are played in step there (RFC 8830; Chromium, Safari).
      transceiver.sender.setStreams(stream);
    }
    this.#setEncoding('microphone', encoding => bound(encoding, voiceKbps));
    this.#send(this.#tracks);
  }

  /** What the far microphone comes by, once that is negotiated. */
  get voiceReceiver(): RTCRtpReceiver | undefined {
    return this.#connection.getTransceivers()[slots.indexOf('microphone')]?.receiver;
  }

  /** What is sent from now on. Nothing is negotiated. */
  set(tracks: SlotTracks): void {
    this.#tracks = tracks;
    if (this.#attached) this.#send(tracks);
  }

  /** How large the camera's picture may be from now on. */
  setMaxVideoHeight(heightPx: number): void {
    this.#maxVideoHeightPx = heightPx;
    this.fitPicture();
  }

  /** Takes in how large the camera's picture is by now: of what it is asked for cameras give what they can, and no event tells. */
  fitPicture(): void {
    const scale = this.#scale();
    if (scale === this.#sentScale) return;
    this.#sentScale = scale;
    this.#setEncoding('camera', encoding => {
      encoding.scaleResolutionDownBy = scale;
    });
  }

  /** How everything is sent from now on. Nothing is negotiated. */
  limit({scaleDownBy, framesPerSecond, kbps, screenKbps, soundKbps}: SendLimits): void {
    this.#scaleDownBy = scaleDownBy;
    const scale = (this.#sentScale = this.#scale());
    this.#setEncoding('camera', (encoding, parameters) => {
      bound(encoding, kbps);
      encoding.scaleResolutionDownBy = scale;
      encoding.maxFramerate = framesPerSecond;
      parameters.degradationPreference = 'maintain-framerate';
    });
    this.#setEncoding('screen', (encoding, parameters) => {
      bound(encoding, screenKbps);
      parameters.degradationPreference = 'maintain-resolution';
    });
    this.#setEncoding('screenAudio', encoding => {
      boundSound(encoding, soundKbps, null);
      encoding.active = screenKbps > 0;
    });
    this.#setEncoding('microphone', encoding => {
      boundSound(encoding, soundKbps, voiceKbps);
      encoding.priority = 'high';
    });
  }

  /**
   * Pictures go on with a key frame. What was lost while nothing got through is not sent again, and who waits for it asks
   * for a key frame only after three seconds (Chromium).
   */
  refresh(): void {
    for (const slot of ['camera', 'screen'] as const) {
      if (this.#sent[slot]) this.#inTurn(slot, sendKeyFrame);
    }
  }

  #scale(): number {
    return this.#scaleDownBy * oversize(this.#sent.camera, this.#maxVideoHeightPx);
  }

  #setEncoding(
    slot: Slot,
    change: (encoding: RTCRtpEncodingParameters, parameters: RTCRtpSendParameters) => void,
  ): void {
    this.#inTurn(slot, sender =>
      setParameters(sender, parameters => {
        for (const encoding of parameters.encodings) change(encoding, parameters);
      }),
    );
  }

  /** On a connection that was closed meanwhile nothing comes of it, and nobody is left to hear it. */
  #inTurn(slot: Slot, work: (sender: RTCRtpSender) => Promise<void>): void {
    const sender = this.#connection.getTransceivers()[slots.indexOf(slot)]?.sender;
    if (sender) this.#turns.take(() => work(sender)).catch(() => undefined);
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
    this.fitPicture();
  }

  #preferCodecs(transceiver: RTCRtpTransceiver): void {
    const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs;
    // Missing before Firefox 128: then the browser's own order holds.
    if (!codecs || !('setCodecPreferences' in transceiver)) return;
    transceiver.setCodecPreferences([...orderCodecs(codecs, this.#videoCodecs)]);
  }
}

/** How many times too large a picture is; at least 1. Its height is its short side: cameras give the same one held upright. */
function oversize(track: MediaStreamTrack | null, maxHeightPx: number): number {
  const {width = 0, height = 0} = track?.getSettings() ?? {};
  return Math.max(1, Math.min(width, height) / maxHeightPx);
}
