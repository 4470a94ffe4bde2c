import {CallError} from '../../errors.js';
import {parseRecord} from '../../protocol/shape.js';
import {clipText} from '../../util/clip-text.js';
import {ConflictError} from '../signaling.js';

/** A refused REST request as this package's error: by HTTP status and `google.rpc.Status`. */
export function refusal(httpStatus: number, body: string): Error {
  const {status, message} = readStatus(body);
  const cause = new Error(`${String(httpStatus)} ${status}: ${message}`);
  if (/app ?check|attestation/i.test(message)) return appCheckRefused(cause);
  if (isOfProject(message)) return wrongProject(message, cause);
  switch (status) {
    case 'FAILED_PRECONDITION':
    case 'NOT_FOUND':
    case 'ALREADY_EXISTS':
      return new ConflictError(message, {cause});
    case 'PERMISSION_DENIED':
      return new RuleRefusal(message, {cause});
    case 'UNAUTHENTICATED':
      return new CallError(
        'permission-denied',
        'The sign-in for this call has ended. Reload the page and join again.',
        {cause},
      );
    case 'INVALID_ARGUMENT':
      return new CallError(
        'invalid-config',
        `Firestore does not understand the request: ${message}. Check projectId and database in firebase-config.`,
        {cause},
      );
    default:
      return new CallError(
        'signaling-unreachable',
        'The call service does not answer as it should. Trying again goes on by itself.',
        {cause},
      );
  }
}

/** Rules refused it. Inside a room that was entered it means that the state moved on; at the entry that nobody may in. */
export class RuleRefusal extends ConflictError {
  /** It was sent before: that may have taken effect, and this may be because it did. */
  wasRepeated = false;
}

/** No rule was asked: the project does not exist, has no Firestore, or no database of this name. */
const isOfProject = (message: string): boolean =>
  /^The database .* does not exist|API has not been used|permission denied on resource project/i.test(message);

const wrongProject = (message: string, cause: unknown): CallError =>
  new CallError(
    'invalid-config',
    `There is no such Firestore database (${clipText(message, 200)}). Create one in the Firebase console under Firestore Database, or check projectId in firebase-config, and database.`,
    {cause},
  );

export const permissionDenied = (cause: unknown): CallError =>
  new CallError(
    'permission-denied',
    'Firestore refuses this call. Deploy the firestore.rules of video-call-element to this Firebase project (npx firebase-tools deploy --only firestore:rules), or merge its block into the rules that are there.',
    {cause},
  );

export const appCheckRefused = (cause: unknown): CallError =>
  new CallError(
    'app-check-refused',
    'App Check refuses this page. Register its domain for the site key in the Firebase console, and set app-check-site-key to that key.',
    {cause},
  );

export const unreachable = (cause: unknown): CallError =>
  new CallError(
    'signaling-unreachable',
    'The call service cannot be reached. Check the internet connection; trying again goes on by itself.',
    {cause},
  );

/** Neither the config's URL nor the sign-in has said anything for a while. */
export const signInSilent = (cause: unknown): CallError =>
  new CallError(
    'signaling-unreachable',
    'The sign-in service does not answer. Check the internet connection; trying again goes on by itself.',
    {cause},
  );

/** What the Auth SDK threw, as this package's error. */
export function signInFailure(error: unknown): CallError {
  if (error instanceof CallError) return error;
  const code = codeOf(error);
  switch (code) {
    case 'auth/operation-not-allowed':
    case 'auth/admin-restricted-operation':
    case 'auth/configuration-not-found':
      return new CallError(
        'sign-in-disabled',
        'Anonymous sign-in is switched off. Switch it on in the Firebase console under Authentication → Sign-in method → Anonymous, or pass authToken or a firebaseApp with a user.',
        {cause: error},
      );
    case 'auth/too-many-requests':
    case 'auth/quota-exceeded':
      return new CallError(
        'sign-in-throttled',
        'Too many people signed in from this network just now. Try again in a minute.',
        {
          cause: error,
          retryAfterMs: 60_000,
        },
      );
    case 'auth/network-request-failed':
    case 'auth/timeout':
      return new CallError(
        'signaling-unreachable',
        'The sign-in service cannot be reached. Check the internet connection.',
        {cause: error},
      );
    case 'auth/firebase-app-check-token-is-invalid':
      return appCheckRefused(error);
    default:
      if (code.startsWith('appCheck/')) return appCheckRefused(error);
      return new CallError(
        'invalid-config',
        `Signing in failed (${code || String(error)}). Check apiKey and projectId in firebase-config.`,
        {cause: error},
      );
  }
}

/** `FirebaseError.code`, or ''. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

function readStatus(body: string): {readonly status: string; readonly message: string} {
  try {
    const parsed: unknown = JSON.parse(body);
    const {error} = parseRecord(Array.isArray(parsed) ? parsed[0] : parsed, 'refusal');
    const {status, message} = parseRecord(error, 'error');
    return {status: String(status), message: String(message)};
  } catch {
    return {status: '', message: body.slice(0, 200)};
  }
}
