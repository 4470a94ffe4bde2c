import {expect, waitUntil} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {contrast} from './support/contrast.js';
import {setupCall, show, type CallHost} from './support/call-host.js';
import {views} from './support/views.js';

const press = (key: string): Promise<unknown> => sendKeys({press: key});

/** What has the focus: the name of a part, or of a tag. */
function focused(host: CallHost): string {
  const active = host.shadowRoot?.activeElement;
  return active?.getAttribute('part')?.split(' ').at(-1) ?? active?.localName ?? 'nothing';
}

async function tabStops(host: CallHost, count: number): Promise<string[]> {
  const stops: string[] = [];
  for (let index = 0; index < count; index++) {
    await press('Tab');
    stops.push(focused(host));
  }
  return stops;
}

/** Tab begins here, whatever had the focus before. */
async function setupWithFocusBefore(view: Parameters<typeof setupCall>[0]): Promise<CallHost> {
  const host = await setupCall(view);
  const before = document.createElement('button');
  host.before(before);
  before.focus();
  return host;
}

describe('keyboard', () => {
  it('goes through the lobby in the order of reading', async () => {
    const host = await setupWithFocusBefore(views['lobby-off']());
    expect(await tabStops(host, 5)).to.deep.equal([
      'microphone-button',
      'camera-button',
      'settings-button',
      'name-input',
      'join-button',
    ]);
  });

  it('goes through the buttons of a call in their order', async () => {
    const host = await setupWithFocusBefore(views.connected());
    expect(await tabStops(host, 5)).to.deep.equal([
      'microphone-button',
      'camera-button',
      'screen-button',
      'settings-button',
      'leave-button',
    ]);
  });

  it('joins with Enter in the name', async () => {
    const host = await setupCall(views.lobby());
    host.piece('name-input').focus();
    await press('Enter');
    expect(host.wishes).to.deep.equal([{type: 'join'}]);
  });

  it('waits for a seat with Enter in the name of a full room', async () => {
    const host = await setupCall(views['lobby-full']());
    host.piece('name-input').focus();
    await press('Enter');
    expect(host.wishes).to.deep.equal([{type: 'wait-for-seat', wait: true}]);
  });

  it('presses a button with Space', async () => {
    const host = await setupCall(views.connected());
    host.piece('microphone-button').focus();
    await sendKeys({press: ' '});
    expect(host.wishes).to.deep.equal([{type: 'toggle-microphone'}]);
  });

  it('opens the settings, and Escape closes them and gives the focus back', async () => {
    const host = await setupCall(views.connected());
    host.piece('settings-button').focus();
    await press('Enter');
    const dialog = host.renderRoot.querySelector('dialog');
    // Modal: nothing behind it can be reached.
    expect(dialog?.matches(':modal')).to.equal(true);
    expect(dialog?.contains(host.shadowRoot?.activeElement ?? null)).to.equal(true);
    await press('Escape');
    expect(dialog?.open).to.equal(false);
    expect(focused(host)).to.equal('settings-button');
    expect(host.wishes).to.deep.equal([]);
  });

  it('closes settings that a notice opened, which is gone by then, and the focus goes to the call', async () => {
    const host = await setupCall(views.silent());
    host.piece('device-notice-button').focus();
    await press('Enter');
    await show(host, views.connected());
    await press('Escape');
    await waitUntil(() => host.shadowRoot?.activeElement?.matches('.scene'));
    expect(await tabStops(host, 1)).to.deep.equal(['microphone-button']);
  });

  it('makes the others quieter and louder with the arrows', async () => {
    const host = await setupCall(views.connected());
    host.piece('settings-button').click();
    host.piece('volume-slider').focus();
    await press('ArrowLeft');
    await show(host, {...views.connected(), volume: 0.95});
    await press('ArrowDown');
    await press('ArrowRight');
    expect(host.wishes).to.deep.equal([0.95, 0.9, 0.95].map(volume => ({type: 'set-volume', volume})));
  });

  it('shows where the focus is', async () => {
    const host = await setupWithFocusBefore(views.connected());
    await tabStops(host, 1);
    const {outlineStyle, outlineWidth} = getComputedStyle(host.piece('microphone-button'));
    expect(outlineStyle).to.equal('solid');
    expect(parseFloat(outlineWidth)).to.be.at.least(2);
  });

  for (const [view, selector] of [
    ['lobby', '.toggles button'],
    ['sharing', '.sharing button'],
  ] as const) {
    it(`shows where the focus is over the pictures of ${view}, whatever they are`, async () => {
      const host = await setupWithFocusBefore(views[view]());
      host.style.setProperty('color-scheme', 'light');
      await tabStops(host, 1);
      const button = host.renderRoot.querySelector<HTMLElement>(selector);
      expect(host.shadowRoot?.activeElement === button).to.equal(true);
      const {outlineColor, boxShadow} = getComputedStyle(host.renderRoot.querySelector(':focus') ?? host);
      // A light ring on a dark one, which reaches farther.
      const [dark = '', reach = ''] = /^(rgb\(.*?\)) 0px 0px 0px (\d+)px$/.exec(boxShadow)?.slice(1) ?? [];
      expect(contrast(outlineColor, dark)).to.be.at.least(3);
      expect(Number(reach)).to.be.above(5);
    });
  }

  it('keeps the focus inside when one screen follows another, on no button', async () => {
    const host = await setupCall(views.lobby());
    host.piece('join-button').focus();
    await show(host, views.joining());
    expect(host.shadowRoot?.activeElement?.matches('.scene')).to.equal(true);
    expect(await tabStops(host, 1)).to.deep.equal(['microphone-button']);
    host.piece('leave-button').focus();
    await show(host, views.ended());
    expect(host.shadowRoot?.activeElement?.matches('.scene')).to.equal(true);
    expect(await tabStops(host, 1)).to.deep.equal(['join-button']);
  });

  it('leaves the focus in the settings while the call goes on behind them', async () => {
    const host = await setupCall(views.connected());
    host.piece('settings-button').click();
    for (const name of ['reconnecting', 'waiting', 'connected'] as const) {
      await show(host, views[name]());
      expect(focused(host)).to.equal('close-button');
    }
  });

  for (const [from, to] of [
    ['connected', 'ended'],
    ['connected', 'failed-taken-over'],
    ['connected', 'lobby-locked'],
    ['lobby', 'joining'],
    ['lobby', 'consent'],
  ] as const) {
    it(`closes the settings of ${from} with it, and the focus goes to ${to}, which can be used`, async () => {
      const host = await setupCall(views[from]());
      host.piece('settings-button').click();
      await show(host, views[to]());
      expect(host.renderRoot.querySelector('dialog')?.open).to.equal(false);
      const {activeElement} = host.renderRoot as ShadowRoot;
      expect(activeElement?.matches('.scene')).to.equal(true);
      await press('Tab');
      expect(host.renderRoot.querySelector('.scene')?.contains(host.shadowRoot?.activeElement ?? null)).to.equal(true);
    });
  }

  it('leaves the focus of the page alone', async () => {
    const host = await setupWithFocusBefore(views.lobby());
    const before = document.activeElement;
    await show(host, views.connected());
    expect(document.activeElement === before).to.equal(true);
  });
});
