import {expect} from '@open-wc/testing';
import type {CallState} from '../../../src/call/call-state.js';
import {CallError, type CallErrorCode} from '../../../src/errors.js';
import type {CallHost} from './support/call-host.js';
import {setupCall, show} from './support/call-host.js';
import {off, views, viewWith} from './support/views.js';

const failing = (code: CallErrorCode): CallState['microphone'] => ({
  ...off,
  status: 'unavailable',
  error: new CallError(code, 'Why.'),
});

describe('what the page offers instead of a call', () => {
  async function setupTest(state: Partial<CallState>): Promise<{host: CallHost; isSeen: () => boolean}> {
    const host = await setupCall(viewWith(state));
    const telephone = document.createElement('a');
    telephone.slot = 'fallback';
    telephone.textContent = 'Call us';
    host.append(telephone);
    return {host, isSeen: () => telephone.assignedSlot !== null && telephone.checkVisibility()};
  }

  for (const phase of ['lobby', 'waiting', 'connected'] as const) {
    for (const code of ['blocked-by-page', 'in-app-browser'] as const) {
      it(`is there in ${phase} with ${code}, below the words for it, until they are put away`, async () => {
        const {host, isSeen} = await setupTest({phase, microphone: failing(code), camera: failing(code)});
        expect(isSeen()).to.be.true;
        expect(host.piece('alert').querySelector('slot')?.name).to.equal('fallback');
        host.piece('alert').querySelector<HTMLElement>('.close')?.click();
        expect(isSeen()).to.be.false;
      });
    }
  }

  it('is not there where the person can do something', async () => {
    const {host, isSeen} = await setupTest({});
    for (const code of ['media-denied', 'media-missing', 'media-in-use'] as const) {
      await show(host, viewWith({microphone: failing(code), camera: failing(code)}));
      expect(host.has('alert'), code).to.be.true;
      expect(isSeen(), code).to.be.false;
    }
  });

  it('is not there for a screen that the page forbids: there is a call all the same', async () => {
    const {host, isSeen} = await setupTest({
      phase: 'connected',
      screen: {status: 'unavailable', error: new CallError('blocked-by-page', 'Blocked.')},
    });
    expect(host.has('alert')).to.be.true;
    expect(isSeen()).to.be.false;
  });

  it('is there where there are no calls at all', async () => {
    const {host, isSeen} = await setupTest({});
    expect(isSeen()).to.be.false;
    await show(host, views.unsupported());
    expect(isSeen()).to.be.true;
  });
});
