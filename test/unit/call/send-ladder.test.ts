import {expect} from '@open-wc/testing';
import {bestRung, climb, initialLadder, rungs, soundOnly, type LadderState} from '../../../src/call/send-ladder.js';
import type {StatsDelta} from '../../../src/peer/stats-sample.js';
import {SeededRandom} from '../../support/random.js';
import {delta} from './deltas.js';

/** Reads every two seconds for as long as the figures go on. */
function run(
  state: LadderState,
  deltas: readonly StatsDelta[],
  others = 1,
): {readonly state: LadderState; readonly steps: readonly string[]} {
  let now = state.changedAt;
  const steps: string[] = [];
  for (const each of deltas) {
    now += 2_000;
    const next = climb(state, each, {others, now});
    if (next.reason) steps.push(`${String(state.rung)}→${String(next.state.rung)} ${next.reason}`);
    state = next.state;
  }
  return {state, steps};
}

const times = (count: number, differences: Partial<StatsDelta> = {}): readonly StatsDelta[] =>
  Array.from({length: count}, () => delta(differences));
const narrow = (availableKbps: number): Partial<StatsDelta> => ({availableKbps, bandwidthLimited: true});

describe('the ladder of sending', () => {
  it('stays where it is while all is well', () => {
    expect(run(initialLadder(1, 0), times(50)).steps).to.deep.equal([]);
  });

  it('begins lower the more people there are, and steps down when more come', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(bestRung)).to.deep.equal([0, 1, 1, 2, 2, 3, 3]);
    expect(run(initialLadder(1, 0), times(1), 4).steps).to.deep.equal(['0→2 people']);
  });

  it('goes at once to what fits when the line is narrow', () => {
    expect(run(initialLadder(1, 0), times(2, narrow(300))).steps).to.deep.equal(['0→3 low-bandwidth']);
  });

  it('is down to sound only where no picture fits', () => {
    expect(run(initialLadder(1, 0), times(2, narrow(40))).state.rung).to.equal(soundOnly);
    expect(rungs[soundOnly]?.kbps).to.equal(0);
  });

  it('goes a rung down for loss, delay and a busy device, no faster than the figures settle', () => {
    for (const [differences, reason] of [
      [{farLoss: 0.2}, 'loss-out'],
      [{roundTripMs: 1_500}, 'delay'],
      [{cpuLimited: true}, 'busy-device'],
    ] as const) {
      expect(run(initialLadder(1, 0), times(4, differences)).steps).to.deep.equal([`0→1 ${reason}`, `1→2 ${reason}`]);
    }
  });

  it('keeps a small picture on a busy device: encoding less would not help', () => {
    expect(run(initialLadder(1, 0), times(50, {cpuLimited: true})).state.rung).to.equal(soundOnly - 1);
  });

  it('climbs again when it has been well for long, a rung at a time', () => {
    const low = run(initialLadder(1, 0), times(2, narrow(300))).state;
    expect(run(low, times(30)).steps).to.deep.equal(['3→2 recovered', '2→1 recovered', '1→0 recovered']);
  });

  it('waits longer after each climb that failed', () => {
    const waits: number[] = [];
    let state: LadderState = {...initialLadder(1, 0), rung: 1};
    for (let attempt = 0; attempt < 3; attempt++) {
      let reads = 0;
      while (state.rung === 1) {
        const next = run(state, times(++reads)).state;
        if (next.rung === 0) state = next;
      }
      waits.push(reads);
      state = run(state, times(2, {farLoss: 0.2})).state;
    }
    expect(waits).to.deep.equal([...waits].sort((a, b) => a - b));
    expect(waits[2]).to.be.greaterThan(waits[0] ?? Infinity);
  });

  it('never leaves its rungs, whatever the figures', () => {
    const random = new SeededRandom(7).next;
    for (let round = 0; round < 200; round++) {
      const others = 1 + Math.floor(random() * 7);
      const figures = Array.from({length: 60}, () =>
        delta({
          farLoss: random() * 0.3,
          roundTripMs: random() < 0.2 ? null : random() * 2_000,
          availableKbps: random() < 0.2 ? null : random() * 2_500,
          cpuLimited: random() < 0.3,
          bandwidthLimited: random() < 0.5,
        }),
      );
      const {rung} = run(initialLadder(others, 0), figures, others).state;
      expect(rung).to.be.within(bestRung(others), soundOnly);
    }
  });
});
