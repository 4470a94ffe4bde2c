/**
 * What a page measures of itself, by its own clock: run before any script of the page's, the same in every page of the
 * bench, whoever made the call.
 */
export interface Probe {
  /** When something first happened, ms since the page's load began. */
  readonly marks: Partial<Record<Mark, number>>;
  readonly connections: RTCPeerConnection[];
  /** The REST commits of the element's. */
  readonly commits: {readonly writes: number; readonly deletes: number}[];
  /** Resolves once `firstFrame` is marked. */
  readonly firstFrame: Promise<void>;
}

export type Mark =
  | 'click'
  | 'commitSent'
  | 'commitAcknowledged'
  | 'remoteDescription'
  | 'localDescription'
  | 'firstCandidate'
  | 'connected'
  | 'firstFrame';

declare global {
  interface Window {
    benchProbe: Probe;
  }
}

/** Runs in the page: it may use nothing from outside itself. */
// eslint-disable-next-line max-lines-per-function -- one function is what can be sent into a page
export function startProbe(): void {
  const marks: Partial<Record<Mark, number>> = {};
  let resolveFirstFrame: () => void = () => undefined;
  const firstFrame = new Promise<void>(resolve => (resolveFirstFrame = resolve));
  const probe: Probe = {marks, connections: [], commits: [], firstFrame};
  window.benchProbe = probe;
  const mark = (name: Mark, at = performance.now()): void => {
    marks[name] ??= at;
  };

  window.addEventListener(
    'click',
    event => {
      const isJoin = event
        .composedPath()
        .some(node => node instanceof Element && node.matches('#join, [part~=join-button]'));
      if (isJoin) mark('click', event.timeStamp);
    },
    {capture: true},
  );

  const remoteTracks = new WeakSet<MediaStreamTrack>();
  const NativeConnection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativeConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      probe.connections.push(this);
      this.addEventListener('track', ({track}) => remoteTracks.add(track));
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected') mark('connected');
      });
    }
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      mark('remoteDescription');
      return super.setRemoteDescription(description);
    }
    override async setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      await super.setLocalDescription(description);
      mark('localDescription');
    }
    override addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
      mark('firstCandidate');
      return super.addIceCandidate(candidate);
    }
  };

  const watched = new WeakSet<HTMLVideoElement>();
  const isFar = ({srcObject}: HTMLVideoElement): boolean =>
    srcObject instanceof MediaStream && srcObject.getVideoTracks().some(track => remoteTracks.has(track));
  const watch = (video: HTMLVideoElement): void => {
    video.requestVideoFrameCallback((_now, {presentationTime}) => {
      if (!isFar(video)) {
        watch(video);
        return;
      }
      // When it was decoded and handed on to be drawn; this callback waits for the page's next turn to draw.
      mark('firstFrame', presentationTime);
      resolveFirstFrame();
    });
  };
  const property = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...property,
    set(this: HTMLMediaElement, source: MediaProvider | null) {
      property?.set?.call(this, source);
      if (!(this instanceof HTMLVideoElement) || watched.has(this)) return;
      watched.add(this);
      watch(this);
    },
  });

  const nativeFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.endsWith('documents:commit') || typeof init?.body !== 'string') return nativeFetch(input, init);
    const {writes = []} = JSON.parse(init.body) as {readonly writes?: readonly object[]};
    const deletes = writes.filter(write => 'delete' in write).length;
    probe.commits.push({writes: writes.length - deletes, deletes});
    // The lobby's own commit is before the click; a page that never has one joins with its first.
    const isJoin = init.body.includes('"joined"');
    if (isJoin) mark('commitSent');
    const response = await nativeFetch(input, init);
    if (isJoin) mark('commitAcknowledged');
    return response;
  };
}
