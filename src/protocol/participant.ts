import {participantLimits} from './participant-limits.js';
import {parseInteger, parseOneOf, parseRecord, parseString, parseTime} from './shape.js';

/** How long a participant counts as present after `renewedAt`, in server time. */
export const leaseMs = 180_000;

/** One person in a room, as their participant document states it. Times are server time in ms since 1970. */
export interface Participant {
  readonly uid: string;
  /** New at each entry: a reload, a takeover, a rejoin. */
  readonly session: string;
  /** `removed` by the owner of the room: no longer in it, and nobody may stay connected to them. */
  readonly state: 'lobby' | 'joined' | 'removed';
  /** Empty in the lobby. */
  readonly name: string;
  readonly capacity: number;
  /** When they joined; null otherwise. With `uid` it ranks the members (see {@link compareRank}). */
  readonly joinedAt: number | null;
  readonly renewedAt: number;
  /** Raised by an answerer whose network changed: every offerer linked to it restarts ICE. */
  readonly networkEpoch: number;
}

/** A participant document as it was read. @throws {MalformedError} */
export function parseParticipant(uid: unknown, value: unknown): Participant {
  const fields = parseRecord(value, 'participant');
  const state = parseOneOf(fields['state'], 'state', ['lobby', 'joined', 'removed']);
  return {
    uid: parseString(uid, 'uid', participantLimits.uidLength, 1),
    session: parseString(fields['session'], 'session', participantLimits.sessionLength, 1),
    state,
    name: parseString(fields['name'], 'name', participantLimits.nameLength),
    capacity: parseInteger(
      fields['capacity'],
      'capacity',
      participantLimits.minCapacity,
      participantLimits.maxCapacity,
    ),
    joinedAt: state === 'joined' ? parseTime(fields['joinedAt'], 'joinedAt') : null,
    renewedAt: parseTime(fields['renewedAt'], 'renewedAt'),
    networkEpoch: parseInteger(fields['networkEpoch'], 'networkEpoch', 0, Number.MAX_SAFE_INTEGER),
  };
}

/** Earlier `(joinedAt, uid)` first; the lobby after everybody who joined. The earlier one of a pair offers. */
export function compareRank(a: Participant, b: Participant): number {
  if (a.joinedAt !== b.joinedAt) return (a.joinedAt ?? Infinity) - (b.joinedAt ?? Infinity);
  return a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0;
}
