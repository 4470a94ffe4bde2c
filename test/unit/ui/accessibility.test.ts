import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import {de} from '../../../src/locale/de.js';
import {en} from '../../../src/locale/en.js';
import {finishAnimations, setupCall, show} from './support/call-host.js';
import {views, viewWith, type ViewName} from './support/views.js';

const names = Object.keys(views) as ViewName[];

/** Words over moving pictures are for eyes: axe cannot see what is behind them, so it measures on the plain page. */
describe('accessibility', () => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const name of names) {
      it(`${name}, ${scheme}`, async () => {
        const host = await setupCall(views[name]());
        host.style.setProperty('color-scheme', scheme);
        finishAnimations();
        await expect(host).to.be.accessible();
      });
    }

    it(`settings, ${scheme}`, async () => {
      const host = await setupCall(views.lobby());
      host.style.setProperty('color-scheme', scheme);
      host.piece('dialog').querySelector<HTMLElement>('.field')?.scrollIntoView();
      host.renderRoot.querySelector('dialog')?.showModal();
      finishAnimations();
      await expect(host).to.be.accessible();
    });
  }

  it('in German, on a small stage', async () => {
    const host = await setupCall({...views.lobby(), strings: de}, {width: 320, height: 480});
    expect(host.piece('call').lang).to.equal('de');
    finishAnimations();
    await expect(host).to.be.accessible();
  });

  it('says that what is for the developer is in English', async () => {
    const error = new CallError('permission-denied', 'Deploy the rules.');
    for (const phase of ['failed', 'connected'] as const) {
      const host = await setupCall(viewWith({phase, error}, {strings: de}));
      const detail = host.renderRoot.querySelector<HTMLElement>('.detail');
      expect([detail?.textContent, detail?.lang], phase).to.deep.equal(['Deploy the rules.', 'en']);
    }
  });

  it('tells what happens in one live region that stays', async () => {
    const host = await setupCall(views.lobby());
    const region = host.piece('status');
    expect(region.getAttribute('role')).to.equal('status');
    for (const name of names) {
      await show(host, views[name]());
      expect(host.piece('status') === region, name).to.equal(true);
      expect(region.textContent.trim()).not.to.equal('');
    }
  });

  it('tells in the open settings, too, what is told behind them: that is inert', async () => {
    const host = await setupCall(views.connected());
    host.piece('settings-button').click();
    const regions = [...host.piece('dialog').querySelectorAll('[role="status"]')];
    const told = (): readonly string[] => regions.filter(each => each.isConnected).map(each => each.textContent.trim());
    expect(told()).to.deep.equal(['In a call with Ana Lima', '', '']);
    await show(host, viewWith({...views['connected-knocks']().state, error: CallError.relayNeeded()}));
    const {title, text} = en.errors['relay-needed'];
    expect(told().slice(0, 2)).to.deep.equal(['In a call with Ana Lima', `${title} ${text}`]);
    expect(told()[2]).to.match(/Eve asks to be let in.*Hal asks to be let in/s);
    await show(host, views.reconnecting());
    expect(told()).to.deep.equal([en.reconnecting, '', '']);
  });

  it('tells a failure in an alert that was there before it', async () => {
    const host = await setupCall(views.lobby());
    const [ofCall, ofDevices, ofScreen] = host.renderRoot.querySelectorAll('[role=alert]');
    const told = (): readonly boolean[] =>
      [ofCall, ofDevices, ofScreen].map(region => region?.isConnected === true && region.textContent.trim() !== '');
    expect(told()).to.deep.equal([false, false, false]);
    await show(host, views['lobby-denied']());
    expect(told()).to.deep.equal([false, true, false]);
    expect(ofDevices?.textContent).to.include('Camera and microphone are not allowed');
    await show(host, viewWith({...views['lobby-denied']().state, error: CallError.relayNeeded()}));
    expect(told()).to.deep.equal([true, true, false]);
  });
});
