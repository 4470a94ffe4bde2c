import {expect} from '@open-wc/testing';
import type {CallState} from '../../../src/call/call-state.js';
import type {CallView} from '../../../src/ui/call-view.js';
import {setupCall, show, type CallHost} from './support/call-host.js';
import {off, person, viewWith} from './support/views.js';

const on = {...off, status: 'on', wanted: true} as const;
const inCall: Partial<CallState> = {phase: 'connected', microphone: on, camera: on, participants: [person('Ana')]};

const namesOf = (host: CallHost): (string | null)[] =>
  [...host.piece('controls').children].map(button => button.getAttribute('aria-label'));

describe('controls', () => {
  it('stand in the order of the page', async () => {
    const controls = ['leave', 'camera', 'microphone'] as const;
    const host = await setupCall(viewWith(inCall, {controls}));
    expect(namesOf(host)).to.deep.equal(['Leave the call', 'Camera', 'Microphone']);
  });

  it('offer no camera in a voice call, and no screen where there is none', async () => {
    const host = await setupCall(viewWith(inCall, {withoutVideo: true, canShareScreen: false}));
    expect(namesOf(host)).to.deep.equal(['Microphone', 'Settings', 'Leave the call']);
  });

  const buttonless: readonly (readonly [string, Partial<CallView>])[] = [
    ['the screen, where none can be shared', {controls: ['screen'], canShareScreen: false}],
    ['the camera, in a voice call', {controls: ['camera'], withoutVideo: true}],
    ['the lock, for somebody whose room it is not', {controls: ['lock']}],
    ['nothing', {controls: []}],
  ];
  for (const [what, view] of buttonless) {
    it(`are the usual ones where all that the page names is ${what}`, async () => {
      const host = await setupCall(viewWith(inCall, view));
      expect(namesOf(host)).to.include.members(['Microphone', 'Settings', 'Leave the call']);
    });
  }

  for (const name of ['microphone', 'camera'] as const) {
    const table = [
      ['on', on, 'true', `Turn off the ${name}`],
      ['off', off, 'false', `Turn on the ${name}`],
      ['planned, but not on', {...off, wanted: true}, 'false', `Turn on the ${name}`],
      ['starting', {...off, status: 'starting'}, 'false', 'Starting…'],
      ['unavailable', {...off, status: 'unavailable', wanted: true}, 'false', `Turn on the ${name}`],
    ] as const;
    for (const [what, device, pressed, title] of table) {
      it(`${name} ${what}: pressed ${pressed}`, async () => {
        const host = await setupCall(viewWith(inCall));
        await show(host, viewWith({...inCall, [name]: device}));
        const button = host.piece(`${name}-button`);
        expect(button.getAttribute('aria-pressed')).to.equal(pressed);
        expect(button.title).to.equal(title);
      });
    }

    it(`${name} in the lobby shows what joining will turn on`, async () => {
      const host = await setupCall(viewWith({[name]: {...off, wanted: true}}));
      expect(host.piece(`${name}-button`).getAttribute('aria-pressed')).to.equal('true');
      await show(host, viewWith({[name]: off}));
      expect(host.piece(`${name}-button`).getAttribute('aria-pressed')).to.equal('false');
    });
  }

  it('follow the shared screen, and a bar says so', async () => {
    const host = await setupCall(viewWith(inCall));
    expect(host.piece('screen-button').getAttribute('aria-pressed')).to.equal('false');
    expect(host.has('sharing')).to.equal(false);
    await show(host, viewWith({...inCall, screen: {status: 'on', error: null}}));
    expect(host.piece('screen-button').getAttribute('aria-pressed')).to.equal('true');
    host.piece('sharing').querySelector('button')?.click();
    expect(host.wishes).to.deep.equal([{type: 'toggle-screen'}]);
  });

  it('show nothing that was only asked for', async () => {
    const host = await setupCall(viewWith(inCall));
    host.piece('microphone-button').click();
    await host.updateComplete;
    expect(host.piece('microphone-button').getAttribute('aria-pressed')).to.equal('true');
  });

  for (const width of [320, 390, 960]) {
    it(`keep 44 px targets in one row at ${width} px`, async () => {
      const host = await setupCall(viewWith(inCall), {width, height: 480});
      const boxes = [...host.piece('controls').children].map(button => button.getBoundingClientRect());
      for (const {width: wide, height} of boxes) expect(Math.min(wide, height)).to.be.at.least(44);
      expect(new Set(boxes.map(({top}) => top)).size).to.equal(1);
      const {left, right, bottom} = host.getBoundingClientRect();
      for (const box of boxes) {
        expect(box.left).to.be.at.least(left);
        expect(box.right).to.be.at.most(right);
        expect(box.bottom).to.be.at.most(bottom);
      }
    });
  }
});
