import type {Candidate} from '../protocol/candidate.js';

/** More than anybody honest has of one revision, and of those that wait for theirs. */
const most = {ofRevision: 256, waiting: 1_024} as const;

/**
 * Far candidates, in whatever order they come: held until their description is applied and they may be used, each applied
 * once, dropped when they belong to an earlier revision.
 */
export class CandidateQueue {
  readonly #apply: (candidate: Candidate) => void;
  #waiting: Candidate[] = [];
  /** Of the revision that is open, or was last. */
  #applied = {revision: 0, keys: new Set<string>()};
  /** The revision whose candidates may be applied, 0 for none. */
  #open = 0;

  constructor(apply: (candidate: Candidate) => void) {
    this.#apply = apply;
  }

  /** The next description is being applied: its candidates wait. */
  hold(): void {
    this.#open = 0;
  }

  /** Candidates of this revision may be applied, those of earlier ones are dropped. */
  open(revision: number): void {
    this.#open = revision;
    this.#waiting = this.#waiting.filter(candidate => candidate.revision >= revision);
    this.#drain();
  }

  add(candidates: readonly Candidate[]): void {
    for (const candidate of candidates) if (this.#hasRoomFor(candidate)) this.#waiting.push(candidate);
    this.#drain();
  }

  #hasRoomFor(candidate: Candidate): boolean {
    const {revision, keys} = this.#applied;
    if (candidate.revision === revision && keys.has(keyOf(candidate))) return false;
    if (this.#waiting.length >= most.waiting || this.#waiting.some(waiting => same(waiting, candidate))) return false;
    const waiting = this.#waiting.filter(each => each.revision === candidate.revision).length;
    return waiting + (candidate.revision === revision ? keys.size : 0) < most.ofRevision;
  }

  #drain(): void {
    const open = this.#open;
    if (open === 0) return;
    if (this.#applied.revision !== open) this.#applied = {revision: open, keys: new Set()};
    const ready = this.#waiting.filter(({revision}) => revision === open);
    this.#waiting = this.#waiting.filter(({revision}) => revision > open);
    for (const candidate of ready) {
      this.#applied.keys.add(keyOf(candidate));
      this.#apply(candidate);
    }
  }
}

const keyOf = ({sdpMid, candidate}: Candidate): string => `${sdpMid} ${candidate}`;

const same = (a: Candidate, b: Candidate): boolean => a.revision === b.revision && keyOf(a) === keyOf(b);
