import {expect} from '@open-wc/testing';
import {setViewport} from '@web/test-runner-commands';
import {CSSResult, type CSSResultGroup} from 'lit';
import {CallError} from '../../../src/errors.js';
import {de} from '../../../src/locale/de.js';
import {callStyles} from '../../../src/ui/call-styles.js';
import {stageStyles} from '../../../src/ui/stage-styles.js';
import {tileStyles} from '../../../src/ui/tile-styles.js';
import {setupCall} from './support/call-host.js';
import {views, viewWith} from './support/views.js';

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

describe('a phone held sideways', () => {
  const before = {width: innerWidth, height: innerHeight};
  afterEach(() => setViewport(before));

  /** What a person needs in any case. */
  const needed = {
    connected: ['microphone-button', 'leave-button'],
    lobby: ['microphone-button', 'name-input', 'join-button'],
  } as const;

  // An iPhone SE and a larger one in Safari, whose bars are over the page; and one without bars.
  for (const [width, height] of [
    [568, 256],
    [667, 331],
    [844, 390],
  ] as const) {
    for (const name of ['connected', 'lobby'] as const) {
      for (const least of ['', '600px']) {
        it(`of ${width}x${height} shows all of ${name}${least && `, whatever the page’s least height`}`, async () => {
          await setViewport({width, height});
          const host = await setupCall(views[name](), {width});
          // As on a page that sets no size.
          for (const property of ['height', 'max-block-size']) host.style.removeProperty(property);
          host.style.setProperty('--video-call-min-height', least);
          const box = host.getBoundingClientRect();
          expect(box.height).to.be.at.most(innerHeight);
          for (const part of needed[name]) {
            const {top, bottom} = host.piece(part).getBoundingClientRect();
            expect([top >= box.top, bottom <= box.bottom], part).to.deep.equal([true, true]);
          }
        });
      }
    }
  }
});

describe('alerts over a low stage', () => {
  const everything = () => ({
    ...viewWith({...views['connected-knocks']().state, screen: views['screen-denied']().state.screen}),
    strings: de,
  });
  const alarming = {error: CallError.relayNeeded(), camera: views.taken().state.camera, signalingLive: false};

  // The second is a window of 1280x1024 at 400 %.
  for (const [width, height] of [
    [568, 256],
    [320, 256],
  ] as const) {
    for (const [name, changes] of [
      ['calm', {}],
      ['alarming', alarming],
    ] as const) {
      it(`leave the buttons of the call free at ${width}x${height}, and each of theirs can be reached (${name})`, async () => {
        const view = everything();
        const host = await setupCall({...view, state: {...view.state, ...changes}}, {width, height});
        host.style.setProperty('--video-call-min-height', '0px');
        host.scrollIntoView();
        const at = (element: Element): boolean => {
          const {left, top, width: wide, height: tall} = element.getBoundingClientRect();
          const found = host.shadowRoot?.elementFromPoint(left + wide / 2, top + tall / 2) ?? null;
          return element.contains(found);
        };
        const toasts = host.renderRoot.querySelector('.toasts');
        const controls = host.piece('controls');
        expect(toasts?.getBoundingClientRect().bottom).to.be.at.most(controls.getBoundingClientRect().top);
        for (const button of controls.querySelectorAll('button')) expect(at(button), button.part.value).to.equal(true);
        for (const button of toasts?.querySelectorAll('button') ?? []) {
          button.focus();
          expect(at(button), button.className).to.equal(true);
        }
      });
    }
  }
});
