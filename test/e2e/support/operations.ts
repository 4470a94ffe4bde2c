import {ruleReadsOf, type SentWrite} from '../../support/rule-reads-of.js';
import type {CallPage} from './call-page.js';
import type {RecordedCommit} from './recorder.js';

/** What a call has cost, both as the element counts it and as it was seen to go out. */
export interface Operations {
  readonly writes: number;
  readonly deletes: number;
  /** Late candidates that had to be sent alone. */
  readonly candidateWrites: number;
  /** Documents that listeners delivered. */
  readonly reads: number;
  /** Documents that rules looked up: docs/rules.md, "What it costs". */
  readonly ruleReads: number;
}

/** What all of these pages sent and read; they have all left. */
export async function countOperations(calls: readonly CallPage[]): Promise<Operations> {
  const commits = await Promise.all(calls.map(call => call.commits()));
  const writes = commits.flat().flatMap(commit => commit.writes);
  const usages = await Promise.all(calls.map(call => call.onElement(({usage}) => ({...usage}))));
  return {
    writes: writes.filter(({kind}) => kind === 'write').length,
    deletes: writes.filter(({kind}) => kind === 'delete').length,
    candidateWrites: writes.filter(isLateCandidates).length,
    reads: usages.reduce((sum, {reads}) => sum + reads, 0),
    ruleReads:
      sum(commits.flat().map(commit => ruleReadsOf(commit.writes))) +
      sum(commits.map(own => listenerRuleReads(own, commits.flat()))),
  };
}

/** What the elements themselves say that they wrote, for comparison. */
export async function countedByElements(calls: readonly CallPage[]): Promise<Pick<Operations, 'writes' | 'deletes'>> {
  const usages = await Promise.all(calls.map(call => call.onElement(({usage}) => ({...usage}))));
  return {writes: sum(usages.map(({writes}) => writes)), deletes: sum(usages.map(({deletes}) => deletes))};
}

const isLateCandidates = ({fields}: SentWrite): boolean =>
  fields.length === 1 && /^(offer|answer)Candidates$/.test(fields[0] ?? '');

/** Listening to participants looks up the own document at first, and again for each change that it tells of. */
function listenerRuleReads(own: readonly RecordedCommit[], all: readonly RecordedCommit[]): number {
  const from = own[0]?.at ?? Infinity;
  const until = own.at(-1)?.at ?? -Infinity;
  const changes = all.filter(
    ({at, writes}) => at > from && at < until && writes.some(({path}) => path.includes('/participants/')),
  );
  return 1 + changes.length;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
