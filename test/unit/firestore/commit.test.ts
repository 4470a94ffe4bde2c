import {expect} from '@open-wc/testing';
import {CallError, type CallErrorCode} from '../../../src/errors.js';
import {silentLog} from '../../../src/log.js';
import {commit, commitAtOnce, look, type CommitResult, type Write} from '../../../src/signaling/firestore/commit.js';
import type {RuleRefusal} from '../../../src/signaling/firestore/failure.js';
import {StorePath} from '../../../src/signaling/firestore/store-path.js';
import {ConflictError} from '../../../src/signaling/signaling.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {promisesSettled} from '../../support/manual-clock.js';
import {fakeAccess} from './support/fake-access.js';
import {FakeFetch, ManualTimeouts, replies, type Reply} from './support/fake-fetch.js';

const writes: readonly Write[] = [{set: 'videoCall/v1/rooms/r/participants/mia', fields: {name: 'Mia'}}];
const never = new AbortController().signal;
const {refused} = replies;
const oddVersion = '{"commitTime": "2026-01-01T00:00:00Z", "writeResults": [{"updateTime": 7}]}';

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('it went through'),
    (error: unknown) => error,
  );
}

const nameOf = (error: unknown): string =>
  error instanceof CallError ? error.code : error instanceof ConflictError ? 'conflict' : String(error);

