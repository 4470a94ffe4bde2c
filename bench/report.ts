import type {LatencyResult} from './latency.js';
import type {CallOperations} from './operations.js';
import type {LoadedSize} from './sizes.js';

/** Everything one run of the bench found, as its JSON file has it. */
export interface BenchReport {
  readonly date: string;
  readonly browser: string;
  readonly machine: {readonly cores: number; readonly loadBefore: number; readonly loadAfter: number};
  readonly countedRuns: number;
  readonly lobbyStayMs: number;
  /** How much more than asked for the proxies held chunks back, ms. */
  readonly proxyLatenessMs: {readonly median: number; readonly p95: number};
  readonly latency: readonly LatencyResult[];
  readonly aims: readonly Aim[];
  readonly operations: readonly CallOperations[];
  readonly sizes: readonly LoadedSize[];
}

/** What issues 4 and 5 ask for, and what came out. */
export interface Aim {
  readonly what: string;
  readonly limit: number;
  readonly measured: number;
  readonly reached: boolean;
}

/** A promise to each person who reloads, so not the median is held against it. */
const backAgainMs = 2_000;

/** From the lobby at most 2.2 one-way delays and 150 ms; at the longest delay so much of the others' time. */
export function judge(latency: readonly LatencyResult[], delaysMs: readonly number[]): readonly Aim[] {
  const resultOf = (id: string, delayMs: number): LatencyResult | undefined =>
    latency.find(result => result.id === id && result.delayMs === delayMs);
  const medianOf = (id: string, delayMs: number): number => resultOf(id, delayMs)?.medianMs ?? NaN;
  const aim = (what: string, limit: number, measured: number): Aim => {
    return {what, limit, measured: Math.round(measured * 100) / 100, reached: measured <= limit};
  };
  const longest = Math.max(...delaysMs);
  const ratio = (id: string): number => medianOf('lobby', longest) / medianOf(id, longest);
  return [
    ...delaysMs.map(delayMs =>
      aim(`lobby at ${delayMs} ms, ms`, Math.round(2.2 * delayMs + 150), medianOf('lobby', delayMs)),
    ),
    ...delaysMs.map(delayMs =>
      aim(`back after a reload at ${delayMs} ms, p95, ms`, backAgainMs, resultOf('reload', delayMs)?.p95Ms ?? NaN),
    ),
    aim(`lobby / usual Firestore at ${longest} ms`, 0.35, ratio('usual')),
    aim(`lobby / usual Firestore with open write streams at ${longest} ms`, 0.35, ratio('usual-warm')),
    aim(`lobby / PeerJS at ${longest} ms`, 0.7, ratio('peerjs')),
  ];
}

export function printReport(report: BenchReport, print: (line: string) => void): void {
  const {latency, aims, operations, sizes, machine, proxyLatenessMs} = report;
  print(`${report.browser}, ${machine.cores} cores, load ${machine.loadBefore} before and ${machine.loadAfter} after`);
  print(
    `${report.countedRuns} runs of each; the proxies were late by ${proxyLatenessMs.median} ms (p95 ${proxyLatenessMs.p95})`,
  );
  print('\nTo the first far frame, ms: median (p95), signaling delayed each way by');
  printTable(latencyRows(latency), print);
  print('\nAims');
  const verdict = (aim: Aim): string => (aim.reached ? 'reached' : 'MISSED');
  printTable(
    aims.map(aim => [aim.what, `at most ${aim.limit}`, `is ${aim.measured}`, verdict(aim)]),
    print,
  );
  print('\nOperations of a whole call, everybody together: writes / deletes / reads');
  printTable(operations.map(operationsRow), print);
  print('\nWhat a page has loaded, gzip');
  printTable(
    sizes.map(({moment, gzipBytes, files}) => [moment, `${(gzipBytes / 1000).toFixed(1)} kB`, `${files.length} files`]),
    print,
  );
}

function latencyRows(latency: readonly LatencyResult[]): readonly (readonly string[])[] {
  const delays = [...new Set(latency.map(({delayMs}) => delayMs))];
  const labels = [...new Set(latency.map(({label}) => label))];
  const cell = ({medianMs, p95Ms, failed}: LatencyResult): string =>
    `${medianMs.toFixed(0)} (${p95Ms.toFixed(0)})${failed.length > 0 ? `, ${failed.length} FAILED` : ''}`;
  const cellsOf = (label: string): readonly string[] => latency.filter(result => result.label === label).map(cell);
  return [['', ...delays.map(delayMs => `${delayMs} ms`)], ...labels.map(label => [label, ...cellsOf(label)])];
}

function operationsRow({people, way, connected, left}: CallOperations): readonly string[] {
  const text = ({writes, deletes, reads}: CallOperations['left']): string => `${writes} / ${deletes} / ${reads}`;
  return [`${people} people, ${way}`, `connected ${text(connected)}`, `left ${text(left)}`];
}

function printTable(rows: readonly (readonly string[])[], print: (line: string) => void): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)));
  for (const row of rows) {
    const cells = row.map((text, column) =>
      column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
    );
    print(`  ${cells.join('   ')}`);
  }
}
