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

  describe('knows that it stood still', () => {
    const {now} = Date;
    afterEach(() => (Date.now = now));

    const cases: readonly (readonly [name: string, dateByMs: number, clockByMs: number, stoodStill: boolean])[] = [
      ['while neither moved', 0, 0, false],
      ['while both went on', hourMs, hourMs, false],
      ['while the computer slept', hourMs, 0, true],
      ['while the computer slept for a part of it', hourMs, 58 * 60_000, true],
      ['while a date was put right by some seconds', 30_000, 0, false],
      ['while somebody set the date back', -hourMs, 10, false],
    ];
    for (const [name, dateByMs, clockByMs, stoodStill] of cases)
      it(`${name}: ${stoodStill}`, async () => {
        Date.now = () => 5 * hourMs;
        const clock = new ManualClock();
        const server = new ServerClock(clock);
        Date.now = () => 5 * hourMs + dateByMs;
        await clock.advance(clockByMs);
        expect(server.hasStoodStill).to.equal(stoodStill);
        server.time()(70_000);
        expect(server.hasStoodStill, 'the store has said its time').to.equal(false);
      });

    it('where it did so while the store was asked: the reply may be from before', () => {
      const server = new ServerClock(new ManualClock());
      const time = server.time();
      Date.now = () => now() + hourMs;
      time(70_000);
      expect(server.hasStoodStill).to.equal(true);
    });
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
