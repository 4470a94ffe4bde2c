import {run} from './run.mjs';

/**
 * What CI runs: README's test command with all seeds of the simulation, and with one file of end-to-end tests after another
 * (there is time for it, and a machine may have other work); a few calls after which nothing may be left (`npm run leaks`); then
 * the network lab in short (docs/network-lab.md). At the end come the names of what failed, and in the last line the sums:
 * "N passed, N failed". What is skipped counts as neither.
 *
 * @typedef {{name: string, command: readonly [string, ...string[]], environment?: Record<string, string>, limitMs: number,
 *   isOneCheck?: boolean}} Part `isOneCheck`: it prints no sums of its own
 */

const minuteMs = 60_000;

/** @type {readonly Part[]} */
const parts = [
  {name: 'npm test', command: ['npm', 'test'], environment: {RUNS: '10000', AT_ONCE: '1'}, limitMs: 60 * minuteMs},
  {name: 'leaks', command: ['npm', 'run', 'leaks', '--', '--cycles', '20'], limitMs: 10 * minuteMs, isOneCheck: true},
  {name: 'network lab', command: ['npm', 'run', 'test:network', '--', '--quick'], limitMs: 28 * minuteMs},
];

/** A part that ends badly, or without its sums, has failed even if none of its tests says so. @param {Part} part */
async function countOf({name, command, environment = {}, limitMs, isOneCheck = false}) {
  let output = '';
  const onOutput = (/** @type {string} */ text) => {
    output += text;
    process.stdout.write(text);
  };
  console.log(`\n${name}`);
  const code = await run(command, {onOutput, environment, limitMs});
  if (isOneCheck) {
    const isPassed = code === 0;
    return {passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, failures: isPassed ? [] : [`✗ ${name}`]};
  }
  const sums = [...output.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1);
  const passed = Number(sums?.[1] ?? 0);
  const failed = Number(sums?.[2] ?? 0);
  const broke = failed === 0 && (code !== 0 || !sums);
  // The marks of scripts/test.mjs and the lab for what failed, and node:test's for a test.
  const failures = output.split('\n').filter(line => /^\s*[✗✖] (?!failing tests:)/.test(line));
  return {passed, failed: broke ? 1 : failed, failures};
}

const counts = [];
for (const part of parts) counts.push(await countOf(part));
const sum = (/** @type {'passed' | 'failed'} */ key) => counts.reduce((total, count) => total + count[key], 0);
console.log(`\n${counts.flatMap(({failures}) => failures).join('\n')}`);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
