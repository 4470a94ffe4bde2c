import {deleteApp, getApps, initializeApp, type FirebaseApp} from 'firebase/app';
import {
  connectFirestoreEmulator,
  disableNetwork,
  enableNetwork,
  getFirestore,
  initializeFirestore,
  memoryLocalCache,
  terminate,
  type Firestore,
} from 'firebase/firestore';
import {CallError} from '../../errors.js';
import type {Log} from '../../log.js';
import {within} from '../../util/within.js';
import type {FirestoreAccess} from './access.js';
import {appCheckOf, removeWidget, startAppCheck, type AppCheck} from './app-check.js';
import {parseEmulator} from './emulator-address.js';
import {emulatorUser, type EmulatorUser} from './emulator-user.js';
import {appCheckFailed, signInFailure} from './failure.js';
import type {FirebaseConfig} from './firebase-config.js';
import {signIn} from './sign-in.js';
import {checkEmulated, originOf} from './store-origin.js';
import {StorePath} from './store-path.js';
import {watchUser, type UserWatch} from './user-watch.js';

/** Which Firebase project, and as whom. */
export interface ConnectOptions {
  /** For an app of our own; ignored with `firebaseApp`. */
  readonly config: FirebaseConfig | null;
  /** An app of the page's, with its user. */
  readonly firebaseApp: unknown;
  readonly database: string;
  readonly authToken: (() => Promise<string>) | null;
  readonly appCheckSiteKey: string;
  /** `host:port`, or ''. An app of the page's has said itself where its Firestore is. */
  readonly emulator: string;
  readonly authEmulator: string;
  /** Stable over a reload, and another for each element of the page: it names whom the tab remembers. */
  readonly appName: string;
  readonly log: Log;
}

/**
 * Opens an app, signs in and opens the database. Nothing is read or written yet.
 * @throws {CallError} invalid-config, firebase-mismatch, sign-in-disabled, sign-in-throttled, permission-denied,
 *   app-check-refused, signaling-unreachable; the signal's reason
 */
export async function connect(options: ConnectOptions, signal: AbortSignal): Promise<FirestoreAccess> {
  const pageApp = pageAppOf(options);
  const app = pageApp ?? openApp(options);
  const appCheck = appCheckOf(app);
  try {
    if (!pageApp && options.appCheckSiteKey !== '') await startAppCheck(app, options.appCheckSiteKey);
    const isEmulated = needsNoSignIn(options);
    const {user, auth} = isEmulated
      ? {user: emulatedIdentity(emulatorUser(app.options.projectId ?? '', options.appName)), auth: null}
      : await within(
          signIn({
            app,
            ownedByPage: pageApp !== null,
            authToken: options.authToken,
            authEmulator: options.authEmulator,
          }),
          signal,
        );
    const db = openDatabase(app, options, isEmulated ? await user.getIdToken() : null);
    const watch = auth && watchUser(auth, user.uid);
    return createAccess({app, db, user, watch, appCheck, options, close: pageApp ? null : closeOwn(app, db, options)});
  } catch (error) {
    const reason = await whyRefused(error, appCheck);
    if (!pageApp) await closeApp(app, options);
    throw reason;
  }
}

/** The sign-in says only that a token was refused: why there was none is known here. */
async function whyRefused(error: unknown, appCheck: AppCheck): Promise<unknown> {
  if (!(error instanceof CallError) || error.code !== 'app-check-refused') return error;
  await appCheck.token(false);
  return appCheck.error ? appCheckFailed(appCheck.error) : error;
}

/** A Firestore emulator alone takes whoever says who they are. */
const needsNoSignIn = ({emulator, authEmulator, firebaseApp, authToken}: ConnectOptions): boolean =>
  emulator !== '' && authEmulator === '' && firebaseApp == null && !authToken;

/** What an access needs of a user, signed in or emulated. */
interface Identity {
  readonly uid: string;
  getIdToken(fresh?: boolean): Promise<string>;
}

