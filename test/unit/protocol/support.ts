import {expect} from '@open-wc/testing';
import {MalformedError} from '../../../src/protocol/shape.js';

/** Words in which a case names what is to be refused. */
export type Case = readonly [name: string, value: unknown];

/** One test a case: it throws MalformedError, and nothing else. */
export function refuses(parse: (value: unknown) => unknown, cases: readonly Case[]): void {
  for (const [name, value] of cases) {
    it(`refuses ${name}`, () => {
      expect(() => parse(value)).to.throw(MalformedError);
    });
  }
}

/** What stands where something else should. */
export const strangers: readonly Case[] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'participant'],
  ['a number', 7],
  ['a list', []],
  ['a function', () => undefined],
];

/** The same object without a field, or with another value in it. */
export const without = (fields: object, name: string): object =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

/** `length` characters. */
export const text = (length: number): string => 'x'.repeat(length);
