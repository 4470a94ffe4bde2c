import {expect} from '@open-wc/testing';
import {deleteApp, getApps, initializeApp, setLogLevel, type FirebaseApp} from 'firebase/app';
import {CustomProvider, initializeAppCheck} from 'firebase/app-check';
import {initializeAuth, inMemoryPersistence, signInAnonymously} from 'firebase/auth';
import {connectFirestoreEmulator, getFirestore} from 'firebase/firestore';
import type {CallError} from '../../../src/errors.js';
import {silentLog} from '../../../src/log.js';
import {
  firestoreSignaling,
  type FirestoreSignalingOptions,
} from '../../../src/signaling/firestore/firestore-signaling.js';
import type {Signaling, SignalingRoom} from '../../../src/signaling/signaling.js';
import {ManualClock} from '../../support/manual-clock.js';
import {replies} from './support/fake-fetch.js';
import {FakeFirebase} from './support/fake-firebase.js';

/** A port of this machine at which nobody listens: the SDK's listeners get nowhere. */
const nowhere = {host: '127.0.0.1', port: 1} as const;
const config = {projectId: 'acme', apiKey: 'AIza', appId: '1:2:web:3'} as const;

describe('firestoreSignaling: as whom, and with which app', () => {
  let firebase: FakeFirebase;
  let signaling: Signaling;
  let pageApp: FirebaseApp | null = null;
  let count = 0;

  before(() => {
    setLogLevel('silent');
  });
  beforeEach(() => (firebase = new FakeFirebase()));
  afterEach(async () => {
    await signaling.dispose?.();
    if (pageApp) await deleteApp(pageApp);
    pageApp = null;
    firebase.restore();
  });

  function enter(options: Partial<FirestoreSignalingOptions>): Promise<SignalingRoom> {
    const ignore = (): void => undefined;
    signaling = firestoreSignaling({
      firebaseConfig: config,
      firebaseApp: null,
      database: '(default)',
      authToken: null,
      appCheckSiteKey: '',
      emulator: `${nowhere.host}:${String(nowhere.port)}`,
      authEmulator: '',
      appName: `sign-in-${String(++count)}`,
      clock: new ManualClock(),
      log: silentLog,
      ...options,
    });
    const handlers = {onParticipants: ignore, onConnections: ignore, onLive: ignore};
    return signaling.enter(
      {room: 'table-7', session: 's1', capacity: 4, state: 'lobby', name: '', handlers},
      {signal: new AbortController().signal},
    );
  }

  /** As a page has it that uses Firebase itself; its user is the one that an anonymous sign-in gives. */
  async function openPageApp({isChecked}: {readonly isChecked: boolean}): Promise<FirebaseApp> {
    const app = (pageApp = initializeApp(config, `page-${String(++count)}`));
    let checks = 0;
    const getToken = () =>
      Promise.resolve({token: `of-the-page-${String(++checks)}`, expireTimeMillis: Date.now() + 3_600_000});
    if (isChecked) initializeAppCheck(app, {provider: new CustomProvider({getToken})});
    connectFirestoreEmulator(getFirestore(app), nowhere.host, nowhere.port);
    await signInAnonymously(initializeAuth(app, {persistence: inMemoryPersistence}));
    return app;
  }

  const commitHeaders = (name: string): readonly (string | undefined)[] =>
    firebase.sent(':commit').map(({headers}) => headers[name]);
  const writtenPaths = (): readonly string[] =>
    firebase.sent(':commit').map(({body}) => /"name":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? '');

  it('authToken: as the user of the page’s custom token', async () => {
    const room = await enter({authToken: () => Promise.resolve('made by the page’s server')});
    expect(room.uid).to.equal('ada');
    expect(firebase.signIns).to.deep.equal(['signInWithCustomToken', 'lookup']);
    expect(firebase.sent('accounts:signInWithCustomToken')[0]?.body).to.include({token: 'made by the page’s server'});
    expect(commitHeaders('authorization')[0]).to.match(/^Bearer /);
    expect(writtenPaths()[0]).to.match(/participants\/ada$/);
  });

  it('nothing of that: anonymously', async () => {
    const room = await enter({emulator: ''});
    expect(room.uid).to.equal('anonymous');
    expect(firebase.signIns).to.deep.equal(['signUp', 'lookup']);
    expect(commitHeaders('x-firebase-appcheck')).to.deep.equal([undefined]);
  });

  it('firebaseApp: as that app’s user, without another sign-in, and the app stays the page’s', async () => {
    const firebaseApp = await openPageApp({isChecked: false});
    const signedIn = firebase.signIns.length;
    const room = await enter({firebaseApp});
    expect(room.uid).to.equal('anonymous');
    expect(firebase.signIns).to.have.length(signedIn);
    expect(commitHeaders('x-firebase-appcheck')).to.deep.equal([undefined]);
    await signaling.dispose?.();
    expect(getApps()).to.deep.equal([firebaseApp]);
  });

  it('firebaseApp: App Check as the page set it up, a new token with each new sign-in', async () => {
    const firebaseApp = await openPageApp({isChecked: true});
    const answers = [replies.refused(401, 'UNAUTHENTICATED'), replies.commit(['t1'])];
    firebase.instead.set('commit', (request, signal) => (answers.shift() ?? replies.silence())(request, signal));
    await enter({firebaseApp});
    expect(commitHeaders('x-firebase-appcheck')).to.deep.equal(['of-the-page-1', 'of-the-page-2']);
  });

  it('app-check-site-key: reCAPTCHA’s answer becomes a token on each commit', async () => {
    const {restore, keys} = fakeRecaptcha();
    await enter({appCheckSiteKey: 'site-key'}).finally(restore);
    expect(keys).to.deep.equal(['site-key']);
    const [exchange] = firebase.sent(':exchangeRecaptchaEnterpriseToken');
    expect(exchange?.body).to.deep.equal({recaptcha_enterprise_token: 'a person'});
    expect(commitHeaders('x-firebase-appcheck')).to.deep.equal(['checked-1']);
  });

  it('app-check-site-key: a page that is not registered is app-check-refused, and writes nothing', async () => {
    const {restore} = fakeRecaptcha();
    firebase.instead.set('exchangeRecaptchaEnterpriseToken', replies.refused(403, 'PERMISSION_DENIED'));
    const error = await enter({appCheckSiteKey: 'site-key'}).then(
      () => expect.fail('it got in'),
      (failure: unknown) => failure as CallError,
    );
    restore();
    expect(error.code).to.equal('app-check-refused');
    expect(error.message).to.match(/Register its domain/);
    expect(firebase.sent(':commit')).to.deep.equal([]);
  });

  it('database: commits go to the named one', async () => {
    await enter({database: 'calls'});
    expect(new URL(firebase.sent(':commit')[0]?.url ?? '').pathname).to.equal(
      '/v1/projects/acme/databases/calls/documents:commit',
    );
    expect(writtenPaths()[0]).to.match(/^projects\/acme\/databases\/calls\/documents\/videoCall\/v1\/rooms\/table-7\//);
  });
});

/** In place of the script of reCAPTCHA Enterprise, which the SDK would load from Google. */
function fakeRecaptcha(): {readonly keys: readonly string[]; restore(): void} {
  const keys: string[] = [];
  const enterprise = {
    ready: (act: () => void) => act(),
    render(_container: string, {sitekey, callback}: {readonly sitekey: string; readonly callback: () => void}) {
      keys.push(sitekey);
      // Once it is shown: the SDK notes what it is called only after this.
      queueMicrotask(callback);
      return 'widget';
    },
    execute: () => Promise.resolve('a person'),
  };
  Object.assign(globalThis, {grecaptcha: {enterprise}});
  return {keys, restore: () => Reflect.deleteProperty(globalThis, 'grecaptcha')};
}
