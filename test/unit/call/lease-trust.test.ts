import {expect} from '@open-wc/testing';
import {LeaseTrust} from '../../../src/call/lease-trust.js';
import {leaseMs} from '../../../src/protocol/participant.js';
import {ManualClock} from '../../support/manual-clock.js';

describe('LeaseTrust', () => {
  const setup = async ({deafMs}: {readonly deafMs: number}) => {
    const clock = new ManualClock();
    const trust = new LeaseTrust(clock);
    expect(trust.isGiven, 'to a newcomer').to.be.true;
    trust.updateLive(false);
    await clock.advance(deafMs);
    expect(trust.isGiven, 'while nothing is heard from the store').to.be.false;
    trust.updateLive(true);
    return {clock, trust};
  };

  it('is given again at once after a moment without the store', async () => {
    const {trust} = await setup({deafMs: 4_999});
    expect(trust.isGiven).to.be.true;
  });

  it('is given again a full lease after an outage', async () => {
    const {clock, trust} = await setup({deafMs: 5_000});
    expect(trust.givenFrom).to.equal(clock.now() + leaseMs);
    await clock.advance(leaseMs - 1);
    expect(trust.isGiven).to.be.false;
    await clock.advance(1);
    expect(trust.isGiven).to.be.true;
  });

  it('is given again a full lease after a sleep in which the own clock stood still, as soon as the store’s time is known', () => {
    const clock = new ManualClock();
    const trust = new LeaseTrust(clock);
    trust.look({isAnyoneElse: true, serverNow: 1_000});
    trust.look({isAnyoneElse: true, serverNow: 3_600_000});
    expect([trust.isGiven, trust.givenFrom]).to.deep.equal([false, clock.now() + leaseMs]);
  });

  it('is given again a full lease after the page stood still: nobody heard of a renewal meanwhile', async () => {
    const clock = new ManualClock();
    const trust = new LeaseTrust(clock);
    trust.look({isAnyoneElse: true, serverNow: clock.now()});
    clock.skip(105_000);
    trust.look({isAnyoneElse: true, serverNow: clock.now()});
    expect([trust.isGiven, trust.givenFrom]).to.deep.equal([false, clock.now() + leaseMs]);
    await clock.advance(leaseMs);
    expect(trust.isGiven, 'though it was not looked again').to.be.true;
  });

  it('stays while it is looked late, as by the timers of a page that nobody sees', async () => {
    const clock = new ManualClock();
    const trust = new LeaseTrust(clock);
    for (let looks = 0; looks < 10; looks++) {
      trust.look({isAnyoneElse: true, serverNow: clock.now()});
      await clock.advance(trust.lookDueAt - clock.now() + 60_000);
    }
    trust.look({isAnyoneElse: true, serverNow: clock.now()});
    expect(trust.isGiven).to.be.true;
  });

  it('stays through any time in which there was nobody else to hear of', async () => {
    const clock = new ManualClock();
    const trust = new LeaseTrust(clock);
    trust.look({isAnyoneElse: false, serverNow: clock.now()});
    expect(trust.lookDueAt, 'nothing to look for').to.equal(Infinity);
    await clock.advance(3_600_000);
    trust.look({isAnyoneElse: true, serverNow: clock.now()});
    expect(trust.isGiven).to.be.true;
  });

  it('counts an outage from its begin, however often it is told', async () => {
    const {clock, trust} = await setup({deafMs: 0});
    trust.updateLive(false);
    await clock.advance(3_000);
    trust.updateLive(false);
    await clock.advance(3_000);
    trust.updateLive(true);
    expect(trust.isGiven).to.be.false;
  });
});
