import {expect} from '@open-wc/testing';
import type {VideoCall} from '../../../src/video-call.js';
import {Elements, listenTo, typesOf, until, untilPhase} from './support/elements.js';

/** Into the back-forward cache, and out of it. */
function goAndComeBack(): void {
  for (const type of ['pagehide', 'pageshow'])
    globalThis.dispatchEvent(new PageTransitionEvent(type, {persisted: true}));
}

describe('a page that comes back from the back-forward cache', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  const inCall = async (): Promise<VideoCall> => {
    const ana = await elements.person('ana', {autojoin: ''});
    await untilPhase(ana, 'waiting');
    return ana;
  };

  it('is in the call again if it was in it', async () => {
    const ana = await inCall();
    goAndComeBack();
    await untilPhase(ana, 'waiting');
    await until(() => elements.present().join() === 'ana', 'it has entered again');
  });

  it('stays out of the call that was left, though nobody is asked before a join', async () => {
    const ana = await inCall();
    await ana.leave();
    const events = listenTo(ana);
    goAndComeBack();
    await ana.updateComplete;
    expect(ana.phase).to.equal('ended');
    expect(typesOf(events, 'join-request', 'phase-change')).to.deep.equal([]);
    await ana.join();
    expect(ana.phase, 'until somebody wants it').to.equal('waiting');
  });

  it('joins where it was on the way into the call, and nobody is asked before a join', async () => {
    const ana = await elements.person('ana', {autojoin: ''});
    await untilPhase(ana, 'joining');
    goAndComeBack();
    await untilPhase(ana, 'waiting');
  });

  it('leaves the call to the tab that took it over, though nobody is asked before a join', async () => {
    const ana = await inCall();
    const elsewhere = await elements.person('ana');
    await elsewhere.join();
    await untilPhase(ana, 'failed');
    elsewhere.remove();
    await until(() => elements.present().length === 0, 'the other tab is out of the way of the test');
    const events = listenTo(ana);
    goAndComeBack();
    await ana.updateComplete;
    expect(ana.phase).to.equal('failed');
    expect(typesOf(events, 'join-request')).to.deep.equal([]);
  });
});
