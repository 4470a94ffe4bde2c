import assert from 'node:assert/strict';
import {test} from 'node:test';
import {runSeeds, tellRun} from './runner.js';

/** `SEED=7 npm run test:simulation` tells that run; `RUNS=100` runs fewer, and CI 10,000. */
const seed = process.env['SEED'];
const runs = Number(process.env['RUNS'] ?? 2_500);
const mostReported = 5;

if (seed === undefined) {
  test(`${runs} seeded runs all come to rest as they must`, async () => {
    const failed = await runSeeds(1, runs, mostReported);
    const [worst] = failed;
    if (!worst) return;
    const summary = failed.map(run => `SEED=${run.seed}: ${run.fault}`).join('\n');
    assert.fail(`${await tellRun(worst.seed)}\n\n${summary}`);
  });
} else {
  test(`the run of seed ${seed}`, async () => {
    const told = await tellRun(Number(seed));
    console.log(told);
    assert.match(told, /all is well$/);
  });
}
