import type {Participant} from '../protocol/participant.js';
import {hasSeatFor, type Admission} from './admission.js';

/** For whom of the lobby a seat is kept: as many as there are free ones, who came first before who came later. */
export class LobbyQueue {
  /** Places in the order in which people were first seen in the lobby, by {@link keyOf}. */
  #places = new Map<string, number>();
  #count = 0;

  update(lobby: readonly Participant[]): void {
    this.#places = new Map(lobby.map(entry => [keyOf(entry), this.#placeOf(entry)]));
  }

  isSeatKeptFor(participant: Participant, admission: Admission): boolean {
    if (participant.state !== 'lobby' || !hasSeatFor(admission, participant.capacity)) return false;
    const place = this.#placeOf(participant);
    const earlier = admission.lobby.filter(entry => this.#placeOf(entry) < place);
    return earlier.length < admission.freeSeats;
  }

  #placeOf(entry: Participant): number {
    return this.#places.get(keyOf(entry)) ?? ++this.#count;
  }
}

const keyOf = ({uid, session}: Participant): string => `${uid} ${session}`;
