import {expect} from '@open-wc/testing';
import type {Signaling} from '../../../src/signaling/signaling.js';
import type {VideoCall} from '../../../src/video-call.js';
import {Elements, until} from './support/elements.js';

const partsOf = ({renderRoot}: VideoCall): readonly (string | undefined)[] =>
  [...(renderRoot.querySelector('[part~="controls"]')?.children ?? [])].map(({part}) => [...part].at(-1));

describe('controls of an element', () => {
  let elements: Elements;
  const warnings: string[] = [];
  const {warn} = console;
  beforeEach(() => {
    elements = new Elements();
    warnings.length = 0;
    console.warn = (message: string) => warnings.push(message);
  });
  afterEach(async () => {
    console.warn = warn;
    await elements.close();
  });

  const warned = (): readonly string[] => warnings.filter(text => text.includes('controls'));

  async function inCall(controls: string): Promise<VideoCall> {
    const ana = await elements.person('ana', {controls, 'log-level': 'warn'});
    await ana.join();
    await ana.updateComplete;
    return ana;
  }

  for (const controls of ['chat', 'view', 'view chat', 'jump', 'lock']) {
    it(`“${controls}”, of which nothing has a button here: one can leave`, async () => {
      const ana = await inCall(controls);
      expect(partsOf(ana)).to.include.members(['microphone-button', 'settings-button', 'leave-button']);
    });
  }

  it('say once for each change what shows nothing', async () => {
    const ana = await inCall('leave chat');
    expect(partsOf(ana)).to.deep.equal(['leave-button']);
    expect(warned()).to.have.length(1);
    expect(warned()[0]).to.match(/ chat$/);
    ana.displayName = 'Ana Lima';
    await ana.updateComplete;
    expect(warned(), 'nothing of it changed').to.have.length(1);
    ana.controls = 'Jump, leave view';
    await ana.updateComplete;
    expect(warned()).to.have.length(2);
    expect(warned()[1]).to.match(/ jump, view$/);
  });

  it('say nothing where all have a button, or nothing is set', async () => {
    const ana = await inCall('microphone camera screen settings lock leave');
    ana.removeAttribute('controls');
    await ana.updateComplete;
    expect(warned()).to.deep.equal([]);
  });

  /** Somebody's own room; whose it is was `asked` so often. */
  function owned(uid: string): {readonly signaling: Signaling; readonly asked: () => number} {
    const device = elements.signaling(uid);
    let count = 0;
    const nothing = () => Promise.resolve();
    const ownership = {
      look: () => {
        count++;
        return Promise.resolve({locked: false});
      },
      ...{admit: nothing, refuse: nothing, remove: nothing, lock: nothing},
    };
    const enter: Signaling['enter'] = async (request, options) =>
      Object.assign(await device.enter(request, options), {ownership});
    return {signaling: {enter}, asked: () => count};
  }

  it('show the owner’s lock also where it is named in the call, and ask once whose room it is', async () => {
    const {signaling, asked} = owned('ana');
    const ana = await elements.show({room: 'table-7', controls: 'leave'}, {signaling});
    await ana.join();
    ana.controls = 'microphone leave';
    await ana.updateComplete;
    expect(asked(), 'nothing shows it').to.equal(0);
    ana.controls = 'lock leave';
    await until(() => partsOf(ana).includes('lock-button'), 'the lock is there');
    ana.controls = 'leave lock';
    await ana.updateComplete;
    expect(partsOf(ana)).to.deep.equal(['leave-button', 'lock-button']);
    expect(asked()).to.equal(1);
  });

  it('say nothing unasked', async () => {
    await elements.person('ana', {controls: 'chat jump'});
    expect(warned()).to.deep.equal([]);
  });
});
