import type {Log} from '../log.js';
import type {Participant} from '../protocol/participant.js';
import {sweepLimit, type Pair, type SignalingRoom} from '../signaling/signaling.js';
import type {Attendance} from './attendance.js';
import {isSweeper} from './presence.js';

export interface LapsedSweepOptions {
  readonly room: SignalingRoom;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Takes back the entries of those whose lease has lapsed, where that falls to this side. */
export class LapsedSweep {
  readonly #options: LapsedSweepOptions;
  /** The state of the store that was swept, so that it is swept once. */
  #swept: readonly Participant[] | null = null;

  constructor(options: LapsedSweepOptions) {
    this.#options = options;
  }

  run({participants, present, lapsed}: Pick<Attendance, 'participants' | 'present' | 'lapsed'>): void {
    const {room, log} = this.#options;
    if (lapsed.length === 0 || this.#swept === participants || !isSweeper(room.uid, present)) return;
    this.#swept = participants;
    this.#sweep(lapsed).catch((error: unknown) => log.debug('sweep', error));
  }

  async #sweep(lapsed: readonly Participant[]): Promise<void> {
    const {room, signal} = this.#options;
    const leftovers = leftoversOf(lapsed);
    for (let from = 0; from < leftovers.length; from += sweepLimit) {
      const some = leftovers.slice(from, from + sweepLimit);
      const uids = some.filter(leftover => typeof leftover === 'string');
      const pairs = some.filter(leftover => typeof leftover !== 'string');
      await room.sweep({uids, pairs}, {signal});
    }
  }
}

/**
 * Uids, and before them the pairs that may be there: once their people are gone nobody would know of them. Nobody offers from
 * the lobby.
 */
function leftoversOf(lapsed: readonly Participant[]): readonly (Pair | string)[] {
  const uids = lapsed.map(({uid}) => uid);
  const offerers = lapsed.filter(({state}) => state !== 'lobby');
  return [...offerers.flatMap(({uid: from}) => uids.filter(to => to !== from).map(to => ({from, to}))), ...uids];
}
