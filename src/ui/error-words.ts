import type {CallError, CallErrorCode} from '../errors.js';
import type {ErrorWords, Strings} from '../locale/strings.js';
import type {UiRequest} from './request-event.js';

/** A failure as a person meets it: what it is, what to do, and the button that does it. */
export interface Failure extends ErrorWords {
  /** For whoever runs the page: the developer's message, where a person alone cannot help themselves. */
  readonly detail: string;
  readonly action: {readonly label: string; readonly request: UiRequest} | null;
}

/** Only whoever runs the page can do something about these: what the error says in detail is for them. */
const setupCodes: ReadonlySet<CallErrorCode> = new Set([
  'invalid-room',
  'invalid-config',
  'firebase-mismatch',
  'sign-in-disabled',
  'permission-denied',
  'app-check-refused',
]);

/** Trying again may help: what was asked may be put right, or pass. */
const retryCodes: ReadonlySet<CallErrorCode> = new Set([
  'invalid-config',
  'sign-in-disabled',
  'sign-in-throttled',
  'permission-denied',
  'app-check-refused',
  'signaling-unreachable',
  'room-locked',
  'relay-needed',
]);

/** The words and the button for an error. Pure. */
export function failureOf(error: CallError, strings: Strings): Failure {
  const {code, message, retryAfterMs} = error;
  // Being called off has none, nor has what a signaling of the page's may call its own.
  const known: Readonly<Partial<Record<CallErrorCode, ErrorWords>>> = strings.errors;
  const words = known[code] ?? {title: strings.failedTitle, text: message};
  const wait = retryAfterMs ? ` ${strings.retryIn(Math.ceil(retryAfterMs / 60_000))}` : '';
  const label = code === 'taken-over' ? strings.useHere : retryCodes.has(code) ? strings.retry : null;
  return {
    title: words.title,
    text: words.text + wait,
    detail: setupCodes.has(code) ? message : '',
    action: label === null ? null : {label, request: {type: 'retry'}},
  };
}
