import {expect} from '@open-wc/testing';
import {ConflictError, type EnterRequest, type Signaling} from '../../../src/signaling/signaling.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {codeOf, setupSession, tripMs} from './session-fixture.js';

/** eva is in the call with one tab; this is the session of her second one. */
async function setupSecondTab() {
  const asked: EnterRequest['state'][] = [];
  const signaling: Signaling = {
    enter: (request, options) => {
      asked.push(request.state);
      return fixture.device.enter(request, options);
    },
  };
  const fixture = setupSession({signaling});
  const first = await fixture.sit('eva');
  const isFirst = (): boolean => fixture.entry('eva')?.session === first.session;
  return {...fixture, first, isFirst, asked};
}

/** She has had the pointer over it. */
async function setupYielded() {
  const fixture = await setupSecondTab();
  fixture.session.prepare();
  await fixture.clock.advance(tripMs);
  expect(fixture.store.state.elsewhere).to.equal(true);
  return fixture;
}

describe('CallSession: a second tab of somebody who is in the call', () => {
  it('leaves it to the first, and says so, however near the pointer comes', async () => {
    const {clock, session, store, isFirst} = await setupYielded();
    session.setNear(true);
    await clock.advance(tripMs);
    expect(isFirst()).to.equal(true);
    expect(store.state).to.include({phase: 'lobby', error: null, elsewhere: true, membersPresent: null, uid: ''});
  });

  it('asks again at an intent, but not before 20 s have passed', async () => {
    const {clock, session, store, isFirst, first, entry, asked} = await setupYielded();
    for (let second = 0; second < 19; second++) {
      session.prepare();
      await clock.advance(1_000);
    }
    expect(asked, 'one question').to.deep.equal(['lobby']);
    await clock.advance(1_000);
    expect(asked, 'and none by itself').to.deep.equal(['lobby']);
    session.prepare();
    await clock.advance(tripMs);
    expect([asked.length, isFirst()]).to.deep.equal([2, true]);

    const left = first.leave();
    await clock.advance(20_000);
    await left;
    session.prepare();
    await clock.advance(tripMs);
    expect(entry('eva')?.state).to.equal('lobby');
    expect(store.state).to.include({phase: 'lobby', elsewhere: false, uid: 'eva'});
  });

  it('takes over with a join, which enters as joined', async () => {
    const {clock, session, store, isFirst, entry, asked} = await setupYielded();
    const joined = codeOf(session.join());
    await clock.advance(tripMs);
    expect(await joined).to.equal('resolved');
    expect([isFirst(), entry('eva')?.state]).to.deep.equal([false, 'joined']);
    expect(store.state).to.include({phase: 'waiting', elsewhere: false});
    expect(asked).to.deep.equal(['lobby', 'joined']);
  });

  it('takes over with a join before it was known', async () => {
    const {clock, session, store, isFirst, entry} = await setupSecondTab();
    session.prepare();
    const joined = codeOf(session.join());
    await clock.advance(2 * tripMs);
    expect(await joined).to.equal('resolved');
    expect([isFirst(), entry('eva')?.state]).to.deep.equal([false, 'joined']);
    expect(store.state).to.include({phase: 'waiting', elsewhere: false});
  });

  for (const [when, setup] of [
    ['where it was known', setupYielded],
    ['before it was known', setupSecondTab],
  ] as const) {
    it(`takes over for what only somebody inside can do, ${when}, once`, async () => {
      const {clock, session, isFirst, entry, asked} = await setup();
      if (when === 'before it was known') session.prepare();
      const acts = [codeOf(session.owner.admit('mia')), codeOf(session.owner.admit('ben'))];
      await clock.advance(2 * tripMs);
      expect(await Promise.all(acts), 'the memory store has no owners').to.deep.equal(['not-owner', 'not-owner']);
      expect([isFirst(), entry('eva')?.state]).to.deep.equal([false, 'lobby']);
      expect(asked).to.deep.equal(['lobby', 'lobby']);
    });
  }

  it('takes over to wait for a seat', async () => {
    const {clock, session, isFirst, entry} = await setupYielded();
    session.waitForSeat(true);
    // There is one: nobody else is there.
    await clock.advance(3 * tripMs);
    expect([isFirst(), entry('eva')?.state]).to.deep.equal([false, 'joined']);
  });

  it('asks anew after “Try again”', async () => {
    const {clock, session, store, isFirst, asked} = await setupYielded();
    session.reset();
    expect(store.state.elsewhere).to.equal(false);
    session.prepare();
    await clock.advance(tripMs);
    expect([asked.length, isFirst(), store.state.elsewhere]).to.deep.equal([2, true, true]);
  });

  it('that is at another call by the time it is known says nothing of it', async () => {
    const refusal = createDeferred<never>();
    const {clock, session, store} = setupSession({signaling: {enter: () => refusal.promise}});
    session.prepare();
    await clock.advance(tripMs);
    const disposed = session.dispose();
    refusal.reject(new ConflictError('in the call elsewhere'));
    await disposed;
    expect(store.state.elsewhere).to.equal(false);
  });
});
