const {mediaDevices} = navigator;
const RealConnection = RTCPeerConnection;

/** What this page asks of the browser for its calls, from now until {@link restore}. */
export class ConnectionRecord {
  /** With which each connection was made. */
  configurations: RTCConfiguration[] = [];
  /** Each preference of codecs that was set, by MIME type. */
  codecs: string[][] = [];
  /** How often a connection was given another configuration. */
  changes = 0;
  /** How often a microphone or camera was asked for. */
  captures = 0;
  readonly #restore: (() => void)[] = [];

  constructor() {
    this.#recordConnections();
    this.#recordCodecs();
    this.#recordCaptures();
  }

  forget(): void {
    this.configurations = [];
    this.codecs = [];
  }

  restore(): void {
    for (const undo of this.#restore.splice(0)) undo();
  }

  #recordConnections(): void {
    const made = (configuration: RTCConfiguration): void => void this.configurations.push(configuration);
    const changed = (): void => {
      this.changes++;
    };
    window.RTCPeerConnection = class extends RealConnection {
      constructor(configuration: RTCConfiguration = {}) {
        super(configuration);
        made(configuration);
      }
      override setConfiguration(configuration?: RTCConfiguration): void {
        changed();
        super.setConfiguration(configuration);
      }
    };
    this.#restore.push(() => (window.RTCPeerConnection = RealConnection));
  }

  #recordCodecs(): void {
    const {prototype} = RTCRtpTransceiver;
    const real = Object.getOwnPropertyDescriptor(prototype, 'setCodecPreferences');
    if (!real) return;
    const note = (codecs: readonly RTCRtpCodec[]): void => void this.codecs.push(codecs.map(({mimeType}) => mimeType));
    Object.defineProperty(prototype, 'setCodecPreferences', {
      configurable: true,
      value(this: RTCRtpTransceiver, codecs: RTCRtpCodec[]) {
        note(codecs);
        (real.value as (codecs: RTCRtpCodec[]) => void).call(this, codecs);
      },
    });
    this.#restore.push(() => Object.defineProperty(prototype, 'setCodecPreferences', real));
  }

  #recordCaptures(): void {
    const real = mediaDevices.getUserMedia.bind(mediaDevices);
    Object.defineProperty(mediaDevices, 'getUserMedia', {
      configurable: true,
      value: (constraints: MediaStreamConstraints) => {
        this.captures++;
        return real(constraints);
      },
    });
    this.#restore.push(() => Reflect.deleteProperty(mediaDevices, 'getUserMedia'));
  }
}
