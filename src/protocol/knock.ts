import {participantLimits} from './participant-limits.js';
import {parseList, parseRecord, parseString, parseTime} from './shape.js';

/** Somebody who is locked out of a room and asks its owner to be let in. */
export interface Knock {
  readonly uid: string;
  /** As they gave it; may be empty. */
  readonly name: string;
  /** Server time in ms after which nobody stands at the door any more, unless they knock again. */
  readonly expireAt: number;
}

/** A knock document as it was read. @throws {MalformedError} */
export function parseKnock(value: unknown): Knock {
  const fields = parseRecord(value, 'knock');
  const [uid] = parseList(fields['parties'], 'parties', 2, item => item);
  return {
    uid: parseString(uid, 'uid', participantLimits.uidLength, 1),
    name: parseString(fields['name'], 'name', participantLimits.nameLength),
    expireAt: parseTime(fields['videoCallExpireAt'], 'videoCallExpireAt'),
  };
}
