import {expect} from '@open-wc/testing';
import {PageStay} from '../../../src/page-stay.js';

/** As long as it takes to know that an element was not only moved. */
const turn = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

describe('PageStay', () => {
  let element: HTMLElement;
  afterEach(() => element.remove());

  /** On the page, and what is told of its stay there. */
  function setupTest() {
    element = document.body.appendChild(document.createElement('div'));
    const told: string[] = [];
    const signals: AbortSignal[] = [];
    const stay = new PageStay(element, {
      onBegin: signal => {
        signals.push(signal);
        told.push('begin');
      },
      onEnd: () => told.push('end'),
      onPageHide: () => told.push('hide'),
      onPageBack: () => told.push('back'),
    });
    stay.connected();
    return {stay, told, signals};
  }

  it('goes on where the element is put elsewhere within one tick', async () => {
    const {stay, told, signals} = setupTest();
    element.remove();
    stay.disconnected();
    document.body.append(element);
    stay.connected();
    await turn();
    expect(told).to.deep.equal(['begin']);
    expect(signals.map(({aborted}) => aborted)).to.deep.equal([false]);
  });

  it('ends where the element is taken out, and another begins where it is put back later', async () => {
    const {stay, told, signals} = setupTest();
    element.remove();
    stay.disconnected();
    await turn();
    expect(told).to.deep.equal(['begin', 'end']);
    document.body.append(element);
    stay.connected();
    expect(told).to.deep.equal(['begin', 'end', 'begin']);
    expect(signals.map(({aborted}) => aborted)).to.deep.equal([true, false]);
  });

  it('hears of the page that goes twice, as a browser may break off the first, and that it is back', () => {
    const {told} = setupTest();
    globalThis.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: false}));
    globalThis.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}));
    globalThis.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
    expect(told).to.deep.equal(['begin', 'hide', 'hide', 'back']);
  });

  it('hears nothing of the page when it is over', async () => {
    const {stay, told} = setupTest();
    element.remove();
    stay.disconnected();
    await turn();
    globalThis.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}));
    globalThis.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
    expect(told).to.deep.equal(['begin', 'end']);
  });
});
