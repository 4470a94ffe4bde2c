import {expect} from '@open-wc/testing';
import {de} from '../../../src/locale/de.js';
import {finishAnimations, setupCall, show, type CallHost} from './support/call-host.js';
import {views} from './support/views.js';

function sliderOf(host: CallHost): HTMLInputElement {
  const slider = host.piece('volume-slider');
  if (!(slider instanceof HTMLInputElement)) throw new Error('no input');
  return slider;
}

/** Slides as a person does. */
function slide(slider: HTMLInputElement, percent: number): void {
  slider.valueAsNumber = percent;
  slider.dispatchEvent(new Event('input', {bubbles: true}));
}

describe('the slider of the volume', () => {
  it('has a label, in the words of the page', async () => {
    const host = await setupCall(views.connected());
    const labels = (): (string | undefined)[] =>
      [...(sliderOf(host).labels ?? [])].map(label => label.textContent.trim());
    expect(labels()).to.deep.equal(['Volume']);
    await show(host, {...views.connected(), strings: de});
    expect(labels()).to.deep.equal(['Lautstärke']);
  });

  it('asks for what it is slid to', async () => {
    const host = await setupCall(views.connected());
    for (const percent of [50, 0, 100]) slide(sliderOf(host), percent);
    expect(host.wishes).to.deep.equal([0.5, 0, 1].map(volume => ({type: 'set-volume', volume})));
  });

  it('stands where the volume is, and again there if it stays', async () => {
    const host = await setupCall({...views.connected(), volume: 0.3});
    expect(sliderOf(host).valueAsNumber).to.equal(30);
    slide(sliderOf(host), 80);
    await show(host, {...views.connected(), volume: 0.3});
    expect(sliderOf(host).valueAsNumber).to.equal(30);
    await show(host, {...views.connected(), volume: 0.7});
    expect(sliderOf(host).valueAsNumber).to.equal(70);
  });

  it('is large enough for a finger, on a phone too', async () => {
    const host = await setupCall(views.connected(), {width: 320});
    host.renderRoot.querySelector('dialog')?.showModal();
    finishAnimations();
    const {width, height} = sliderOf(host).getBoundingClientRect();
    expect(height).to.be.at.least(44);
    expect(width).to.be.at.least(200);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in the settings of a call, ${scheme}`, async () => {
      const host = await setupCall({...views.connected(), volume: 0.5});
      host.style.setProperty('color-scheme', scheme);
      host.renderRoot.querySelector('dialog')?.showModal();
      finishAnimations();
      await expect(host).to.be.accessible();
    });
  }
});
