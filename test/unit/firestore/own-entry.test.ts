import {expect} from '@open-wc/testing';
import {type CallError} from '../../../src/errors.js';
import type {Precondition, Write} from '../../../src/signaling/firestore/commit.js';
import {RuleRefusal} from '../../../src/signaling/firestore/failure.js';
import {OwnEntry} from '../../../src/signaling/firestore/own-entry.js';
import {UsageCount} from '../../../src/signaling/firestore/usage-count.js';
import {ConflictError, type SignalingUsage} from '../../../src/signaling/signaling.js';
import {fakeAccess} from './support/fake-access.js';
import {FakeFetch, type Reply} from './support/fake-fetch.js';

const path = 'videoCall/v1/rooms/r/participants/mia';
const readTime = '2026-01-01T00:05:00Z';
/** At {@link readTime} a lease of then has just not lapsed, and one of then has. */
const renewed = {lately: '2026-01-01T00:02:00Z', longAgo: '2026-01-01T00:01:59.999Z'} as const;
const never = new AbortController().signal;

interface Held {
  readonly session: string;
  readonly state: string;
  readonly version: number;
}

/** One document with versions and conditions, as Firestore has them, over a network that can lose replies. */
class OneDocument {
  readonly seen: string[] = [];
  held: Held | null = null;
  renewedAt: string = renewed.lately;
  /** Called as the next read arrives. */
  beforeRead: (() => void) | null = null;
  losesReplies = 0;
  losesRequests = 0;
  /** Rules refuse what is sent again, once. */
  refusesRepeat = false;
  #isLost = false;
  #version = 0;

  readonly reply: Reply = request => {
    const isRead = request.url.endsWith(':batchGet');
    if (!isRead && this.losesRequests > 0) {
      this.losesRequests--;
      this.#isLost = true;
      return Promise.reject(new TypeError('lost on the way'));
    }
    const response = isRead ? this.#read() : this.#commit(request.body);
    if (!isRead && this.losesReplies > 0) {
      this.losesReplies--;
      this.#isLost = true;
      return Promise.reject(new TypeError('lost on the way back'));
    }
    return response;
  };

  /** Somebody else's write, or one's own of another page. */
  put(session: string, state = 'lobby'): void {
    this.held = {session, state, version: ++this.#version};
  }

  #read(): Response {
    this.seen.push('read');
    this.beforeRead?.();
    const {held} = this;
    // By the rules nobody reads who is not there.
    if (!held) return json(403, {error: {status: 'PERMISSION_DENIED', message: 'false for get'}});
    const fields = {
      ...{session: {stringValue: held.session}, state: {stringValue: held.state}},
      renewedAt: {timestampValue: this.renewedAt},
    };
    return json(200, [{found: {fields, updateTime: `t${held.version}`}, readTime}]);
  }

  #commit(body: unknown): Response {
    const [write] = (body as {readonly writes: readonly [RestWrite]}).writes;
    if (!isUnderstood(write)) {
      this.seen.push('not understood');
      return json(400, {error: {status: 'INVALID_ARGUMENT', message: 'Invalid time'}});
    }
    if (this.refusesRepeat && this.#isLost) {
      this.refusesRepeat = false;
      this.seen.push('refused by a rule');
      return json(403, {error: {status: 'PERMISSION_DENIED', message: 'false for create'}});
    }
    if (!this.#holds(write.currentDocument)) {
      this.seen.push('refused');
      return json(400, {error: {status: 'FAILED_PRECONDITION', message: 'the version does not match'}});
    }
    this.seen.push(write.delete ? 'deleted' : 'written');
    this.#apply(write);
    return json(200, {commitTime: '2026-01-01T00:00:00Z', writeResults: [{updateTime: this.updateTime}]});
  }

  #holds(condition: Precondition | undefined): boolean {
    if (!condition) return true;
    return 'exists' in condition ? condition.exists === (this.held !== null) : condition.updateTime === this.updateTime;
  }

  #apply({update}: RestWrite): void {
    if (!update) this.held = null;
    else this.put(update.fields['session']?.stringValue ?? '', update.fields['state']?.stringValue);
  }

  get updateTime(): string {
    return this.held ? `t${this.held.version}` : '';
  }
}

interface RestWrite {
  readonly update?: {readonly fields: Readonly<Record<string, {readonly stringValue: string}>>};
  readonly delete?: string;
  readonly currentDocument?: Precondition;
}

