import {expect} from '@open-wc/testing';
import {SignalingGap} from '../../../src/call/signaling-gap.js';
import {ManualClock} from '../../support/manual-clock.js';
import {minuteMs, setupSession, tripMs} from './session-fixture.js';

function setup() {
  const clock = new ManualClock();
  const told: boolean[] = [];
  return {clock, told, gap: new SignalingGap(clock, live => told.push(live))};
}

describe('a gap in the signaling', () => {
  it('is told once it has lasted for two seconds, however often it is heard of, and its end at once', async () => {
    const {clock, told, gap} = setup();
    gap.hear(false);
    await clock.advance(1_000);
    gap.hear(false);
    expect(told).to.deep.equal([]);
    await clock.advance(1_000);
    expect(told).to.deep.equal([false]);
    gap.hear(true);
    expect(told).to.deep.equal([false, true]);
  });

  it('is nobody’s concern while it is short', async () => {
    const {clock, told, gap} = setup();
    gap.hear(false);
    await clock.advance(1_900);
    gap.hear(true);
    await clock.advance(10_000);
    expect(told).to.deep.equal([true]);
    expect(clock.pending).to.equal(0);
  });

  it('is not told any more once the room is left', async () => {
    const {clock, told, gap} = setup();
    gap.hear(false);
    gap.stop();
    await clock.advance(10_000);
    expect([told, clock.pending]).to.deep.equal([[], 0]);
  });
});

describe('a gap in the signaling of a lobby', () => {
  const terms = {
    ...{capacity: 2, withoutVideo: false, relayOnly: false, videoCodecs: []},
    wanted: {microphone: false, camera: false},
  };

  for (const [which, lastedMs, wasTold] of [
    ['that has just begun', tripMs, false],
    ['that was told', 3_000, true],
  ] as const)
    it(`${which} is nobody’s concern once the lobby is left for other terms`, async () => {
      const {clock, device, store, session} = setupSession();
      session.prepare();
      await clock.advance(tripMs);
      device.cutOff();
      await clock.advance(lastedMs);
      expect(store.state.signalingLive).to.equal(!wasTold);
      session.take(terms);
      expect(store.state.signalingLive).to.equal(true);
      await clock.advance(2_000);
      expect(store.state.signalingLive).to.equal(true);
    });

  it('is nobody’s concern once nobody touched the lobby for two minutes', async () => {
    const {clock, device, store, session, entry} = setupSession();
    session.prepare();
    await clock.advance(2 * minuteMs - 1_000);
    expect(entry('eva')?.state).to.equal('lobby');
    device.cutOff();
    await clock.advance(5_000);
    expect(store.state.signalingLive).to.equal(true);
  });
});
