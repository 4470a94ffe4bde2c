import {expect} from '@open-wc/testing';
import {CSSResult, type CSSResultGroup} from 'lit';
import {callStyles} from '../../../src/ui/call-styles.js';
import {stageStyles} from '../../../src/ui/stage-styles.js';
import {tileStyles} from '../../../src/ui/tile-styles.js';
import {setupCall} from './support/call-host.js';
import {views} from './support/views.js';

function textOf(styles: CSSResultGroup): string {
  if (Array.isArray(styles)) return styles.map(textOf).join('\n');
  return styles instanceof CSSResult ? styles.cssText : '';
}

const css = textOf([callStyles, stageStyles, tileStyles]);

describe('the height of the window', () => {
  it('is never asked for in a unit that counts what the browser’s own bars cover', () => {
    const units = new Set([...css.matchAll(/\d([dsl]?v(?:h|b|min|max))\b/g)].map(([, unit]) => unit));
    expect([...units]).to.have.members(['dvh', 'svh']);
  });

  it('is the most that the element and its dialog take', async () => {
    const host = await setupCall(views.connected());
    host.style.removeProperty('max-block-size');
    expect(parseFloat(getComputedStyle(host).maxBlockSize)).to.be.closeTo(innerHeight, 1);
    const dialog = host.renderRoot.querySelector('dialog');
    if (!dialog) throw new Error('there is no dialog');
    expect(parseFloat(getComputedStyle(dialog).maxBlockSize)).to.be.closeTo(innerHeight - 32, 1);
  });
});
