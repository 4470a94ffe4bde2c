import {expect} from '@open-wc/testing';
import type {VideoCall} from '../../../src/video-call.js';
import {promisesSettled} from '../../support/manual-clock.js';
import {Elements, failureOf, listenTo, typesOf, until, untilPhase} from './support/elements.js';

const hasButton = (element: VideoCall, part: string): boolean => buttonOf(element, part) !== null;

const buttonOf = (element: VideoCall, part: string): HTMLButtonElement | null =>
  element.renderRoot.querySelector(`[part~="${part}"]`);

const click = (element: VideoCall, part: string): void => {
  const button = buttonOf(element, part);
  if (!button) throw new Error(`no ${part}`);
  button.click();
};

describe('require-consent', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  /** In the lobby, where consent is asked for. */
  const asked = (attributes: Readonly<Record<string, string>> = {}): Promise<VideoCall> =>
    elements.person('ana', {'require-consent': '', ...attributes});

  it('is what a join waits for, whatever is set meanwhile', async () => {
    const ana = await asked();
    const joined = ana.join();
    await promisesSettled();
    ana.capacity = 3;
    await ana.updateComplete;
    ana.grantConsent();
    await joined;
    expect(ana.phase).to.equal('waiting');
  });

  it('is nothing to wait for once the element is gone, whatever is set then', async () => {
    const ana = await asked();
    const waiting = failureOf(ana.join());
    ana.remove();
    expect((await waiting).code).to.equal('aborted');
    ana.capacity = 3;
    await ana.updateComplete;
    ana.grantConsent();
    expect((await failureOf(ana.join())).code).to.equal('aborted');
    expect([ana.phase, ...elements.present()]).to.deep.equal(['lobby']);
  });

  describe('removed', () => {
    it('lets go on what waits for it: join()', async () => {
      const ana = await asked();
      const events = listenTo(ana);
      const joined = ana.join();
      await promisesSettled();
      expect(typesOf(events, 'join-request')).to.deep.equal([]);
      ana.removeAttribute('require-consent');
      await joined;
      expect(ana.phase).to.equal('waiting');
      expect(typesOf(events, 'join-request', 'joined')).to.deep.equal(['join-request', 'joined']);
    });

    it('lets go on what waits for it: autojoin', async () => {
      const ana = await asked({autojoin: ''});
      await promisesSettled();
      expect(hasButton(ana, 'consent-button')).to.equal(true);
      ana.removeAttribute('require-consent');
      await untilPhase(ana, 'waiting');
      expect(elements.present()).to.deep.equal(['ana']);
    });

    it('shows the lobby, whose Join button joins, also where join() has waited', async () => {
      const ana = await asked();
      ana.addEventListener('join-request', event => event.preventDefault(), {once: true});
      const prevented = failureOf(ana.join());
      await promisesSettled();
      ana.requireConsent = false;
      await ana.updateComplete;
      expect((await prevented).code).to.equal('aborted');
      expect(hasButton(ana, 'consent-button')).to.equal(false);
      click(ana, 'join-button');
      await untilPhase(ana, 'waiting');
    });

    it('leaves a lobby as it is, if consent was granted', async () => {
      const ana = await asked();
      ana.grantConsent();
      await ana.toggleMicrophone(true);
      ana.removeAttribute('require-consent');
      await ana.updateComplete;
      expect([ana.phase, ana.microphone.status]).to.deep.equal(['lobby', 'on']);
    });
  });

  describe('set again', () => {
    for (const [how, grant] of [
      ['without having been granted', () => undefined],
      ['though it was granted before', (ana: VideoCall) => ana.grantConsent()],
    ] as const) {
      it(`asks anew, ${how}`, async () => {
        const ana = await asked();
        grant(ana);
        await ana.updateComplete;
        ana.requireConsent = false;
        await ana.updateComplete;
        ana.requireConsent = true;
        await ana.updateComplete;
        expect(hasButton(ana, 'consent-button')).to.equal(true);
        const joined = ana.join();
        await promisesSettled();
        expect(elements.present()).to.deep.equal([]);
        click(ana, 'consent-button');
        await joined;
        expect(ana.phase).to.equal('waiting');
      });
    }

    it('leaves the room of a lobby that was entered', async () => {
      const ana = await elements.person('ana');
      buttonOf(ana, 'name-input')?.dispatchEvent(new FocusEvent('focusin', {bubbles: true}));
      await until(() => elements.present().length === 1, 'somebody is near a call');
      ana.requireConsent = true;
      await until(() => elements.present().length === 0, 'nothing of her is left');
      expect(hasButton(ana, 'consent-button')).to.equal(true);
    });

    it('lets a call go on, and asks after it', async () => {
      const ana = await elements.person('ana');
      await ana.join();
      ana.requireConsent = true;
      await ana.updateComplete;
      expect([ana.phase, hasButton(ana, 'leave-button')]).to.deep.equal(['waiting', true]);
      await ana.leave();
      await ana.updateComplete;
      expect([hasButton(ana, 'consent-button'), hasButton(ana, 'join-button')]).to.deep.equal([true, false]);
      const joined = ana.join();
      await promisesSettled();
      expect(elements.present()).to.deep.equal([]);
      click(ana, 'consent-button');
      await joined;
      expect(ana.phase).to.equal('waiting');
    });
  });

  it('once granted holds for every call', async () => {
    const ana = await asked();
    click(ana, 'consent-button');
    await ana.join();
    await ana.leave();
    await ana.updateComplete;
    expect(hasButton(ana, 'consent-button')).to.equal(false);
    await ana.join();
    expect(ana.phase).to.equal('waiting');
  });

  it('may be granted before it is asked for', async () => {
    const ana = elements.create({room: 'table-7', 'require-consent': ''});
    ana.signaling = elements.signaling('ana');
    ana.grantConsent();
    document.body.append(ana);
    await ana.join();
    expect(ana.phase).to.equal('waiting');
  });
});
