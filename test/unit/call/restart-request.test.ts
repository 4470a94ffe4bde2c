import {expect} from '@open-wc/testing';
import type {PeerLink} from '../../../src/peer/peer-link.js';
import {RelayNeed} from '../../../src/call/relay-need.js';
import {RestartRequest} from '../../../src/call/restart-request.js';
import {ManualClock} from '../../support/manual-clock.js';

describe('RestartRequest', () => {
  it('is due when it is wanted, and the earlier of two times counts', async () => {
    const clock = new ManualClock();
    const request = new RestartRequest(clock);
    expect(request.isDue).to.be.false;
    request.want(1_000);
    request.want(3_000);
    await clock.advance(999);
    expect(request.isDue).to.be.false;
    await clock.advance(1);
    expect(request.isDue).to.be.true;
  });

  it('comes again, later each time, until it is settled', async () => {
    const clock = new ManualClock();
    const request = new RestartRequest(clock);
    const waits: number[] = [];
    request.want();
    for (let count = 0; count < 5; count++) {
      request.made({repeats: true});
      waits.push(request.dueAt - clock.now());
      await clock.advance(waits.at(-1) ?? 0);
      expect(request.isDue).to.be.true;
    }
    expect(waits).to.deep.equal([4_000, 8_000, 16_000, 30_000, 30_000]);
    request.settle();
    expect(request.isDue).to.be.false;
    request.made({repeats: true});
    expect(request.dueAt - clock.now()).to.equal(4_000);
  });

  it('does not come again by itself where somebody else sees to that', () => {
    const request = new RestartRequest(new ManualClock());
    request.want();
    request.made({repeats: false});
    expect(request.dueAt).to.equal(Infinity);
  });
});

describe('RelayNeed', () => {
  const link = (hasRelay: boolean): PeerLink => ({hasRelay}) as PeerLink;

  it('is felt after ten seconds without a connection, also over several attempts', async () => {
    const clock = new ManualClock();
    const need = new RelayNeed(clock);
    expect(need.isFelt(link(false))).to.be.false;
    need.begin();
    await clock.advance(6_000);
    need.begin();
    await clock.advance(3_999);
    expect(need.isFelt(null)).to.be.false;
    await clock.advance(1);
    expect(need.isFelt(link(false))).to.be.true;
    need.end();
    expect(need.isFelt(link(false))).to.be.false;
  });

  it('is not felt where a relay was named, whatever became of that attempt', async () => {
    const clock = new ManualClock();
    const need = new RelayNeed(clock);
    need.begin();
    expect(need.isFelt(link(true))).to.be.false;
    await clock.advance(60_000);
    expect(need.isFelt(null)).to.be.false;
  });
});
