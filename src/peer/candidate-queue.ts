import type {Candidate} from '../protocol/candidate.js';

/** More than anybody honest has of one revision, and revisions that wait beside the one in force. */
const most = {ofRevision: 256, revisions: 4} as const;

/** What came of one revision, each by what tells it from the others. */
interface Found {
  readonly keys: Set<string>;
  waiting: Candidate[];
}

/**
 * Far candidates, in whatever order they come: held until their description is applied and they may be used, each applied
 * once, dropped when they belong to an earlier revision. Of later ones the nearest have room, whatever else is named.
 */
export class CandidateQueue {
  readonly #apply: (candidate: Candidate) => void;
  /** By revision: the one in force, and those that wait for their description. */
  readonly #found = new Map<number, Found>();
  /** The revision in force, 0 before the first. */
  #revision = 0;
  #isOpen = false;

  constructor(apply: (candidate: Candidate) => void) {
    this.#apply = apply;
  }

  /**
   * The description of this revision is being applied: its candidates wait, those of earlier ones are of no use.
   * @returns takes that back, where the description was refused
   */
  hold(revision: number): () => void {
    const before = {revision: this.#revision, isOpen: this.#isOpen};
    this.#forgetBefore(before.revision);
    this.#revision = revision;
    this.#isOpen = false;
    return () => {
      this.#revision = before.revision;
      if (before.isOpen) this.open(before.revision);
    };
  }

  /** Candidates of this revision may be applied, those of earlier ones are dropped. */
  open(revision: number): void {
    if (revision < this.#revision) return;
    this.#revision = revision;
    this.#isOpen = true;
    this.#forgetBefore(revision);
    this.#drain();
  }

  add(candidates: readonly Candidate[]): void {
    for (const candidate of candidates) if (candidate.revision >= this.#revision) this.#keep(candidate);
    this.#drain();
  }

  #forgetBefore(revision: number): void {
    for (const each of this.#found.keys()) if (each < revision) this.#found.delete(each);
  }

  #keep(candidate: Candidate): void {
    const {keys, waiting} = this.#foundOf(candidate.revision);
    const key = keyOf(candidate);
    if (keys.size >= most.ofRevision || keys.has(key)) return;
    keys.add(key);
    waiting.push(candidate);
  }

  /** The furthest revision makes room. */
  #foundOf(revision: number): Found {
    const found = this.#found.get(revision) ?? {keys: new Set(), waiting: []};
    this.#found.set(revision, found);
    const later = [...this.#found.keys()].filter(each => each > this.#revision);
    if (later.length > most.revisions) this.#found.delete(Math.max(...later));
    return found;
  }

  #drain(): void {
    const found = this.#isOpen ? this.#found.get(this.#revision) : undefined;
    for (const candidate of found?.waiting.splice(0) ?? []) this.#apply(candidate);
  }
}

const keyOf = ({sdpMid, candidate}: Candidate): string => `${sdpMid} ${candidate}`;
