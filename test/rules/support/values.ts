import firebase from 'firebase/compat/app';
import 'firebase/compat/firestore';

/** Stands for the server's time in {@link Fields}; a transform on the wire. */
export const serverTime = Symbol('server time');

/** Stands for elements added to a list in {@link Fields}; a transform on the wire. */
export class Appended {
  readonly elements: readonly string[];
  constructor(...elements: readonly string[]) {
    this.elements = elements;
  }
}

/** A document or a part of one: plain values, `Date`s, {@link serverTime} and {@link Appended}. */
export type Fields = Readonly<Record<string, unknown>>;

/** The same fields as the SDK takes them. */
export const toSdk = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toSdkValue(value)]));

function toSdkValue(value: unknown): unknown {
  const {FieldValue} = firebase.firestore;
  if (value === serverTime) return FieldValue.serverTimestamp();
  return value instanceof Appended ? FieldValue.arrayUnion(...value.elements) : value;
}

/** The same fields as a REST `Write` takes them: values and transforms apart. */
export const toRest = (fields: Fields): {fields: Fields; updateTransforms: readonly unknown[]} => ({
  fields: restFields(Object.entries(fields).filter(([, value]) => !isTransform(value))),
  updateTransforms: Object.entries(fields).flatMap(([fieldPath, value]) => restTransforms(fieldPath, value)),
});

function restTransforms(fieldPath: string, value: unknown): readonly object[] {
  if (value === serverTime) return [{fieldPath, setToServerValue: 'REQUEST_TIME'}];
  if (!(value instanceof Appended)) return [];
  return [{fieldPath, appendMissingElements: {values: value.elements.map(restValue)}}];
}

/** Whether a value is set by a transform, which no update mask may name. */
export const isTransform = (value: unknown): boolean => value === serverTime || value instanceof Appended;

/** A value in Firestore's JSON form. */
export function restValue(value: unknown): unknown {
  if (value === null) return {nullValue: null};
  if (value instanceof Date) return {timestampValue: value.toISOString()};
  if (Array.isArray(value)) return {arrayValue: {values: value.map(restValue)}};
  switch (typeof value) {
    case 'boolean':
      return {booleanValue: value};
    case 'number':
      return Number.isInteger(value) ? {integerValue: String(value)} : {doubleValue: value};
    case 'string':
      return {stringValue: value};
    default:
      return {mapValue: {fields: restFields(Object.entries(value as object))}};
  }
}

const restFields = (entries: readonly [string, unknown][]): Fields =>
  Object.fromEntries(entries.map(([name, value]) => [name, restValue(value)]));
