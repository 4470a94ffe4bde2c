import {expect} from '@open-wc/testing';
import {RelayNeed} from '../../../src/call/relay-need.js';
import type {PeerLink} from '../../../src/peer/peer-link.js';
import {ManualClock} from '../../support/manual-clock.js';

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
