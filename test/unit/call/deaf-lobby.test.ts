import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import type {SignalingHandlers} from '../../../src/signaling/signaling.js';
import {codeOf, setupSession, tripMs} from './session-fixture.js';

const deaf = new CallError('signaling-unreachable', 'Nothing more is heard in this room.');

/** A session in a lobby whose signaling goes deaf for good when told to: nothing reaches that entry any more. */
function setupLobby() {
  const told: {handlers?: SignalingHandlers | undefined} = {};
  const fixture = setupSession({
    signaling: {
      enter: ({handlers, ...request}, options) => {
        told.handlers = handlers;
        const whileHeard =
          <T extends unknown[]>(tell: (...what: T) => void) =>
          (...what: T): void => {
            if (told.handlers === handlers) tell(...what);
          };
        const heard = {
          onParticipants: whileHeard(handlers.onParticipants),
          onConnections: whileHeard(handlers.onConnections),
          onLive: whileHeard(handlers.onLive),
        };
        return fixture.device.enter({...request, handlers: heard}, options);
      },
    },
  });
  const goDeaf = (): void => {
    const {handlers} = told;
    told.handlers = undefined;
    handlers?.onLive(false, deaf);
  };
  return {...fixture, goDeaf};
}

describe('CallSession: a room in which nothing is heard any more', () => {
  it('in the lobby: nobody needs to know, and who joins has a seat', async () => {
    const {clock, session, store, entry, goDeaf} = setupLobby();
    session.prepare();
    await clock.advance(tripMs);
    goDeaf();
    expect(store.state).to.include({phase: 'lobby', error: null, signalingLive: true});
    const joined = codeOf(session.join());
    await clock.advance(2 * tripMs);
    expect(await joined).to.equal('resolved');
    expect(store.state).to.include({phase: 'waiting', error: null});
    expect(entry('eva')?.state).to.equal('joined');
  });

  it('in the lobby of a full room: who waits for a seat goes on waiting, and gets it', async () => {
    const {clock, session, store, sit, goDeaf} = setupLobby();
    await sit('ann');
    const ben = await sit('ben');
    session.prepare();
    await clock.advance(tripMs);
    session.waitForSeat(true);
    goDeaf();
    await clock.advance(2 * tripMs);
    expect(store.state).to.include({phase: 'lobby', waitingForSeat: true, membersPresent: 2, error: null});
    const left = ben.leave();
    await clock.advance(3 * tripMs);
    await left;
    expect(store.state.phase).to.equal('waiting');
  });

  it('on the way into the call: it fails, and says why', async () => {
    const {clock, session, store, goDeaf} = setupLobby();
    session.prepare();
    await clock.advance(tripMs);
    const joined = codeOf(session.join());
    goDeaf();
    await clock.advance(tripMs);
    expect(await joined).to.equal('aborted');
    expect(store.state).to.include({phase: 'failed', error: deaf});
  });
});
