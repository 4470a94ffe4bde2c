import {CallError} from '../errors.js';
import type {CaptureProblem} from './capture-support.js';
import {errorName} from './error-name.js';
import type {CaptureKind} from './media-constraints.js';

/** What a failed capture was of; named to the person as it is here. */
export type MediaKind = CaptureKind | 'screen';

/** What is known about the page and the browser when a capture fails. */
export interface MediaFailureContext {
  readonly kind: MediaKind;
  /** A refusal comes from the page around this frame, as far as can be told; see `page-policy.ts`. */
  readonly blockedByPage: boolean;
  readonly inAppBrowser: boolean;
}

/** The error that tells a person what to do about a microphone, camera or screen that did not come. */
export function mediaFailure(cause: unknown, {kind, blockedByPage, inAppBrowser}: MediaFailureContext): CallError {
  if (cause instanceof CallError) return cause;
  switch (errorName(cause)) {
    case 'NotAllowedError':
      if (blockedByPage) return refusedInFrameFailure(kind, cause);
      if (inAppBrowser) return unavailableFailure('in-app-browser', kind, cause);
      return deniedFailure(kind, cause);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return missingFailure(kind, cause);
    case 'NotReadableError':
    case 'AbortError':
      return inUseFailure(kind, cause);
    case 'SecurityError':
      return unavailableFailure('insecure-context', kind, cause);
    case 'InvalidStateError':
      return clickNeededFailure(kind, cause);
    default:
      return unavailableFailure('unsupported', kind, cause);
  }
}

/** The permissions policy of the page, or of the page around its frame, forbids this kind. */
export function blockedByPageFailure(kind: MediaKind, cause?: unknown): CallError {
  const feature = policyFeature(kind);
  return new CallError(
    'blocked-by-page',
    `This page does not let the call use the ${kind}. Whoever runs it can allow it: allow="${feature}" on the iframe, ` +
      `and no Permissions-Policy header that forbids ${feature}.`,
    {cause},
  );
}

/** Refused in a frame of a browser that does not say by whom. */
function refusedInFrameFailure(kind: MediaKind, cause: unknown): CallError {
  return new CallError(
    'blocked-by-page',
    `The ${kind} is not allowed in this frame. If you were not asked, whoever runs the page around it can allow it: ` +
      `allow="${policyFeature(kind)}" on the iframe.`,
    {cause},
  );
}

const policyFeature = (kind: MediaKind): string => (kind === 'screen' ? 'display-capture' : kind);

/** There is none, or the one that was chosen is gone. */
export function missingFailure(kind: MediaKind, cause?: unknown): CallError {
  const message =
    kind === 'screen'
      ? 'There is no screen or window to share here.'
      : `No ${kind} was found. Plug one in or choose another, then turn the ${kind} on again.`;
  return new CallError('media-missing', message, {cause});
}

/** Another program holds it, or the system took it away. */
export function inUseFailure(kind: MediaKind, cause?: unknown): CallError {
  const message =
    kind === 'screen'
      ? 'The screen could not be captured. Choose another screen or window, then share again.'
      : `The ${kind} could not be started: another program may be using it. Close that program, then turn the ${kind} on again.`;
  return new CallError('media-in-use', message, {cause});
}

/** The person, or the system for them, said no. */
export function deniedFailure(kind: MediaKind, cause?: unknown): CallError {
  return new CallError('media-denied', deniedMessage(kind, isBySystem(cause)), {cause});
}

/** Screen Capture, 5.1: the picker opens only within some seconds of a click. */
function clickNeededFailure(kind: MediaKind, cause: unknown): CallError {
  return new CallError('media-denied', `The browser opens the ${kind} only right after a click. Click once more.`, {
    cause,
  });
}

/** Nothing can be captured here, whatever the person allows. */
export function unavailableFailure(problem: CaptureProblem, kind: MediaKind, cause?: unknown): CallError {
  return new CallError(problem, unavailableMessage(problem, kind), {cause});
}

function deniedMessage(kind: MediaKind, system: boolean): string {
  if (system) {
    return `The system does not let this browser use the ${kind}. Allow it in the system’s privacy settings, then try again.`;
  }
  if (kind === 'screen')
    return 'The screen is not shared, because nothing was chosen. Share again to choose a screen or window.';
  return `The ${kind} is not allowed. Allow it for this page at the browser’s address bar or in its settings, then turn the ${kind} on again.`;
}

function unavailableMessage(problem: CaptureProblem, kind: MediaKind): string {
  switch (problem) {
    case 'insecure-context':
      return `The ${kind} works only on a secure page. Open this page with https:// or on localhost.`;
    case 'in-app-browser':
      return `The browser inside this app cannot use the ${kind}. Open this page in Safari, Chrome or Firefox: the app’s menu has “Open in browser”.`;
    case 'unsupported':
      return `This browser cannot use the ${kind}. Open this page in a current Chrome, Edge, Firefox or Safari.`;
  }
}

/**
 * A refusal comes from the system and not from the person. Only the text of the error tells: Chromium says “Permission denied
 * by system”. Firefox and Safari have one text for both, which speaks of the platform.
 */
export function isBySystem(cause: unknown): boolean {
  return cause instanceof Error && /\bsystem\b/i.test(cause.message);
}
