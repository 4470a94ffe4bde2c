import {expect, fixture, html} from '@open-wc/testing';
import {languageOf} from '../../../src/util/language.js';

/** An element inside a shadow tree inside the given host. */
function inShadowOf(host: Element): Element {
  const inner = document.createElement('span');
  (host.shadowRoot ?? host.attachShadow({mode: 'open'})).append(inner);
  return inner;
}

describe('languageOf', () => {
  afterEach(() => {
    document.documentElement.removeAttribute('lang');
  });

  it('is the element’s own', async () => {
    document.documentElement.lang = 'fr';
    expect(languageOf(await fixture(html`<p lang="de-AT"></p>`))).to.equal('de-AT');
  });

  it('is the nearest ancestor’s', async () => {
    const outer = await fixture(
      html`<div lang="fr">
        <section lang="de"><p></p></section>
      </div>`,
    );
    expect(languageOf(outer.querySelector('p') ?? outer)).to.equal('de');
  });

  it('is the page’s', async () => {
    document.documentElement.lang = 'fr';
    expect(languageOf(await fixture(html`<p></p>`))).to.equal('fr');
  });

  it('is found through shadow roots', async () => {
    const host = await fixture(html`<div lang="de"></div>`);
    expect(languageOf(inShadowOf(inShadowOf(host)))).to.equal('de');
  });

  it('is the browser’s where it is said to be unknown (HTML, 3.2.6.2)', async () => {
    const outer = await fixture(html`<div lang="de"><p lang=""></p></div>`);
    expect(languageOf(outer.querySelector('p') ?? outer)).to.equal(navigator.language);
  });

  it('is the browser’s where nobody says', async () => {
    expect(languageOf(await fixture(html`<p></p>`))).to.equal(navigator.language);
  });
});