describe('commit', () => {
  let network: FakeFetch;
  let timeouts: ManualTimeouts;
  beforeEach(() => {
    network = new FakeFetch();
    timeouts = new ManualTimeouts();
  });
  afterEach(() => {
    network.restore();
    timeouts.restore();
  });

  describe('what is sent', () => {
    async function sentBy(...given: readonly Write[]): Promise<unknown> {
      network.replyWith(replies.commit());
      await commit(fakeAccess(), given, never);
      return (network.sent[0]?.body as {readonly writes: readonly unknown[]}).writes;
    }
    const name = (path: string): string => `projects/p/databases/d/documents/${path}`;

    it('goes to the database’s commit, signed in, as JSON', async () => {
      await sentBy(...writes);
      const [request] = network.sent;
      expect(request?.url).to.equal('https://firestore.example/v1/projects/p/databases/d/documents:commit');
      expect(request?.headers).to.deep.equal({authorization: 'Bearer known', 'content-type': 'application/json'});
      expect(request?.keepalive).to.be.false;
    });

    it('replaces a document', async () => {
      expect(await sentBy({set: 'a/b', fields: {name: 'Mia'}})).to.deep.equal([
        {update: {name: name('a/b'), fields: {name: {stringValue: 'Mia'}}}},
      ]);
    });

    it('changes some fields, with the store’s time in others, on one condition', async () => {
      const write: Write = {
        set: 'a/b',
        fields: {state: 'joined'},
        mask: ['state'],
        now: ['renewedAt', 'joinedAt'],
        precondition: {updateTime: 't1'},
      };
      expect(await sentBy(write)).to.deep.equal([
        {
          update: {name: name('a/b'), fields: {state: {stringValue: 'joined'}}},
          updateMask: {fieldPaths: ['state']},
          updateTransforms: [
            {fieldPath: 'renewedAt', setToServerValue: 'REQUEST_TIME'},
            {fieldPath: 'joinedAt', setToServerValue: 'REQUEST_TIME'},
          ],
          currentDocument: {updateTime: 't1'},
        },
      ]);
    });

    it('appends what a list lacks', async () => {
      const write: Write = {set: 'a/b', fields: {}, mask: [], append: {list: ['x', 'y']}, precondition: {exists: true}};
      expect(await sentBy(write)).to.deep.equal([
        {
          update: {name: name('a/b'), fields: {}},
          updateMask: {fieldPaths: []},
          updateTransforms: [
            {fieldPath: 'list', appendMissingElements: {values: [{stringValue: 'x'}, {stringValue: 'y'}]}},
          ],
          currentDocument: {exists: true},
        },
      ]);
    });

    it('deletes, and does all of it at once', async () => {
      expect(await sentBy({delete: 'a/b'}, {delete: 'c/d', precondition: {updateTime: 't1'}})).to.deep.equal([
        {delete: name('a/b')},
        {delete: name('c/d'), currentDocument: {updateTime: 't1'}},
      ]);
    });
  });

  it('tells when it was committed, and the new version of each document', async () => {
    network.replyWith(replies.commit(['t1', ''], '2026-01-01T00:00:00.250Z'));
    const result: CommitResult = await commit(fakeAccess(), writes, never);
    expect(result).to.deep.equal({commitTimeMs: Date.UTC(2026, 0, 1) + 250, updateTimes: ['t1', '']});
  });

  describe('faults', () => {
    const cases: readonly (readonly [string, Reply, CallErrorCode | 'conflict', times: number])[] = [
      ['a condition that does not hold', refused(400, 'FAILED_PRECONDITION'), 'conflict', 1],
      ['a document that is there already', refused(409, 'ALREADY_EXISTS'), 'conflict', 1],
      ['a document that is gone', refused(404, 'NOT_FOUND'), 'conflict', 1],
      ['rules that refuse', refused(403, 'PERMISSION_DENIED'), 'conflict', 1],
      [
        'App Check that refuses',
        refused(403, 'PERMISSION_DENIED', 'App Check token is invalid.'),
        'app-check-refused',
        1,
      ],
      ['a request that is not understood', refused(400, 'INVALID_ARGUMENT'), 'invalid-config', 1],
      ['a sign-in that has ended', refused(401, 'UNAUTHENTICATED'), 'permission-denied', 2],
      ['a store that is unavailable', refused(503, 'UNAVAILABLE'), 'signaling-unreachable', 2],
      ['a store that has too much to do', refused(429, 'RESOURCE_EXHAUSTED'), 'signaling-unreachable', 2],
      ['something else that replies', replies.text(502, '<html>'), 'signaling-unreachable', 2],
      ['a reply that is cut off', replies.text(200, '{"commitTime":'), 'signaling-unreachable', 2],
      ['a reply without the time', replies.text(200, '{"writeResults": []}'), 'signaling-unreachable', 2],
      ['a time that is none', replies.commit([], 'soon'), 'signaling-unreachable', 2],
      ['a version that is no text', replies.text(200, oddVersion), 'signaling-unreachable', 2],
      ['a reply that is no object', replies.text(200, 'null'), 'signaling-unreachable', 2],
      ['no network', replies.offline(), 'signaling-unreachable', 2],
    ];
    for (const [name, reply, expected, times] of cases) {
      it(`${name}: ${expected}, sent ${times === 1 ? 'once' : 'twice'}`, async () => {
        network.replyWith(reply);
        expect(nameOf(await failureOf(commit(fakeAccess(), writes, never)))).to.equal(expected);
        expect(network.sent).to.have.length(times);
      });
    }

    it('no reply: sent twice, and in less than 10 s the caller knows', async () => {
      network.replyWith(replies.silence());
      const failed = failureOf(commit(fakeAccess(), writes, never));
      await untilSent(1);
      timeouts.fire();
      await untilSent(2);
      await timeouts.pass();
      expect(nameOf(await failed)).to.equal('signaling-unreachable');
      expect(network.sent).to.have.length(2);
      expect(timeouts.limitsMs).to.deep.equal([8_700, 4_200]);
      expect(timeouts.timersMs, 'the second').to.deep.equal([4_200]);
    });

    it('a late reply counts, also when the same was sent again', async () => {
      const late = createDeferred<Response>();
      network.replyWith(() => late.promise, replies.silence());
      const committed = commit(fakeAccess(), writes, never);
      await untilSent(1);
      timeouts.fire();
      await untilSent(2);
      late.resolve(Response.json({commitTime: '2026-01-01T00:00:00Z', writeResults: [{updateTime: 't1'}]}));
      expect((await committed).updateTimes).to.deep.equal(['t1']);
    });

    it('a refusal of what was sent twice may be because the first took effect', async () => {
      network.replyWith(replies.silence(), refused(403, 'PERMISSION_DENIED'));
      const failed = failureOf(commit(fakeAccess(), writes, never));
      await untilSent(1);
      timeouts.fire();
      expect(((await failed) as RuleRefusal).wasRepeated).to.be.true;
    });

    it('a path that may be dead: the same is sent again beside what hangs, until one of them gets through', async () => {
      network.replyWith(replies.silence(), replies.commit(['t2']));
      const told: boolean[] = [];
      const path = {
        ...fakeAccess().path,
        isSuspect: true,
        reached: () => void told.push(true),
        lost: () => void told.push(false),
      };
      expect((await commit({...fakeAccess(), path}, writes, never)).updateTimes).to.deep.equal(['t2']);
      expect(network.sent).to.have.length(2);
      expect(told).to.deep.equal([true]);
    });

    it('a narrow line: the first goes on while its copies are called off, and gets through', async () => {
      const late = createDeferred<Response>();
      const silence = replies.silence();
      const untilLate: Reply = (request, signal) => Promise.race([late.promise, silence(request, signal)]);
      network.replyWith(untilLate, silence);
      const path = new StorePath(null, silentLog);
      path.suspect({listeners: false});
      const committed = commit({...fakeAccess(), path}, writes, never);
      await untilSent(2);
      timeouts.fire();
      await timeouts.pass(4_200);
      late.resolve(Response.json({commitTime: '2026-01-01T00:00:00Z', writeResults: [{updateTime: 't1'}]}));
      expect((await committed).updateTimes).to.deep.equal(['t1']);
    });

    it('a line that carries nothing: five copies at most, for they go over it though they are called off', async () => {
      network.replyWith(replies.silence());
      const path = new StorePath(null, silentLog);
      path.suspect({listeners: false});
      const failed = failureOf(commit({...fakeAccess(), path}, writes, never));
      await untilSent(2);
      timeouts.fire();
      await untilSent(5);
      timeouts.fire();
      await timeouts.pass();
      expect(nameOf(await failed)).to.equal('signaling-unreachable');
      expect(network.sent).to.have.length(5);
    });

    it('one fault is not told: the same is sent again, and goes through', async () => {
      network.replyWith(replies.offline(), replies.commit(['t2']));
      expect((await commit(fakeAccess(), writes, never)).updateTimes).to.deep.equal(['t2']);
      expect(network.sent.map(({body}) => body)).to.deep.equal([network.sent[0]?.body, network.sent[0]?.body]);
    });

    it('a refusal of what was sent once is because of nothing but itself', async () => {
      network.replyWith(refused(403, 'PERMISSION_DENIED'));
      expect(((await failureOf(commit(fakeAccess(), writes, never))) as RuleRefusal).wasRepeated).to.be.false;
    });

    it('no reply makes a path that may be dead: from then on the same is sent several times, until one gets through', async () => {
      const path = new StorePath(null, silentLog);
      network.replyWith(replies.silence(), replies.silence(), replies.commit(['t3']));
      const committed = commit({...fakeAccess(), path}, writes, never);
      await untilSent(1);
      timeouts.fire();
      await untilSent(2);
      expect(path.isSuspect).to.be.true;
      expect((await committed).updateTimes).to.deep.equal(['t3']);
      expect(path.isSuspect).to.be.false;
    });

    it('where that is refused, too, the first may have taken effect', async () => {
      network.replyWith(replies.silence(), refused(403, 'PERMISSION_DENIED'));
      const path = new StorePath(null, silentLog);
      path.suspect({listeners: false});
      const failed = failureOf(commit({...fakeAccess(), path}, writes, never));
      expect(((await failed) as RuleRefusal).wasRepeated).to.be.true;
    });

    it('a sign-in that has ended is renewed for the second try as for the first', async () => {
      network.replyWith(replies.offline(), refused(401, 'UNAUTHENTICATED'), replies.commit(['t3']));
      const access = fakeAccess();
      expect((await commit(access, writes, never)).updateTimes).to.deep.equal(['t3']);
      expect(access.asked).to.deep.equal([false, false, true]);
    });

    it('one that could not be renewed for want of a network is tried again', async () => {
      const unreachable = new CallError('signaling-unreachable', 'No network.');
      network.replyWith(refused(401, 'UNAUTHENTICATED'), replies.commit(['t2']));
      const access = fakeAccess(fresh => (fresh ? Promise.reject(unreachable) : Promise.resolve({})));
      expect((await commit(access, writes, never)).updateTimes).to.deep.equal(['t2']);
    });

    it('with another fault the same tokens do', async () => {
      network.replyWith(replies.offline(), replies.commit());
      const access = fakeAccess();
      await commit(access, writes, never);
      expect(access.asked).to.deep.equal([false, false]);
    });

    it('after a sign-in that has ended new tokens are asked for', async () => {
      network.replyWith(refused(401, 'UNAUTHENTICATED'), replies.commit());
      const access = fakeAccess();
      await commit(access, writes, never);
      expect(access.asked).to.deep.equal([false, true]);
      expect(network.sent.map(({headers}) => headers['authorization'])).to.deep.equal(['Bearer known', 'Bearer fresh']);
    });

    it('a sign-in that cannot be renewed is told as what it is', async () => {
      const denied = new CallError('sign-in-disabled', 'Switched off.');
      network.replyWith(replies.commit());
      const access = fakeAccess(() => Promise.reject(denied));
      expect(await failureOf(commit(access, writes, never))).to.equal(denied);
      expect(network.sent).to.have.length(0);
    });

    it('tokens that never come are no reason to wait for ever', async () => {
      const access = fakeAccess(() => new Promise(() => undefined));
      const failed = failureOf(commit(access, writes, never));
      timeouts.fire();
      await untilAsked(access.asked, 2);
      await timeouts.pass();
      expect(nameOf(await failed)).to.equal('signaling-unreachable');
      expect(network.sent).to.have.length(0);
    });
  });

  describe('called off', () => {
    it('before it began: nothing is sent', async () => {
      network.replyWith(replies.commit());
      expect(nameOf(await failureOf(commit(fakeAccess(), writes, AbortSignal.abort())))).to.equal('aborted');
      expect(network.sent).to.have.length(0);
    });

    it('while it waits for a reply: sent once', async () => {
      network.replyWith(replies.silence());
      const abort = new AbortController();
      const failed = failureOf(commit(fakeAccess(), writes, abort.signal));
      await untilSent(1);
      abort.abort();
      expect(nameOf(await failed)).to.equal('aborted');
      expect(network.sent).to.have.length(1);
    });

    it('while it waits for tokens: nothing is sent', async () => {
      const abort = new AbortController();
      const failed = failureOf(
        commit(
          fakeAccess(() => new Promise(() => undefined)),
          writes,
          abort.signal,
        ),
      );
      abort.abort();
      expect(nameOf(await failed)).to.equal('aborted');
      expect(network.sent).to.have.length(0);
    });

    it('between two tries: not sent again', async () => {
      network.replyWith(replies.offline());
      const abort = new AbortController();
      const access = fakeAccess();
      const failed = failureOf(commit(access, writes, abort.signal));
      await untilSent(1);
      await promisesSettled();
      abort.abort();
      expect(nameOf(await failed)).to.equal('aborted');
      expect([network.sent.length, access.asked.length]).to.deep.equal([1, 1]);
    });
  });

  describe('at once, on pagehide', () => {
    it('is sent in a way that outlives the page, with the last tokens', () => {
      network.replyWith(replies.commit());
      commitAtOnce(fakeAccess(), writes);
      expect(network.sent).to.have.length(1);
      expect(network.sent[0]).to.deep.include({keepalive: true});
      expect(network.sent[0]?.headers['authorization']).to.equal('Bearer last');
    });

    it('throws nothing into a page that is going', async () => {
      network.replyWith(replies.offline());
      commitAtOnce(fakeAccess(), writes);
      await promisesSettled();
      expect(network.sent).to.have.length(1);
    });
  });

  async function untilSent(count: number): Promise<void> {
    while (network.sent.length < count) await promisesSettled();
    await promisesSettled();
  }

  async function untilAsked(asked: readonly boolean[], count: number): Promise<void> {
    while (asked.length < count) await promisesSettled();
    await promisesSettled();
  }
});

