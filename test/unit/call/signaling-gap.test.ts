import {expect} from '@open-wc/testing';
import {SignalingGap} from '../../../src/call/signaling-gap.js';
import {ManualClock} from '../../support/manual-clock.js';

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
