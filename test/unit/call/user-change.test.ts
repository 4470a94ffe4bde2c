import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import type {SignalingHandlers} from '../../../src/signaling/signaling.js';
import {codeOf, setupSession, tripMs} from './session-fixture.js';

const userGone = new CallError('permission-denied', 'Somebody else is signed in.');

/** A session whose signaling can say that its user is gone. */
function setup() {
  const told: {handlers?: SignalingHandlers} = {};
  const fixture = setupSession({
    signaling: {
      enter: (request, options) => {
        told.handlers = request.handlers;
        return fixture.device.enter(request, options);
      },
    },
  });
  return {...fixture, changeUser: () => told.handlers?.onLive(false, userGone)};
}

describe('CallSession: the page’s user changes', () => {
  it('in the call: it ends, says why, and its entry is gone', async () => {
    const {clock, session, store, entry, changeUser} = setup();
    const joined = codeOf(session.join());
    await clock.advance(tripMs);
    expect(await joined).to.equal('resolved');
    changeUser();
    expect(store.state.phase).to.equal('failed');
    expect(store.state.error).to.equal(userGone);
    await clock.advance(tripMs);
    expect(entry('eva')).to.equal(undefined);
  });

  it('in the lobby: nobody needs to know, and the next intent enters anew', async () => {
    const {clock, session, store, entry, changeUser} = setup();
    session.prepare();
    await clock.advance(tripMs);
    expect(entry('eva')?.state).to.equal('lobby');
    changeUser();
    await clock.advance(tripMs);
    expect(entry('eva'), 'nobody is signed in for it').to.equal(undefined);
    expect([store.state.phase, store.state.error]).to.deep.equal(['lobby', null]);
    session.prepare();
    await clock.advance(tripMs);
    expect(entry('eva')?.state).to.equal('lobby');
  });

  it('on the way into the call: it fails, and says why', async () => {
    const {clock, session, store, changeUser} = setup();
    session.prepare();
    await clock.advance(tripMs);
    const joined = codeOf(session.join());
    changeUser();
    await clock.advance(tripMs);
    expect(await joined).to.equal('aborted');
    expect(store.state.error).to.equal(userGone);
  });
});
