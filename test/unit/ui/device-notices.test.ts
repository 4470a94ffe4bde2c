import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import type {CallState} from '../../../src/call/call-state.js';
import {CallError} from '../../../src/errors.js';
import {de} from '../../../src/locale/de.js';
import {en} from '../../../src/locale/en.js';
import {paintedStream} from './support/painted-stream.js';
import {setupCall, show, tilesOf, type CallHost} from './support/call-host.js';
import {off, views, type ViewName, viewWith} from './support/views.js';

const on = {...off, status: 'on', wanted: true} as const;
/** What is told of the own devices, each in its way. */
const noticed = [
  'talking',
  'silent',
  'replaced',
  'replaced-headset',
  'replaced-speaker',
  'paused',
] as const satisfies readonly ViewName[];
const buttonIn = (host: CallHost): HTMLElement => host.piece('device-notice-button');
const closeIn = (host: CallHost): HTMLElement | null =>
  host.piece('device-notice').querySelector<HTMLElement>('.close');

describe('a notice of an own device', () => {
  for (const name of noticed) {
    it(`${name}: is seen, and read out once, by the line that is there already`, async () => {
      const host = await setupCall(views.connected());
      const line = host.piece('status');
      const lines: string[] = [];
      const watching = new MutationObserver(() => lines.push(line.textContent));
      watching.observe(line, {characterData: true, childList: true, subtree: true});
      await show(host, views[name]());
      await show(host, views[name]());
      watching.disconnect();
      const words = host.piece('device-notice').querySelector('p')?.textContent.trim();
      expect(lines).to.deep.equal([words]);
      expect(line.getBoundingClientRect().width, 'seen once').to.be.at.most(1);
      expect(host.piece('device-notice').closest('[role], [aria-live]') === null, 'heard once').to.equal(true);
    });

    it(`${name}: leaves the focus where it is`, async () => {
      const host = await setupCall(views.connected());
      host.piece('leave-button').focus();
      await show(host, views[name]());
      expect(host.renderRoot.querySelector(':focus') === host.piece('leave-button')).to.equal(true);
    });

    for (const strings of [en, de]) {
      it(`${name}: fits a small stage, over nobody’s buttons (${strings.lang})`, async () => {
        const host = await setupCall({...views[name](), strings}, {width: 320, height: 480});
        const box = host.piece('device-notice').getBoundingClientRect();
        const stage = host.piece('stage').getBoundingClientRect();
        expect(box.left).to.be.at.least(stage.left);
        expect(box.right).to.be.at.most(stage.right);
        expect(box.height).to.be.at.most(stage.height / 2);
        for (const button of host.piece('device-notice').querySelectorAll('button'))
          expect(button.getBoundingClientRect().height).to.be.at.least(44);
      });
    }
  }

  it('is put away with its cross, for the devices that it is about', async () => {
    const host = await setupCall(views.talking());
    closeIn(host)?.click();
    await show(host, views.paused());
    closeIn(host)?.click();
    await show(host, views['replaced-headset']());
    closeIn(host)?.click();
    expect(host.wishes).to.deep.equal([
      {type: 'dismiss-notice', kinds: ['microphone']},
      {type: 'dismiss-notice', kinds: ['microphone', 'camera']},
      {type: 'dismiss-notice', kinds: ['microphone', 'speaker']},
    ]);
  });

  it('comes before the buttons of the call, and its own two can be reached', async () => {
    const host = await setupCall(views.silent());
    host.renderRoot.querySelector<HTMLElement>('.scene')?.focus();
    const stops: boolean[] = [];
    for (const target of [buttonIn(host), closeIn(host), host.piece('microphone-button')]) {
      await sendKeys({press: 'Tab'});
      stops.push(host.renderRoot.querySelector(':focus') === target);
    }
    expect(stops).to.deep.equal([true, true, true]);
  });

  it('that goes while it has the focus gives it to the call', async () => {
    const host = await setupCall(views.talking());
    buttonIn(host).focus();
    await show(host, views.connected());
    expect(host.renderRoot.querySelector(':focus')?.className).to.equal('scene in-call');
  });

  it('of talking while muted has the button that turns the microphone on', async () => {
    const host = await setupCall(views.talking());
    expect(buttonIn(host).textContent.trim()).to.equal(en.turnOnMicrophone);
    buttonIn(host).click();
    expect(host.wishes).to.deep.equal([{type: 'toggle-microphone'}]);
  });

  for (const name of ['silent', 'replaced', 'replaced-speaker', 'lobby-silent'] as const) {
    it(`${name}: opens the choice of devices`, async () => {
      const host = await setupCall(views[name]());
      buttonIn(host).click();
      expect(host.renderRoot.querySelector('dialog')?.open).to.equal(true);
    });
  }

  it('of what comes back by itself has no button but the cross', async () => {
    const host = await setupCall(views.paused());
    expect(host.has('device-notice-button')).to.equal(false);
  });

  it('in the lobby leaves it said who is there', async () => {
    const host = await setupCall(views['lobby-silent']());
    expect(host.piece('presence').textContent.trim()).to.equal(en.membersPresent(1));
    expect(host.piece('status').textContent).to.equal(en.microphoneSilent);
  });
});

