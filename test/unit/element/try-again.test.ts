import {expect} from '@open-wc/testing';
import {CallController, type CallHost} from '../../../src/call-controller.js';
import {Store} from '../../../src/call/store.js';
import {CallError} from '../../../src/errors.js';
import {silentLog} from '../../../src/log.js';
import type {CallSettings} from '../../../src/sessions.js';
import type {Signaling} from '../../../src/signaling/signaling.js';
import {Elements, failureOf, listenTo, typesOf, until, untilPhase, wordsOf} from './support/elements.js';

const unreachable = (): CallError => new CallError('signaling-unreachable', 'Out of reach.');

/** A way to the store that fails while it is down. */
function faultyWay(way: Signaling) {
  const line = {down: true, tries: 0};
  const signaling: Signaling = {
    enter: (request, options) => {
      line.tries++;
      return line.down ? Promise.reject(unreachable()) : way.enter(request, options);
    },
  };
  return {line, signaling};
}

describe('while the store is out of reach', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  /** On the way in, and it was said once that the store is out of reach. */
  async function setup() {
    const {line, signaling} = faultyWay(elements.signaling('ana'));
    const ana = await elements.show({room: 'table-7'}, {signaling});
    const events = listenTo(ana);
    const joined = ana.join();
    const alert = () => ana.renderRoot.querySelector<HTMLElement>('[part~="alert"]');
    await until(() => line.tries === 1 && alert() !== null, 'it is said');
    const nextTry = async (): Promise<void> => {
      await until(() => line.tries === 2, 'it was tried again');
      await ana.updateComplete;
    };
    return {line, ana, events, joined, alert, nextTry};
  }

  it('it is said once, however often it is tried, and who is at “Try again” stays there', async () => {
    const {line, ana, events, joined, alert, nextTry} = await setup();
    const first = alert();
    first?.querySelector<HTMLElement>('[part~="retry-button"]')?.focus();
    await nextTry();
    expect(alert() === first, 'the same alert').to.equal(true);
    expect(ana.shadowRoot?.activeElement?.matches('[part~="retry-button"]')).to.equal(true);
    expect(typesOf(events, 'call-error')).to.have.length(1);
    line.down = false;
    ana.renderRoot.querySelector<HTMLElement>('[part~="retry-button"]')?.click();
    await joined;
    expect(typesOf(events, 'call-error')).to.have.length(1);
  });

  it('an alert that was put away stays away', async () => {
    const {ana, joined, alert, nextTry} = await setup();
    alert()?.querySelector<HTMLElement>('.close')?.click();
    await nextTry();
    expect(alert()?.hidden).to.equal(true);
    await ana.leave();
    await failureOf(joined);
  });
});

describe('the button “Try again”', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  it('on the way in tries at once, and the join goes on', async () => {
    const {line, signaling} = faultyWay(elements.signaling('ana'));
    const ana = await elements.show({room: 'table-7'}, {signaling});
    const events = listenTo(ana);
    const joined = ana.join();
    const alert = () => ana.renderRoot.querySelector<HTMLButtonElement>('[part~="retry-button"]');
    // After the third try it pauses for longer than a test may take.
    for (let tries = 1; tries <= 4; tries++) {
      await until(() => line.tries === tries && alert() !== null, 'it is said that the store is out of reach');
      line.down = tries < 4;
      alert()?.click();
      await ana.updateComplete;
    }
    await joined;
    expect(ana.phase).to.equal('waiting');
    expect(typesOf(events, 'join-request', 'joined', 'left')).to.deep.equal(['join-request', 'joined']);
    await ana.updateComplete;
    expect(alert() === null, 'nothing is said of it any more').to.be.true;
  });

  it('after what only the page’s settings, or a server of the page’s, can put right: joins when it is', async () => {
    const way = elements.signaling('ana');
    const refusals = [new CallError('invalid-config', 'The function that is set as authToken failed: Error: 503.')];
    const enter: Signaling['enter'] = async (request, options) => {
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      return way.enter(request, options);
    };
    const ana = await elements.show({room: 'table-7'}, {signaling: {enter}});
    expect((await failureOf(ana.join())).code).to.equal('invalid-config');
    await ana.updateComplete;
    expect(ana.phase).to.equal('failed');
    expect(wordsOf(ana)).to.match(/authToken failed: Error: 503/);
    ana.renderRoot.querySelector<HTMLButtonElement>('[part~="retry-button"]')?.click();
    await untilPhase(ana, 'waiting');
  });

  it('in the call never leaves it', async () => {
    const store = new Store((after, before) => controller.changed(after, before));
    const host: CallHost = Object.assign(new EventTarget(), {
      isConnected: true,
      updateComplete: Promise.resolve(),
      autojoin: false,
      displayName: 'Ana',
    });
    let asked = 0;
    const settings: CallSettings = {
      signaling: Object.assign(document.createElement('video-call'), {signaling: elements.signaling('ana')}),
      room: 'table-7',
      capacity: 4,
      wanted: {microphone: false, camera: false},
      withoutVideo: true,
      maxVideoHeightPx: 720,
      iceServers: () => [{urls: `stun:${++asked}.example`}],
      relayOnly: false,
      videoCodecs: [],
      asksOwner: () => false,
    };
    const controller = new CallController({
      ...{host, store, log: silentLog},
      settings: () => settings,
      place: () => 'video-call-1',
      speaker: {chosenId: '', restore: () => undefined},
      whyUnready: () => null,
      consent: () => null,
    });
    controller.begin();
    await controller.join('page');
    store.update({type: 'notice', error: CallError.relayNeeded()});
    expect(asked).to.equal(1);
    controller.retry();
    await until(() => asked === 2, 'the servers are asked for anew');
    expect(store.state.phase).to.equal('waiting');
    expect(elements.present()).to.deep.equal(['ana']);
    controller.end();
    await until(() => elements.present().length === 0, 'it left');
  });

  it('after a failure joins again', async () => {
    const [ana] = await elements.call('ana');
    if (!ana) throw new Error('nobody');
    const elsewhere = await elements.person('ana');
    await elsewhere.join();
    await untilPhase(ana, 'failed');
    await ana.updateComplete;
    ana.renderRoot.querySelector<HTMLButtonElement>('[part~="retry-button"]')?.click();
    await untilPhase(ana, 'waiting');
    await untilPhase(elsewhere, 'failed');
  });
});
