import {expect} from '@open-wc/testing';
import {version} from '../../../src/version.js';

/** Loads the module once more, as a second script tag of another address would. */
const load = (copy: string): Promise<unknown> =>
  import(/* a variable, so that nobody resolves it */ `../../../src/define.ts?${copy}`);

describe('define.js', () => {
  const warned: string[] = [];
  const {warn} = console;
  beforeEach(() => {
    warned.length = 0;
    console.warn = (...words: readonly unknown[]) => warned.push(words.join(' '));
  });
  afterEach(() => (console.warn = warn));

  it('registers <video-call>', async () => {
    await load('first');
    expect(customElements.get('video-call')).to.have.property('version', version);
    expect(warned).to.deep.equal([]);
  });

  it('loaded again changes nothing, throws nothing and says nothing', async () => {
    const before = customElements.get('video-call');
    await load('second');
    expect(customElements.get('video-call')).to.equal(before);
    expect(warned).to.deep.equal([]);
  });
});
