import type {Log} from './log.js';
import type {Signaling} from './signaling/signaling.js';
import {systemClock} from './util/clock.js';

/** What of the element decides where signaling goes. */
export interface SignalingChoice extends Element {
  readonly signaling: unknown;
  readonly firebaseConfig: unknown;
  readonly firebaseApp: unknown;
  readonly database: string;
  readonly authToken: (() => Promise<string>) | null;
  readonly appCheckSiteKey: string;
  readonly emulator: string;
  readonly authEmulator: string;
}

/** The signaling that an element asks for, loaded when a room is first entered: a page view costs none of it. */
export function lazySignaling(element: SignalingChoice, log: Log): Signaling {
  let loading: Promise<Signaling> | null = null;
  return {
    async enter(request, options) {
      loading ??= load(element, log);
      return (await loading).enter(request, options);
    },
    async dispose() {
      await (await loading)?.dispose?.();
    },
  };
}

async function load(element: SignalingChoice, log: Log): Promise<Signaling> {
  if (element.signaling === 'local') return (await import('./signaling/local-signaling.js')).localSignaling();
  const {firestoreSignaling} = await import('./signaling/firestore/firestore-signaling.js');
  const {firebaseConfig, firebaseApp, database, authToken, appCheckSiteKey, emulator, authEmulator} = element;
  const appName = `video-call-${String(orderOf(element))}`;
  return firestoreSignaling({
    firebaseConfig,
    firebaseApp,
    database,
    authToken,
    appCheckSiteKey,
    emulator,
    authEmulator,
    appName,
    clock: systemClock,
    log,
  });
}

/** Its place among the elements of this kind: the same after a reload, another for each of them. */
const orderOf = (element: Element): number => [...document.querySelectorAll(element.localName)].indexOf(element) + 1;
