import {CallError, isAborted} from '../errors.js';
import {callErrorOf} from './call-error-of.js';
import type {RoomVisit} from './room-visit.js';
import type {Seat} from './seat.js';
import type {Store} from './store.js';

export interface CallFailuresOptions {
  readonly store: Store;
  readonly seat: Pick<Seat, 'refuse'>;
  readonly stopMedia: () => void;
  /** Asks for servers anew whose credentials may have ended. */
  readonly renewServers: () => void;
  /** Calls off whatever is under way, and ends what runs. @returns the visit, for the caller to end */
  readonly stop: () => RoomVisit | null;
  readonly leaveQuietly: (visit: RoomVisit | null) => void;
}

/** What goes wrong on the way into a room and in it: what ends with that, and what the state says of it. */
export class CallFailures {
  readonly #options: CallFailuresOptions;

  constructor(options: CallFailuresOptions) {
    this.#options = options;
  }

  /** A full room and a locked one leave one in the lobby, everything else ends the attempt. @returns what to tell who asked */
  refuse(cause: unknown): CallError {
    const error = callErrorOf(cause);
    const {store, seat, stopMedia, stop} = this.#options;
    if (error.code === 'room-full') {
      stopMedia();
      store.update({type: 'join-stopped', error});
    } else if (error.code === 'room-locked') {
      seat.refuse(error);
      stop()?.abandon();
      store.update({type: 'locked-out', error});
    } else this.#fail(error);
    return error;
  }

  /** The person goes on with another session. */
  takenOver(): void {
    const {store, stop} = this.#options;
    stop()?.abandon();
    store.update({type: 'failed', error: CallError.takenOver()});
  }

  /** The room put this side back into the lobby. */
  roomFull(visit: Pick<RoomVisit, 'backInLobby'> | null): void {
    visit?.backInLobby();
    const error = CallError.roomFull();
    if (!this.#options.seat.refuse(error)) this.refuse(error);
  }

  /** Taken back when it is over, unless something else is said by then. */
  relayNeeded(needed: boolean): void {
    const {store, renewServers} = this.#options;
    // A relay may have been named whose credentials have ended.
    if (needed) renewServers();
    if (needed) store.update({type: 'notice', error: CallError.relayNeeded()});
    else if (store.state.error?.code === 'relay-needed') store.update({type: 'notice', error: null});
  }

  #fail(error: CallError): void {
    if (isAborted(error)) return;
    const {store, stop, leaveQuietly} = this.#options;
    leaveQuietly(stop());
    store.update({type: 'failed', error});
  }
}
