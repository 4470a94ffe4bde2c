import {expect, waitUntil} from '@open-wc/testing';
import {silentLog} from '../../../src/log.js';
import type {Connection} from '../../../src/protocol/connection.js';
import {lookWhileDeaf} from '../../../src/signaling/firestore/connections-look.js';
import type {RawDocument} from '../../../src/signaling/firestore/listeners.js';
import {StorePath} from '../../../src/signaling/firestore/store-path.js';
import {UsageCount} from '../../../src/signaling/firestore/usage-count.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';
import {fakeAccess} from './support/fake-access.js';
import {FakeFetch, replies} from './support/fake-fetch.js';

const name = 'projects/p/databases/d/documents/videoCall/v1/rooms/table-7/connections/ann_mia';
const fields = {
  from: {stringValue: 'ann'},
  parties: {arrayValue: {values: [{stringValue: 'ann'}, {stringValue: 'mia'}]}},
  offer: {mapValue: {fields: {sdp: {stringValue: 'v=0'}, revision: {integerValue: '2'}}}},
  offerCandidates: {arrayValue: {}},
  videoCallExpireAt: {timestampValue: '2026-01-01T00:00:01.500Z'},
};
const found = [{document: {name, fields}, readTime: '2026-01-01T00:00:00Z'}];
const nothing = [{readTime: '2026-01-01T00:00:00Z'}];

describe('while the listener of a page’s own app may be deaf', () => {
  let network: FakeFetch;
  beforeEach(() => (network = new FakeFetch()));
  afterEach(() => network.restore());

  function setup({reopen = null}: {readonly reopen?: (() => Promise<void>) | null} = {}) {
    const clock = new ManualClock();
    const path = new StorePath(reopen, silentLog);
    const ended = new AbortController();
    const shown: (readonly RawDocument[])[] = [];
    const listeners = {
      connections: [] as readonly Connection[],
      show: (documents: readonly RawDocument[]) => void shown.push(documents),
    };
    const usage = new UsageCount();
    const reads: number[] = [];
    usage.tellTo(told => reads.push(told.reads));
    lookWhileDeaf({
      ...{access: {...fakeAccess(), path}, room: 'table-7', listeners, clock, log: silentLog},
      requests: {ended: ended.signal, usage},
    });
    /** A reply has been read, after which it is shown or not at once. */
    const untilRead = (count: number): Promise<void> => waitUntil(() => reads.length === count, 'a look is answered');
    return {clock, path, ended, shown, listeners, reads, untilRead};
  }

  it('the connections are looked at by REST after a hint, as the listener would tell them, and counted', async () => {
    network.replyWith(
      () => Response.json(found),
      () => Response.json(nothing),
    );
    const {clock, path, shown, reads, untilRead} = setup();
    path.suspect({listeners: true});
    await clock.advance(500);
    await untilRead(1);
    const [request] = network.sent;
    expect(request?.url).to.match(/\/videoCall\/v1\/rooms\/table-7:runQuery$/);
    expect(JSON.stringify(request?.body)).to.include('"op":"ARRAY_CONTAINS","value":{"stringValue":"mia"}');
    const data = {
      from: 'ann',
      parties: ['ann', 'mia'],
      offer: {sdp: 'v=0', revision: 2},
      offerCandidates: [],
      videoCallExpireAt: Date.parse('2026-01-01T00:00:01.500Z'),
    };
    expect(shown).to.deep.equal([[{id: 'ann_mia', data}]]);
    await clock.advance(1_000);
    await untilRead(2);
    expect(shown.at(-1), 'gone by then').to.deep.equal([]);
    expect(reads.at(-1)).to.equal(2);
  });

  it('several times after a hint, and no more once the visit is over', async () => {
    network.replyWith(() => Response.json(nothing));
    const {clock, path, ended} = setup();
    path.suspect({listeners: true});
    await clock.advance(60_000);
    await promisesSettled();
    expect(network.sent).to.have.length(5);
    path.suspect({listeners: true});
    ended.abort();
    expect(clock.pending).to.equal(0);
    path.suspect({listeners: true});
    expect(clock.pending).to.equal(0);
  });

  it('also when something gets through for the first time again, and not where only writes are doubted', async () => {
    const {clock, path} = setup();
    path.suspect({listeners: false});
    expect(clock.pending).to.equal(0);
    path.lost();
    path.reached({askedAt: performance.now()});
    expect(clock.pending).to.be.greaterThan(0);
    await clock.advance(0);
  });

  it('what the listener has told meanwhile is newer', async () => {
    const late = createDeferred<Response>();
    network.replyWith(() => late.promise);
    const {clock, path, shown, listeners, untilRead} = setup();
    path.suspect({listeners: true});
    await clock.advance(500);
    listeners.connections = [];
    late.resolve(Response.json(found));
    await untilRead(1);
    expect(shown).to.deep.equal([]);
  });

  /** Two looks are under way; what is shown of them counts as told. */
  async function setupTwoLooks() {
    const [early, late] = [createDeferred<Response>(), createDeferred<Response>()];
    network.replyWith(
      () => early.promise,
      () => late.promise,
      () => Response.json(found),
    );
    const {clock, path, shown, listeners, untilRead} = setup();
    listeners.show = documents => {
      shown.push(documents);
      listeners.connections = [];
    };
    path.suspect({listeners: true});
    await clock.advance(1_500);
    const counts = (): readonly number[] => shown.map(({length}) => length);
    return {clock, early, late, counts, untilRead};
  }

  it('a later look is newer than one that was asked for earlier and is answered later', async () => {
    const {clock, early, late, counts, untilRead} = await setupTwoLooks();
    late.resolve(Response.json(found));
    await untilRead(1);
    early.resolve(Response.json(nothing));
    await untilRead(2);
    expect(counts()).to.deep.equal([1]);
    await clock.advance(1_500);
    await untilRead(3);
    expect(counts()).to.deep.equal([1, 1]);
  });

  it('one that was under way already is shown, too, when an earlier one is answered before it', async () => {
    const {early, late, counts, untilRead} = await setupTwoLooks();
    early.resolve(Response.json(nothing));
    await untilRead(1);
    late.resolve(Response.json(found));
    await untilRead(2);
    expect(counts()).to.deep.equal([0, 1]);
  });

  it('nobody looks where the listener is opened anew, and a look that fails is no more than that', async () => {
    let reopened = 0;
    const reopen = (): Promise<void> => {
      reopened++;
      return Promise.resolve();
    };
    const own = setup({reopen});
    own.path.suspect({listeners: true});
    expect([reopened, own.clock.pending]).to.deep.equal([1, 0]);
    network.replyWith(replies.refused(403, 'PERMISSION_DENIED', 'Missing or insufficient permissions.'));
    const {clock, path, shown} = setup();
    path.suspect({listeners: true});
    await clock.advance(10_000);
    await promisesSettled();
    expect(shown).to.deep.equal([]);
  });
});
