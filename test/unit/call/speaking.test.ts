import {expect} from '@open-wc/testing';
import {Speaking, type Voice} from '../../../src/call/speaking.js';

/** Ms, who is listened to then (loud ones in capitals), and who speaks by that. */
type Look = readonly [nowMs: number, voices: string, speaking: string];

const voicesOf = (words: string): readonly Voice[] =>
  words
    .split(' ')
    .filter(Boolean)
    .map(word => ({uid: word.toLowerCase(), isLoud: word !== word.toLowerCase()}));

describe('who speaks', () => {
  const cases: readonly (readonly [name: string, ...looks: readonly Look[]])[] = [
    ['nobody who is there', [0, '', '']],
    ['nobody who is quiet', [0, 'ana ben', '']],
    ['who is loud, at once', [0, 'ana BEN', 'ben']],
    ['two at once', [0, 'ANA BEN cid', 'ana ben']],
    ['the same through a pause between words', [0, 'ANA', 'ana'], [799, 'ana', 'ana'], [850, 'ANA', 'ana']],
    ['nobody any more 800 ms after the last word', [0, 'ANA', 'ana'], [500, 'ANA', 'ana'], [1_300, 'ana', '']],
    ['who answers, while the other ends', [0, 'ANA ben', 'ana'], [500, 'ana BEN', 'ana ben'], [800, 'ana ben', 'ben']],
    ['not who is muted, at once', [0, 'ANA ben', 'ana'], [10, 'ben', '']],
    ['nor once they are heard again', [0, 'ANA', 'ana'], [10, '', ''], [20, 'ana', '']],
  ];
  for (const [name, ...looks] of cases) {
    it(name, () => {
      const speaking = new Speaking();
      const found = looks.map(([nowMs, voices]) => speaking.hear(voicesOf(voices), nowMs).join(' '));
      expect(found).to.deep.equal(looks.map(([, , uids]) => uids));
    });
  }

  it('is the same list while nobody begins or ends', () => {
    const speaking = new Speaking();
    const [first, second, third] = ['ANA ben', 'ana ben', 'ANA BEN'].map((voices, index) =>
      speaking.hear(voicesOf(voices), 100 * index),
    );
    expect(second).to.equal(first);
    expect(third).not.to.equal(second);
  });
});
