import {CallError} from '../errors.js';

const longest = 128;

/**
 * A room id as it may stand in a document path: 1-128 characters, no `/`, not `.` or `..`, nor Firestore's reserved
 * `__…__` (Firestore, "Constraints on document IDs").
 *
 * @throws {CallError} invalid-room, whose message says what is wrong
 */
export function parseRoomId(value: unknown): string {
  if (typeof value !== 'string' || value === '')
    throw invalid('Set the attribute room to the name of a room, for example room="table-7".');
  if (value.length > longest)
    throw invalid(`The room name has ${String(value.length)} characters; ${String(longest)} are allowed.`);
  // Firestore takes well-formed Unicode only.
  if (/\p{Surrogate}/u.test(value)) throw invalid('The room name contains half of a character.');
  if (value.includes('/')) throw invalid('The room name contains “/”, which is not allowed.');
  if (value === '.' || value === '..' || /^__.*__$/.test(value))
    throw invalid(`The room name “${value}” is reserved; choose another.`);
  return value;
}

const invalid = (message: string): CallError => new CallError('invalid-room', message);