describe('look', () => {
  let network: FakeFetch;
  beforeEach(() => (network = new FakeFetch()));
  afterEach(() => network.restore());

  it('reads one document, its version, and the store’s time', async () => {
    const fields = {session: {stringValue: 's1'}};
    network.replyWith(replies.found(fields, 't1', '2026-01-01T00:00:01Z'));
    expect(await look(fakeAccess(), 'a/b', never)).to.deep.equal({
      serverTimeMs: Date.UTC(2026, 0, 1) + 1_000,
      updateTime: 't1',
      fields,
    });
    expect(network.sent[0]?.url).to.match(/documents:batchGet$/);
    expect(network.sent[0]?.body).to.deep.equal({documents: ['projects/p/databases/d/documents/a/b']});
  });

  it('tells that a document is not there', async () => {
    network.replyWith(replies.missing());
    expect(await look(fakeAccess(), 'a/b', never)).to.deep.include({updateTime: '', fields: null});
  });

  const faults: readonly (readonly [string, Reply, CallErrorCode | 'conflict'])[] = [
    ['no network', replies.offline(), 'signaling-unreachable'],
    ['a reply that is cut off', replies.text(200, '[{'), 'signaling-unreachable'],
    ['a reply of something else', replies.text(200, '{}'), 'signaling-unreachable'],
    ['a reply without the time', replies.text(200, '[{"missing": "projects/…"}]'), 'signaling-unreachable'],
    ['a reply of nothing', replies.text(200, '[]'), 'signaling-unreachable'],
    ['a store that is unavailable', refused(503, 'UNAVAILABLE'), 'signaling-unreachable'],
    ['rules that refuse', refused(403, 'PERMISSION_DENIED'), 'conflict'],
  ];
  for (const [name, reply, expected] of faults) {
    it(`${name}: ${expected}`, async () => {
      network.replyWith(reply);
      expect(nameOf(await failureOf(look(fakeAccess(), 'a/b', never)))).to.equal(expected);
    });
  }

  it('called off: aborted', async () => {
    network.replyWith(replies.silence());
    const abort = new AbortController();
    const failed = failureOf(look(fakeAccess(), 'a/b', abort.signal));
    await promisesSettled();
    abort.abort();
    expect(nameOf(await failed)).to.equal('aborted');
  });
});
