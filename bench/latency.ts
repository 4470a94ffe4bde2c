import {peerJs, usualFirestore, usualFirestoreWarm} from './baseline-contender.js';
import type {Contender, Run} from './contender.js';
import type {ProxyTraffic} from './delay-proxy.js';
import {elementAutojoin, elementFromLobby, elementReload} from './element-contender.js';
import type {BenchOptions} from './options.js';
import type {Mark} from './probe.js';
import type {Stage} from './stage.js';
import {median, percentile} from './statistics.js';

/** One line of the table: from a moment in the newcomer's page to its first far frame. */
interface Measure {
  readonly id: string;
  readonly label: string;
  readonly contender: string;
  readonly from: Mark | 'load';
}

const measures: readonly Measure[] = [
  {id: 'lobby', label: 'element, from the lobby', contender: 'element-lobby', from: 'click'},
  {
    id: 'autojoin',
    label: 'element, autojoin, from its first commit',
    contender: 'element-autojoin',
    from: 'commitSent',
  },
  {id: 'cold', label: 'element, autojoin, from the load of the page', contender: 'element-autojoin', from: 'load'},
  {id: 'reload', label: 'element, autojoin, back after a reload', contender: 'element-reload', from: 'load'},
  {id: 'usual', label: 'the usual Firestore way', contender: 'firestore-usual', from: 'click'},
  {id: 'usual-warm', label: 'the same, write streams open', contender: 'firestore-usual-warm', from: 'click'},
  {id: 'peerjs', label: 'PeerJS with its own server', contender: 'peerjs', from: 'click'},
];

/** What came out for one measure at one delay. */
export interface LatencyResult {
  readonly id: string;
  readonly label: string;
  readonly delayMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Every counted run, in order. */
  readonly runsMs: readonly number[];
  /** Runs without a picture; they are in no figure. */
  readonly failed: readonly string[];
  /** Medians of what happened when, from the same start. */
  readonly medianMarksMs: Readonly<Partial<Record<Mark, number>>>;
  /** Medians of what the signaling's proxy saw from the start to the first frame, both sides together. */
  readonly medianTraffic: ProxyTraffic;
}

type Outcome = Run | {readonly failure: string};

/**
 * Runs every way to call in turn, all delays in turn, again and again, so that whatever else the machine does hits all
 * alike. The first round warms up and does not count.
 */
export async function measureLatency(
  stage: Stage,
  {runs, delaysMs, lobbyStayMs}: BenchOptions,
  onProgress: (text: string) => void,
): Promise<readonly LatencyResult[]> {
  const contenders = [
    ...[elementFromLobby(lobbyStayMs), elementAutojoin, elementReload],
    ...[usualFirestore, usualFirestoreWarm, peerJs],
  ];
  const outcomes = new Map<string, Outcome[]>();
  for (let round = 0; round <= runs; round++) {
    onProgress(`round ${round} of ${runs}${round === 0 ? ', which does not count' : ''}`);
    for (const delayMs of delaysMs) {
      stage.setDelay(delayMs);
      for (const contender of contenders) {
        const outcome = await attempt(contender, stage);
        const key = `${contender.id} ${delayMs}`;
        if (round > 0) outcomes.set(key, [...(outcomes.get(key) ?? []), outcome]);
      }
    }
  }
  return delaysMs.flatMap(delayMs =>
    measures.map(measure => summarize(measure, delayMs, outcomes.get(`${measure.contender} ${delayMs}`) ?? [])),
  );
}

/** A run without a picture is a result too; without a browser there are no results. */
async function attempt(contender: Contender, stage: Stage): Promise<Outcome> {
  try {
    return await contender.run(stage);
  } catch (error) {
    if (!stage.host.connected || !stage.newcomer.connected) throw new Error('A browser has ended', {cause: error});
    return {failure: error instanceof Error ? error.message : String(error)};
  }
}

function summarize({id, label, from}: Measure, delayMs: number, outcomes: readonly Outcome[]): LatencyResult {
  const runs = outcomes.filter(outcome => 'marks' in outcome);
  const startOf = ({marks}: Run): number => (from === 'load' ? 0 : (marks[from] ?? NaN));
  const runsMs = runs.map(run => round((run.marks.firstFrame ?? NaN) - startOf(run)));
  return {
    id,
    label,
    delayMs,
    medianMs: round(median(runsMs)),
    p95Ms: round(percentile(runsMs, 0.95)),
    runsMs,
    failed: outcomes.flatMap(outcome => ('failure' in outcome ? [outcome.failure] : [])),
    medianMarksMs: medianMarks(runs, startOf),
    medianTraffic: {
      connections: median(runs.map(({traffic}) => traffic.connections)),
      requests: median(runs.map(({traffic}) => traffic.requests)),
      preflights: median(runs.map(({traffic}) => traffic.preflights)),
    },
  };
}

function medianMarks(runs: readonly Run[], startOf: (run: Run) => number): Partial<Record<Mark, number>> {
  const names = new Set(runs.flatMap(({marks}) => Object.keys(marks) as Mark[]));
  const valuesOf = (name: Mark): readonly number[] =>
    runs.flatMap(run => (run.marks[name] === undefined ? [] : [run.marks[name] - startOf(run)]));
  return Object.fromEntries([...names].map(name => [name, round(median(valuesOf(name)))]));
}

const round = (value: number): number => Math.round(value * 10) / 10;
