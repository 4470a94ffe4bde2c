import {compareRank, type Participant} from '../protocol/participant.js';

/** Who is in, who waits, and how many seats are left: the same for everybody who sees the same participants. */
export interface Admission {
  /** Joined and seated, by rank. */
  readonly admitted: readonly Participant[];
  /** Joined at the same time as others and too late for a seat: they go back to the lobby. */
  readonly beyond: readonly Participant[];
  readonly lobby: readonly Participant[];
  readonly capacity: number;
  readonly freeSeats: number;
}

/**
 * The first `capacity` by rank are in, by the smallest capacity that any of them states. Nobody's capacity counts
 * against those who sat before them: a newcomer that states a smaller one finds no seat, and turns nobody out.
 *
 * @param ownCapacity what counts while the room is empty
 */
export function admission(participants: readonly Participant[], ownCapacity: number): Admission {
  const admitted: Participant[] = [];
  const beyond: Participant[] = [];
  let capacity = Infinity;
  for (const participant of participants.filter(({state}) => state === 'joined').sort(compareRank)) {
    const smallest = Math.min(capacity, participant.capacity);
    if (admitted.length < smallest) {
      admitted.push(participant);
      capacity = smallest;
    } else beyond.push(participant);
  }
  if (capacity === Infinity) capacity = ownCapacity;
  const lobby = participants.filter(({state}) => state === 'lobby');
  return {admitted, beyond, lobby, capacity, freeSeats: Math.max(0, capacity - admitted.length)};
}

/** Whether somebody who states this capacity would find a seat now. */
export const hasSeatFor = ({admitted, capacity}: Admission, ownCapacity: number): boolean =>
  admitted.length < Math.min(capacity, ownCapacity);
