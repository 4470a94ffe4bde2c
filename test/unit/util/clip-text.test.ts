import {expect} from '@open-wc/testing';
import {clipText} from '../../../src/util/clip-text.js';

describe('clipText', () => {
  const cases: readonly (readonly [text: string, length: number, clipped: string])[] = [
    ['', 4, ''],
    ['Mia', 4, 'Mia'],
    ['Mia Berg', 4, 'Mia '],
    ['Mia👋', 5, 'Mia👋'],
    ['Mia👋', 4, 'Mia'],
    ['👋👋', 3, '👋'],
    ['a\ud83db', 4, 'ab'],
    ['\udc4bMia', 4, 'Mia'],
  ];
  for (const [text, length, clipped] of cases) {
    it(`${JSON.stringify(text)} to ${length}: ${JSON.stringify(clipped)}`, () => {
      expect(clipText(text, length)).to.equal(clipped);
    });
  }
});
