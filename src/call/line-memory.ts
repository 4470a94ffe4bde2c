import type {Clock} from '../util/clock.js';
import {hold, type LadderState} from './send-ladder.js';
import {smallestPicture} from './send-rungs.js';
import type {LadderReason} from './send-trouble.js';

/** How much was sent over a connection, and why no more. */
export interface KnownLine {
  readonly ladder: LadderState;
  readonly reason: LadderReason;
}

/** A connection that takes the place of another within this time mostly goes over the same line. */
const sameLineMs = 30_000;
const ofTheLine: readonly LadderReason[] = ['loss-out', 'delay', 'low-bandwidth'];

/** What connections that ended could carry. */
export class LineMemory {
  readonly #clock: Clock;
  readonly #lines = new Map<string, KnownLine & {readonly endedAt: number}>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The connection to this person ended. A step that was not for the line's sake says nothing of the next connection. */
  remember(uid: string, ladder: LadderState, reason: LadderReason | null): void {
    if (reason && ofTheLine.includes(reason)) this.#lines.set(uid, {ladder, reason, endedAt: this.#clock.now()});
    else this.#lines.delete(uid);
  }

  /**
   * For the connection that takes its place, once: as after an interruption, and with a picture, because it may be another
   * line. Null where nothing is known.
   */
  recall(uid: string): KnownLine | null {
    const now = this.#clock.now();
    const known = this.#lines.get(uid);
    this.#lines.delete(uid);
    if (!known || now - known.endedAt >= sameLineMs) return null;
    const {ladder, reason} = known;
    return {ladder: hold({...ladder, rung: Math.min(ladder.rung, smallestPicture)}, now), reason};
  }
}
