import type {SignalingUsage} from '../signaling.js';

/** Counts operations as Firestore bills them: each document a listener delivers, one for a query without a result, each write. */
export class UsageCount {
  readonly #changed: (usage: SignalingUsage) => void;
  #usage: SignalingUsage = {reads: 0, writes: 0, deletes: 0};

  constructor(changed: (usage: SignalingUsage) => void) {
    this.#changed = changed;
  }

  add(more: Partial<SignalingUsage>): void {
    const {reads, writes, deletes} = this.#usage;
    this.#usage = {
      reads: reads + (more.reads ?? 0),
      writes: writes + (more.writes ?? 0),
      deletes: deletes + (more.deletes ?? 0),
    };
    this.#changed(this.#usage);
  }
}
