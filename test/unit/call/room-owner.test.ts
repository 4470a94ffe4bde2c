import {expect} from '@open-wc/testing';
import {RoomOwner} from '../../../src/call/room-owner.js';
import {Store} from '../../../src/call/store.js';
import {CallError} from '../../../src/errors.js';
import type {OwnedRoomState, RoomOwnership} from '../../../src/signaling/room-ownership.js';

interface Setup {
  /** What the store says of the room; null is somebody else's. */
  readonly own?: OwnedRoomState | null;
  readonly ownership?: boolean;
}

function setup({own = {locked: false}, ownership = true}: Setup = {}) {
  const store = new Store(() => undefined);
  store.update({type: 'ready', room: 'table-7', capacity: 4, wanted: {microphone: true, camera: true}});
  const done: string[] = [];
  const write = (what: string): Promise<void> => {
    if (!own) return Promise.reject(CallError.notOwner());
    done.push(what);
    return Promise.resolve();
  };
  const room: RoomOwnership = {
    look: () => {
      done.push('look');
      return Promise.resolve(own);
    },
    admit: uid => write(`admit ${uid}`),
    refuse: uid => write(`refuse ${uid}`),
    remove: uid => write(`remove ${uid}`),
    lock: locked => write(locked ? 'lock' : 'open'),
  };
  const {signal} = new AbortController();
  const enter = () => Promise.resolve({uid: 'ann', ownership: ownership ? room : null});
  return {store, done, owner: new RoomOwner({store, enter, signal: () => signal})};
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof CallError ? error.code : error),
  );

describe('RoomOwner', () => {
  it('admits, refuses and removes without asking whose room it is', async () => {
    const {owner, done} = setup();
    await owner.admit('eve');
    await owner.refuse('fay');
    await owner.remove('gus');
    expect(done).to.deep.equal(['admit eve', 'refuse fay', 'remove gus']);
  });

  it('locks as told without asking, and says so once it is', async () => {
    const {owner, store, done} = setup();
    const locked = owner.lock(true);
    expect(store.state.ownRoom).to.equal(null);
    await locked;
    expect(store.state.ownRoom).to.deep.equal({locked: true});
    expect(done).to.deep.equal(['lock']);
  });

  it('asks once how it is, to change that', async () => {
    const {owner, store, done} = setup();
    await owner.lock();
    await owner.lock();
    expect(done).to.deep.equal(['look', 'lock', 'open']);
    expect(store.state.ownRoom).to.deep.equal({locked: false});
  });

  it('knows of a knock that the room is its own, and locked', async () => {
    const {owner, store, done} = setup();
    owner.onKnocks([{uid: 'eve', name: 'Eve', expireAt: 1}]);
    expect(store.state.ownRoom).to.deep.equal({locked: true});
    await owner.lock();
    expect(done).to.deep.equal(['open']);
    owner.onKnocks([]);
    expect(store.state.ownRoom).to.deep.equal({locked: false});
  });

  it('calls nobody who knocks by a name of blanks', () => {
    const {owner, store} = setup();
    owner.onKnocks([{uid: 'eve', name: '   ', expireAt: 1}]);
    expect(store.state.knocks).to.deep.equal([{uid: 'eve', name: '', expireAt: 1}]);
  });

  it('knows nothing of a room at which nobody knocks', () => {
    const {owner, store} = setup();
    owner.onKnocks([]);
    expect(store.state.ownRoom).to.equal(null);
  });

  it('rejects for whoever does not own the room', async () => {
    const {owner, store} = setup({own: null});
    for (const attempt of [owner.admit('eve'), owner.remove('eve'), owner.lock(true), owner.lock()])
      expect(await codeOf(attempt)).to.equal('not-owner');
    expect(store.state.ownRoom).to.equal(null);
  });

  it('rejects where no room has an owner', async () => {
    const {owner} = setup({ownership: false});
    for (const attempt of [owner.admit('eve'), owner.refuse('eve'), owner.remove('eve'), owner.lock(true)])
      expect(await codeOf(attempt)).to.equal('not-owner');
  });

  it('writes to nobody’s uid but a person’s', async () => {
    const {owner, done} = setup();
    const strangers: readonly unknown[] = ['', '.', '..', 'eve/../ann', 'x'.repeat(129), null, undefined, 7, ['eve']];
    for (const uid of strangers)
      for (const act of [owner.admit, owner.refuse, owner.remove])
        expect(await codeOf(act.call(owner, uid as string)), String(uid)).to.equal('invalid-uid');
    expect(await codeOf(owner.remove('ann')), 'oneself').to.equal('invalid-uid');
    expect(done).to.deep.equal([]);
  });
});
