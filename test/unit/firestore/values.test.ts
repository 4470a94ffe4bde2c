import {expect} from '@open-wc/testing';
import {Bytes, GeoPoint, Timestamp} from 'firebase/firestore';
import {encodeFields, encodeValue, toPlain, type FieldValue} from '../../../src/signaling/firestore/values.js';

describe('encodeValue', () => {
  const cases: readonly (readonly [string, FieldValue, object])[] = [
    ['null', null, {nullValue: null}],
    ['true', true, {booleanValue: true}],
    ['false', false, {booleanValue: false}],
    ['a text', 'Mia', {stringValue: 'Mia'}],
    ['the empty text', '', {stringValue: ''}],
    ['a whole number', 7, {integerValue: '7'}],
    ['zero', 0, {integerValue: '0'}],
    ['a large one', 1_700_000_000_000, {integerValue: '1700000000000'}],
    ['a number in between', 0.5, {doubleValue: 0.5}],
    ['a date', new Date(1_700_000_000_123), {timestampValue: '2023-11-14T22:13:20.123Z'}],
    ['a list', ['a', 1], {arrayValue: {values: [{stringValue: 'a'}, {integerValue: '1'}]}}],
    ['an empty list', [], {arrayValue: {values: []}}],
    [
      'a map',
      {sdp: 'v=0', revision: 1},
      {mapValue: {fields: {sdp: {stringValue: 'v=0'}, revision: {integerValue: '1'}}}},
    ],
    ['an empty map', {}, {mapValue: {fields: {}}}],
  ];
  for (const [name, value, expected] of cases) {
    it(name, () => {
      expect(encodeValue(value)).to.deep.equal(expected);
    });
  }

  it('encodes each field of a document under its name', () => {
    expect(encodeFields({name: 'Mia', joinedAt: null})).to.deep.equal({
      name: {stringValue: 'Mia'},
      joinedAt: {nullValue: null},
    });
  });
});

describe('toPlain', () => {
  it('makes times of the SDK’s timestamps, wherever they stand', () => {
    const at = new Timestamp(1_700_000_000, 123_456_000);
    expect(toPlain({joinedAt: at, list: [at], map: {at}})).to.deep.equal({
      joinedAt: 1_700_000_000_123.456,
      list: [1_700_000_000_123.456],
      map: {at: 1_700_000_000_123.456},
    });
  });

  it('knows a timestamp by its shape, as the page may bring another copy of the class', () => {
    class OtherTimestamp {
      readonly seconds = 1;
      readonly nanoseconds = 5e8;
      toMillis(): number {
        return 0;
      }
    }
    expect(toPlain(new OtherTimestamp())).to.equal(1_500);
  });

  it('takes no map of a stranger’s for one', () => {
    expect(toPlain({seconds: 1, nanoseconds: 0})).to.deep.equal({seconds: 1, nanoseconds: 0});
  });

  it('leaves plain values as they are', () => {
    const data = {a: null, b: true, c: 'x', d: 1.5, e: ['y', {f: []}]};
    expect(toPlain(data)).to.deep.equal(data);
    for (const value of [undefined, null, 0, '', false]) expect(toPlain(value)).to.equal(value);
  });

  it('does not look into what else the SDK has classes for', () => {
    for (const value of [new GeoPoint(1, 2), Bytes.fromUint8Array(new Uint8Array(2))]) {
      expect(toPlain({value})).to.deep.equal({value});
    }
  });

  it('cannot be made to change the prototype of anything', () => {
    const data: unknown = JSON.parse('{"__proto__": {"state": "joined"}}');
    const plain = toPlain(data) as {readonly state?: unknown};
    expect(plain.state).to.equal(undefined);
  });
});
