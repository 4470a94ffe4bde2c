import {expect, waitUntil} from '@open-wc/testing';
import {getApp, getApps, setLogLevel} from 'firebase/app';
import {disableNetwork, getFirestore, type Firestore} from 'firebase/firestore';
import {CallError, type CallErrorCode} from '../../../src/errors.js';
import {silentLog} from '../../../src/log.js';
import {
  firestoreSignaling,
  type FirestoreSignalingOptions,
} from '../../../src/signaling/firestore/firestore-signaling.js';
import type {EnterRequest, Signaling} from '../../../src/signaling/signaling.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';
import {FakeFetch, ManualTimeouts, replies, type Reply, type SentRequest} from './support/fake-fetch.js';

const hourMs = 3_600_000;
const {refused} = replies;
const refusedByRules = refused(403, 'PERMISSION_DENIED', 'Missing or insufficient permissions.');

/** What each part of Firebase replies; what no test is about says nothing. */
interface Network {
  readonly commit?: readonly Reply[];
  readonly read?: Reply;
  readonly signIn?: Reply;
}

describe('firestoreSignaling: why nobody gets in', () => {
  let network: FakeFetch;
  let signaling: Signaling;
  let count = 0;
  const sent = (what: RegExp): readonly SentRequest[] => network.sent.filter(({url}) => what.test(url));

  before(() => {
    // That it reaches no backend is the point here; nor is it news that an app goes before it has read its own records.
    setLogLevel('silent');
  });
  beforeEach(() => (network = new FakeFetch()));
  afterEach(async () => {
    await signaling.dispose?.();
    network.restore();
  });

  function open(options: Partial<FirestoreSignalingOptions>, {commit = [], read, signIn}: Network = {}): Signaling {
    const commits = [...commit];
    network.replyWith((request, signal) => {
      const reply = request.url.endsWith(':commit')
        ? (commits.shift() ?? replies.commit())
        : request.url.endsWith(':batchGet')
          ? read
          : /accounts:signUp|accounts:signInWithCustomToken/.test(request.url)
            ? signIn
            : undefined;
      return (reply ?? replies.silence())(request, signal);
    });
    signaling = firestoreSignaling({
      firebaseConfig: {projectId: 'acme', apiKey: 'AIza'},
      firebaseApp: null,
      database: '(default)',
      authToken: null,
      appCheckSiteKey: '',
      // A port of this machine at which nobody listens.
      emulator: '127.0.0.1:1',
      authEmulator: '',
      appName: `unit-${++count}`,
      clock: new ManualClock(),
      log: silentLog,
      ...options,
    });
    return signaling;
  }

  const ignore = (): void => undefined;
  const request: EnterRequest = {
    room: 'table-7',
    session: 'session-1',
    capacity: 4,
    state: 'lobby',
    name: '',
    handlers: {onParticipants: ignore, onConnections: ignore, onLive: ignore},
  };
  const enter = (signal = new AbortController().signal, handlers = request.handlers) =>
    signaling.enter({...request, handlers}, {signal});
  const failureOf = (work: Promise<unknown>): Promise<CallError> =>
    work.then(
      () => expect.fail('it got in'),
      (error: unknown) => {
        expect(error).to.be.instanceOf(CallError);
        return error as CallError;
      },
    );

  const cases: readonly (readonly [
    name: string,
    options: Partial<FirestoreSignalingOptions>,
    network: Network,
    code: CallErrorCode,
    message: RegExp,
  ])[] = [
    ['no config', {firebaseConfig: null}, {}, 'invalid-config', /firebase-config/],
    ['a config with a fault', {firebaseConfig: '{projectId}'}, {}, 'invalid-config', /line 1, column 2/],
    [
      'an emulator without a port',
      {emulator: 'localhost'},
      {},
      'invalid-config',
      /^emulator is no host:port, .*“localhost”/,
    ],
    ['an emulator with a scheme', {emulator: 'http://127.0.0.1:8080'}, {}, 'invalid-config', /“http:/],
    ['an emulator with a space', {emulator: 'my host:1'}, {}, 'invalid-config', /“my host:1”/],
    ['an emulator at port 0', {emulator: 'localhost:0'}, {}, 'invalid-config', /“localhost:0”/],
    ['an emulator at no port that there is', {emulator: 'localhost:65536'}, {}, 'invalid-config', /“localhost:65536”/],
    [
      'an Auth emulator without a port',
      {authEmulator: 'localhost'},
      {},
      'invalid-config',
      /auth-emulator is no host:port/,
    ],
    [
      'an app of another copy of Firebase',
      {firebaseApp: {name: 'x', options: {}}},
      {},
      'firebase-mismatch',
      /npm|import map/,
    ],
    [
      'rules that refuse',
      {},
      {commit: [refusedByRules], read: refusedByRules},
      'permission-denied',
      /firestore\.rules .*\(npx firebase-tools deploy --only firestore:rules\).*App Check is enforced.*app-check-site-key/,
    ],
    [
      'rules that refuse, and let the room be read',
      {},
      {commit: [refusedByRules], read: replies.missing(new Date().toISOString())},
      'permission-denied',
      /firestore\.rules.*that are there\.$/,
    ],
    [
      'a locked room',
      {},
      {commit: [refusedByRules], read: replies.found({locked: {booleanValue: true}}, 't1', new Date().toISOString())},
      'room-locked',
      /let you in/,
    ],
    [
      'App Check',
      {},
      {commit: [refused(403, 'PERMISSION_DENIED', 'App Check token is invalid.')]},
      'app-check-refused',
      /App Check/,
    ],
    [
      'no database',
      {},
      {commit: [refused(404, 'NOT_FOUND', 'The database (default) does not exist for project acme')]},
      'invalid-config',
      /Create one/,
    ],
    [
      'no network',
      {},
      {commit: Array.from({length: 6}, () => replies.offline())},
      'signaling-unreachable',
      /internet connection/,
    ],
    [
      'no network after a refusal',
      {},
      {commit: [refusedByRules], read: replies.offline()},
      'signaling-unreachable',
      /internet connection/,
    ],
    [
      'anonymous sign-in switched off',
      {emulator: ''},
      {signIn: refused(400, '', 'ADMIN_ONLY_OPERATION')},
      'sign-in-disabled',
      /Sign-in method → Anonymous/,
    ],
    [
      'too many that sign in',
      {emulator: ''},
      {signIn: refused(400, '', 'TOO_MANY_ATTEMPTS_TRY_LATER')},
      'sign-in-throttled',
      /an hour/,
    ],
    [
      'App Check at the sign-in',
      {emulator: ''},
      {signIn: refused(401, '', 'Firebase App Check token is invalid.')},
      'app-check-refused',
      /App Check/,
    ],
    [
      'a sign-in that is down',
      {emulator: ''},
      {signIn: refused(503, 'UNAVAILABLE', 'The service is currently unavailable.')},
      'signaling-unreachable',
      /currently-unavailable/,
    ],
    [
      'a page of some gateway for a sign-in',
      {emulator: ''},
      {signIn: replies.text(502, '<html>Bad Gateway</html>')},
      'signaling-unreachable',
      /sign-in service/,
    ],
    [
      'a wrong apiKey',
      {emulator: ''},
      {signIn: refused(400, '', 'API key not valid. Please pass a valid API key.')},
      'invalid-config',
      /apiKey/,
    ],
    ['no way to the sign-in', {emulator: ''}, {signIn: replies.offline()}, 'signaling-unreachable', /sign-in service/],
    [
      'an authToken that cannot be had',
      {
        emulator: '',
        authToken: () => Promise.reject(new CallError('invalid-config', 'The server of the page said no.')),
      },
      {},
      'invalid-config',
      /said no/,
    ],
    [
      'an authToken with a mistake, or that reaches nobody',
      {emulator: '', authToken: () => Promise.reject(new TypeError('data is undefined'))},
      {},
      'signaling-unreachable',
      /authToken gave no answer \(TypeError: data is undefined\)\. Trying again/,
    ],
    [
      'an authToken that throws',
      {emulator: '', authToken: () => Promise.reject(new Error('nobody is logged in'))},
      {},
      'invalid-config',
      /authToken failed: Error: nobody is logged in/,
    ],
    [
      'an authToken that throws before it promises anything',
      {
        emulator: '',
        authToken: () => {
          throw new Error('nobody is logged in');
        },
      },
      {},
      'invalid-config',
      /authToken failed: Error: nobody is logged in/,
    ],
    [
      'an authToken that gives an error page',
      {emulator: '', authToken: () => Promise.resolve('<!doctype html>\n<title>503 Service Unavailable</title>')},
      {},
      'invalid-config',
      /authToken gave no token but “<!doctype html>\n<title>503/,
    ],
    [
      'an authToken that gives nothing',
      {emulator: '', authToken: () => Promise.resolve(undefined as unknown as string)},
      {},
      'invalid-config',
      /authToken gave no token but “undefined”/,
    ],
    [
      'an authToken of another project',
      {emulator: '', authToken: () => Promise.resolve('of.another.project')},
      {signIn: refused(400, '', 'CREDENTIAL_MISMATCH')},
      'invalid-config',
      /authToken.*this Firebase project/,
    ],
  ];
  for (const [name, options, given, code, message] of cases) {
    it(`${name}: ${code}`, async () => {
      open(options, given);
      const error = await failureOf(enter());
      expect(error.code).to.equal(code);
      expect(error.message).to.match(message);
    });
  }

  it('a sign-in that says nothing: told after 9 s, and taken up again by the next try', async () => {
    const timeouts = new ManualTimeouts();
    const token = createDeferred<string>();
    let timesAsked = 0;
    const authToken = (): Promise<string> => {
      timesAsked++;
      return token.promise;
    };
    open({emulator: '', authToken}, {signIn: refused(400, '', 'INVALID_CUSTOM_TOKEN')});
    const first = failureOf(enter());
    while (timesAsked === 0) await promisesSettled();
    await timeouts.pass();
    expect((await first).code).to.equal('signaling-unreachable');
    expect(timeouts.limitsMs).to.deep.equal([9_000]);
    timeouts.restore();
    const second = failureOf(enter());
    token.resolve('of somebody else');
    expect((await second).code).to.equal('invalid-config');
    expect(timesAsked, 'the same sign-in went on').to.equal(1);
  });

  it('a sign-in that says nothing: called off at once, and forgotten when the element goes', async () => {
    const asked = createDeferred<undefined>();
    const authToken = (): Promise<string> => {
      asked.resolve(undefined);
      return new Promise(() => undefined);
    };
    open({emulator: '', authToken}, {});
    const abort = new AbortController();
    const failed = failureOf(enter(abort.signal));
    await asked.promise;
    abort.abort();
    expect((await failed).code).to.equal('aborted');
    await signaling.dispose?.();
    expect(getApps().map(({name}) => name)).not.to.include(`unit-${count}`);
  });

  it('a wrong local date is found out, and the entry made again in the store’s time', async () => {
    const storeNow = Date.now() + 5 * hourMs;
    const iso = new Date(storeNow).toISOString();
    open({}, {commit: [refusedByRules, replies.commit(['t1'], iso)], read: replies.missing(iso)});
    const room = await enter();
    expect(room.serverNow()).to.be.closeTo(storeNow, 60_000);
    const expiries = sent(/:commit$/).map(
      ({body}) => /"timestampValue":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? '',
    );
    expect(expiries).to.have.length(2);
    expect(Date.parse(expiries[1] ?? '') - Date.parse(expiries[0] ?? '')).to.be.closeTo(5 * hourMs, 60_000);
  });

  it('called off: aborted, and what may have been written is taken back', async () => {
    open({}, {commit: [replies.silence()], read: replies.found({session: {stringValue: 'session-1'}}, 't7')});
    const abort = new AbortController();
    const failed = failureOf(enter(abort.signal));
    while (sent(/:commit$/).length === 0) await promisesSettled();
    abort.abort();
    expect((await failed).code).to.equal('aborted');
    const [, farewell] = sent(/:commit$/);
    expect(farewell?.body).to.deep.equal({
      writes: [
        {
          delete: participantOf(sent(/:commit$/)[0]),
          currentDocument: {updateTime: 't7'},
        },
      ],
    });
  });

  it('called off by an element that is removed: taken back before its way to the store is closed', async () => {
    open({}, {commit: [replies.silence()], read: replies.found({session: {stringValue: 'session-1'}}, 't7')});
    const abort = new AbortController();
    const failed = failureOf(enter(abort.signal));
    while (sent(/:commit$/).length === 0) await promisesSettled();
    abort.abort();
    await signaling.dispose?.();
    const [entry, farewell] = sent(/:commit$/);
    expect(farewell?.body).to.deep.equal({
      writes: [{delete: participantOf(entry), currentDocument: {updateTime: 't7'}}],
    });
    expect((await failed).code).to.equal('aborted');
  });

  it('a page that goes as soon as it has left: the farewell outlives it', async () => {
    open({}, {commit: [replies.commit(['t1'])]});
    const room = await enter();
    await room.leave();
    expect(sent(/:commit$/)[1]).to.include({keepalive: true});
    signaling.leaveAtOnce?.();
    expect(sent(/:commit$/), 'said and acknowledged').to.have.length(2);
  });

  it('a page that goes before its farewell is acknowledged says it again, and counts it once', async () => {
    open({}, {commit: [replies.commit(['t1']), replies.silence()]});
    const told: number[] = [];
    const room = await enter(undefined, {...request.handlers, onUsage: ({deletes}) => told.push(deletes)});
    void room.leave();
    while (sent(/:commit$/).length < 2) await promisesSettled();
    signaling.leaveAtOnce?.();
    const [entry, , farewell] = sent(/:commit$/);
    // Somebody with the same account may have come meanwhile.
    const currentDocument = {updateTime: 't1'};
    expect(farewell).to.deep.include({
      keepalive: true,
      body: {writes: [{delete: participantOf(entry), currentDocument}]},
    });
    expect(told.at(-1)).to.equal(1);
  });

  it('a page that goes as it leaves, while a renewal was under way: neither version may refuse the farewell', async () => {
    open({}, {commit: [replies.commit(['t1']), replies.silence(), replies.silence()]});
    const room = await enter();
    const renewed = failureOf(room.renew({signal: new AbortController().signal}));
    while (sent(/:commit$/).length < 2) await promisesSettled();
    void room.leave();
    while (sent(/:commit$/).length < 3) await promisesSettled();
    signaling.leaveAtOnce?.();
    const [entry, , , farewell] = sent(/:commit$/);
    expect(farewell).to.deep.include({keepalive: true, body: {writes: [{delete: participantOf(entry)}]}});
    await renewed;
  });

  it('a page that goes while it enters: what may have been written is taken back by what outlives it', async () => {
    open({}, {commit: [replies.silence()]});
    const failed = failureOf(enter());
    while (sent(/:commit$/).length === 0) await promisesSettled();
    signaling.leaveAtOnce?.();
    const [entry, farewell, ...more] = sent(/:commit$/);
    expect(farewell).to.deep.include({keepalive: true, body: {writes: [{delete: participantOf(entry)}]}});
    expect((await failed).code).to.equal('aborted');
    expect(more).to.deep.equal([]);
  });

  it('a page that goes while it joins: neither version may refuse the farewell', async () => {
    open({}, {commit: [replies.commit(['t1']), replies.silence()]});
    const room = await enter();
    const joined = failureOf(room.join({name: 'Mia', answers: []}, {signal: new AbortController().signal}));
    while (sent(/:commit$/).length < 2) await promisesSettled();
    room.leaveAtOnce();
    const [entry, , farewell] = sent(/:commit$/);
    expect(farewell).to.deep.include({keepalive: true, body: {writes: [{delete: participantOf(entry)}]}});
    await joined;
  });

  it('a farewell that has to be tried again is counted once', async () => {
    const stored = replies.found({session: {stringValue: 'session-1'}}, 't2');
    open({}, {commit: [replies.commit(['t1']), refused(400, 'FAILED_PRECONDITION'), replies.commit()], read: stored});
    const told: number[] = [];
    const room = await enter(undefined, {...request.handlers, onUsage: ({deletes}) => told.push(deletes)});
    await room.leave();
    expect(sent(/:commit$/)).to.have.length(3);
    expect(told.at(-1)).to.equal(1);
  });

  /** Where a stream of its own is open, the SDK throws into the page as soon as it has failed. */
  async function openWithoutStream(): Promise<Firestore> {
    await signaling.knock?.(request, {signal: new AbortController().signal});
    const db = getFirestore(getApp(`unit-${String(count)}`));
    await disableNetwork(db);
    return db;
  }

  /** As an internal assertion does. */
  async function failSdk(db: Firestore): Promise<void> {
    const {_queue} = db as object as {readonly _queue: {enqueue(work: () => Promise<never>): Promise<never>}};
    const failed = _queue.enqueue(() => Promise.reject(new Error('INTERNAL ASSERTION FAILED')));
    await failed.catch(() => undefined);
  }

  it('an SDK that has failed for good: the next entry says so, and the one after it is by another', async () => {
    open({}, {read: replies.missing()});
    await failSdk(await openWithoutStream());
    expect((await failureOf(enter())).code).to.equal('signaling-unreachable');
    await enter();
  });

  const afterFailure = [
    ['lobby', 'the lobby ends, and the next entry is by another', 'signaling-unreachable'],
    ['joined', 'the call says that it is not live, and goes on', undefined],
  ] as const;
  for (const [state, outcome, code] of afterFailure) {
    it(`an SDK that has failed for good, whose listeners cannot be opened anew: ${outcome}`, async () => {
      const clock = new ManualClock();
      open({clock}, {read: replies.missing()});
      const db = await openWithoutStream();
      const told: unknown[] = [];
      const onLive = (live: boolean, error?: CallError): unknown => told.push([live, error?.code]);
      const room = await signaling.enter(
        {...request, state, handlers: {...request.handlers, onLive}},
        {signal: new AbortController().signal},
      );
      await clock.advance(1);
      await failSdk(db);
      told.length = 0;
      room.refresh?.({listeners: true});
      await waitUntil(() => told.length > 0, 'it is told');
      expect(told).to.deep.equal([[false, code]]);
      await room.leave();
      expect(sent(/:commit$/), 'the entry and the farewell').to.have.length(2);
      await enter();
      expect(told, 'nothing more').to.have.length(1);
    });
  }

  it('an SDK that has failed for good: who knocks is told, and the next knock is by another', async () => {
    const locked = {locked: {booleanValue: true}, owner: {stringValue: 'mia'}};
    let room = replies.missing();
    open({}, {read: (sent, signal) => room(sent, signal)});
    await failSdk(await openWithoutStream());
    room = replies.found(locked, 't1');
    const knock = (signal: AbortSignal): Promise<CallError> =>
      failureOf(signaling.knock?.(request, {signal}) ?? Promise.resolve());
    expect((await knock(new AbortController().signal)).code).to.equal('signaling-unreachable');
    expect(sent(/:commit$/), 'the knock, and that it is taken back').to.have.length(2);
    const abort = new AbortController();
    const knocked = knock(abort.signal);
    await waitUntil(() => sent(/:commit$/).length > 2, 'it knocks');
    await promisesSettled();
    abort.abort();
    expect((await knocked).code, 'it waited for the answer').to.equal('aborted');
  });

  const participantOf = (entry: SentRequest | undefined): string =>
    `projects/acme/databases/(default)/documents/videoCall/v1/rooms/table-7/participants/${uidOf(entry)}`;
  const uidOf = (entry: SentRequest | undefined): string =>
    /participants\/([^"]+)"/.exec(JSON.stringify(entry?.body))?.[1] ?? '';
});
