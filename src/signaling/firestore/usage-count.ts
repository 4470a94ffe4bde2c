import type {SignalingUsage} from '../signaling.js';

/**
 * Counts operations as Firestore bills them: each document a listener delivers or a request reads, one for a query or a
 * read without a result, each write. From the first try to get into a room, or the first knock, to the end of the visit.
 */
export class UsageCount {
  #changed: ((usage: SignalingUsage) => void) | null = null;
  #usage: SignalingUsage = {reads: 0, writes: 0, deletes: 0};

  /** Who is told from now on. */
  tellTo(changed: (usage: SignalingUsage) => void): void {
    this.#changed = changed;
  }

  add(more: Partial<SignalingUsage>): void {
    const {reads, writes, deletes} = this.#usage;
    this.#usage = {
      reads: reads + (more.reads ?? 0),
      writes: writes + (more.writes ?? 0),
      deletes: deletes + (more.deletes ?? 0),
    };
    this.#changed?.(this.#usage);
  }
}
