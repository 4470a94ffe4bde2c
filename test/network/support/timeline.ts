import type {Fault} from '../../e2e/support/faults.js';

/** What a page writes down with the time of the machine, which is one for all hosts of the lab. */
export interface Timeline {
  /** When a frame of a far picture was shown. */
  readonly frames: number[];
  readonly phases: {readonly at: number; readonly phase: string}[];
  /** When somebody left the call, for this side. */
  readonly leavings: number[];
  /** Codes of `call-error`. */
  readonly errors: {readonly at: number; readonly code: string}[];
  /** Connection states of all connections, for whoever looks for the cause of a failure. */
  readonly states: {readonly at: number; readonly state: string}[];
  /**
   * From when on the far picture moves, looking from `from` on: shown for a second without standing still.
   * @returns null while it does not
   */
  movesFrom(from: number): number | null;
  /** For how long the far picture has moved without standing still, ms. */
  movingMs(): number;
}

declare global {
  interface Window {
    labTimeline: Timeline;
  }
}

/** Writes a {@link Timeline} in `window.labTimeline`. */
export const withTimeline: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const frames: number[] = [];
    const stillMs = 600;
    const steadyMs = 1_000;
    const movesSince = (shown: readonly number[]): number | null => {
      const begins = shown.findLastIndex((at, index) => at - (shown[index - 1] ?? -Infinity) > stillMs);
      return Date.now() - (shown.at(-1) ?? 0) < stillMs ? (shown[begins] ?? null) : null;
    };
    const timeline: Timeline = {
      frames,
      ...{phases: [], leavings: [], errors: [], states: []},
      movesFrom(from) {
        const start = movesSince(frames.filter(at => at > from));
        return start !== null && (frames.at(-1) ?? 0) - start >= steadyMs ? start : null;
      },
      movingMs: () => Date.now() - (movesSince(frames) ?? Date.now()),
    };
    window.labTimeline = timeline;

    const detailOf = (event: Event): {readonly to?: string; readonly error?: {readonly code: string}} =>
      'detail' in event ? (event.detail as object) : {};
    const listen = (type: string, note: (event: Event) => void): void => {
      window.addEventListener(type, note, {capture: true});
    };
    listen('phase-change', event => timeline.phases.push({at: Date.now(), phase: detailOf(event).to ?? ''}));
    for (const type of ['participant-left', 'left']) listen(type, () => timeline.leavings.push(Date.now()));
    listen('call-error', event => timeline.errors.push({at: Date.now(), code: detailOf(event).error?.code ?? ''}));
    for (const type of ['online', 'offline']) listen(type, () => timeline.states.push({at: Date.now(), state: type}));

    let commits = 0;
    const nativeFetch = window.fetch.bind(window);
    window.fetch = async (input, init) => {
      const number = ++commits;
      const url = input instanceof Request ? input.url : String(input);
      const note = (what: string): number =>
        timeline.states.push({at: Date.now(), state: `fetch ${number} ${url.slice(-30)} ${what}`});
      note('begins');
      try {
        const reply = await nativeFetch(input, init);
        note(String(reply.status));
        return reply;
      } catch (error) {
        note(String(error));
        throw error;
      }
    };

    const heard = new WeakSet<RTCDtlsTransport>();
    const NativeConnection = window.RTCPeerConnection;
    let count = 0;
    window.RTCPeerConnection = class extends NativeConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        const number = ++count;
        const note = (type: string, state: () => string): void => {
          this.addEventListener(type, () => timeline.states.push({at: Date.now(), state: `${number} ${state()}`}));
        };
        note('connectionstatechange', () => this.connectionState);
        note('iceconnectionstatechange', () => `ice ${this.iceConnectionState}`);
        note('signalingstatechange', () => this.signalingState);
        this.addEventListener('signalingstatechange', () => {
          const dtls = this.sctp?.transport;
          if (dtls && !heard.has(dtls)) {
            heard.add(dtls);
            const ice = dtls.iceTransport;
            ice.addEventListener('selectedcandidatepairchange', () => {
              const {local, remote} = ice.getSelectedCandidatePair() ?? {};
              const path = [local, remote].map(end => `${String(end?.type)} ${String(end?.port)}`).join(' → ');
              timeline.states.push({at: Date.now(), state: `${number} path ${path}`});
            });
            dtls.addEventListener('statechange', () => {
              timeline.states.push({at: Date.now(), state: `${number} dtls ${dtls.state}`});
            });
          }
        });
      }

      override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
        const channel = super.createDataChannel(label, options);
        for (const type of ['open', 'close', 'error'])
          channel.addEventListener(type, () => timeline.states.push({at: Date.now(), state: `channel ${type}`}));
        return channel;
      }
    };

    const watched = new WeakSet<HTMLVideoElement>();
    const videosIn = (root: ParentNode): HTMLVideoElement[] =>
      [...root.querySelectorAll('*')].flatMap(element => [
        ...(element instanceof HTMLVideoElement ? [element] : []),
        ...(element.shadowRoot ? videosIn(element.shadowRoot) : []),
      ]);
    const isFar = ({srcObject}: HTMLVideoElement): boolean =>
      srcObject instanceof MediaStream &&
      window.videoCallRecording.connections.some(connection =>
        connection.getReceivers().some(({track}) => srcObject.getTracks().includes(track)),
      );
    const watch = (video: HTMLVideoElement): void => {
      video.requestVideoFrameCallback(() => {
        if (isFar(video)) frames.push(Date.now());
        watch(video);
      });
    };
    setInterval(() => {
      for (const video of videosIn(document)) {
        if (watched.has(video)) continue;
        watched.add(video);
        watch(video);
      }
    }, 200);
  });
