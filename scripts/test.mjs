import {createWriteStream, existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {browserNames, requireBrowser} from './browsers.mjs';
import {prepareEmulator} from './emulator.mjs';
import {prepareRelay} from './programs.mjs';
import {run} from './run.mjs';

/**
 * `npm test`: every stage, or those named on the command line (`npm test -- rules e2e`). What a stage says goes to
 * test-results/{stage}.log; here comes one line for each, the end of the log of one that failed, and the sums.
 *
 * @typedef {readonly [string, ...string[]]} Command
 * @typedef {'browsers' | 'emulator' | 'relay'} Need
 * @typedef {{name: string, commands: readonly Command[], folder?: string, needs?: readonly Need[], cores: 1 | 2,
 *   after?: readonly string[]}} Stage `folder` makes it a stage of tests; without, it counts as one check
 * @typedef {{name: string, passed: number, failed: number, skipped: number, tail: string}} Result
 */

const resultsFolder = 'test-results';
const tailLines = 60;
/** Nothing here takes half of it: what takes longer hangs. */
const stageLimitMs = 40 * 60_000;

/** @param {string} folder */
function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, {recursive: true})
    .map(path => join(folder, String(path)))
    .filter(path => /\.test\.(ts|mjs)$/.test(path))
    .sort();
}

/** @param {readonly string[]} files @param {number} atOnce @returns {Command} */
function nodeTests(files, atOnce) {
  const options = ['--import', 'tsx', '--test', '--test-reporter=spec', `--test-concurrency=${atOnce}`];
  return ['node', ...options, ...files];
}

/**
 * Two files at a time, or `AT_ONCE`, but for those of many people, of what must happen within a time, and of how large a picture
 * gets: they have the machine to themselves.
 */
function endToEndTests() {
  const alone = testFiles('test/e2e/alone');
  const others = testFiles('test/e2e').filter(file => !alone.includes(file));
  return [nodeTests(alone, 1), nodeTests(others, Number(process.env['AT_ONCE'] ?? 2))];
}

/** @type {readonly Stage[]} */
const stages = [
  {name: 'build', commands: [['node', 'scripts/build.mjs']], cores: 1},
  {name: 'typecheck', commands: [['npm', 'run', '--silent', 'typecheck']], cores: 1},
  {name: 'lint', commands: [['npm', 'run', '--silent', 'lint']], cores: 1, after: ['build']},
  {name: 'size', commands: [['size-limit']], cores: 1, after: ['build']},
  nodeStage('rules', {needs: ['emulator']}),
  nodeStage('contract', {needs: ['emulator']}),
  nodeStage('simulation', {atOnce: 2, cores: 2}),
  {name: 'unit', folder: 'test/unit', commands: [['wtr']], needs: ['browsers'], cores: 2},
  // Browsers with media take both cores: a second stage beside them would make them wait for one another.
  nodeStage('e2e', {
    ...{commands: endToEndTests(), cores: 2, after: ['build']},
    needs: ['browsers', 'emulator', 'relay'],
  }),
  nodeStage('package', {needs: ['browsers', 'emulator'], cores: 2, after: ['build']}),
];

/** @param {string} name @param {Partial<Stage> & {atOnce?: number}} options `atOnce`: so many files @returns {Stage} */
function nodeStage(name, {atOnce = 1, ...options}) {
  const folder = `test/${name}`;
  return {name, folder, commands: [nodeTests(testFiles(folder), atOnce)], cores: 1, ...options};
}

/** @param {string} output @param {string} word */
function sumOf(output, word) {
  const matches = output.matchAll(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, 'gm'));
  return [...matches].reduce((sum, match) => sum + Number(match[1]), 0);
}

/** @param {string} output @param {Stage} stage */
function endOf(output, {name}) {
  const lines = output.trimEnd().split('\n').slice(-tailLines);
  return [...lines, `  the whole log: ${resultsFolder}/${name}.log`].join('\n');
}

