import {expect} from '@open-wc/testing';
import {deleteApp, getApps, initializeApp, setLogLevel, type FirebaseApp} from 'firebase/app';
import {CustomProvider, initializeAppCheck} from 'firebase/app-check';
import {
  browserSessionPersistence,
  connectAuthEmulator,
  getAuth,
  initializeAuth,
  signInWithCustomToken,
  signOut,
} from 'firebase/auth';
import {connectFirestoreEmulator, disableNetwork, getFirestore} from 'firebase/firestore';
import type {CallError} from '../../../src/errors.js';
import {silentLog} from '../../../src/log.js';
import {
  firestoreSignaling,
  type FirestoreSignalingOptions,
} from '../../../src/signaling/firestore/firestore-signaling.js';
import type {Signaling, SignalingHandlers, SignalingRoom} from '../../../src/signaling/signaling.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';
import {FakeFirebase, idToken} from './support/fake-auth.js';
import {FakeFetch, ManualTimeouts} from './support/fake-fetch.js';

/** Ports of this machine at which nobody listens: `fetch` is made up, and a listener may find nobody. */
const [emulator, authEmulator] = ['127.0.0.1:1', '127.0.0.1:2'];
const config = {projectId: 'acme', apiKey: 'AIza', appId: '1:1:web:1'};

