import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import type {Signaling} from '../../../src/signaling/signaling.js';
import {writeTimeoutMs} from '../../support/memory-signaling.js';
import {codeOf, minuteMs, setupSession, tripMs} from './session-fixture.js';

/** eva in the lobby of a room in which mia sits; then eva's line is cut. */
async function setupCutOff() {
  const fixture = setupSession();
  const {clock, session, device, entry, sit} = fixture;
  await sit('mia');
  session.prepare();
  await clock.advance(tripMs);
  expect(entry('eva')?.state).to.equal('lobby');
  device.cutOff();
  return {...fixture, joined: codeOf(session.join())};
}

describe('joining from the lobby while the store is out of reach', () => {
  it('says so, stays on the way in, and is in when it is back', async () => {
    const {clock, device, store, joined, entry} = await setupCutOff();
    await clock.advance(writeTimeoutMs + 10);
    expect(store.state.phase).to.equal('joining');
    expect(store.state.error?.code).to.equal('signaling-unreachable');
    device.comeBack();
    await clock.advance(2_000 + tripMs);
    expect(await joined).to.equal('resolved');
    expect(store.state).to.include({phase: 'waiting', error: null});
    expect(entry('eva')?.state).to.equal('joined');
  });

  it('is in even if it was swept meanwhile', async () => {
    const {clock, device, store, joined, entry, memory} = await setupCutOff();
    await clock.advance(4 * minuteMs);
    memory.commit('table-7', state => ({
      ...state,
      participants: new Map([...state.participants].filter(([uid]) => uid !== 'eva')),
    }));
    device.comeBack();
    await clock.advance(minuteMs);
    expect(await joined).to.equal('resolved');
    expect(store.state.phase).to.equal('waiting');
    expect(entry('eva')?.state).to.equal('joined');
  });

  it('goes on for longer than an idle lobby does', async () => {
    const {clock, device, store, joined} = await setupCutOff();
    await clock.advance(2 * minuteMs + 10_000);
    expect(store.state.phase).to.equal('joining');
    device.comeBack();
    await clock.advance(minuteMs);
    expect(await joined).to.equal('resolved');
  });

  it('tries no more once it is left, and leaves nothing', async () => {
    const {clock, device, session, store, joined, entry} = await setupCutOff();
    await clock.advance(writeTimeoutMs + 10);
    const left = session.leave();
    device.comeBack();
    await clock.advance(minuteMs);
    await left;
    expect(await joined).to.equal('aborted');
    expect(store.state).to.include({phase: 'ended', error: null});
    expect(entry('eva') === undefined).to.equal(true);
  });
});

describe('knocking while the store is out of reach', () => {
  it('goes on asking', async () => {
    let asked = 0;
    const unreachable = new CallError('signaling-unreachable', 'Out of reach.');
    const signaling: Signaling = {
      enter: () => Promise.reject(CallError.roomLocked()),
      knock: () => (++asked < 3 ? Promise.reject(unreachable) : new Promise(() => undefined)),
    };
    const {clock, session, store} = setupSession({signaling});
    session.prepare();
    await clock.advance(tripMs);
    expect(store.state.error?.code).to.equal('room-locked');
    const answer = codeOf(session.knock());
    await clock.advance(tripMs);
    expect([asked, store.state.error?.code, store.state.knocking]).to.deep.equal([
      1,
      'signaling-unreachable',
      'asking',
    ]);
    await clock.advance(6_000);
    expect(asked).to.equal(3);
    session.stopKnocking();
    expect(await answer).to.equal('aborted');
  });
});
