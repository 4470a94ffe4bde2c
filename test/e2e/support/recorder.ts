import type {SentWrite} from '../../support/rule-reads-of.js';

/** What a page writes down about its call: run before any script of the page's, in every page that a test opens. */
export interface Recording {
  readonly connections: RTCPeerConnection[];
  readonly events: RecordedEvent[];
  readonly commits: RecordedCommit[];
  readonly captures: RecordedCapture[];
  readonly channels: RTCDataChannel[];
  /** Every track that a capture brought. */
  readonly ownTracks: MediaStreamTrack[];
  /** What each `addIceCandidate` came to. */
  readonly candidatesTaken: boolean[];
  readonly errors: string[];
}

/** A public event of the element's, its detail reduced to what crosses to the test. */
export interface RecordedEvent {
  readonly type: string;
  readonly detail: unknown;
  /** ms since 1970 */
  readonly at: number;
}

/** One `documents:commit`, the writes in order. */
export interface RecordedCommit {
  readonly writes: readonly SentWrite[];
  /** When it was sent, ms since 1970. */
  readonly at: number;
}

/** What a `getUserMedia` call asked for. */
export interface RecordedCapture {
  readonly audio: boolean;
  readonly video: boolean;
}

declare global {
  interface Window {
    videoCallRecording: Recording;
  }
}

/** Runs in the page: it may use nothing from outside itself. */
export function startRecording(types: readonly string[]): void {
  const recording: Recording = {
    ...{connections: [], events: [], commits: [], errors: []},
    ...{captures: [], channels: [], ownTracks: [], candidatesTaken: []},
  };
  window.videoCallRecording = recording;

  const plain = (value: unknown, depth = 0): unknown => {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
    if (value instanceof Error) return {code: 'code' in value ? value.code : value.name, message: value.message};
    if (Array.isArray(value)) return value.map(item => plain(item, depth + 1));
    if (typeof value !== 'object' || value instanceof EventTarget || depth > 3) return undefined;
    const entries = Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };

  for (const type of types) {
    // The events do not bubble; a capturing listener on the window still sees them.
    window.addEventListener(
      type,
      event => recording.events.push({type, detail: plain('detail' in event ? event.detail : null), at: Date.now()}),
      {capture: true},
    );
  }

  window.addEventListener('error', event => recording.errors.push(event.message));
  window.addEventListener('unhandledrejection', event => recording.errors.push(String(event.reason)));

  const NativeConnection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativeConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      recording.connections.push(this);
    }

    override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, options);
      recording.channels.push(channel);
      return channel;
    }

    override async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
      const added = super.addIceCandidate(candidate);
      await added.then(
        () => recording.candidatesTaken.push(true),
        () => recording.candidatesTaken.push(false),
      );
      return added;
    }
  };

  const {mediaDevices} = navigator;
  const capture = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async constraints => {
    recording.captures.push({audio: Boolean(constraints?.audio), video: Boolean(constraints?.video)});
    const stream = await capture(constraints);
    recording.ownTracks.push(...stream.getTracks());
    return stream;
  };

  interface CommitBody {
    readonly writes?: readonly {
      readonly delete?: string;
      readonly update?: {readonly name: string; readonly fields?: object};
      readonly updateTransforms?: readonly {readonly fieldPath: string}[];
    }[];
  }
  const nativeFetch = window.fetch.bind(window);
  window.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.includes('documents:commit') && typeof init?.body === 'string') {
      const {writes = []} = JSON.parse(init.body) as CommitBody;
      recording.commits.push({
        at: Date.now(),
        writes: writes.map(({delete: deleted, update, updateTransforms = []}) => ({
          kind: deleted === undefined ? 'write' : 'delete',
          path: (deleted ?? update?.name ?? '').replace(/^.*\/documents\//, ''),
          fields: [...Object.keys(update?.fields ?? {}), ...updateTransforms.map(({fieldPath}) => fieldPath)],
        })),
      });
    }
    return nativeFetch(input, init);
  };
}
