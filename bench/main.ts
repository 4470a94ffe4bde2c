/**
 * `npm run bench`: how long it takes from the click to the other's picture, beside two other ways to signal; what a call
 * costs of the store; what a page loads. A table here, all figures in test-results/bench.json. docs/bench.md
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {availableParallelism, loadavg} from 'node:os';
import {measureLatency} from './latency.js';
import {countOperations, type CallOperations} from './operations.js';
import {readOptions, type BenchOptions} from './options.js';
import {judge, printReport, type BenchReport} from './report.js';
import {measureSizes} from './sizes.js';
import {setUpStage, type Stage} from './stage.js';
import {median, percentile} from './statistics.js';

const resultsFolder = 'test-results';
const load = (): number => Math.round((loadavg()[0] ?? NaN) * 10) / 10;
const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const calls = [
  [2, 'lobby'],
  [2, 'autojoin'],
  [4, 'lobby'],
  [8, 'lobby'],
] as const;

async function bench(stage: Stage, options: BenchOptions): Promise<BenchReport> {
  progress('operations');
  const operations: CallOperations[] = [];
  for (const [people, way] of calls) {
    // A machine that is too small for eight people is no reason to lose everything else.
    const counted = await countOperations(stage, people, way).catch((error: unknown) => progress(String(error)));
    if (counted) operations.push(counted);
  }
  progress('sizes');
  const sizes = await measureSizes(stage);
  const loadBefore = load();
  const latency = await measureLatency(stage, options, progress);
  const loadAfter = load();
  const lateness = Object.values(stage.proxies).flatMap(proxy => proxy.latenessMs);
  const tenths = (value: number): number => Math.round(value * 10) / 10;
  return {
    date: new Date().toISOString(),
    browser: await stage.newcomer.version(),
    machine: {cores: availableParallelism(), loadBefore, loadAfter},
    countedRuns: options.runs,
    lobbyStayMs: options.lobbyStayMs,
    proxyLatenessMs: {median: tenths(median(lateness)), p95: tenths(percentile(lateness, 0.95))},
    latency,
    aims: judge(latency, options.delaysMs),
    operations,
    sizes,
  };
}

const options = readOptions(process.argv.slice(2));
mkdirSync(resultsFolder, {recursive: true});
const stage = await setUpStage(options.browser, `${resultsFolder}/bench-site`);
try {
  const report = await bench(stage, options);
  writeFileSync(`${resultsFolder}/bench.json`, `${JSON.stringify(report, null, 2)}\n`);
  printReport(report, console.log);
} finally {
  await stage.stop();
}
