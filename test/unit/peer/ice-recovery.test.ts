import {expect} from '@open-wc/testing';
import {IceRecovery} from '../../../src/peer/ice-recovery.js';
import {ManualClock} from '../../support/manual-clock.js';

describe('IceRecovery', () => {
  const made: {close(): void}[] = [];
  afterEach(() => {
    for (const each of made.splice(0)) each.close();
  });

  /** The offerer of a connection that is up, as the test says. */
  function setup() {
    const clock = new ManualClock();
    const connection = new RTCPeerConnection();
    const told: string[] = [];
    let triedAt: number[] = [];
    const recovery = new IceRecovery({
      ...{role: 'offerer', clock, connection},
      onTrouble: trouble => told.push(trouble),
      onOutdated: () => told.push('outdated'),
      recover: () => triedAt.push(clock.now()),
    });
    made.push({
      close: () => {
        recovery.stop();
        connection.close();
      },
    });
    const become = (state: RTCPeerConnectionState): void => {
      Object.defineProperty(connection, 'connectionState', {configurable: true, value: state});
      connection.dispatchEvent(new Event('connectionstatechange'));
    };
    become('connected');
    recovery.begin();
    const hint = (): unknown => globalThis.dispatchEvent(new Event('online'));
    return {
      ...{clock, recovery, told, become, hint},
      /** When it is tried from now on, ms from now. */
      async triesWithin(ms: number): Promise<readonly number[]> {
        const now = clock.now();
        triedAt = [];
        await clock.advance(ms);
        return triedAt.map(at => at - now);
      },
      /** The network seems to have changed as often, and nothing comes of it. */
      async hints(times: number, everyMs: number): Promise<void> {
        for (let each = 0; each < times; each++) {
          hint();
          await clock.advance(everyMs);
        }
      },
    };
  }

  it('tries at a hint of another network, though all is well, and says nothing worse of it however many there were', async () => {
    const {told, hints, hint, triesWithin} = setup();
    await hints(3, 60_000);
    hint();
    expect(await triesWithin(60_000)).to.deep.equal([300]);
    expect(told).to.deep.equal(Array(4).fill('network-changed'));
  });

  it('waits as for a first answer in a trouble after hints that the path survived', async () => {
    const {recovery, hints, triesWithin} = setup();
    await hints(3, 60_000);
    recovery.hear('short');
    const [first, second, third] = await triesWithin(10_000);
    expect(first).to.equal(0);
    expect(second).to.be.within(1_600, 2_400);
    expect((third ?? 0) - (second ?? 0)).to.be.within(3_200, 4_800);
  });

  it('and is as patient with one that is only disconnected', async () => {
    const {hints, become, triesWithin} = setup();
    await hints(1, 60_000);
    become('disconnected');
    expect(await triesWithin(6_000)).to.deep.equal([6_000]);
  });

  it('counts what was tried a moment before the trouble showed, once, however many hints there were', async () => {
    const {recovery, hints, triesWithin} = setup();
    await hints(3, 400);
    recovery.hear('short');
    const tries = await triesWithin(2_400);
    expect(tries).to.have.length(1);
    expect(tries[0]).to.be.within(1_500, 2_300);
  });

  it('waits longer from attempt to attempt of one trouble, and begins anew when it is over', async () => {
    const {recovery, triesWithin} = setup();
    for (const trouble of [1, 2]) {
      recovery.hear('short');
      const tries = await triesWithin(20_000);
      const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
      expect(tries[0], `trouble ${String(trouble)}`).to.equal(0);
      for (const [index, usualMs] of [2_000, 4_000, 8_000].entries()) {
        expect(waits[index], `wait ${String(index)}`).to.be.within(usualMs * 0.8, usualMs * 1.2);
      }
      recovery.hear('none');
      expect(await triesWithin(20_000)).to.deep.equal([]);
    }
  });
});
