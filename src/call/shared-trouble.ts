import type {Trouble} from '../peer/peer-link.js';
import type {SignalingRoom} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';

export interface SharedTroubleOptions {
  readonly room: SignalingRoom;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Several links that notice the same trouble cause one write, and one new way to the store. */
const sameTroubleMs = 1_000;

/** What the links in trouble ask of the room, once for all of them. */
export class SharedTrouble {
  readonly #options: SharedTroubleOptions;
  readonly #refreshedAt = {all: -Infinity, writes: -Infinity};
  #epochRaisedAt = -Infinity;

  constructor(options: SharedTroubleOptions) {
    this.#options = options;
  }

  /**
   * What is open to the store may be dead, though nothing says so. While somebody else is heard it is rather the other
   * side that is in trouble, or the machine has too much to do, and new listeners would be more of it.
   */
  refresh(trouble: Trouble, {isAnyoneHeard}: {readonly isAnyoneHeard: boolean}): void {
    const {room, clock} = this.#options;
    const listeners = trouble !== 'unheard' || !isAnyoneHeard;
    const now = clock.now();
    if (now - this.#refreshedAt[listeners ? 'all' : 'writes'] < sameTroubleMs) return;
    if (listeners) this.#refreshedAt.all = now;
    this.#refreshedAt.writes = now;
    room.refresh?.({listeners});
  }

  /** Asks everybody who offers to this side for a restart. */
  async raiseNetworkEpoch(): Promise<void> {
    const {room, clock, signal} = this.#options;
    if (clock.now() - this.#epochRaisedAt < sameTroubleMs) return;
    this.#epochRaisedAt = clock.now();
    try {
      await room.raiseNetworkEpoch({signal});
    } catch (error) {
      this.#epochRaisedAt = -Infinity;
      throw error;
    }
  }
}
