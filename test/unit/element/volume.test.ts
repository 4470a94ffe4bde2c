import {expect} from '@open-wc/testing';
import type {VolumeChangeEvent} from '../../../src/events/volume-change.js';
import type {VideoCall} from '../../../src/video-call.js';
import {Elements, listenTo, typesOf, until} from './support/elements.js';

const find = <T extends Element>(root: ParentNode | null | undefined, selector: string): T[] => [
  ...(root?.querySelectorAll<T>(selector) ?? []),
];

/** How loud each of the others is played. */
const volumesIn = ({renderRoot}: VideoCall): readonly number[] =>
  find(renderRoot, 'video-call-stage')
    .flatMap(stage => find(stage.shadowRoot, 'video-call-tile'))
    .flatMap(tile => find<HTMLAudioElement>(tile.shadowRoot, 'audio'))
    .map(({volume}) => volume);

const untilVolumes = (element: VideoCall, ...volumes: readonly number[]): Promise<void> =>
  until(() => JSON.stringify(volumesIn(element)) === JSON.stringify(volumes), `they are ${volumes.join(', ')}`);

const sliderOf = ({renderRoot}: VideoCall): HTMLInputElement => {
  const [slider] = find<HTMLInputElement>(renderRoot, '[part~="volume-slider"]');
  if (!slider) throw new Error('no slider');
  return slider;
};

describe('volume', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  async function setupCallOfThree(): Promise<VideoCall> {
    const [ana] = await elements.call('ana', 'ben', 'chi');
    if (!ana) throw new Error('nobody');
    return ana;
  }

  it('is how loud each of the others is played, in a running call too', async () => {
    const ana = await setupCallOfThree();
    await untilVolumes(ana, 1, 1);
    ana.volume = 0.5;
    await untilVolumes(ana, 0.5, 0.5);
    ana.setAttribute('volume', '0.2');
    await untilVolumes(ana, 0.2, 0.2);
    ana.removeAttribute('volume');
    await untilVolumes(ana, 1, 1);
  });

  it('counts for whoever comes later', async () => {
    const ana = await elements.person('ana', {volume: '0.25'});
    await ana.join();
    const ben = await elements.person('ben');
    await ben.join();
    await untilVolumes(ana, 0.25);
    await untilVolumes(ben, 1);
  });

  it('is set by the person too: the property follows, and nobody else does', async () => {
    const [ana, ben] = await elements.call('ana', 'ben');
    if (!ana || !ben) throw new Error('nobody');
    const slider = sliderOf(ana);
    slider.valueAsNumber = 40;
    slider.dispatchEvent(new Event('input', {bubbles: true}));
    expect(ana.volume).to.equal(0.4);
    await untilVolumes(ana, 0.4);
    expect(volumesIn(ben)).to.deep.equal([1]);
  });

  const table: readonly (readonly [string | number | null | undefined, number])[] = [
    [0, 0],
    [0.3, 0.3],
    [1, 1],
    [-0.1, 0],
    [1.5, 1],
    [Infinity, 1],
    [NaN, 1],
    ['loud', 1],
    [null, 1],
    [undefined, 1],
  ];
  for (const [given, expected] of table) {
    it(`of ${String(given)} is ${expected}`, async () => {
      const ana = await elements.show({room: 'r', signaling: 'local', volume: '0.6'});
      expect(sliderOf(ana).valueAsNumber).to.equal(60);
      Object.assign(ana, {volume: given});
      await ana.updateComplete;
      expect(sliderOf(ana).valueAsNumber).to.equal(expected * 100);
    });
  }

  for (const [given, expected] of [
    ['', 0],
    ['7', 1],
    ['-7', 0],
    ['loud', 1],
  ] as const) {
    it(`of the attribute “${given}” is ${expected}`, async () => {
      const ana = await elements.show({room: 'r', signaling: 'local', volume: given});
      expect(sliderOf(ana).valueAsNumber).to.equal(expected * 100);
    });
  }

  it('tells of each change, whoever made it, and not of what there was at first', async () => {
    const ana = await elements.show({room: 'r', signaling: 'local', volume: '0.6'});
    const events = listenTo(ana);
    const told: unknown[] = [];
    ana.addEventListener('volume-change', ({detail}: VolumeChangeEvent) => told.push([detail.volume, ana.volume]));
    await ana.updateComplete;
    expect(typesOf(events, 'volume-change')).to.deep.equal([]);
    ana.volume = 0.5;
    await ana.updateComplete;
    ana.volume = 0.5;
    await ana.updateComplete;
    sliderOf(ana).valueAsNumber = 20;
    sliderOf(ana).dispatchEvent(new Event('input', {bubbles: true}));
    await ana.updateComplete;
    expect(told).to.deep.equal([
      [0.5, 0.5],
      [0.2, 0.2],
    ]);
  });

  it('that stays what it is, bounded, is no change', async () => {
    const ana = await elements.show({room: 'r', signaling: 'local'});
    const events = listenTo(ana);
    for (const volume of [2, NaN, 1]) {
      ana.volume = volume;
      await ana.updateComplete;
    }
    expect(typesOf(events, 'volume-change')).to.deep.equal([]);
  });
});
