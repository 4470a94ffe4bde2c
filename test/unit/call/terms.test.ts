import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import {createLocalMedia} from '../../../src/media/local-media-capture.js';
import type {LocalMediaSnapshot} from '../../../src/media/local-media.js';
import {environment} from '../media/support/environments.js';
import {setupSession, tripMs} from './session-fixture.js';

const terms = {
  ...{capacity: 3, withoutVideo: false, relayOnly: false, videoCodecs: []},
  wanted: {microphone: false, camera: false},
};

describe('CallSession: other terms', () => {
  it('are what the lobby is entered with from now on', async () => {
    const {clock, session, store, entry} = setupSession();
    session.prepare();
    await clock.advance(tripMs);
    expect(entry('eva')?.capacity).to.equal(2);
    session.take(terms);
    expect(store.state).to.include({phase: 'lobby', capacity: 3});
    await clock.advance(tripMs);
    expect(entry('eva'), 'nobody is near').to.equal(undefined);
    session.prepare();
    await clock.advance(tripMs);
    expect(entry('eva')?.capacity).to.equal(3);
  });

  it('count for a lobby that is being entered', async () => {
    const {clock, session, entry} = setupSession();
    session.prepare();
    session.take(terms);
    await clock.advance(tripMs);
    expect(entry('eva')).to.equal(undefined);
    session.prepare();
    await clock.advance(tripMs);
    expect(entry('eva')?.capacity).to.equal(3);
  });

  it('leave who waits for a seat waiting', async () => {
    const {clock, session, store, sit, entry} = setupSession();
    const ann = await sit('ann');
    await sit('ben');
    session.prepare();
    await clock.advance(tripMs);
    session.waitForSeat(true);
    session.take({...terms, capacity: 2});
    await clock.advance(tripMs);
    expect(store.state).to.include({phase: 'lobby', waitingForSeat: true, membersPresent: 2});
    const left = ann.leave();
    await clock.advance(2 * tripMs);
    await left;
    expect(entry('eva')?.state).to.equal('joined');
  });

  it('let nothing be said to go on that does not', () => {
    const {session, store} = setupSession();
    store.update({type: 'notice', error: new CallError('signaling-unreachable', 'Out of reach.')});
    session.take(terms);
    expect(store.state.error).to.equal(null);
  });

  it('stay through “Try again”', () => {
    const {session, store} = setupSession();
    session.take({...terms, wanted: {microphone: true, camera: false}});
    session.reset();
    expect([store.state.capacity, store.state.microphone.wanted]).to.deep.equal([3, true]);
  });
});

describe('CallSession: once it is over', () => {
  it('its media tell nothing more: the state is the next one’s', async () => {
    let tell: (snapshot: LocalMediaSnapshot) => void = () => undefined;
    const media = createLocalMedia({onChange: () => undefined, environment: environment()});
    const {session, store} = setupSession({
      createMedia: onChange => {
        tell = onChange;
        return media;
      },
    });
    await session.dispose();
    const {snapshot} = media;
    tell({...snapshot, microphone: {...snapshot.microphone, deviceId: 'mic-9'}});
    expect(store.state.microphone.deviceId).to.equal('');
  });
});
