import {expect} from '@open-wc/testing';
import {version} from '../../../src/version.js';

describe('define.js where the tag is taken', () => {
  it('leaves it to an earlier version, and says so once', async () => {
    class Earlier extends HTMLElement {
      static readonly version = '0.0.1';
    }
    customElements.define('video-call', Earlier);
    const warned: string[] = [];
    const {warn} = console;
    console.warn = (...words: readonly unknown[]) => warned.push(words.join(' '));
    await import('../../../src/define.js');
    console.warn = warn;
    expect(customElements.get('video-call')).to.equal(Earlier);
    expect(warned).to.have.length(1);
    expect(warned[0]).to.include('0.0.1').and.to.include(version);
  });
});