const emulatedIdentity = ({uid, token}: EmulatorUser): Identity => ({uid, getIdToken: () => Promise.resolve(token)});

function pageAppOf({firebaseApp, database, emulator}: ConnectOptions): FirebaseApp | null {
  if (firebaseApp == null) return null;
  const app = recognise(firebaseApp);
  checkEmulated(getFirestore(app, database), emulator);
  return app;
}

function recognise(app: unknown): FirebaseApp {
  const known = getApps().find(candidate => candidate === app);
  if (known) return known;
  throw new CallError(
    'firebase-mismatch',
    'firebaseApp was made by another copy of the Firebase SDK than the one of this element. Install video-call-element with npm beside firebase, or map both to one copy with an import map; or pass authToken instead of firebaseApp.',
  );
}

function openApp({config, appName, emulator, authEmulator}: ConnectOptions): FirebaseApp {
  if (emulator !== '') parseEmulator('emulator', emulator);
  if (authEmulator !== '') parseEmulator('auth-emulator', authEmulator);
  if (!config)
    throw new CallError(
      'invalid-config',
      'Set firebase-config to the web config of your Firebase project, as JSON or as its URL.',
    );
  return initializeApp(config, freeName(appName));
}

/** Another element may hold the name still when elements change places. */
function freeName(wanted: string): string {
  const taken = new Set(getApps().map(({name}) => name));
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${String(count)}`;
  return name;
}

function openDatabase(
  app: FirebaseApp,
  {firebaseApp, database, emulator}: ConnectOptions,
  emulatorToken: string | null,
): Firestore {
  const db =
    firebaseApp != null
      ? getFirestore(app, database)
      : initializeFirestore(app, {localCache: memoryLocalCache()}, database);
  if (emulator !== '' && firebaseApp == null) {
    const {host, port} = parseEmulator('emulator', emulator);
    connectFirestoreEmulator(db, host, port, emulatorToken === null ? {} : {mockUserToken: emulatorToken});
  }
  return db;
}

const closeOwn = (app: FirebaseApp, db: Firestore, options: ConnectOptions) => async (): Promise<void> => {
  // One that has failed cannot be ended in order.
  await terminate(db).catch(() => undefined);
  await closeApp(app, options);
};

function closeApp(app: FirebaseApp, {appCheckSiteKey}: ConnectOptions): Promise<void> {
  if (appCheckSiteKey !== '') removeWidget(app);
  return deleteApp(app);
}

/** The SDK has no other way to begin a new stream. */
const reopenListeners = (db: Firestore) => async (): Promise<void> => {
  await disableNetwork(db);
  await enableNetwork(db);
};

function createAccess(parts: {
  readonly app: FirebaseApp;
  readonly db: Firestore;
  readonly user: Identity;
  /** Null for an emulated user. */
  readonly watch: UserWatch | null;
  readonly appCheck: AppCheck;
  readonly options: ConnectOptions;
  readonly close: (() => Promise<void>) | null;
}): FirestoreAccess {
  const {app, db, user, watch, appCheck, options, close} = parts;
  let last: Readonly<Record<string, string>> = {};
  return {
    uid: user.uid,
    userGone: watch?.gone ?? new AbortController().signal,
    db,
    origin: originOf(db),
    documents: `projects/${app.options.projectId ?? ''}/databases/${options.database}/documents`,
    async headers({fresh} = {fresh: false}) {
      const [token, attestation] = await Promise.all([
        user.getIdToken(fresh).catch((error: unknown) => {
          throw signInFailure(error);
        }),
        appCheck.token(fresh),
      ]);
      last = {Authorization: `Bearer ${token}`, ...(attestation !== '' && {'X-Firebase-AppCheck': attestation})};
      return last;
    },
    lastHeaders: () => last,
    appCheck,
    // The reads of a page whose app this is would fail while its stream is being reopened.
    path: new StorePath(close && reopenListeners(db), options.log),
    async dispose() {
      watch?.stop();
      await close?.();
    },
  };
}
