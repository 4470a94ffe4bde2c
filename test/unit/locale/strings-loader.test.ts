import {expect} from '@open-wc/testing';
import {de} from '../../../src/locale/de.js';
import {en} from '../../../src/locale/en.js';
import {StringsLoader, type StringsLoaders} from '../../../src/locale/strings-loader.js';
import type {Strings} from '../../../src/locale/strings.js';
import {silentLog} from '../../../src/log.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';

function setupTest(loaders?: StringsLoaders) {
  const clock = new ManualClock();
  const errors: string[] = [];
  const seen: (string | undefined)[] = [];
  const words = new StringsLoader({
    clock,
    log: {...silentLog, error: message => errors.push(message)},
    onChange: () => seen.push(words.strings?.lang),
    ...(loaders && {loaders}),
  });
  return {clock, errors, seen, words};
}

/** German that comes when the test says so. */
function setupSlowTest() {
  const german = createDeferred<Strings>();
  return {german, ...setupTest({de: () => german.promise})};
}

describe('the words of an element', () => {
  const languages: readonly (readonly [lang: string | null | undefined, Strings])[] = [
    ['de', de],
    ['de-AT', de],
    ['DE_ch', de],
    ['en-GB', en],
    ['', en],
    ['fr', en],
    ['den', en],
    ['constructor', en],
    [null, en],
    [undefined, en],
  ];
  for (const [lang, strings] of languages) {
    it(`for ${String(lang)} are ${strings.lang}`, async () => {
      const {clock, words} = setupTest({de: () => Promise.resolve(de)});
      words.choose(lang);
      await promisesSettled();
      expect(words.strings === strings).to.equal(true);
      expect(clock.pending).to.equal(0);
    });
  }

  it('are there at once in English', () => {
    const {seen, words} = setupTest();
    words.choose('en');
    expect([words.strings?.lang, seen]).to.deep.equal(['en', []]);
  });

  it('are none before the first ones have come', async () => {
    const {clock, german, seen, words} = setupSlowTest();
    words.choose('de');
    await clock.advance(2_900);
    expect(words.strings).to.equal(null);
    german.resolve(de);
    await promisesSettled();
    expect([words.strings?.lang, seen]).to.deep.equal(['de', ['de']]);
  });

  it('are asked for once', async () => {
    let count = 0;
    const {words} = setupTest({de: () => Promise.resolve({...de, you: String(++count)})});
    for (const lang of ['de', 'de-CH', 'de']) words.choose(lang);
    await promisesSettled();
    expect(words.strings?.you).to.equal('1');
  });

  it('are English for whom they come late, and theirs when they come', async () => {
    const {clock, german, seen, words} = setupSlowTest();
    words.choose('de');
    await clock.advance(3_100);
    expect(words.strings?.lang).to.equal('en');
    german.resolve(de);
    await promisesSettled();
    expect(seen).to.deep.equal(['en', 'de']);
  });

  it('are English where they cannot be loaded, which the log says', async () => {
    const {clock, errors, german, seen, words} = setupSlowTest();
    words.choose('de');
    german.reject(new TypeError('Failed to fetch dynamically imported module'));
    await promisesSettled();
    expect([words.strings?.lang, seen, clock.pending]).to.deep.equal(['en', ['en'], 0]);
    expect(errors).to.deep.equal(['the words of “de” could not be loaded: English instead']);
  });

  it('stay as they were until others are there', async () => {
    const {german, seen, words} = setupSlowTest();
    words.choose('en');
    words.choose('de');
    expect(words.strings?.lang).to.equal('en');
    german.resolve(de);
    await promisesSettled();
    expect([words.strings?.lang, seen]).to.deep.equal(['de', ['de']]);
  });

  it('are those of the language that was asked for last', async () => {
    const {german, seen, words} = setupSlowTest();
    words.choose('de');
    words.choose('en');
    german.resolve(de);
    await promisesSettled();
    expect([words.strings?.lang, seen]).to.deep.equal(['en', []]);
  });
});
