import type {CallPhase} from './call/call-state.js';
import {CallError} from './errors.js';
import {parseRoomId} from './protocol/room-id.js';
import {isConfigUrl, parseFirebaseConfig} from './signaling/firestore/firebase-config.js';
import {isSignaling} from './signaling/is-signaling.js';

/** What must be there before anything can be joined, as the page gave it. */
export interface GivenSettings {
  readonly room: unknown;
  readonly signaling: unknown;
  readonly firebaseConfig: unknown;
  readonly firebaseApp: unknown;
}

/** Why nothing can be joined: `idle` until the page gives what is missing, `unsupported` for good. Null if it can. */
export function whyUnready(
  given: GivenSettings,
): {readonly phase: CallPhase & ('idle' | 'unsupported'); readonly error: CallError} | null {
  const unsupported = whyUnsupported();
  if (unsupported) return {phase: 'unsupported', error: unsupported};
  try {
    parseRoomId(given.room);
    const signaling = given.signaling ?? 'firestore';
    if (signaling === 'firestore' && given.firebaseApp == null) checkConfig(given.firebaseConfig);
    else if (!isSignalingKnown(signaling))
      throw new CallError(
        'invalid-config',
        'signaling is neither "firestore" nor "local", nor an object with enter().',
      );
    return null;
  } catch (error) {
    if (error instanceof CallError) return {phase: 'idle', error};
    throw error;
  }
}

const isSignalingKnown = (value: unknown): boolean => value === 'firestore' || value === 'local' || isSignaling(value);

function checkConfig(config: unknown): void {
  if (config == null || config === '') {
    throw new CallError(
      'invalid-config',
      'Set the attribute firebase-config to the web config of your Firebase project, as JSON or as its URL.',
    );
  }
  // What is behind a URL is looked at when a call is near.
  if (typeof config !== 'string' || !isConfigUrl(config)) parseFirebaseConfig(config);
}

function whyUnsupported(): CallError | null {
  if (!globalThis.isSecureContext) {
    return new CallError('insecure-context', 'Calls need a secure page: serve it over https, or from localhost.');
  }
  if (!('RTCPeerConnection' in globalThis)) {
    return new CallError('unsupported', 'This browser has no WebRTC. Use a current Chrome, Edge, Firefox or Safari.');
  }
  // Everything that is asked of the signaling has a limit beside its end. Without this each try would fail, as if nobody answered.
  if (!('any' in AbortSignal)) {
    return new CallError(
      'unsupported',
      'This browser is too old. Use Chrome or Edge 116, Firefox 124, Safari 17.4, or later.',
    );
  }
  return null;
}
