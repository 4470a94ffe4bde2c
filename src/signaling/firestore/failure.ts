import {CallError} from '../../errors.js';
import {parseRecord} from '../../protocol/shape.js';
import {clipText} from '../../util/clip-text.js';
import {isUnanswered} from '../../util/unanswered.js';
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
    case 'RESOURCE_EXHAUSTED':
      return quotaUsedUp(message, cause);
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

/** No rule was asked: the project does not exist, has no Firestore, no database of this name, or one in Datastore mode. */
const isOfProject = (message: string): boolean =>
  /^The database .* does not exist|API (has not been used|is not available)|permission denied on resource project/i.test(
    message,
  );

const wrongProject = (message: string, cause: unknown): CallError =>
  new CallError(
    'invalid-config',
    `There is no such Firestore database (${clipText(message, 200)}). Create one in Native mode in the Firebase console under Firestore Database, or check projectId in firebase-config, and database.`,
    {cause},
  );

/** Requests are counted by the day, some by the minute, and the status does not say which it was. */
const quotaUsedUp = (message: string, cause: unknown): CallError =>
  new CallError(
    'signaling-unreachable',
    `A Firestore quota of this Firebase project is used up (${clipText(message, 200)}). The Firebase console shows it under Firestore → Usage; that of a day begins anew at midnight Pacific time. Trying again goes on by itself.`,
    {cause},
  );

export const permissionDenied = (cause: unknown, advice = ''): CallError =>
  new CallError(
    'permission-denied',
    `Firestore refuses this call. Deploy the firestore.rules of video-call-element to this Firebase project (npx firebase-tools deploy --only firestore:rules), or merge its block into the rules that are there.${advice}`,
    {cause},
  );

/** Neither the entry nor a read was allowed: by rules, or by App Check where it is enforced, which is refused in the same words. */
export function allRefused(cause: unknown, appCheckError: unknown): CallError {
  if (appCheckError) return appCheckFailed(appCheckError);
  const advice = ' Or App Check is enforced, and this page sends no token: set app-check-site-key.';
  return permissionDenied(cause, appCheckError === undefined ? advice : '');
}

/** The app's user has changed, has signed out, or is none any more. */
export const userGone = (): CallError =>
  new CallError(
    'permission-denied',
    'Whoever this call was made as is not signed in on this page any more, so it has ended. Try again to join as whoever is signed in now.',
  );

/** It was asked for a token, and had none. */
export const appCheckFailed = (error: unknown): CallError =>
  isUnanswered(error) || codeOf(error) === 'appCheck/fetch-network-error'
    ? new CallError('signaling-unreachable', 'App Check does not answer. Trying again goes on by itself.', {
        cause: error,
      })
    : appCheckRefused(error);

const appCheckRefused = (cause: unknown): CallError =>
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

/** What it threw is named: a `TypeError` is `fetch` that reached nobody, or a mistake in the page. */
export const tokenSilent = (cause: unknown): CallError =>
  new CallError(
    'signaling-unreachable',
    `The function that is set as authToken gave no answer (${String(cause)}). Trying again goes on by itself.`,
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
      return networkThrottled(error);
    case 'auth/user-disabled':
    case 'auth/user-token-expired':
      return new CallError(
        'permission-denied',
        'The account of this call was disabled or deleted. Try again to sign in anew.',
        {cause: error},
      );
    case 'auth/invalid-custom-token':
    case 'auth/custom-token-mismatch':
      return new CallError(
        'invalid-config',
        `What authToken gave is no custom token of this Firebase project (${code}).`,
        {
          cause: error,
        },
      );
    case 'auth/network-request-failed':
    case 'auth/timeout':
      return new CallError(
        'signaling-unreachable',
        'The sign-in service cannot be reached. Check the internet connection.',
        {cause: error},
      );
    default:
      return unnamedSignInFailure(code, error);
  }
}

/** What the SDK has no code for has the server's sentence for one, its full stop included. */
function unnamedSignInFailure(code: string, error: unknown): CallError {
  if (/^appCheck\/|app-check/.test(code)) return appCheckRefused(error);
  if (code.startsWith('auth/quota-exceeded')) return projectThrottled(code, error);
  if (/unavailable|internal-error|backend-error|deadline/.test(code))
    return new CallError(
      'signaling-unreachable',
      `The sign-in service does not answer as it should (${code}). Trying again goes on by itself.`,
      {cause: error},
    );
  return new CallError(
    'invalid-config',
    `Signing in failed (${code || String(error)}). Check apiKey and projectId in firebase-config.`,
    {cause: error},
  );
}

/** New accounts are counted by the hour for each address: https://firebase.google.com/docs/auth/limits */
const networkThrottled = (cause: unknown): CallError =>
  new CallError(
    'sign-in-throttled',
    'Firebase takes nobody new from this network for now: it makes 100 new accounts an hour for one address. Trying again may help before the hour is over. To let more people in, sign them in by authToken or firebaseApp, or raise the limit in the Firebase console under Authentication → Settings → Sign-up quota.',
    {cause, retryAfterMs: 3_600_000},
  );

/** The project's quotas are counted by the minute or by the day, and the SDK does not say which one it was. */
const projectThrottled = (code: string, cause: unknown): CallError =>
  new CallError(
    'sign-in-throttled',
    `A quota of this Firebase project is used up (${code}). Try again later; the Google Cloud console says how much there is, and of what, under APIs & Services → Identity Toolkit API → Quotas.`,
    {cause},
  );

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
