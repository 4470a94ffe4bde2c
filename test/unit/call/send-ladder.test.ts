import {expect} from '@open-wc/testing';
import {climb, hold, initialLadder, sentIn, type LadderState} from '../../../src/call/send-ladder.js';
import {bestRung, rungs, smallestPicture, soundOnly} from '../../../src/call/send-rungs.js';
import type {StatsDelta} from '../../../src/peer/stats-sample.js';
import {SeededRandom} from '../../support/random.js';
import {delta} from './deltas.js';

/** Reads every two seconds for as long as the figures go on. */
function run(
  state: LadderState,
  deltas: readonly StatsDelta[],
  others = 1,
  carriesPicture: boolean | null = true,
): {readonly state: LadderState; readonly steps: readonly string[]} {
  let now = state.changedAt;
  const steps: string[] = [];
  for (const each of deltas) {
    now += 2_000;
    const next = climb(state, each, {others, now, farLate: 0, carriesPicture});
    if (next.reason) steps.push(`${String(state.rung)}→${String(next.state.rung)} ${next.reason}`);
    state = next.state;
  }
  return {state, steps};
}

const times = (count: number, differences: Partial<StatsDelta> = {}): readonly StatsDelta[] =>
  Array.from({length: count}, () => delta(differences));
const lost = (share: number): Partial<StatsDelta> => ({farLoss: share, farPictureLoss: share});
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

  it('goes at once to what still arrives where most is lost', () => {
    const steps = (differences: Partial<StatsDelta>) => run(initialLadder(1, 0), times(3, differences)).steps;
    expect(steps({...lost(0.8), sentKbps: 100})).to.deep.equal([`0→${String(soundOnly)} loss-out`]);
    expect(steps({...lost(0.5), sentKbps: 1_200})).to.deep.equal(['0→2 loss-out']);
  });

  it('goes to sound only where less fits than any picture, and far more is sent by one that is small already', () => {
    const overfull = {availableKbps: 70, sentKbps: 120, bandwidthLimited: false};
    expect(run(initialLadder(1, 0), times(2, overfull)).steps).to.deep.equal(['0→5 low-bandwidth']);
    expect(run(initialLadder(1, 0), times(9, {...overfull, sentKbps: 95})).steps, 'what is lost').to.deep.equal([]);
  });

  it('goes to less than what is sent, or than arrives, where packets wait for a second', () => {
    const rungAfter = (differences: Partial<StatsDelta>): number =>
      climb(initialLadder(1, 0), delta({roundTripMs: 1_200, ...differences}), {
        others: 1,
        farLate: 0,
        now: 4_000,
        carriesPicture: null,
      }).state.rung;
    expect([800, 400, 60].map(sentKbps => rungAfter({sentKbps}))).to.deep.equal([2, 3, soundOnly]);
    expect(rungAfter({sentKbps: 600, farLoss: 0.5})).to.equal(3);
    expect(rungAfter({sentKbps: 150, availableKbps: 130})).to.equal(soundOnly);
  });

  it('takes loss for no more than loss, however little is available to a small picture', () => {
    const lossy = {farLoss: 0.15, availableKbps: 100, sentKbps: 110};
    expect(run(initialLadder(1, 0), times(2, lossy)).steps).to.deep.equal(['0→1 loss-out']);
  });

  it('gives way to sound that comes too late again and again, to what is sent or a rung down', () => {
    const stepsOf = (late: readonly number[], sentKbps: number, state = initialLadder(1, 0)): readonly string[] => {
      let now = state.changedAt;
      return late.flatMap((farLate, reading) => {
        now += 2_000;
        const known = {others: 1, now, farLate, carriesPicture: null};
        const next = climb(state, delta({sentKbps, availableKbps: null}), known);
        state = next.state;
        return next.reason ? [`${String(reading)}: ${String(state.rung)} ${next.reason}`] : [];
      });
    };
    expect(stepsOf([0.5, 0, 0, 0, 0, 0, 0.5, 0], 200), 'bursts far from one another').to.deep.equal([]);
    expect(stepsOf([0.08, 0, 0.08, 0, 0.08], 200)).to.deep.equal(['2: 4 delay']);
    expect(stepsOf([0.1, 0.1], 1_700)).to.deep.equal(['1: 1 delay']);
    expect(stepsOf([0.1, 0.1, 0.1, 0.1], 100)).to.deep.equal(['1: 4 delay', '3: 5 delay']);
    const silent = {...initialLadder(1, 0), rung: soundOnly};
    expect(stepsOf([0.2, 0.2, 0.2], 40, silent), 'no picture').to.deep.equal([]);
    expect(stepsOf([0.2, 0.2, 0.2], 40), 'the camera is off').to.deep.equal([]);
    const back = hold(initialLadder(1, 0), 0);
    expect(stepsOf([1, 1, 1], 200, back), 'of an interruption').to.deep.equal([]);
    const low = {...initialLadder(1, 0), rung: 3};
    expect(stepsOf([0, 0.05, 0, 0, 0.05, 0, 0, 0.05], 200, low), 'no room for more').to.deep.equal([]);
    expect(stepsOf([0, 0, 0, 0, 0, 0], 200, low)).to.deep.equal(['4: 2 recovered']);
  });

  it('takes two of twenty packets for an accident, and a fifth of them for loss', () => {
    const small = {...initialLadder(1, 0), rung: 3};
    const unlucky = [...times(2, {packetsSent: 24}), ...times(1, {packetsSent: 24, ...lost(0.2)})];
    expect(run(small, unlucky).steps).to.deep.equal([]);
    expect(run(small, times(2, {packetsSent: 124, ...lost(0.2)})).steps).to.deep.equal(['3→4 loss-out']);
  });

  it('forgets the loss of a picture that is not sent any more, and tries one again, where there is no sound either', () => {
    const silent = {...initialLadder(1, 0), rung: soundOnly};
    const unsent = {packetsSent: 0, sentKbps: 2, availableKbps: null};
    for (const [loss, readings] of [
      [0.15, 17],
      [0.5, 21],
      [1, 24],
    ] as const) {
      expect(run({...silent, loss}, times(readings - 1, unsent)).steps, `${String(loss)}, too early`).to.deep.equal([]);
      expect(run({...silent, loss}, times(readings, unsent)).steps, String(loss)).to.deep.equal(['5→4 recovered']);
    }
  });

  it('does not take for loss what was missed during an interruption and is reported after it', () => {
    const state = hold(initialLadder(1, 0), 20_000);
    const missed = {...lost(0.9), sentKbps: 1_700};
    expect(run(state, [...times(1, missed), ...times(2, {farLoss: 0.9})]).steps).to.deep.equal([]);
    expect(run(state, times(4, {farLoss: 0.9})).steps).to.deep.equal(['0→1 loss-out']);
    expect(run(state, times(4, missed)).steps).to.deep.equal(['0→1 loss-out', '1→4 loss-out']);
  });

  it('does not take for a long wait what was held back while it was interrupted and is reported after it', () => {
    const state = hold(initialLadder(1, 0), 20_000);
    const heldBack = {roundTripMs: 2_600, sentKbps: 60};
    expect(run(state, times(3, heldBack)).steps).to.deep.equal([]);
    expect(run(state, times(4, heldBack)).steps).to.deep.equal(['0→5 delay']);
    expect(run(state, times(2, narrow(40))).steps, 'a narrow line is one').to.deep.equal(['0→5 low-bandwidth']);
  });

  it('takes one bad reading, and loss of sound alone, for no more than loss', () => {
    const bad = {...lost(0.9), sentKbps: 1_700};
    const once = [...times(1), ...times(1, bad), ...times(1)];
    expect(run(initialLadder(1, 0), once).steps).to.deep.equal(['0→1 loss-out']);
    for (const ofSound of [
      {...lost(0.5), sentKbps: 30},
      {farLoss: 0.9, sentKbps: 1_700},
    ])
      expect(run(initialLadder(1, 0), times(3, ofSound)).steps).to.deep.equal(['0→1 loss-out']);
  });

  it('forgets what it saw while the connection was interrupted', () => {
    const state = run(initialLadder(1, 0), times(1, {...lost(0.9), sentKbps: 1_700})).state;
    expect(hold(state, 9_000)).to.deep.include({rung: state.rung, changedAt: 9_000, floods: 0, goodSince: null});
  });

  it('leaves sound only whatever is thought to be available: of sound alone that says little', () => {
    const silent = run(initialLadder(1, 0), times(2, narrow(40))).state;
    expect(run(silent, times(17, {availableKbps: 60})).state.rung).to.equal(soundOnly - 1);
  });

  it('keeps the smallest picture where it would be in no trouble', () => {
    const making = {...narrow(104), sentKbps: 100};
    expect(run(initialLadder(1, 0), times(20, making)).steps).to.deep.equal(['0→4 low-bandwidth']);
    const third = {...initialLadder(3, 0), rung: 3};
    expect(run(third, times(2, making), 3).steps).to.deep.equal(['3→4 low-bandwidth']);
    expect(run(third, times(2, narrow(95)), 3).steps).to.deep.equal([`3→${String(soundOnly)} low-bandwidth`]);
  });

  it('is down to sound only where no picture fits', () => {
    expect(run(initialLadder(1, 0), times(2, narrow(40))).state.rung).to.equal(soundOnly);
    expect([rungs[soundOnly]?.kbps, rungs[soundOnly]?.screenKbps]).to.deep.equal([0, 0]);
  });

  it('goes a rung down for loss and a busy device, no faster than the figures settle', () => {
    for (const [differences, reason] of [
      [{farLoss: 0.2}, 'loss-out'],
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

  it('leaves a line that carries no picture in peace for half a minute', () => {
    const silent = run(initialLadder(1, 0), times(2, narrow(40))).state;
    expect(run(silent, times(15)).steps).to.deep.equal([]);
    expect(run(silent, times(17)).steps).to.deep.equal([`${String(soundOnly)}→${String(soundOnly - 1)} recovered`]);
  });

  it('tries no picture after none while the sound of the other has gaps, and does at once when it has none', () => {
    const silent = run(initialLadder(1, 0), times(2, narrow(40))).state;
    const gaps = times(30, {concealedShare: 0.1});
    expect(run(silent, gaps).steps).to.deep.equal([]);
    expect(run(silent, [...gaps, ...times(1)]).steps).to.deep.equal(['5→4 recovered']);
    expect(run(silent, times(17, {concealedShare: 0.04})).steps, 'chance').to.deep.equal(['5→4 recovered']);
  });

  it('ends a picture after none as soon as it keeps packets waiting, and waits for longer before the next', () => {
    const trying = run(initialLadder(1, 0), [...times(2, narrow(40)), ...times(17, {roundTripMs: 500})]).state;
    expect(trying.rung).to.equal(soundOnly - 1);
    expect(run(trying, times(9, {roundTripMs: 700})).steps).to.deep.equal(['4→3 recovered']);
    const {state, steps} = run(trying, times(1, {roundTripMs: 850}));
    expect(steps).to.deep.equal(['4→5 delay']);
    expect(run(state, times(30)).steps).to.deep.equal([]);
    expect(run(state, times(32)).steps).to.deep.equal(['5→4 recovered']);
  });

  it('tries a picture after none only where the line was found to carry it, and asks for that when it is time', () => {
    const {state} = run(initialLadder(1, 0), times(2, narrow(40)));
    const {state: patient, steps} = run(state, times(16), 1, null);
    expect(steps).to.deep.equal([]);
    const now = state.changedAt + 34_000;
    const known = {others: 1, farLate: 0, carriesPicture: null};
    expect(climb(state, delta(), {...known, now: 6_000}).asksLine, 'too early').to.be.undefined;
    expect(climb(patient, delta(), {...known, now}).asksLine).to.be.true;
    expect(climb(patient, delta(), {...known, now, carriesPicture: true}).state.rung).to.equal(smallestPicture);
    const refused = climb(patient, delta(), {...known, now, carriesPicture: false});
    expect([refused.state.rung, refused.asksLine]).to.deep.equal([soundOnly, undefined]);
    const asksAfter = (ms: number) => climb(refused.state, delta(), {...known, now: now + ms}).asksLine;
    expect([28_000, 30_000].map(asksAfter)).to.deep.equal([undefined, true]);
  });

  it('bounds sound only where hardly anything else fits, and not where packets are lost, or nothing would make up for them', () => {
    const soundOf = (state: LadderState) => sentIn(state).soundKbps;
    const after = (deltas: readonly StatsDelta[]) => run(initialLadder(1, 0), deltas).state;
    const rungsBelow = (differences: Partial<StatsDelta>) =>
      [1, 3, 5, 7, 9].map(count => after(times(count + 1, differences))).map(state => [state.rung, soundOf(state)]);
    const lossy = [
      [1, null],
      [2, null],
      [3, null],
      [4, null],
      [5, null],
    ];
    expect(rungsBelow({farLoss: 0.2})).to.deep.equal(lossy);
    expect(soundOf(after(times(2, narrow(300))))).to.equal(null);
    expect(soundOf(after(times(2, narrow(120))))).to.equal(20);
    const silent = after(times(2, narrow(40)));
    expect(soundOf(silent)).to.equal(20);
    const trying = run(silent, times(17)).state;
    expect([trying.rung, soundOf(trying)]).to.deep.equal([4, 20]);
    const failed = run(trying, times(4, {farLoss: 0.4})).state;
    expect([failed.rung, soundOf(failed)], 'lost to the trial').to.deep.equal([soundOnly, 20]);
    expect(soundOf(run(silent, times(60)).state), 'wide again').to.equal(null);
  });

  it('never leaves its rungs, whatever the figures', () => {
    const random = new SeededRandom(7).next;
    for (let round = 0; round < 200; round++) {
      const others = 1 + Math.floor(random() * 7);
      const figures = Array.from({length: 60}, () =>
        delta({
          farLoss: random() * 0.3,
          farPictureLoss: random() * 0.6,
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