const isUnderstood = ({currentDocument}: RestWrite): boolean =>
  !currentDocument || !('updateTime' in currentDocument) || /^t\d+$/.test(currentDocument.updateTime);

const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), {status});

describe('OwnEntry', () => {
  let network: FakeFetch;
  let store: OneDocument;
  let own: OwnEntry;
  let counted: SignalingUsage | null;
  beforeEach(() => {
    counted = null;
    const usage = new UsageCount();
    usage.tellTo(told => (counted = told));
    network = new FakeFetch();
    store = new OneDocument();
    network.replyWith(store.reply);
    own = new OwnEntry(fakeAccess(), path, 's1', usage);
  });
  afterEach(() => network.restore());

  const entry: Write = {set: path, fields: {session: 's1', state: 'lobby'}};
  const join = (precondition: Precondition): readonly Write[] => [
    {set: path, fields: {session: 's1', state: 'joined'}, precondition},
  ];
  const remove = (precondition: Precondition): readonly Write[] => [{delete: path, precondition}];
  const isJoined = ({state}: {readonly state: string}): boolean => state === 'joined';
  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (error: unknown) => error,
    );

  it('writes each time on the version of the time before', async () => {
    await own.create([entry], never);
    await own.write(join, never);
    await own.write(remove, never);
    expect(store.seen).to.deep.equal(['written', 'written', 'deleted']);
  });

  it('does one write at a time, in the order asked for', async () => {
    await Promise.all([
      own.create([entry], never),
      own.write(join, never),
      own.write(join, never),
      own.write(remove, never),
    ]);
    expect(store.seen).to.deep.equal(['written', 'written', 'written', 'deleted']);
  });

  it('goes on after one that failed', async () => {
    store.losesRequests = 2;
    const failed = failureOf(own.create([entry], never));
    const written = own.create([entry], never);
    expect(((await failed) as CallError).code).to.equal('signaling-unreachable');
    await written;
    expect(store.held?.session).to.equal('s1');
  });

  it('does not say a second time what was done though the reply was lost', async () => {
    await own.create([entry], never);
    store.losesReplies = 1;
    expect(await own.write(join, never, isJoined)).to.be.null;
    expect(store.seen).to.deep.equal(['written', 'written', 'refused', 'read']);
    expect(store.held?.state).to.equal('joined');
    expect(counted, 'the read is counted').to.deep.equal({reads: 1, writes: 0, deletes: 0});
  });

  it('says it again on the version that the lost reply would have told, where that is not enough', async () => {
    await own.create([entry], never);
    store.losesReplies = 1;
    expect(await own.write(join, never)).not.to.be.null;
    expect(store.seen).to.deep.equal(['written', 'written', 'refused', 'read', 'written']);
  });

  it('goes on from what it adopted', async () => {
    await own.create([entry], never);
    store.losesReplies = 1;
    await own.write(join, never, isJoined);
    await own.write(join, never);
    await own.write(remove, never);
    expect(store.seen.slice(4)).to.deep.equal(['written', 'deleted']);
  });

  it('leaves what another session wrote', async () => {
    await own.create([entry], never);
    store.put('s2', 'joined');
    for (const write of [join, remove])
      expect(await failureOf(own.write(write, never))).to.be.instanceOf(ConflictError);
    expect(store.held).to.include({session: 's2', state: 'joined'});
    expect(store.seen).not.to.include('deleted');
  });

  it('yields: written at once where nothing is, and nothing is read', async () => {
    await own.createYielding(entry, never);
    await own.write(join, never);
    expect(store.seen).to.deep.equal(['written', 'written']);
    expect(counted?.reads ?? 0).to.equal(0);
  });

  it('yields to another session in the call, whose entry stays', async () => {
    store.put('s2', 'joined');
    expect(await failureOf(own.createYielding(entry, never))).to.be.instanceOf(ConflictError);
    expect(store.seen).to.deep.equal(['refused', 'read']);
    expect(store.held?.session).to.equal('s2');
    expect(counted?.reads).to.equal(1);
    expect(await failureOf(own.write(remove, never)), 'there is nothing to take back').to.be.instanceOf(ConflictError);
    expect(store.held?.session).to.equal('s2');
  });

  it('yields to nobody in the lobby', async () => {
    store.put('s2', 'lobby');
    await own.createYielding(entry, never);
    await own.write(join, never);
    expect(store.held).to.include({session: 's1', state: 'joined'});
    expect(store.seen).to.deep.equal(['refused', 'read', 'written', 'written']);
  });

  it('yields to nobody whose lease has lapsed by the time of the store', async () => {
    store.put('s2', 'joined');
    store.renewedAt = renewed.longAgo;
    await own.createYielding(entry, never);
    expect(store.held?.session).to.equal('s1');
  });

  it('yields to who joins in this very moment', async () => {
    store.put('s2', 'lobby');
    network.replyWith(async (request, signal) => {
      const response = await store.reply(request, signal);
      if (request.url.endsWith(':batchGet')) store.put('s2', 'joined');
      return response;
    });
    expect(await failureOf(own.createYielding(entry, never))).to.be.instanceOf(ConflictError);
    expect(store.held).to.include({session: 's2', state: 'joined'});
  });

  it('yields to nobody who has left by the time they are looked at', async () => {
    store.put('s2', 'joined');
    store.beforeRead = () => (store.held = null);
    await own.createYielding(entry, never);
    expect(store.held?.session).to.equal('s1');
  });

  it('does not yield to itself where a reply was lost', async () => {
    store.losesReplies = 1;
    await own.createYielding(entry, never);
    await own.write(join, never);
    expect(store.held).to.include({session: 's1', state: 'joined'});
    expect(store.seen).to.deep.equal(['written', 'refused', 'read', 'written']);
  });

  it('does not yield to itself where the reply to what took another’s place was lost', async () => {
    store.put('s2');
    store.beforeRead = () => {
      store.beforeRead = null;
      store.losesReplies = 1;
    };
    await own.createYielding(entry, never);
    await own.write(join, never);
    expect(store.held).to.include({session: 's1', state: 'joined'});
    expect(store.seen).to.deep.equal(['refused', 'read', 'written', 'refused', 'read', 'written']);
  });

  it('does not yield to itself where a reply was lost, and the rules refuse what was sent again', async () => {
    store.losesReplies = 1;
    store.refusesRepeat = true;
    await own.createYielding(entry, never);
    await own.write(join, never);
    expect(store.held).to.include({session: 's1', state: 'joined'});
    expect(store.seen).to.deep.equal(['written', 'refused by a rule', 'read', 'written']);
  });

  it('yields nothing where the request was lost, and the rules refuse what was sent again: it was not done', async () => {
    store.losesRequests = 1;
    store.refusesRepeat = true;
    const error = await failureOf(own.createYielding(entry, never));
    expect(error).to.be.instanceOf(RuleRefusal);
    expect(store.seen).to.deep.equal(['refused by a rule', 'read']);
  });

  it('does not write where others swept it', async () => {
    await own.create([entry], never);
    store.held = null;
    expect(await failureOf(own.write(join, never))).to.be.instanceOf(ConflictError);
    expect(store.held).to.be.null;
  });

  it('takes an entry back whose reply never came', async () => {
    store.losesReplies = 2;
    expect(((await failureOf(own.create([entry], never))) as CallError).code).to.equal('signaling-unreachable');
    expect(store.held?.session, 'it is there all the same').to.equal('s1');
    await own.write(remove, never);
    expect(store.held).to.be.null;
    expect(store.seen).not.to.include('not understood');
  });

  it('takes nobody else’s entry back before it has written one', async () => {
    store.put('s2');
    expect(await failureOf(own.write(remove, never))).to.be.instanceOf(ConflictError);
    expect(store.held?.session).to.equal('s2');
  });

  it('has a condition for a write that nobody can wait for, but while the version is about to change', async () => {
    const created = own.create([entry], never);
    expect(own.precondition).to.equal(null);
    await created;
    expect(own.precondition).to.deep.equal({updateTime: 't1'});
    const joined = [own.write(join, never), own.write(join, never)];
    await joined[0];
    expect(own.precondition).to.equal(null);
    await joined[1];
    expect(own.precondition).to.deep.equal({updateTime: 't3'});
    store.losesRequests = 2;
    expect(await failureOf(own.write(join, never))).to.be.instanceOf(Error);
    expect(own.precondition, 'after one that failed').to.deep.equal({updateTime: 't3'});
  });
});
