import {expect} from '@open-wc/testing';
import {Store} from '../../../src/call/store.js';
import {codeOf, minuteMs, setupSession, tripMs} from './session-fixture.js';

/** eva waits in the lobby of a full room. */
async function setupFull(different: Parameters<typeof setupSession>[0] = {}) {
  const fixture = setupSession(different);
  const {clock, session, sit, store} = fixture;
  const ann = await sit('ann');
  const ben = await sit('ben');
  session.prepare();
  await clock.advance(tripMs);
  session.waitForSeat(true);
  expect(store.state).to.include({phase: 'lobby', membersPresent: 2, waitingForSeat: true});
  return {...fixture, ann, ben};
}

describe('waiting for a seat of a full room', () => {
  it('goes on for as long as it takes, though nobody touches anything', async () => {
    const {clock, store, ben, entry} = await setupFull();
    await clock.advance(30 * minuteMs);
    expect(entry('eva')?.state, 'still in the lobby').to.equal('lobby');
    const left = ben.leave();
    await clock.advance(2 * tripMs);
    await left;
    expect(store.state).to.include({phase: 'waiting', waitingForSeat: false});
    expect(entry('eva')?.state).to.equal('joined');
  });

  it('goes on when somebody else was faster', async () => {
    const {clock, store, ben, sit, entry} = await setupFull();
    const left = ben.leave();
    const cid = await sit('cid');
    await left;
    await clock.advance(tripMs);
    expect(entry('eva')?.state, 'back in the lobby').to.equal('lobby');
    expect(store.state).to.include({phase: 'lobby', waitingForSeat: true, error: null});
    const leftToo = cid.leave();
    await clock.advance(2 * tripMs);
    await leftToo;
    expect(store.state.phase).to.equal('waiting');
  });

  it('left as soon as there is one: nobody comes in', async () => {
    let leave = (): void => undefined;
    const store = new Store(({phase}) => {
      if (phase === 'joining') leave();
    });
    const {clock, session, ben, entry} = await setupFull({store});
    leave = () => void session.leave();
    const left = ben.leave();
    await clock.advance(minuteMs);
    await left;
    expect([store.state.phase, entry('eva')?.state]).to.deep.equal(['ended', undefined]);
  });

  it('leaves the lobby two minutes after it was given up', async () => {
    const {clock, session, store, entry} = await setupFull();
    await clock.advance(10 * minuteMs);
    session.waitForSeat(false);
    await clock.advance(minuteMs);
    expect(entry('eva')?.state).to.equal('lobby');
    await clock.advance(3 * minuteMs);
    expect(entry('eva')).to.equal(undefined);
    expect(store.state.phase).to.equal('lobby');
  });

  it('is offered no longer by a lobby that nobody touched: who is there is not known any more', async () => {
    const {clock, session, store, ben} = await setupFull();
    session.waitForSeat(false);
    expect(await codeOf(session.join())).to.equal('room-full');
    expect(store.state.error?.code).to.equal('room-full');
    await clock.advance(4 * minuteMs);
    expect(store.state).to.include({phase: 'lobby', membersPresent: null, error: null});
    const left = ben.leave();
    await clock.advance(2 * tripMs);
    await left;
    const joined = codeOf(session.join());
    await clock.advance(2 * tripMs);
    expect(await joined).to.equal('resolved');
  });

  it('enters the room where nobody had touched the lobby for long', async () => {
    const {clock, session, store, sit, entry} = setupSession();
    await sit('ann');
    const ben = await sit('ben');
    session.prepare();
    await clock.advance(10 * minuteMs);
    expect(entry('eva')).to.equal(undefined);
    session.waitForSeat(true);
    await clock.advance(tripMs);
    expect(entry('eva')?.state).to.equal('lobby');
    const left = ben.leave();
    await clock.advance(2 * tripMs);
    await left;
    expect(store.state.phase).to.equal('waiting');
  });
});
