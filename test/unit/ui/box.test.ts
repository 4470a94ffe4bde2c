import {expect, fixture, html, waitUntil} from '@open-wc/testing';
import {defineUi} from '../../../src/ui/define-ui.js';
import {CallHost, defineCallHost, setupCall, show, tilesOf} from './support/call-host.js';
import {someDevices, views, viewWith, type ViewName} from './support/views.js';

const names = Object.keys(views) as ViewName[];

/** An element as a page has it that says nothing about its size. */
async function setupUnsized(widthPx: number): Promise<CallHost> {
  defineCallHost();
  const host = document.createElement('call-host');
  if (!(host instanceof CallHost)) throw new Error('the tag is taken');
  host.view = views.lobby();
  const wrapper = await fixture<HTMLElement>(html`<div></div>`);
  wrapper.style.setProperty('width', `${widthPx}px`);
  wrapper.append(host);
  await host.updateComplete;
  return host;
}

const boxOf = (element: Element): readonly number[] => {
  const {x, y, width, height} = element.getBoundingClientRect();
  return [x, y, width, height];
};

describe('the box on the page', () => {
  it('is 16:9 by default, and never lower than its buttons need', async () => {
    const wide = (await setupUnsized(700)).getBoundingClientRect();
    expect(wide.width).to.equal(700);
    expect(wide.height).to.be.closeTo(700 * (9 / 16), 1);
    const narrow = (await setupUnsized(360)).getBoundingClientRect();
    expect(narrow.height).to.be.at.least(380);
  });

  it('is no wider than its place in a grid, though it is higher than that is wide', async () => {
    const host = await setupUnsized(390);
    const wrapper = host.parentElement;
    wrapper?.style.setProperty('display', 'grid');
    expect(boxOf(host).slice(2)).to.deep.equal([390, 380]);
    wrapper?.style.setProperty('display', 'flex');
    expect(boxOf(host).slice(2)).to.deep.equal([390, 380]);
  });

  it('takes the size that the page gives it', async () => {
    const host = await setupCall(views.lobby(), {width: 500, height: 450});
    expect(boxOf(host).slice(2)).to.deep.equal([500, 450]);
    const tokens = await setupUnsized(600);
    tokens.style.setProperty('--video-call-aspect-ratio', '1');
    expect(tokens.getBoundingClientRect().height).to.equal(600);
  });

  it('stays as it is, and where it is, through every phase', async () => {
    const host = await setupUnsized(640);
    const after = document.createElement('p');
    host.after(after);
    const boxes = [boxOf(host), boxOf(after)];
    for (const name of names) {
      await show(host, views[name]());
      expect([boxOf(host), boxOf(after)], name).to.deep.equal(boxes);
    }
  });

  it('moves no button while people come and go', async () => {
    const host = await setupCall(views.waiting());
    const before = boxOf(host.piece('leave-button'));
    for (const name of ['connecting', 'connected', 'connected-4', 'screen', 'reconnecting', 'offline'] as const) {
      await show(host, views[name]());
      expect(boxOf(host.piece('leave-button')), name).to.deep.equal(before);
    }
  });

  for (const [width, height] of [
    [320, 480],
    [390, 844],
    [844, 390],
    [667, 331],
    [568, 256],
    [1280, 720],
  ] as const) {
    it(`holds every phase at ${width}x${height} without scrolling sideways`, async () => {
      const host = await setupCall(views.lobby(), {width, height});
      // The window of this test is higher than a phone that is held sideways.
      host.style.setProperty('--video-call-min-height', '0px');
      for (const name of names) {
        await show(host, views[name]());
        const scene = host.renderRoot.querySelector('.scene');
        expect(scene?.scrollWidth, name).to.be.at.most(width);
        expect(scene && boxOf(scene).slice(2), name).to.deep.equal([width, height]);
      }
    });
  }

  it('shows the name and the button of the lobby at 320x480 without scrolling', async () => {
    const host = await setupCall(viewWith({}, {devices: someDevices}), {width: 320, height: 480});
    const {bottom} = host.getBoundingClientRect();
    for (const part of ['name-input', 'join-button'])
      expect(host.piece(part).getBoundingClientRect().bottom).to.be.at.most(bottom);
  });

  it('mirrors from right to left', async () => {
    const host = await setupCall(views.connected());
    const centre = (): number => {
      const self = tilesOf(host).at(-1)?.getBoundingClientRect();
      return ((self?.left ?? 0) + (self?.right ?? 0)) / 2 - host.getBoundingClientRect().left;
    };
    await waitUntil(() => centre() > 760, 'at the end');
    host.dir = 'rtl';
    await waitUntil(() => centre() < 200, 'at the other end');
  });

  it('takes the sizes of the page, also where it is narrow', async () => {
    const host = await setupCall(views.connected(), {width: 360, height: 600});
    const sizes = (): readonly number[] => {
      const stage = host.piece('stage').getBoundingClientRect();
      return [stage.x - host.getBoundingClientRect().x, host.piece('microphone-button').offsetHeight];
    };
    expect(sizes()).to.deep.equal([8, 44]);
    host.style.setProperty('--video-call-gap', '0px');
    host.style.setProperty('--video-call-control-size', '52px');
    expect(sizes()).to.deep.equal([0, 52]);
  });

  it('takes its colours from the page', async () => {
    const host = await setupCall(views.ended());
    const background = (): string => getComputedStyle(host).backgroundColor;
    host.style.setProperty('color-scheme', 'light');
    const light = background();
    host.style.setProperty('color-scheme', 'dark');
    expect(background()).not.to.equal(light);
    host.style.setProperty('--video-call-background', 'rgb(1, 2, 3)');
    expect(background()).to.equal('rgb(1, 2, 3)');
  });
});

describe('defineUi', () => {
  it('registers what is missing and leaves a taken tag as it is', () => {
    class Other extends HTMLElement {}
    const defined = new Map<string, CustomElementConstructor>([['video-call-tile', Other]]);
    const registry = {
      get: (tag: string) => defined.get(tag),
      define: (tag: string, element: CustomElementConstructor) => {
        if (defined.has(tag)) throw new Error('taken');
        defined.set(tag, element);
      },
    };
    defineUi(registry as CustomElementRegistry);
    defineUi(registry as CustomElementRegistry);
    expect([...defined.keys()]).to.have.members(['video-call-tile', 'video-call-stage']);
    expect(defined.get('video-call-tile')).to.equal(Other);
  });
});
