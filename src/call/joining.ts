import {CallError} from '../errors.js';
import {ConflictError} from '../signaling/signaling.js';
import {notSetUp} from './call-error-of.js';
import {isInCall} from './call-state.js';
import type {RoomEntry} from './room-entry.js';
import type {RoomVisit} from './room-visit.js';
import type {Seat} from './seat.js';
import type {Store} from './store.js';

export interface JoiningOptions {
  readonly store: Store;
  readonly entry: Pick<RoomEntry, 'current' | 'enter' | 'persist'>;
  readonly seat: Pick<Seat, 'isFree' | 'expect' | 'taken'>;
  /** Ends the wait when the room is left. */
  readonly signal: () => AbortSignal;
  readonly stopKnocking: () => void;
  /** Opens what joining turns on; nothing waits for it. */
  readonly openWanted: () => void;
  /** In the call: the others may be seen. */
  readonly onSeated: () => void;
  /** Puts a failure into the state. @returns it, whatever it was, as what this side rejects with */
  readonly refuse: (error: unknown) => CallError;
}

/** From the lobby to a seat: one join at a time, whoever asks for it. */
export class Joining {
  readonly #options: JoiningOptions;
  #joining: Promise<void> | null = null;

  constructor(options: JoiningOptions) {
    this.#options = options;
  }

  /** As `CallSession.join`. */
  join(): Promise<void> {
    if (isInCall(this.#options.store.state.phase)) return Promise.resolve();
    if (this.#joining) return this.#joining;
    const joining = this.#join().finally(() => {
      if (this.#joining === joining) this.#joining = null;
    });
    this.#joining = joining;
    return joining;
  }

  /** The room is left: the next join is another one. */
  forget(): void {
    this.#joining = null;
  }

  async #join(): Promise<void> {
    const {store, entry, seat, stopKnocking, openWanted, onSeated, refuse} = this.#options;
    const signal = this.#options.signal();
    stopKnocking();
    store.update({type: 'join-started'});
    const endWait = seat.expect();
    try {
      // Whoever was told of it may have left.
      signal.throwIfAborted();
      openWanted();
      const {current} = entry;
      const lobby = current && (await current);
      signal.throwIfAborted();
      if (lobby) await this.#joinFrom(lobby, signal);
      else await entry.enter('joined', signal);
      await seat.taken(signal);
      store.update({type: 'seated'});
      onSeated();
    } catch (error) {
      throw refuse(error);
    } finally {
      endWait();
    }
  }

  async #joinFrom(lobby: RoomVisit, signal: AbortSignal): Promise<void> {
    const {store, entry, seat} = this.#options;
    await entry.persist(async () => {
      signal.throwIfAborted();
      if (seat.isFree === false) throw CallError.roomFull();
      try {
        await lobby.join(store.state.name, signal);
      } catch (error) {
        // Taken over, which the room tells by itself; or swept while out of reach, and written anew as soon as that is seen.
        throw error instanceof ConflictError ? notSetUp(error) : error;
      }
    }, signal);
  }
}
