import {expect} from '@open-wc/testing';
import {hedged} from '../../../src/signaling/firestore/hedged.js';

class Refusal extends Error {}

/** Tries that the test settles itself. */
function setup(againAfterMs: readonly number[], afterFailureMs?: number) {
  const tries: {readonly signal: AbortSignal; resolve(value: string): void; reject(error: Error): void}[] = [];
  const controller = new AbortController();
  let began: (() => void) | null = null;
  const work = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      tries.push({signal, resolve, reject});
      began?.();
    });
  const result = hedged(work, {
    ...{againAfterMs, ...(afterFailureMs !== undefined && {afterFailureMs})},
    signal: controller.signal,
    isOutcome: error => error instanceof Refusal,
  });
  const begun = async (count: number): Promise<void> => {
    while (tries.length < count)
      await new Promise<void>(resolve => {
        began = resolve;
      });
  };
  const nth = (index: number): (typeof tries)[number] =>
    tries[index] ?? expect.fail(`try ${String(index)} was not made`);
  return {tries, nth, result, begun, controller};
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );

describe('hedged', () => {
  it('is done once where it is answered in time', async () => {
    const {tries, nth, result, begun} = setup([]);
    await begun(1);
    nth(0).resolve('first');
    expect(await result).to.equal('first');
    expect(tries.length).to.equal(1);
  });

  it('takes whichever comes first, and calls the others off, but not the reply itself', async () => {
    const {nth, result, begun} = setup([1, 1]);
    await begun(3);
    nth(1).resolve('second');
    expect(await result).to.equal('second');
    expect([0, 1, 2].map(index => nth(index).signal.aborted)).to.deep.equal([true, false, true]);
  });

  it('does not wait for others after a refusal', async () => {
    const {nth, result, begun} = setup([60_000]);
    await begun(1);
    const refusal = new Refusal();
    nth(0).reject(refusal);
    expect(await failureOf(result)).to.equal(refusal);
  });

  it('tells a refusal, also of the last, and not the failure before it', async () => {
    const {nth, result, begun} = setup([1]);
    await begun(2);
    const refusal = new Refusal();
    nth(0).reject(new Error('first'));
    nth(1).reject(refusal);
    expect(await failureOf(result)).to.equal(refusal);
  });

  it('waits for the others after a failure, and tells the first one if all fail', async () => {
    const {nth, result, begun} = setup([1]);
    await begun(2);
    const first = new Error('first');
    nth(0).reject(first);
    nth(1).reject(new Error('second'));
    expect(await failureOf(result)).to.equal(first);
  });

  it('waits no longer for its next time after a failure, where that is asked for', async () => {
    const {nth, result, begun} = setup([600_000], 1);
    await begun(1);
    nth(0).reject(new Error('first'));
    await begun(2);
    nth(1).resolve('second');
    expect(await result).to.equal('second');
  });

  it('is called off as a whole', async () => {
    const {nth, begun, controller} = setup([1]);
    await begun(2);
    controller.abort();
    expect([nth(0).signal.aborted, nth(1).signal.aborted]).to.deep.equal([true, true]);
  });
});
