import type {NetworkCase} from './case.js';
import type {Lab} from './lab.js';
import {Scene, type Pairing} from './scene.js';

/** What one case came to in one pairing. */
export interface CaseResult {
  readonly name: string;
  readonly must: string;
  readonly pairing: string;
  readonly status: 'passed' | 'failed';
  /** Worst of all runs, by name. */
  readonly figures: Readonly<Record<string, number | string>>;
  readonly runs: number;
  readonly recoveriesMs: readonly number[];
  readonly reason?: string;
}

export const pairings: readonly Pairing[] = [
  ['chromium', 'chromium'],
  ['firefox', 'firefox'],
  ['chromium', 'firefox'],
  ['firefox', 'chromium'],
];

export const pairingName = (pairing: Pairing): string => pairing.join('–');

/** Runs a case in one pairing as often as asked for; the first run that fails ends it. */
export async function runCase(
  lab: Lab,
  networkCase: NetworkCase,
  {
    pairing,
    quick,
    logs,
    signal,
  }: {readonly pairing: Pairing; readonly quick: boolean; readonly logs: boolean; readonly signal: AbortSignal},
): Promise<CaseResult> {
  const {name, must, withinMs} = networkCase;
  const wanted = quick ? 1 : (networkCase.runs ?? 5);
  const figures: Record<string, number | string> = {};
  const recoveriesMs: number[] = [];
  const result = {name, must, pairing: pairingName(pairing), figures, recoveriesMs};
  for (let run = 1; run <= wanted; run++) {
    if (signal.aborted) return {...result, runs: run - 1, ...endedEarly(run - 1)};
    const scene = new Scene({lab, pairing, quick, name: `${name} ${pairingName(pairing)}`});
    try {
      await within(withinMs, networkCase.run(scene));
      if (logs) await scene.writeLogs();
    } catch (error) {
      await scene.writeLogs();
      return {...result, runs: run, status: 'failed', reason: messageOf(error)};
    } finally {
      keepWorst(figures, scene.figures);
      recoveriesMs.push(...scene.recoveriesMs);
      await scene.close();
    }
  }
  return {...result, runs: wanted, status: 'passed'};
}

/** What two rounds of the same pairings came to together. */
export function mergeResults(first: readonly CaseResult[], second: readonly CaseResult[]): readonly CaseResult[] {
  return first.map((one, index) => {
    const other = second[index];
    if (!other || other.runs === 0) return one;
    const figures = {...one.figures};
    keepWorst(figures, new Map(Object.entries(other.figures)));
    const recoveriesMs = [...one.recoveriesMs, ...other.recoveriesMs];
    const worse = one.status === 'failed' ? one : other;
    return {...worse, figures, recoveriesMs, runs: one.runs + other.runs};
  });
}

/** Time was up: what has run counts, what has not has failed, or a slow machine would let anything through. */
const endedEarly = (runs: number): Pick<CaseResult, 'status' | 'reason'> =>
  runs > 0 ? {status: 'passed'} : {status: 'failed', reason: 'the time for the whole lab was up'};

function keepWorst(all: Record<string, number | string>, figures: ReadonlyMap<string, number | string>): void {
  for (const [figure, value] of figures) {
    const before = all[figure];
    all[figure] = typeof value === 'number' && typeof before === 'number' ? Math.max(before, value) : value;
  }
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not end within ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
