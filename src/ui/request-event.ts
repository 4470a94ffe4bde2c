import type {NoticedDevice} from '../locale/strings.js';

/** What a person asked for inside the element. */
export type UiRequest =
  /** Pointer, key or focus in the element: somebody is there, so load what a call needs. */
  | {readonly type: 'intent'}
  /** Pointer or focus on the join button: the click is near. */
  | {readonly type: 'near-join'}
  /** Neither pointer nor focus is on the join button any more. */
  | {readonly type: 'away-from-join'}
  /** Open what is wanted and not there: for the preview, or after a failure. */
  | {readonly type: 'preview'}
  | {readonly type: 'rename'; readonly name: string}
  | {readonly type: 'join'}
  /** Join as soon as a seat of a full room is free; or no longer. */
  | {readonly type: 'wait-for-seat'; readonly wait: boolean}
  /** Ask to be let into a locked room; or no longer. */
  | {readonly type: 'knock'; readonly asking: boolean}
  /** Of whoever knocks at one's own room. */
  | {readonly type: 'answer-knock'; readonly uid: string; readonly admit: boolean}
  | {readonly type: 'toggle-lock'}
  | {readonly type: 'leave'}
  | {readonly type: 'toggle-microphone'}
  | {readonly type: 'toggle-camera'}
  | {readonly type: 'toggle-screen'}
  | {readonly type: 'select-device'; readonly kind: MediaDeviceKind; readonly deviceId: string}
  /** How loud the others are played, 0 to 1. */
  | {readonly type: 'set-volume'; readonly volume: number}
  /** What is told of these own devices has been read. */
  | {readonly type: 'dismiss-notice'; readonly kinds: readonly NoticedDevice[]}
  /** After a failure, or after the call was taken over by another tab. */
  | {readonly type: 'retry'}
  | {readonly type: 'grant-consent'};

/** What is done for each request. */
export type UiAnswers = {
  readonly [T in UiRequest['type']]: (request: Extract<UiRequest, {readonly type: T}>) => void;
};

export function answerRequest(answers: UiAnswers, request: UiRequest): void {
  // The compiler does not see that the one belongs to the other.
  (answers[request.type] as (request: UiRequest) => void)(request);
}

/** The only way from a child to `<video-call>`, which stops it there: the page never sees it. */
export class RequestEvent extends Event {
  static readonly type = 'video-call-request';

  readonly request: UiRequest;

  constructor(request: UiRequest) {
    super(RequestEvent.type, {bubbles: true, composed: true});
    this.request = request;
  }
}
