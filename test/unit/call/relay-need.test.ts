import {expect} from '@open-wc/testing';
import {RelayNeed} from '../../../src/call/relay-need.js';
import type {PeerLink} from '../../../src/peer/peer-link.js';
import {ManualClock} from '../../support/manual-clock.js';

const withoutRelay = {hasRelay: false} as PeerLink;
const withRelay = {hasRelay: true} as PeerLink;

describe('RelayNeed', () => {
  let clock: ManualClock;
  let need: RelayNeed;
  beforeEach(() => {
    clock = new ManualClock();
    need = new RelayNeed(clock);
  });

  it('is not felt before both have described themselves, however long that takes', async () => {
    await clock.advance(600_000);
    expect(need.feltAt).to.equal(Infinity);
    expect(need.isFelt(withoutRelay)).to.be.false;
  });

  it('is felt when they have tried for ten seconds, and not a moment earlier', async () => {
    need.begin();
    expect(need.feltAt).to.equal(clock.now() + 10_000);
    await clock.advance(9_999);
    expect(need.isFelt(withoutRelay)).to.be.false;
    await clock.advance(1);
    expect(need.isFelt(withoutRelay)).to.be.true;
    expect(need.isFelt(null), 'between two attempts there is no link').to.be.true;
  });

  it('counts from the first attempt', async () => {
    need.begin();
    await clock.advance(8_000);
    need.begin();
    await clock.advance(2_000);
    expect(need.isFelt(withoutRelay)).to.be.true;
  });

  it('is never felt where a relay was named, not even when the attempt that had it is over', async () => {
    need.begin();
    expect(need.isFelt(withRelay)).to.be.false;
    await clock.advance(60_000);
    expect(need.isFelt(withRelay)).to.be.false;
    expect(need.isFelt(null)).to.be.false;
    expect(need.isFelt(withoutRelay)).to.be.false;
  });

  it('is taken back by a relay that is named late', async () => {
    need.begin();
    await clock.advance(10_000);
    expect(need.isFelt(withoutRelay)).to.be.true;
    expect(need.isFelt(withRelay)).to.be.false;
  });

  it('is over when they are connected, and the next meeting begins from nothing', async () => {
    need.begin();
    await clock.advance(10_000);
    need.end();
    expect(need.feltAt).to.equal(Infinity);
    expect(need.isFelt(withoutRelay)).to.be.false;

    need.begin();
    expect(need.isFelt(withRelay)).to.be.false;
    need.end();
    need.begin();
    await clock.advance(9_999);
    expect(need.isFelt(withoutRelay)).to.be.false;
    await clock.advance(1);
    expect(need.isFelt(withoutRelay), 'the relay was that of the meeting before').to.be.true;
  });
});
