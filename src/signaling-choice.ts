import {CallError} from './errors.js';
import type {Log} from './log.js';
import {isSignaling} from './signaling/is-signaling.js';
import type {Signaling, WaitOptions} from './signaling/signaling.js';
import {systemClock} from './util/clock.js';
import {loadPart} from './util/load-part.js';
import {placeOf} from './util/place-of.js';
import {within} from './util/within.js';

/** What of the element decides where signaling goes. */
export interface SignalingChoice extends Element {
  readonly signaling: unknown;
  readonly firebaseConfig: unknown;
  readonly firebaseApp: unknown;
  /** Of these, null and undefined are what a removed attribute or a framework sets: as if it were not there. */
  readonly database: string | null | undefined;
  readonly authToken: (() => Promise<string>) | null | undefined;
  readonly appCheckSiteKey: string | null | undefined;
  readonly emulator: string | null | undefined;
  readonly authEmulator: string | null | undefined;
}

/**
 * The signaling that an element asks for: the page's own, or one of this package.
 *
 * @param freed when the element's one before has let go of its name: under another one it would be somebody else
 */
export const signalingFor = (element: SignalingChoice, log: Log, freed: Promise<unknown>): Signaling =>
  isSignaling(element.signaling) ? lent(element.signaling) : lazySignaling(element, log, freed);

/** Of the page's, which may use it for another element too: it is not for this one to dispose of. */
function lent(signaling: Signaling): Signaling {
  const knock = signaling.knock?.bind(signaling);
  return {
    enter: (request, options) => signaling.enter(request, options),
    ...(knock && {knock}),
    leaveAtOnce: () => signaling.leaveAtOnce?.(),
  };
}

/** Loaded when a room is first entered: a page view costs none of it. */
function lazySignaling(element: SignalingChoice, log: Log, freed: Promise<unknown>): Signaling {
  let loading: Promise<Signaling> | null = null;
  let loaded: Signaling | null = null;
  const loadOnce = async ({signal}: WaitOptions): Promise<Signaling> => {
    loading ??= load(element, log).then(
      signaling => (loaded = signaling),
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    const signaling = await within(loading, signal);
    await within(freed, signal);
    return signaling;
  };
  return {
    async enter(request, options) {
      return (await loadOnce(options)).enter(request, options);
    },
    async knock(request, options) {
      const signaling = await loadOnce(options);
      if (!signaling.knock) throw new CallError('unsupported', 'This signaling has no rooms that somebody could lock.');
      return signaling.knock(request, options);
    },
    leaveAtOnce: () => loaded?.leaveAtOnce?.(),
    async dispose() {
      // What could not be loaded holds nothing.
      const signaling = await loading?.catch(() => null);
      await signaling?.dispose?.();
    },
  };
}

async function load(element: SignalingChoice, log: Log): Promise<Signaling> {
  if (element.signaling === 'local')
    return (await loadPart(() => import('./signaling/local-signaling.js'))).localSignaling({slot: placeOf(element)});
  const {firestoreSignaling} = await loadPart(() => import('./signaling/firestore/firestore-signaling.js'));
  const {firebaseConfig, firebaseApp, database, authToken, appCheckSiteKey, emulator, authEmulator} = element;
  return firestoreSignaling({
    firebaseConfig,
    firebaseApp,
    database: database == null || database === '' ? '(default)' : database,
    // The one that is set when it is asked: setting another one is no other call.
    authToken: authToken ? () => (element.authToken ?? authToken)() : null,
    appCheckSiteKey: appCheckSiteKey ?? '',
    emulator: emulator ?? '',
    authEmulator: authEmulator ?? '',
    appName: placeOf(element),
    clock: systemClock,
    log,
  });
}
