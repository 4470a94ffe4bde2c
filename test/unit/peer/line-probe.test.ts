import {expect} from '@open-wc/testing';
import {LineProbe} from '../../../src/peer/line-probe.js';
import type {Clock} from '../../../src/util/clock.js';
import {ManualClock} from '../../support/manual-clock.js';

/** What carries a message: JSON, SCTP, DTLS, UDP and IP. */
const headerBytes = 150;

interface LineOptions {
  readonly kbps: number;
  /** What goes through at once when nothing went for long. */
  readonly burst?: number;
  readonly delayMs?: number;
  /** What is lost goes out again after so long, and what is behind it waits. */
  readonly stutters?: {readonly everyMs: number; readonly forMs: number};
  /** What a timer is given, of what was asked for: it comes late. */
  readonly timer?: (delayMs: number, now: number) => number;
}

/** A line to the other side; what comes back is not held up. */
function setupLine({kbps, burst = 0, delayMs = 20, stutters, timer = asked => asked}: LineOptions) {
  const clock = new ManualClock();
  const lateClock: Clock = {
    now: clock.now,
    after: (askedMs, callback) => clock.after(timer(askedMs, clock.now()), callback),
  };
  let [freeAt, sentAt, bytesSent, longestQueueMs, mostKbps] = [-Infinity, -Infinity, 0, 0, 0];
  const probe: LineProbe = new LineProbe(lateClock, message => {
    if (message.type !== 'probe') return false;
    const now = clock.now();
    const bytes = message.filling.length + headerBytes;
    bytesSent += bytes;
    mostKbps = Math.max(mostKbps, (bytes * 8) / (now - sentAt));
    sentAt = message.filling ? now : -Infinity;
    freeAt = Math.max(freeAt, now - (burst * 8) / kbps) + (bytes * 8) / kbps;
    longestQueueMs = Math.max(longestQueueMs, freeAt - now);
    const stutterMs = stutters ? Math.max(0, stutters.forMs - (now % stutters.everyMs)) : 0;
    clock.after(delayMs + Math.max(0, freeAt - now, stutterMs), () => {
      probe.take(message.number);
    });
    return true;
  });
  const tries = async () => {
    const tried = probe.carries(90);
    await clock.advance(15_000);
    return {isCarried: await tried, bytesSent, longestQueueMs, mostKbps};
  };
  return {clock, probe, tries};
}

const rates = [28, 60, 95, 1_000];
const found = async (options: Omit<LineOptions, 'kbps'>): Promise<readonly boolean[]> => {
  const tried = await Promise.all(rates.map(kbps => setupLine({kbps, ...options}).tries()));
  return tried.map(({isCarried}) => isCarried);
};
const asItIs = [false, false, true, true];

describe('LineProbe', () => {
  it('finds what a line carries, however far it goes', async () => {
    for (const delayMs of [20, 400]) expect(await found({delayMs}), `${String(delayMs)} ms`).to.deep.equal(asItIs);
  });

  it('and whatever it lets through at once', async () => {
    expect(await found({burst: 3_000})).to.deep.equal(asItIs);
  });

  it('takes a line that stutters for no narrow one', async () => {
    const {isCarried} = await setupLine({kbps: 1_000, stutters: {everyMs: 700, forMs: 150}}).tries();
    expect(isCarried).to.be.true;
  });

  it('sends more and more, and is not what makes a long queue', async () => {
    const wide = await setupLine({kbps: 1_000}).tries();
    expect(wide.mostKbps).to.be.within(85, 95);
    expect(wide.bytesSent).to.be.below(75_000);
    for (const burst of [0, 3_000]) {
      // Beside a voice on a line of 64 kbit/s.
      const narrow = await setupLine({kbps: 28, burst}).tries();
      expect((narrow.longestQueueMs * 28) / 64, `${String(burst)} bytes at once`).to.be.below(100);
    }
  });

  it('tells nothing of a line where timers come so seldom that little of it was tried', async () => {
    const onceASecond = (delayMs: number, now: number): number => Math.ceil((now + delayMs) / 1_000) * 1_000 - now;
    const hidden = await setupLine({kbps: 1_000, timer: onceASecond}).tries();
    expect(hidden.bytesSent).to.be.below(6_000);
    expect(hidden.isCarried).to.be.false;
    const busy = await setupLine({kbps: 1_000, timer: delayMs => delayMs + 60}).tries();
    expect(busy.isCarried, 'nor where the page has much to do').to.be.false;
  });

  it('bears timers that are a little late, and sends no more at once for it', async () => {
    const late = {timer: (delayMs: number) => delayMs + 15};
    const {isCarried, mostKbps, bytesSent} = await setupLine({kbps: 1_000, ...late}).tries();
    expect(isCarried).to.be.true;
    expect(mostKbps).to.be.below(95);
    expect(bytesSent).to.be.above(60_000);
    expect(await found(late)).to.deep.equal(asItIs);
  });

  it('takes no answer for a line that carries nothing', async () => {
    expect((await setupLine({kbps: 0.1}).tries()).isCarried).to.be.false;
  });

  it('heeds no answer to what was not sent', async () => {
    const {clock, probe} = setupLine({kbps: 0.1});
    const tried = probe.carries(90);
    for (const number of [0, 2, 100]) probe.take(number);
    await clock.advance(10_000);
    expect(await tried).to.be.false;
  });

  it('ends with the channel, and leaves no timer', async () => {
    const clock = new ManualClock();
    expect(await new LineProbe(clock, () => false).carries(90)).to.be.false;
    const open = new LineProbe(clock, () => true);
    const tried = open.carries(90);
    open.stop();
    expect(await tried).to.be.false;
    expect(clock.pending).to.equal(0);
  });
});
