/**
 * How loud a voice arrives, as it was told with its packets (RFC 6464) or, without that, as it is played (WebRTC,
 * section 5.3, `audioLevel`). Nothing is decoded or played for it, and no AudioContext is needed.
 */
export class VoiceLevel {
  readonly #receiver: () => RTCRtpReceiver | undefined;
  /** By a clock of the browser's, of which only that it changes counts. */
  #lastTime = 0;

  constructor(receiver: () => RTCRtpReceiver | undefined) {
    this.#receiver = receiver;
  }

  /** From 0 (silence) to 1, linear; 0 as well if nothing came since it was read last: browsers keep for ten seconds what was. */
  read(): number {
    // The newest comes first (WebRTC, section 5.3).
    const source = this.#receiver()?.getSynchronizationSources()[0];
    if (!source || source.timestamp === this.#lastTime) return 0;
    this.#lastTime = source.timestamp;
    return source.audioLevel ?? 0;
  }
}
