import {expect} from '@open-wc/testing';
import {Store} from '../../../src/call/store.js';
import {CallError} from '../../../src/errors.js';
import {SlowJoin} from '../../../src/slow-join.js';
import {ManualClock} from '../../support/manual-clock.js';

function setup() {
  const clock = new ManualClock();
  const store: Store = new Store(after => slow.changed(after));
  const slow = new SlowJoin(store, clock);
  store.update({type: 'ready', room: 'table-7', capacity: 4, wanted: {microphone: true, camera: true}});
  store.update({type: 'join-started'});
  return {clock, store, said: () => store.state.error?.code ?? null};
}

describe('a join that takes long', () => {
  it('says within 10 s that the call service does not answer, and goes on', async () => {
    const {clock, store, said} = setup();
    await clock.advance(7_000);
    expect(said()).to.equal(null);
    await clock.advance(2_999);
    expect(said()).to.equal('signaling-unreachable');
    expect(store.state.phase).to.equal('joining');
  });

  it('says it again of what takes long after that', async () => {
    const {clock, store, said} = setup();
    await clock.advance(9_999);
    store.update({type: 'entered', uid: 'eva'});
    expect(said()).to.equal(null);
    await clock.advance(9_999);
    expect(said()).to.equal('signaling-unreachable');
  });

  it('leaves what is known better', async () => {
    const {clock, store} = setup();
    const error = new CallError('signaling-unreachable', 'Refused.');
    store.update({type: 'notice', error});
    await clock.advance(20_000);
    expect(store.state.error).to.equal(error);
  });

  for (const update of [{type: 'seated'}, {type: 'left'}] as const) {
    it(`says nothing once it is over: ${update.type}`, async () => {
      const {clock, store, said} = setup();
      await clock.advance(7_000);
      store.update(update);
      expect(clock.pending).to.equal(0);
      await clock.advance(20_000);
      expect(said()).to.equal(null);
    });
  }
});
