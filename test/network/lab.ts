import {mkdirSync, writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {connectingCases} from './cases/connecting.js';
import {poorLineCases} from './cases/poor-lines.js';
import {recoveryCases} from './cases/recovery.js';
import type {NetworkCase} from './support/case.js';
import {Lab} from './support/lab.js';
import {Namespace} from './support/namespace.js';
import {percentile} from './support/percentile.js';
import {formatResult, formatTable} from './support/report.js';
import {mergeResults, pairings, runCase, type CaseResult} from './support/runner.js';
import type {Pairing} from './support/scene.js';

const cases: readonly NetworkCase[] = [...connectingCases, ...recoveryCases, ...poorLineCases];

/** All of `--quick` ends within this, on two cores; mostly after two thirds of it. */
const quickLimitMs = 24 * 60_000;
/** From so many on the 95th percentile of recoveries is more than the slowest of them. */
const judgedBy = 40;

/** Runs the cases. @returns the process's exit code */
export async function runLab(argv: readonly string[]): Promise<number> {
  const {values} = parseArgs({
    args: [...argv],
    options: {
      quick: {type: 'boolean', default: false},
      only: {type: 'string', default: ''},
      pairing: {type: 'string'},
      logs: {type: 'boolean', default: false},
    },
  });
  const {quick, logs} = values;
  const chosen = cases.filter(({name}) => new RegExp(values.only, 'i').test(name));
  const ended = new AbortController();
  if (quick) setTimeout(() => ended.abort(), quickLimitMs).unref();
  removeNamespacesAtTheEnd();
  const lab = await Lab.open();
  const results: CaseResult[] = [];
  try {
    for (const networkCase of chosen) {
      const mine = pairingsFor(networkCase, quick, values.pairing);
      const round = async (): Promise<readonly CaseResult[]> => {
        const ofRound: CaseResult[] = [];
        for (const pairing of mine) {
          const result = await runCase(lab, networkCase, {pairing, quick, logs, signal: ended.signal});
          console.log(formatResult(result));
          ofRound.push(result);
        }
        return ofRound;
      };
      let ofCase = await round();
      while (needsMore(networkCase, ofCase, quick) && !ended.signal.aborted)
        ofCase = mergeResults(ofCase, await round());
      const pooled = poolRecoveries(networkCase, ofCase);
      if (pooled) console.log(formatResult(pooled));
      results.push(...ofCase, ...(pooled ? [pooled] : []));
    }
  } finally {
    await lab.close();
  }
  return report(results);
}

function pairingsFor({quickPairings}: NetworkCase, quick: boolean, wanted: string | undefined): readonly Pairing[] {
  if (wanted !== undefined) return pairings.filter(pairing => pairing.join('-') === wanted);
  return quick ? (quickPairings ?? [pairings[0] ?? ['chromium', 'chromium']]) : pairings;
}

const recoveriesOf = (results: readonly CaseResult[]): readonly number[] =>
  results.flatMap(({recoveriesMs}) => recoveriesMs);

/** They are too few to say how often one is too slow; with `--quick` that is asked only where one was. */
function needsMore({recoversWithinMs}: NetworkCase, results: readonly CaseResult[], quick: boolean): boolean {
  const recoveriesMs = recoveriesOf(results);
  const isWhole = results.every(({status}) => status === 'passed');
  if (recoversWithinMs === undefined || !isWhole || recoveriesMs.length >= judgedBy) return false;
  return !quick || percentile(recoveriesMs, 0.95) >= recoversWithinMs;
}

/** The recoveries of all pairings together, held against the limit of the case. */
function poolRecoveries(networkCase: NetworkCase, results: readonly CaseResult[]): CaseResult | null {
  const {name, recoversWithinMs} = networkCase;
  const recoveriesMs = recoveriesOf(results);
  if (recoversWithinMs === undefined || recoveriesMs.length === 0) return null;
  const p95 = percentile(recoveriesMs, 0.95);
  const isFast = p95 < recoversWithinMs;
  return {
    name: `${name}, all pairings`,
    must: `95th percentile under ${recoversWithinMs} ms`,
    pairing: 'all',
    status: isFast ? 'passed' : 'failed',
    figures: {recoveries: recoveriesMs.length, 'p50 ms': percentile(recoveriesMs, 0.5), 'p95 ms': p95},
    runs: recoveriesMs.length,
    recoveriesMs: [],
    ...(!isFast && {reason: `${p95} ms at the 95th percentile`}),
  };
}

function report(results: readonly CaseResult[]): number {
  mkdirSync('test-results', {recursive: true});
  writeFileSync('test-results/network.json', JSON.stringify({at: new Date().toISOString(), results}, null, 2));
  console.log(`\n${formatTable(results)}\n`);
  const count = (status: CaseResult['status']): number => results.filter(each => each.status === status).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed`);
  return count('failed') === 0 ? 0 : 1;
}

/** However it ends, no namespace and no process of the lab stays. */
function removeNamespacesAtTheEnd(): void {
  process.once('exit', () => Namespace.removeAll());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      console.error(`\n${signal}: taking the lab down`);
      process.exit(130);
    });
  }
}
