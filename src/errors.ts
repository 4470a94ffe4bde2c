/** Every way in which a call can fail. `docs/errors.md` has the table: when, the phase after it, whether trying again helps. */
export const callErrorCodes = [
  'invalid-room',
  'invalid-config',
  'firebase-mismatch',
  'sign-in-disabled',
  'sign-in-throttled',
  'permission-denied',
  'app-check-refused',
  'signaling-unreachable',
  'room-full',
  'room-locked',
  'taken-over',
  'removed',
  'not-owner',
  'invalid-uid',
  'media-denied',
  'media-missing',
  'media-in-use',
  'blocked-by-page',
  'in-app-browser',
  'insecure-context',
  'unsupported',
  'relay-needed',
  'not-connected',
  'invalid-message',
  'aborted',
] as const;

/** The stable name of one of them. */
export type CallErrorCode = (typeof callErrorCodes)[number];

/** What a {@link CallError} says beyond its code and message. */
export interface CallErrorOptions {
  /** The foreign error that was mapped, for logs. */
  readonly cause?: unknown;
  /** Milliseconds after which trying again should help, where that is known. It may help sooner. */
  readonly retryAfterMs?: number;
}

/**
 * The one error of this package. `code` is for programs, `message` says in a sentence what to do about it, `cause` is
 * the error of the browser or of Firebase behind it.
 */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: CallErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: CallErrorCode, message: string, options: CallErrorOptions = {}) {
    super(message, {cause: options.cause});
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The work was called off by an `AbortSignal`: nothing went wrong. */
  static aborted(cause?: unknown): CallError {
    return new CallError('aborted', 'Called off before it was done.', {cause});
  }

  static roomFull(): CallError {
    return new CallError('room-full', 'This call is full. You can wait here and join when a seat is free.');
  }

  static takenOver(): CallError {
    return new CallError(
      'taken-over',
      'This call goes on in another tab or window. Choose “Use here” to continue in this one.',
    );
  }

  static relayNeeded(): CallError {
    return new CallError(
      'relay-needed',
      'A network between you blocks direct connections. Give the call a TURN server by ice-servers, or try another network.',
    );
  }

  /** Who may enter is the owner's choice: knocking asks for it. */
  static roomLocked(cause?: unknown): CallError {
    return new CallError('room-locked', 'This room is locked. Ask its owner to let you in: knock() does.', {cause});
  }

  static removed(cause?: unknown): CallError {
    return new CallError('removed', 'The owner of this room has taken you out of it. Only they can let you in again.', {
      cause,
    });
  }

  static notOwner(cause?: unknown): CallError {
    return new CallError(
      'not-owner',
      'Only the owner of a room can do this, and this one is not yours. docs/rules.md says how a room gets an owner.',
      {cause},
    );
  }

  static invalidUid(why: string): CallError {
    return new CallError('invalid-uid', why);
  }

  static notConnected(): CallError {
    return new CallError('not-connected', 'Nobody is connected: it takes a call that somebody has joined.');
  }

  static invalidMessage(why: string): CallError {
    return new CallError('invalid-message', why);
  }
}

/** The owner of the room keeps this person out: trying again is of no use until they decide otherwise. */
export const isShutOut = (error: unknown): error is CallError =>
  error instanceof CallError && (error.code === 'room-locked' || error.code === 'removed');

/** True for the {@link CallError} that an `AbortSignal` causes. */
export const isAborted = (error: unknown): boolean =>
  (error instanceof CallError && error.code === 'aborted') ||
  (error instanceof DOMException && error.name === 'AbortError');
