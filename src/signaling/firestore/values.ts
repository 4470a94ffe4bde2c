import {parseList, parseRecord} from '../../protocol/shape.js';

/** A JSON value, or bytes of the store's type system: what a field of our documents may hold. */
export type FieldValue =
  null | boolean | number | string | Date | readonly FieldValue[] | {readonly [key: string]: FieldValue};

/** A value in the REST form of Firestore (`google.firestore.v1.Value`). */
type RestValue = Readonly<Record<string, unknown>>;

/** The fields of a document in REST form. */
export const encodeFields = (fields: Readonly<Record<string, FieldValue>>): Record<string, RestValue> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, encodeValue(value)]));

export function encodeValue(value: FieldValue): RestValue {
  if (value === null) return {nullValue: null};
  if (typeof value === 'boolean') return {booleanValue: value};
  if (typeof value === 'string') return {stringValue: value};
  if (typeof value === 'number') return Number.isInteger(value) ? {integerValue: String(value)} : {doubleValue: value};
  if (value instanceof Date) return {timestampValue: value.toISOString()};
  if (isList(value)) return {arrayValue: {values: value.map(encodeValue)}};
  return {mapValue: {fields: encodeFields(value)}};
}

const isList = (value: object): value is readonly FieldValue[] => Array.isArray(value);

/** The fields of a document in REST form as plain values, times as ms since 1970. @throws {MalformedError} */
export const decodeFields = (fields: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(parseRecord(fields, 'fields')).map(([name, value]) => [name, decodeValue(value)]));

/** What none of our documents holds (references, bytes) stays as it is, for a `parse…` to refuse. */
function decodeValue(value: unknown): unknown {
  const [[type, inner] = ['', null]] = Object.entries(parseRecord(value, 'value'));
  switch (type) {
    case 'nullValue':
      return null;
    case 'booleanValue':
    case 'stringValue':
      return inner;
    case 'integerValue':
    case 'doubleValue':
      return Number(inner);
    case 'timestampValue':
      return Date.parse(String(inner));
    case 'arrayValue':
      return parseList(parseRecord(inner, 'array')['values'] ?? [], 'array', mostValues, decodeValue);
    case 'mapValue':
      return decodeFields(parseRecord(inner, 'map')['fields'] ?? {});
    default:
      return value;
  }
}

/** No array of ours has more. */
const mostValues = 1_000;

/**
 * What the SDK read, with each of its Timestamps as ms since 1970. What else it has classes for (references, bytes) stays
 * as it is for a `parse…` to refuse: a reference holds the whole SDK, in circles.
 */
export function toPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (isTimestamp(value)) return value.seconds * 1000 + value.nanoseconds / 1e6;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toPlain(inner)]));
}

/** By shape, not by class: the page's app may bring another copy of the class. */
const isTimestamp = (value: object): value is {readonly seconds: number; readonly nanoseconds: number} =>
  'seconds' in value &&
  typeof value.seconds === 'number' &&
  'nanoseconds' in value &&
  typeof value.nanoseconds === 'number' &&
  'toMillis' in value;
