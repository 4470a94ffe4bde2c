import type {Candidate} from '../protocol/candidate.js';

/**
 * Far candidates, in whatever order they come: held until their description is applied and they may be used, each applied
 * once, dropped when they belong to an earlier revision.
 */
export class CandidateQueue {
  readonly #apply: (candidate: Candidate) => void;
  #waiting: Candidate[] = [];
  #applied = new Set<string>();
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
    this.#waiting.push(...candidates.filter(candidate => !this.#waiting.some(waiting => same(waiting, candidate))));
    this.#drain();
  }

  #drain(): void {
    if (this.#open === 0) return;
    const ready = this.#waiting.filter(({revision}) => revision === this.#open);
    this.#waiting = this.#waiting.filter(({revision}) => revision > this.#open);
    for (const candidate of ready) {
      const key = `${String(candidate.revision)} ${candidate.sdpMid} ${candidate.candidate}`;
      if (this.#applied.has(key)) continue;
      this.#applied.add(key);
      this.#apply(candidate);
    }
  }
}

const same = (a: Candidate, b: Candidate): boolean =>
  a.revision === b.revision && a.candidate === b.candidate && a.sdpMid === b.sdpMid;
