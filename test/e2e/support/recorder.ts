/** What a page writes down about its call: run before any script of the page's, in every page that a test opens. */
export interface Recording {
  readonly connections: RTCPeerConnection[];
  readonly events: RecordedEvent[];
  readonly commits: RecordedCommit[];
  readonly errors: string[];
}

/** A public event of the element's, its detail reduced to what crosses to the test. */
export interface RecordedEvent {
  readonly type: string;
  readonly detail: unknown;
}

/** One `documents:commit`, the writes in order. */
export interface RecordedCommit {
  readonly writes: readonly {readonly kind: 'write' | 'delete'; readonly path: string}[];
}

declare global {
  interface Window {
    videoCallRecording: Recording;
  }
}

/** Every public event of api.md, so that a test can also tell what did not happen. */
export const eventTypes = [
  'join-request',
  'leave-request',
  'screen-share-request',
  'phase-change',
  'joined',
  'left',
  'participant-joined',
  'participant-updated',
  'participant-left',
  'microphone-change',
  'camera-change',
  'screen-share-change',
  'device-change',
  'message',
  'knock',
  'quality-change',
  'signaling-usage',
  'call-error',
] as const;

/** Runs in the page: it may use nothing from outside itself. */
export function startRecording(types: readonly string[]): void {
  const recording: Recording = {connections: [], events: [], commits: [], errors: []};
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
      event => recording.events.push({type, detail: plain('detail' in event ? event.detail : null)}),
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
  };

  interface CommitBody {
    readonly writes?: readonly {delete?: string; update?: {name: string}; transform?: {document: string}}[];
  }
  const nativeFetch = window.fetch.bind(window);
  window.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.includes('documents:commit') && typeof init?.body === 'string') {
      const {writes = []} = JSON.parse(init.body) as CommitBody;
      const nameOf = (write: (typeof writes)[number]) =>
        write.delete ?? write.update?.name ?? write.transform?.document ?? '';
      recording.commits.push({
        writes: writes.map(write => ({
          kind: write.delete === undefined ? 'write' : 'delete',
          path: nameOf(write).replace(/^.*\/documents\//, ''),
        })),
      });
    }
    return nativeFetch(input, init);
  };
}
