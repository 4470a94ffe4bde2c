import {CallError} from '../../errors.js';
import type {FirestoreAccess} from './access.js';
import {look} from './commit.js';
import {roomPath} from './paths.js';

/** What a room's own document says; only a room that somebody owns has one. */
export interface RoomDocument {
  readonly owner: string;
  readonly locked: boolean;
  readonly removed: readonly string[];
}

/** Reads it by REST: one read, also where there is none. */
export async function readRoomDocument(
  access: FirestoreAccess,
  room: string,
  signal: AbortSignal,
): Promise<{readonly document: RoomDocument | null; readonly serverTimeMs: number}> {
  const {fields, serverTimeMs} = await look(access, roomPath(room), signal);
  return {document: fields && parseRoomDocument(fields), serverTimeMs};
}

/** Of its fields in REST form; what is not as it should be counts as not there. */
export const parseRoomDocument = (fields: Readonly<Record<string, unknown>>): RoomDocument => ({
  owner: stringOf(fields['owner']),
  locked: fieldOf(fields['locked'], 'booleanValue') === true,
  removed: listOf(fields['removed']).map(stringOf),
});

/** Why the rules let this person not in; null if it is not the owner's doing. */
export function whyShutOut(document: RoomDocument | null, uid: string, cause: unknown): CallError | null {
  if (!document || document.owner === uid) return null;
  if (document.removed.includes(uid)) return CallError.removed(cause);
  return document.locked ? CallError.roomLocked(cause) : null;
}

/** One kind of a `google.firestore.v1.Value`, or of what is inside it. */
const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

function stringOf(value: unknown): string {
  const text = fieldOf(value, 'stringValue');
  return typeof text === 'string' ? text : '';
}

function listOf(value: unknown): readonly unknown[] {
  const values = fieldOf(fieldOf(value, 'arrayValue'), 'values');
  return Array.isArray(values) ? values : [];
}
