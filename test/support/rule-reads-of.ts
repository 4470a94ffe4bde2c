/** One write of a commit, as far as its cost depends on it. */
export interface SentWrite {
  readonly kind: 'write' | 'delete';
  /** Below the root of the documents. */
  readonly path: string;
  /** The fields that it sets, transforms included. */
  readonly fields: readonly string[];
}

/**
 * How many documents the rules look up for a commit, each once, as it is billed: the table of docs/rules.md for open rooms.
 * Nobody is asked for it in an end-to-end test, where many talk to one emulator; `test/rules/rule-reads.test.ts` holds it
 * against what the emulator reports.
 */
export const ruleReadsOf = (writes: readonly SentWrite[]): number => new Set(writes.flatMap(lookedUpFor)).size;

function lookedUpFor({kind, path, fields}: SentWrite): readonly string[] {
  if (kind === 'delete') return [];
  // A whole entry asks whether the room is locked; a change of it asks nothing.
  if (path.includes('/participants/')) return fields.includes('capacity') ? ['room'] : [];
  const isMeeting = fields.includes('offer') || fields.includes('answer');
  return isMeeting ? (path.split('/').at(-1) ?? '').split('_') : [];
}
