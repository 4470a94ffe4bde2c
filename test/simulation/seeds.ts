import assert from 'node:assert/strict';
import {test} from 'node:test';
import {runSeeds, tellRun} from './runner.js';

/** `SEED=7 npm run test:simulation` tells that run; `RUNS=100` runs fewer, and CI 10,000. */
const seed = process.env['SEED'];
const runs = Number(process.env['RUNS'] ?? 2_500);
const mostReported = 5;

/** One of two halves of all runs, each a file of its own: so they run side by side. */
export function testHalf(which: 'first' | 'second'): void {
  const half = Math.ceil(runs / 2);
  const [from, count] = which === 'first' ? [1, half] : [half + 1, runs - half];
  if (seed !== undefined) {
    if (which === 'first') testOne(Number(seed));
    return;
  }
  test(`${count} seeded runs from ${from} on all come to rest as they must`, async () => {
    const failed = await runSeeds(from, count, mostReported);
    const [worst] = failed;
    if (!worst) return;
    const summary = failed.map(run => `SEED=${run.seed}: ${run.fault}`).join('\n');
    assert.fail(`${await tellRun(worst.seed)}\n\n${summary}`);
  });
}

function testOne(one: number): void {
  test(`the run of seed ${one}`, async () => {
    const told = await tellRun(one);
    console.log(told);
    assert.match(told, /all is well$/);
  });
}
