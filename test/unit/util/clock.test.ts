import {expect} from '@open-wc/testing';
import {systemClock} from '../../../src/util/clock.js';
import {ManualClock} from '../../support/manual-clock.js';

describe('systemClock', () => {
  it('calls back once the time has passed', async () => {
    const before = systemClock.now();
    await new Promise<void>(resolve => {
      systemClock.after(20, resolve);
    });
    // Timers may come up to a millisecond early by the monotonic clock.
    expect(systemClock.now() - before).to.be.at.least(19);
  });

  it('does not call back what was called off', async () => {
    const called: string[] = [];
    const cancel = systemClock.after(0, () => called.push('called off'));
    cancel();
    await new Promise<void>(resolve => {
      systemClock.after(10, resolve);
    });
    expect(called).to.deep.equal([]);
  });

  it('does not call back before a time that is too long for a timer', async () => {
    const called: number[] = [];
    const delaysMs = [2 ** 31, 2 ** 32 + 1, Number.MAX_VALUE, Infinity];
    const cancels = delaysMs.map(delayMs => systemClock.after(delayMs, () => called.push(delayMs)));
    await new Promise<void>(resolve => {
      systemClock.after(20, resolve);
    });
    for (const cancel of cancels) cancel();
    expect(called).to.deep.equal([]);
  });

  describe('over more than one timer', () => {
    const {setTimeout, clearTimeout} = window;
    const timers: {readonly delayMs: number; readonly callback: () => void}[] = [];
    const cleared: unknown[] = [];
    beforeEach(() => {
      timers.length = cleared.length = 0;
      const setFake = (callback: () => void, delayMs: number) => timers.push({delayMs, callback});
      Object.assign(window, {setTimeout: setFake, clearTimeout: (timer: unknown) => cleared.push(timer)});
    });
    afterEach(() => Object.assign(window, {setTimeout, clearTimeout}));

    it('calls back once, when all of them have passed', () => {
      const passedMs: number[] = [];
      const sumMs = () => timers.reduce((sum, {delayMs}) => sum + delayMs, 0);
      systemClock.after(5_000_000_000, () => passedMs.push(sumMs()));
      // What each has set comes to pass as well.
      for (const {callback} of timers) callback();
      expect(passedMs).to.deep.equal([5_000_000_000]);
    });

    it('calls off the one that runs', () => {
      const cancel = systemClock.after(5_000_000_000, () => undefined);
      timers[0]?.callback();
      cancel();
      expect([timers.length, cleared.join()]).to.deep.equal([2, '2']);
    });
  });
});

describe('ManualClock', () => {
  it('turns to each callback in the order of time, and no further than told', async () => {
    const clock = new ManualClock(0);
    const told: string[] = [];
    const tell = (what: string) => () => told.push(`${what} at ${clock.now()}`);
    clock.after(30, tell('c'));
    clock.after(10, () => {
      tell('a')();
      void Promise.resolve().then(() => clock.after(5, tell('b')));
    });
    clock.after(41, tell('too late'));
    clock.after(20, tell('called off'))();
    await clock.advance(40);
    expect(told).to.deep.equal(['a at 10', 'b at 15', 'c at 30']);
    expect([clock.now(), clock.pending, clock.nextInMs]).to.deep.equal([40, 1, 1]);
  });
});