describe('a device that is on and gives nothing', () => {
  for (const [what, device] of [
    ['taken away by the system', {...on, interrupted: true}],
    ['dead', {...on, notice: 'silent'}],
  ] as const) {
    it(`${what}: has a mark on its button, which stays pressed`, async () => {
      const host = await setupCall(viewWith({phase: 'connected', microphone: device}));
      const button = host.piece('microphone-button');
      expect(getComputedStyle(button, '::after').content).to.equal('"!"');
      expect(button.getAttribute('aria-pressed')).to.equal('true');
      await show(host, viewWith({phase: 'connected', microphone: on}));
      expect(getComputedStyle(button, '::after').content).to.equal('none');
    });
  }

  it('is off in one’s own tile, as it is for the others', async () => {
    const localStream = paintedStream(20);
    const taken: Partial<CallState> = {
      phase: 'connected',
      localStream,
      microphone: {...on, interrupted: true},
      camera: {...on, interrupted: true},
    };
    const host = await setupCall(viewWith({...taken, microphone: on, camera: on}));
    const shown = (): readonly boolean[] => {
      const root = tilesOf(host)[0]?.renderRoot;
      return ['.awaited, .pictured', '.badge'].map(selector => root?.querySelector(selector) != null);
    };
    expect(shown()).to.deep.equal([true, false]);
    await show(host, viewWith(taken));
    expect(shown()).to.deep.equal([false, true]);
  });
});

describe('the alert of a device that failed', () => {
  it('has a button that tries what is wanted once more', async () => {
    const host = await setupCall(views.taken());
    expect(host.piece('retry-button').textContent.trim()).to.equal(en.retry);
    host.piece('retry-button').click();
    expect(host.wishes).to.deep.equal([{type: 'preview'}]);
  });

  it('that is put away with a key gives the focus to the call', async () => {
    const host = await setupCall(views.taken());
    host.piece('alert').querySelector<HTMLElement>('.close')?.focus();
    await sendKeys({press: 'Enter'});
    expect(host.piece('alert').hidden).to.equal(true);
    expect(host.renderRoot.querySelector(':focus')?.className).to.equal('scene in-call');
  });

  it('stands beside that of a screen, which has its own button and is put away by itself', async () => {
    const host = await setupCall(views['screen-denied']());
    const [ofCamera, ofScreen] = host.renderRoot.querySelectorAll<HTMLElement>('[part~="alert"]');
    expect(ofCamera?.textContent).to.include(en.deviceInUse('camera'));
    expect(ofScreen?.textContent).to.include(en.screenFailed);
    ofScreen?.querySelector<HTMLElement>('[part~="retry-button"]')?.click();
    expect(host.wishes).to.deep.equal([{type: 'toggle-screen'}]);
    ofScreen?.querySelector<HTMLElement>('.close')?.click();
    expect([ofCamera?.hidden, ofScreen?.hidden]).to.deep.equal([false, true]);
  });

  it('that was put away hides none of the call, nor does that hide it', async () => {
    const host = await setupCall(views.taken());
    host.piece('alert').querySelector<HTMLElement>('.close')?.click();
    const alerts = () =>
      [...host.renderRoot.querySelectorAll<HTMLElement>('[part~="alert"]')].map(({hidden}) => hidden);
    const error = CallError.relayNeeded();
    await show(host, viewWith({...views.taken().state, error}));
    expect(alerts()).to.deep.equal([false, true]);
    const denied = {...off, status: 'unavailable', error: new CallError('media-denied', 'Denied.')} as const;
    await show(host, viewWith({...views.taken().state, error, camera: denied}));
    expect(alerts(), 'another of the camera').to.deep.equal([false, false]);
  });

  it('comes again when the other device fails, too, in the same way', async () => {
    const error = new CallError('media-denied', 'Denied.');
    const device = {...off, status: 'unavailable', error} as const;
    const host = await setupCall(viewWith({phase: 'connected', microphone: device}));
    host.piece('alert').querySelector<HTMLElement>('.close')?.click();
    await show(host, viewWith({phase: 'connected', microphone: device, camera: device}));
    expect(host.piece('alert').hidden).to.equal(false);
    expect(host.piece('alert').textContent).to.include(en.deviceDenied('both'));
  });

  it('of each device stands for itself where they fail in two ways', async () => {
    const failing = (code: 'media-missing' | 'media-in-use') =>
      ({...off, status: 'unavailable', error: new CallError(code, '')}) as const;
    const microphone = failing('media-missing');
    const host = await setupCall(viewWith({phase: 'connected', microphone}));
    host.piece('alert').querySelector<HTMLElement>('.close')?.click();
    await show(host, viewWith({phase: 'connected', microphone, camera: failing('media-in-use')}));
    const alerts = [...host.renderRoot.querySelectorAll<HTMLElement>('[part~="alert"]')];
    expect(alerts.map(({hidden}) => hidden)).to.deep.equal([true, false]);
    expect(alerts[1]?.textContent).to.include(en.deviceInUse('camera'));
  });

  it('is the only one where the call says the same', async () => {
    const view = views.taken();
    const host = await setupCall({...view, state: {...view.state, error: view.state.camera.error}});
    expect(host.piece('alert').textContent).to.include(en.deviceInUse('camera'));
  });

  it('has none where trying again does not help', async () => {
    const error = new CallError('blocked-by-page', 'Blocked.');
    const host = await setupCall(viewWith({phase: 'connected', camera: {...off, status: 'unavailable', error}}));
    expect([host.has('alert'), host.has('retry-button')]).to.deep.equal([true, false]);
  });
});