describe('firestoreSignaling: as whom', () => {
  let network: FakeFetch;
  let firebase: FakeFirebase;
  let count = 0;
  const opened: Signaling[] = [];
  const pageApps: FirebaseApp[] = [];

  before(() => {
    // That it reaches no backend is the point here.
    setLogLevel('silent');
  });
  beforeEach(() => {
    count++;
    network = new FakeFetch();
    firebase = new FakeFirebase(network.sent);
    network.replyWith(firebase.reply);
  });
  afterEach(async () => {
    for (const signaling of opened.splice(0)) await signaling.dispose?.();
    for (const app of pageApps.splice(0)) await deleteApp(app);
    network.restore();
    sessionStorage.clear();
    Reflect.deleteProperty(globalThis, 'grecaptcha');
  });

  function open(options: Partial<FirestoreSignalingOptions> = {}): Signaling {
    const signaling = firestoreSignaling({
      ...{firebaseConfig: config, firebaseApp: null, database: '(default)', authToken: null, appCheckSiteKey: ''},
      ...{emulator, authEmulator, appName: `sign-in-${String(count)}`, clock: new ManualClock(), log: silentLog},
      ...options,
    });
    opened.push(signaling);
    return signaling;
  }

  const ignore = (): void => undefined;
  function enter(signaling: Signaling, onLive: SignalingHandlers['onLive'] = ignore): Promise<SignalingRoom> {
    const handlers = {onParticipants: ignore, onConnections: ignore, onLive};
    const request = {room: 'table-7', session: 'session-1', capacity: 4, state: 'lobby', name: '', handlers} as const;
    return signaling.enter(request, {signal: new AbortController().signal});
  }

  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (failed: unknown) => failed,
    );

  /** An app as a page makes it for itself. */
  function makePageApp({emulated} = {emulated: true}): FirebaseApp {
    const app = initializeApp(config, `page-${String(count)}`);
    pageApps.push(app);
    if (emulated) connectFirestoreEmulator(getFirestore(app), '127.0.0.1', 1);
    const auth = initializeAuth(app, {persistence: browserSessionPersistence});
    connectAuthEmulator(auth, `http://${authEmulator}`, {disableWarnings: true});
    return app;
  }

  /** What the last commit says of who sends it. */
  const author = (): object => {
    const {headers = {}, body} = firebase.commits.at(-1) ?? {};
    return {entry: /participants\/([^"]+)"/.exec(JSON.stringify(body))?.[1], bearer: headers['authorization']};
  };
  const attestation = (): string | undefined => firebase.commits.at(-1)?.headers['x-firebase-appcheck'];
  const commitOrigin = (): string => new URL(firebase.commits.at(-1)?.url ?? '').origin;
  const asUser = (uid: string): object => ({entry: uid, bearer: `Bearer ${idToken(uid)}`});

  it('nobody is signed in: anonymously, once for this tab', async () => {
    const room = await enter(open());
    expect(room.uid).to.equal('anonymous-1');
    expect(author()).to.deep.equal(asUser('anonymous-1'));
    expect(attestation()).to.equal(undefined);

    for (const signaling of opened.splice(0)) await signaling.dispose?.();
    const again = await enter(open());
    expect(again.uid, 'the same after a reload').to.equal('anonymous-1');
    expect(firebase.signIns).to.deep.equal(['signUp']);
  });

  it('a token of the page’s server: as whom it says, though somebody else was in this tab', async () => {
    await enter(open());
    for (const signaling of opened.splice(0)) await signaling.dispose?.();
    const room = await enter(open({authToken: () => Promise.resolve('mia')}));
    expect(room.uid).to.equal('mia');
    expect(author()).to.deep.equal(asUser('mia'));
    expect(firebase.signIns).to.deep.equal(['signUp', 'signInWithCustomToken']);
  });

  it('a token that nobody gives for now: it may be had later', async () => {
    const error = await failureOf(enter(open({authToken: () => Promise.reject(new TypeError('Failed to fetch'))})));
    expect(error).to.include({name: 'CallError', code: 'signaling-unreachable'});
  });

  it('the page’s own app: as its user, who stays signed in after the call', async () => {
    const app = makePageApp();
    await signInWithCustomToken(getAuth(app), 'page-user');
    const signaling = open({firebaseApp: app});
    const room = await enter(signaling);
    expect(room.uid).to.equal('page-user');
    expect(author()).to.deep.equal(asUser('page-user'));

    await signaling.dispose?.();
    expect(getApps()).to.include(app);
    expect(getAuth(app).currentUser?.uid).to.equal('page-user');
    expect(firebase.signIns, 'by the page alone').to.deep.equal(['signInWithCustomToken']);
  });

  it('the page’s own app: its user of before the reload, though the call begins at once', async () => {
    const before = makePageApp();
    await signInWithCustomToken(getAuth(before), 'page-user');
    await deleteApp(pageApps.pop() ?? before);
    const room = await enter(open({firebaseApp: makePageApp()}));
    expect(room.uid).to.equal('page-user');
    expect(firebase.signIns).to.deep.equal(['signInWithCustomToken']);
  });

  /** What a room tells of why it ends, from now on. */
  async function enterAndHear(
    options: Partial<FirestoreSignalingOptions>,
  ): Promise<{signaling: Signaling; room: SignalingRoom; told: unknown[]}> {
    const clock = new ManualClock();
    const signaling = open({...options, clock});
    const told: unknown[] = [];
    const onLive = (live: boolean, error?: CallError): void => {
      if (error) told.push([live, error.code]);
    };
    const room = await enter(signaling, onLive);
    // What is told begins with the next turn.
    await clock.advance(1);
    return {signaling, room, told};
  }

  async function enterAsPageUser(app: FirebaseApp): ReturnType<typeof enterAndHear> {
    await signInWithCustomToken(getAuth(app), 'page-user');
    return enterAndHear({firebaseApp: app});
  }

  const changes: readonly (readonly [string, (app: FirebaseApp) => Promise<unknown>, string])[] = [
    ['signs out', app => signOut(getAuth(app)), 'anonymous-1'],
    ['is another one', app => signInWithCustomToken(getAuth(app), 'other-user'), 'other-user'],
  ];
  for (const [name, change, nextUid] of changes) {
    it(`the page’s user ${name}: the room ends with it, is left as who it was, and the next is as who it is`, async () => {
      const app = makePageApp();
      const {signaling, room, told} = await enterAsPageUser(app);
      await change(app);
      await promisesSettled();
      expect(told).to.deep.equal([[false, 'permission-denied']]);
      await room.leave();
      expect(author()).to.deep.equal(asUser('page-user'));
      expect((await enter(signaling)).uid).to.equal(nextUid);
      expect(author()).to.deep.equal(asUser(nextUid));
    });
  }

  it('the page’s user signs in again: nothing ends', async () => {
    const app = makePageApp();
    const {signaling, told} = await enterAsPageUser(app);
    await signInWithCustomToken(getAuth(app), 'page-user');
    await promisesSettled();
    expect(told).to.deep.equal([]);
    expect((await enter(signaling)).uid).to.equal('page-user');
  });

  it('who was signed in for the call is disabled: the room ends with it, and the next asks for a token again', async () => {
    const tokens = ['mia', 'eva'];
    const {signaling, room, told} = await enterAndHear({authToken: () => Promise.resolve(tokens.shift() ?? '')});
    firebase.isDisabled = true;
    const error = await failureOf(room.renew({signal: new AbortController().signal}));
    expect(error).to.include({name: 'CallError', code: 'permission-denied'});
    expect(told).to.deep.equal([[false, 'permission-denied']]);
    firebase.isDisabled = false;
    expect((await enter(signaling)).uid).to.equal('eva');
    expect(author()).to.deep.equal(asUser('eva'));
  });

  it('the page’s own app after a change of network: what its listener may miss is looked at by REST, as its user', async () => {
    const app = makePageApp();
    await signInWithCustomToken(getAuth(app), 'page-user');
    const clock = new ManualClock();
    const room = await enter(open({firebaseApp: app, clock}));
    room.refresh?.({listeners: true});
    await clock.advance(500);
    await promisesSettled();
    const looks = network.sent.filter(({url}) => url.endsWith('/rooms/table-7:runQuery'));
    expect(looks.map(({headers}) => headers['authorization'])).to.deep.equal([`Bearer ${idToken('page-user')}`]);
  });

  it('the page’s own app without a user: anonymously', async () => {
    const app = makePageApp();
    const room = await enter(open({firebaseApp: app}));
    expect(room.uid).to.equal('anonymous-1');
    expect(author()).to.deep.equal(asUser('anonymous-1'));
    expect(getAuth(app).currentUser?.isAnonymous).to.equal(true);
  });

  it('the page’s own app with App Check: its token goes with the sign-in, each commit and the farewell', async () => {
    const app = makePageApp();
    const getToken = () => Promise.resolve({token: 'attested', expireTimeMillis: Date.now() + 3_600_000});
    initializeAppCheck(app, {provider: new CustomProvider({getToken})});
    const room = await enter(open({firebaseApp: app}));
    await room.renew({signal: new AbortController().signal});
    room.leaveAtOnce();
    const asked = network.sent.filter(({url}) => /signUp|commit/.test(url));
    expect(asked.map(({headers}) => headers['x-firebase-appcheck'])).to.deep.equal(Array(4).fill('attested'));
  });

  it('the page’s own app without App Check: none is asked for', async () => {
    const app = makePageApp();
    await enter(open({firebaseApp: app, appCheckSiteKey: 'site-key'}));
    expect(attestation()).to.equal(undefined);
  });

  for (const attribute of [emulator, 'localhost:1', '']) {
    it(`the page’s own app at an emulator, and emulator="${attribute}": writes go where the app listens`, async () => {
      await enter(open({firebaseApp: makePageApp(), emulator: attribute}));
      expect(commitOrigin()).to.equal(`http://${emulator}`);
    });
  }

  it('the page’s own app, without any emulator: writes go to Firestore', async () => {
    const app = makePageApp({emulated: false});
    await disableNetwork(getFirestore(app));
    await enter(open({firebaseApp: app, emulator: '', authEmulator: ''}));
    expect(commitOrigin()).to.equal('https://firestore.googleapis.com');
  });

  it('the page’s own app that is not at the emulator of the attribute: nothing is written anywhere', async () => {
    const error = await failureOf(enter(open({firebaseApp: makePageApp({emulated: false})})));
    expect(error).to.include({name: 'CallError', code: 'invalid-config'});
    expect(String(error)).to.match(/connectFirestoreEmulator/);
    expect(network.sent).to.deep.equal([]);
  });

  it('the page’s own app, whose App Check has no token for it where one is needed: app-check-refused, and why', async () => {
    const app = makePageApp();
    const why = new Error('not attested');
    initializeAppCheck(app, {provider: new CustomProvider({getToken: () => Promise.reject(why)})});
    firebase.enforces = true;
    const error = await failureOf(enter(open({firebaseApp: app})));
    expect(error).to.include({name: 'CallError', code: 'app-check-refused', cause: why});
  });

  const withSiteKey = {appCheckSiteKey: 'site-key'};
  const widgets = (): number => document.querySelectorAll('[id^=fire_app_check]').length;

  it('a site key: App Check of our own, whose token goes with each commit', async () => {
    loadCaptcha();
    firebase.enforces = true;
    await enter(open(withSiteKey));
    expect(attestation()).to.equal('attested a person');
  });

  it('a site key, and the app is opened a second time: App Check can begin anew, and leaves nothing behind', async () => {
    loadCaptcha();
    await enter(open(withSiteKey));
    for (const signaling of opened.splice(0)) await signaling.dispose?.();
    // Of another app ID App Check remembers no token.
    await enter(open({...withSiteKey, firebaseConfig: {...config, appId: '1:1:web:2'}}));
    expect(attestation()).to.equal('attested a person');
    expect(widgets(), 'of the one that is open').to.equal(1);
  });

  it('a site key, and a sign-in that fails: App Check leaves nothing behind', async () => {
    loadCaptcha();
    await failureOf(enter(open({...withSiteKey, authToken: () => Promise.reject(new Error('nobody is logged in'))})));
    expect(widgets()).to.equal(0);
  });

  it('a site key that App Check does not take, where no token is needed: nobody is kept out', async () => {
    loadCaptcha();
    firebase.attests = false;
    expect((await enter(open(withSiteKey))).uid).to.equal('anonymous-1');
  });

  it('a site key that App Check does not take, where a token is needed: app-check-refused, and why', async () => {
    loadCaptcha();
    [firebase.attests, firebase.enforces] = [false, true];
    const error = await failureOf(enter(open(withSiteKey)));
    expect(error).to.include({name: 'CallError', code: 'app-check-refused'});
    expect((error as CallError).cause).to.include({code: 'appCheck/throttled'});
  });

  it('a site key that App Check does not take, where the sign-in needs a token: app-check-refused, and why', async () => {
    loadCaptcha();
    firebase.attests = false;
    network.replyWith((request, signal) =>
      request.url.includes('accounts:signUp')
        ? Response.json({error: {code: 401, message: 'Firebase App Check token is invalid.'}}, {status: 401})
        : firebase.reply(request, signal),
    );
    const error = await failureOf(enter(open(withSiteKey)));
    expect(error).to.include({name: 'CallError', code: 'app-check-refused'});
    expect((error as CallError).cause).to.include({code: 'appCheck/throttled'});
  });

  for (const [enforces, outcome] of [
    [false, 'it is waited for once, and nobody is kept out where no token is needed'],
    [true, 'where a token is needed, that is told as what it is, and tried again'],
  ] as const) {
    it(`reCAPTCHA that says nothing, as where it is blocked: ${outcome}`, async () => {
      loadCaptcha({isBlocked: true});
      firebase.enforces = enforces;
      const timeouts = new ManualTimeouts();
      try {
        const signaling = open(withSiteKey);
        const entered = failureOf(enter(signaling));
        while (!timeouts.limitsMs.includes(8_000)) await promisesSettled();
        await timeouts.pass(8_000);
        const error = await entered;
        if (enforces) expect(error).to.include({name: 'CallError', code: 'signaling-unreachable'});
        else expect(error).to.equal(null);
        if (enforces) expect(String(error)).to.match(/App Check does not answer/);
        const waits = (): number => timeouts.limitsMs.filter(ms => ms === 8_000).length;
        expect(waits()).to.equal(1);

        if (enforces) loadCaptcha();
        expect(await failureOf(enter(signaling)), 'the next try').to.equal(null);
        expect(waits(), 'begun anew only where it had been in vain').to.equal(enforces ? 2 : 1);
        if (enforces) expect(attestation()).to.equal('attested a person');
        expect(widgets()).to.equal(1);
      } finally {
        timeouts.restore();
      }
    });
  }
});

/** reCAPTCHA with invisible widgets, whose answer is a person; like the real one it renders one in an element, and no other. */
function loadCaptcha({isBlocked} = {isBlocked: false}): void {
  const taken = new Set<Element>();
  const render = (container: string, {callback}: {readonly callback: () => void}): string => {
    const element = document.getElementById(container);
    if (!element || taken.has(element)) throw new Error('reCAPTCHA has already been rendered in this element');
    taken.add(element);
    callback();
    return 'widget';
  };
  const ready = (act: () => void): void => {
    if (!isBlocked) act();
  };
  Object.assign(globalThis, {grecaptcha: {enterprise: {ready, render, execute: () => Promise.resolve('a person')}}});
}
