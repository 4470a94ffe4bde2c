import type {Participant} from '../protocol/participant.js';

/** The other's network epoch, of the other's present session. */
export class NetworkEpoch {
  #session = '';
  #epoch = 0;

  /** Takes it in as the store shows it. @returns whether it was raised since: the other asks for a restart */
  observe({session, networkEpoch}: Participant): boolean {
    const isRaised = session === this.#session && networkEpoch > this.#epoch;
    this.#session = session;
    this.#epoch = networkEpoch;
    return isRaised;
  }
}
