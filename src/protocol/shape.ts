/** What a `parse…` throws: the datum is dropped and logged, never passed on into the call. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/** A plain object whose fields are still unknown. @throws {MalformedError} */
export function parseRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MalformedError(`${what} is no object`);
  return value as Readonly<Record<string, unknown>>;
}

/**
 * A string of `min`-`max` Unicode code points: whatever Firestore's rules count, units and bytes are no fewer, so that nothing
 * passes them which is dropped here.
 * @throws {MalformedError}
 */
export function parseString(value: unknown, what: string, max: number, min = 0): string {
  if (typeof value !== 'string') throw new MalformedError(`${what} is no string`);
  if (value.length < min || isLongerThan(value, max))
    throw new MalformedError(`${what} has ${String(value.length)} characters`);
  return value;
}

/** No text has more code points than UTF-16 units, or less than half as many. */
const isLongerThan = (text: string, max: number): boolean =>
  text.length > 2 * max || (text.length > max && Array.from(text).length > max);

/** A whole number within bounds. @throws {MalformedError} */
export function parseInteger(value: unknown, what: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new MalformedError(`${what} is no whole number from ${String(min)} to ${String(max)}`);
  }
  return value;
}

/** A moment in ms since 1970. @throws {MalformedError} */
export function parseTime(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new MalformedError(`${what} is no time`);
  return value;
}

/** One of the given words. @throws {MalformedError} */
export function parseOneOf<const T extends string>(value: unknown, what: string, words: readonly T[]): T {
  const found = words.find(word => word === value);
  if (found === undefined) throw new MalformedError(`${what} is none of ${words.join(', ')}`);
  return found;
}

/** A list of at most `max` items, each parsed. @throws {MalformedError} */
export function parseList<T>(value: unknown, what: string, max: number, parseItem: (item: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw new MalformedError(`${what} is no list`);
  if (value.length > max) throw new MalformedError(`${what} has ${String(value.length)} items`);
  return value.map(item => parseItem(item));
}
