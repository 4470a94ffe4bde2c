import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import type {Signaling} from '../../../src/signaling/signaling.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {codeOf, setupSession, tripMs} from './session-fixture.js';

describe('leaving while the ICE servers are still asked for', () => {
  it('ends the join, from the lobby and without one, and leaves nothing', async () => {
    for (const isFromLobby of [true, false]) {
      const {clock, session, store, entry} = setupSession({iceServers: () => new Promise(() => undefined)});
      if (isFromLobby) session.prepare();
      const joined = codeOf(session.join());
      await clock.advance(tripMs);
      expect(store.state.phase).to.equal('joining');
      await session.leave();
      expect(await joined).to.equal('aborted');
      expect(store.state).to.include({phase: 'ended', error: null});
      await clock.advance(tripMs);
      expect(entry('eva')).to.equal(undefined);
      expect(clock.pending).to.equal(0);
    }
  });
});

describe('leaving while the room is being entered', () => {
  for (const end of ['leave', 'dispose'] as const) {
    it(`${end}() is done when what may have been written is taken back`, async () => {
      const takenBack = createDeferred<undefined>();
      const signaling: Signaling = {
        enter: (_request, {signal}) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => void takenBack.promise.then(() => reject(CallError.aborted())));
          }),
      };
      const {clock, session} = setupSession({signaling});
      const joined = codeOf(session.join());
      await clock.advance(tripMs);
      let isOver = false;
      const over = session[end]().then(() => (isOver = true));
      await clock.advance(tripMs);
      expect(isOver).to.equal(false);
      takenBack.resolve(undefined);
      await over;
      expect(await joined).to.equal('aborted');
    });
  }
});

describe('a page that goes while its room is being entered', () => {
  it('has signaling take back what it may have written', async () => {
    let takenBack = 0;
    const signaling: Signaling = {enter: () => new Promise(() => undefined), leaveAtOnce: () => takenBack++};
    const {clock, session} = setupSession({signaling});
    session.prepare();
    await clock.advance(tripMs);
    session.leaveAtOnce();
    expect(takenBack).to.equal(1);
  });
});
