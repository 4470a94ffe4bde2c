import {expect} from '@open-wc/testing';
import {ServerClock} from '../../../src/signaling/firestore/server-clock.js';
import {ManualClock} from '../../support/manual-clock.js';

const hourMs = 3_600_000;

describe('ServerClock', () => {
  it('is the local date until the store has said anything', async () => {
    const clock = new ManualClock();
    const server = new ServerClock(clock);
    expect(server.now()).to.be.closeTo(Date.now(), 1_000);
    const before = server.now();
    await clock.advance(5_000);
    expect(server.now() - before).to.equal(5_000);
  });

  it('is the store’s time from its first reply on, half a round trip ago', async () => {
    const clock = new ManualClock();
    const server = new ServerClock(clock);
    const time = server.time();
    await clock.advance(200);
    time(50_000);
    expect(server.now()).to.equal(50_100);
    await clock.advance(1_000);
    expect(server.now()).to.equal(51_100);
  });

  for (const hours of [-5, 0, 5]) {
    it(`tells that the local date is ${hours} hours off`, () => {
      const server = new ServerClock(new ManualClock());
      const wasOffByMs = server.time()(Date.now() + hours * hourMs);
      expect(wasOffByMs).to.be.closeTo(hours * hourMs, 1_000);
      expect(server.time()(server.now()), 'and no longer').to.equal(0);
    });
  }

  it('follows the monotonic clock, not the date that somebody sets', async () => {
    const clock = new ManualClock();
    const server = new ServerClock(clock);
    server.time()(70_000);
    const {now} = Date;
    Date.now = () => 0;
    await clock.advance(10);
    expect(server.now()).to.equal(70_010);
    Date.now = now;
  });

  it('takes no reply without a time for one', () => {
    const server = new ServerClock(new ManualClock());
    server.time()(70_000);
    for (const nothing of [NaN, Infinity, Date.parse('')]) expect(server.time()(nothing)).to.equal(0);
    expect(server.now()).to.equal(70_000);
  });

  it('times two requests that overlap each by itself', async () => {
    const clock = new ManualClock();
    const server = new ServerClock(clock);
    const slow = server.time();
    await clock.advance(400);
    const fast = server.time();
    await clock.advance(100);
    fast(10_000);
    expect(server.now()).to.equal(10_050);
    slow(10_000);
    expect(server.now(), 'its round trip was longer').to.equal(10_250);
  });
});