/** All of them, also after one that failed. @param {Stage} stage @returns {Promise<readonly {code: number, output: string}[]>} */
async function runCommands({name, commands}) {
  const log = createWriteStream(join(resultsFolder, `${name}.log`));
  const outcomes = [];
  for (const command of commands) {
    let output = '';
    const onOutput = (/** @type {string} */ text) => {
      output += text;
      log.write(text);
    };
    const code = await run(command, {onOutput, environment: {NO_COLOR: '1'}, limitMs: stageLimitMs});
    outcomes.push({code, output});
  }
  log.end();
  return outcomes;
}

/** @param {Stage} stage @returns {Promise<Result>} */
async function runStage(stage) {
  if (stage.folder && testFiles(stage.folder).length === 0) {
    return {name: stage.name, passed: 0, failed: 1, skipped: 0, tail: `no tests in ${stage.folder}`};
  }
  const outcomes = await runCommands(stage);
  const output = outcomes.map(outcome => outcome.output).join('');
  const broken = outcomes.find(({code}) => code !== 0);
  const counts = stage.folder ? countTests(outcomes) : {passed: broken ? 0 : 1, failed: broken ? 1 : 0};
  return {name: stage.name, skipped: sumOf(output, 'skipped'), ...counts, tail: endOf(broken?.output ?? output, stage)};
}

/**
 * A command that ends badly, or runs nothing, has failed even if no test says so.
 *
 * @param {readonly {code: number, output: string}[]} outcomes
 */
function countTests(outcomes) {
  const counts = outcomes.map(({code, output}) => {
    const passed = sumOf(output, 'pass');
    const failed = sumOf(output, 'fail') + sumOf(output, 'cancelled');
    return {passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed};
  });
  const sum = (/** @type {'passed' | 'failed'} */ key) => counts.reduce((total, count) => total + count[key], 0);
  return {passed: sum('passed'), failed: sum('failed')};
}

/** @param {readonly Stage[]} chosen */
function prepare(chosen) {
  const needs = new Set(chosen.flatMap(stage => stage.needs ?? []));
  if (needs.has('browsers')) browserNames.forEach(requireBrowser);
  if (needs.has('emulator')) prepareEmulator();
  if (needs.has('relay')) prepareRelay();
}

/** @param {Result} result @param {number} startedAt */
function report({name, passed, failed, skipped, tail}, startedAt) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const counts = [
    `${passed} passed`,
    ...(failed ? [`${failed} failed`] : []),
    ...(skipped ? [`${skipped} skipped`] : []),
  ];
  console.log(`${failed ? '✗' : '✓'} ${name.padEnd(11)} ${counts.join(', ')} (${seconds} s)`);
  if (failed) console.log(`${tail}\n`);
}

/**
 * Runs stages side by side as far as two cores and their order allow.
 *
 * @param {readonly Stage[]} chosen
 * @returns {Promise<readonly Result[]>}
 */
async function runAll(chosen) {
  const waiting = [...chosen];
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  /** @type {Result[]} */
  const results = [];
  let coresInUse = 0;
  const isReady = (/** @type {Stage} */ {cores, after = []}) =>
    coresInUse + cores <= 2 && !after.some(name => running.has(name) || waiting.some(stage => stage.name === name));
  const start = async (/** @type {Stage} */ stage) => {
    const startedAt = Date.now();
    const result = await runStage(stage);
    report(result, startedAt);
    results.push(result);
    coresInUse -= stage.cores;
    running.delete(stage.name);
  };
  while (waiting.length > 0 || running.size > 0) {
    for (const stage of waiting.filter(isReady)) {
      if (!isReady(stage)) continue;
      waiting.splice(waiting.indexOf(stage), 1);
      coresInUse += stage.cores;
      running.set(stage.name, start(stage));
    }
    await Promise.race(running.values());
  }
  return results;
}

/** @param {readonly string[]} names */
function choose(names) {
  const unknown = names.filter(name => !stages.some(stage => stage.name === name));
  if (unknown.length > 0) {
    throw new Error(`No such stage: ${unknown.join(', ')}. There are ${stages.map(stage => stage.name).join(', ')}`);
  }
  return names.length === 0 ? stages : stages.filter(stage => names.includes(stage.name));
}

const chosen = choose(process.argv.slice(2));
mkdirSync(resultsFolder, {recursive: true});
prepare(chosen);
const results = await runAll(chosen);
const sum = (/** @type {'passed' | 'failed'} */ key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
