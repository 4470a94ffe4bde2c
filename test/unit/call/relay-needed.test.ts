import {expect} from '@open-wc/testing';
import {Store} from '../../../src/call/store.js';
import type {CallErrorCode} from '../../../src/errors.js';
import {CallErrorEvent} from '../../../src/events/call-error.js';
import {eventsFor} from '../../../src/events/events-for.js';
import {en} from '../../../src/locale/en.js';
import {UnderWay} from '../../support/under-way.js';
import {minuteMs, room, setupSession} from './session-fixture.js';

const stepMs = 100;
const patienceMs = 10_000;

/** A store, and the codes of the `call-error` events that a page gets from it. */
function watchedStore() {
  const told: CallErrorCode[] = [];
  const store = new Store((after, before) => {
    for (const event of eventsFor(before, after, {join: 'user', leave: 'user'}, () => en))
      if (event instanceof CallErrorEvent) told.push(event.detail.error.code);
  });
  return {store, told};
}

/** What browsers make in their own time: a clock that is turned meanwhile would run ahead of them. */
function watchDescriptions() {
  const underWay = new UnderWay();
  const prototype = RTCPeerConnection.prototype as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
  const undo = (['setLocalDescription', 'setRemoteDescription', 'createOffer', 'createAnswer'] as const).map(name => {
    const native = prototype[name];
    if (!native) throw new Error(name);
    prototype[name] = function (this: unknown, ...given) {
      const end = underWay.begin();
      const made = native.apply(this, given);
      made.then(end, end);
      return made;
    };
    return (): void => void (prototype[name] = native);
  });
  const restore = (): void => {
    for (const each of undo) each();
  };
  return {ended: () => underWay.ended(), restore};
}

describe('relay-needed', () => {
  let descriptions: ReturnType<typeof watchDescriptions>;
  beforeEach(() => (descriptions = watchDescriptions()));
  afterEach(() => descriptions.restore());

  it('is told once to each of two real links that may use a relay only and have none, after ten seconds', async () => {
    const [ofEva, ofAnn] = [watchedStore(), watchedStore()];
    const eva = setupSession({relayOnly: true, store: ofEva.store});
    const {clock, memory} = eva;
    const ann = setupSession({relayOnly: true, store: ofAnn.store, clock, signaling: memory.signaling('ann')});
    const told = (): readonly CallErrorCode[] => [...ofEva.told, ...ofAnn.told];
    const isAnswered = (): boolean => [...memory.state(room).connections.values()].some(({answer}) => answer !== null);
    const turnUntil = async (isReached: () => boolean): Promise<number> => {
      const since = clock.now();
      while (!isReached() && clock.now() - since < minuteMs) {
        await clock.advance(stepMs);
        await descriptions.ended();
        await new Promise(resolve => setTimeout(resolve));
      }
      return clock.now() - since;
    };
    const joining = Promise.all([eva.session.join(), ann.session.join()]);
    await turnUntil(isAnswered);
    await joining;

    expect(await turnUntil(() => told().length > 0)).to.be.within(patienceMs - stepMs, minuteMs - stepMs);
    await turnUntil(() => told().length > 1);
    await clock.advance(5_000);
    expect([ofEva.told, ofAnn.told]).to.deep.equal([['relay-needed'], ['relay-needed']]);
    expect([ofEva, ofAnn].map(({store}) => store.state.phase)).to.deep.equal(['waiting', 'waiting']);
    await Promise.all([eva.session.dispose(), ann.session.dispose(), clock.advance(1_000)]);
  });
});
