import type {Log} from '../log.js';
import type {Participant} from '../protocol/participant.js';
import type {SignalingRoom} from '../signaling/signaling.js';
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

  run({participants, present, lapsed}: Attendance): void {
    const {room, signal, log} = this.#options;
    if (lapsed.length === 0 || this.#swept === participants || !isSweeper(room.uid, present)) return;
    this.#swept = participants;
    const uids = lapsed.map(({uid}) => uid);
    const pairs = uids.flatMap(from => uids.filter(to => to !== from).map(to => ({from, to})));
    room.sweep({uids, pairs}, {signal}).catch((error: unknown) => {
      log.debug('sweep', error);
    });
  }
}
