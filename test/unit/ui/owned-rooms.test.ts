import {expect} from '@open-wc/testing';
import {de} from '../../../src/locale/de.js';
import {en} from '../../../src/locale/en.js';
import {finishAnimations, setupCall, show, type CallHost} from './support/call-host.js';
import {stateWith, views, viewWith} from './support/views.js';

/** Compared with `===` only: a failing `equal` of elements never ends, it prints all that they reach. */
const focused = (host: CallHost): Element | null =>
  host.renderRoot instanceof ShadowRoot ? host.renderRoot.activeElement : null;

const eve = {uid: 'uid-Eve', name: 'Eve', expireAt: 1} as const;

describe('in front of a locked room', () => {
  it('offers to ask instead of to join, and says why where it says who is there', async () => {
    const host = await setupCall(views['lobby-locked']());
    expect(host.has('join-button')).to.be.false;
    expect(host.piece('knock-button').textContent.trim()).to.equal('Ask to be let in');
    expect(host.piece('presence').textContent.trim()).to.equal('This room is locked. Ask to be let in.');
    expect(host.has('alert'), 'said once').to.be.false;
  });

  it('shows that one waits, in words that are read out', async () => {
    const host = await setupCall(views['lobby-locked']());
    const region = host.piece('status');
    await show(host, views['lobby-knocking']());
    expect(host.piece('status') === region, 'the same region').to.be.true;
    expect(region.textContent.trim()).to.match(/^You have asked to be let in/);
    expect(host.piece('knock-button').textContent.trim()).to.equal('Stop asking');
  });

  it('keeps the button, and the focus on it, from asking to the answer', async () => {
    const host = await setupCall(views['lobby-locked']());
    host.piece('knock-button').focus();
    await show(host, views['lobby-knocking']());
    await show(host, views['lobby-refused']());
    expect(focused(host) === host.piece('knock-button'), 'the focus').to.be.true;
    expect(host.piece('knock-button').textContent.trim()).to.equal('Ask again');
  });
});

describe('who knocks', () => {
  it('is shown to the owner, with both answers, and read out in a region that was there before', async () => {
    const host = await setupCall(views.connected());
    const region = host.renderRoot.querySelector('.news');
    expect(region?.getAttribute('role')).to.equal('status');
    expect(region?.textContent.trim()).to.equal('');
    await show(host, viewWith({...views.connected().state, knocks: [eve]}));
    expect(host.renderRoot.querySelector('.news') === region, 'the same region').to.be.true;
    expect(region?.textContent.trim()).to.equal('Eve asks to be let in');
    expect(host.piece('knock').getAttribute('aria-label')).to.equal('Eve asks to be let in');
    expect(host.piece('admit-button').textContent.trim()).to.equal('Let in');
    expect(host.piece('refuse-button').textContent.trim()).to.equal('Refuse');
  });

  it('is read out once, also after another without a name, and not again when one has an answer', async () => {
    const [first, second] = ['uid-1', 'uid-2'].map(uid => ({...eve, uid, name: ''}));
    if (!first || !second) throw new Error('nobody knocks');
    const host = await setupCall(views.connected());
    const regions = [...host.renderRoot.querySelectorAll('.news[aria-atomic=false]')];
    expect(regions, 'one of them in the settings').to.have.length(2);
    const heard: string[] = [];
    const watching = new MutationObserver(records => {
      for (const {addedNodes} of records)
        for (const {textContent} of addedNodes) if (textContent?.trim()) heard.push(textContent);
    });
    for (const region of regions) watching.observe(region, {childList: true, characterData: true, subtree: true});
    const words = en.asksToBeLetIn(en.guest);
    for (const [knocks, times] of [
      [[first], 1],
      [[first, second], 1],
      [[first], 0],
    ] as const) {
      await show(host, viewWith({...views.connected().state, knocks}));
      expect(heard.splice(0)).to.deep.equal(Array.from({length: 2 * times}, () => words));
    }
    watching.disconnect();
  });

  it('leaves the sentence in its own direction around a name in another', async () => {
    const name = 'דנה';
    const host = await setupCall(viewWith({...views.connected().state, knocks: [{...eve, name}]}));
    const words = host.piece('knock').querySelector('.knock-words');
    expect(words?.textContent).to.equal(en.asksToBeLetIn(`\u2068${name}\u2069`));
    expect(words && getComputedStyle(words).direction).to.equal('ltr');
  });

  it('three at a time, the others counted', async () => {
    const host = await setupCall(views['connected-knocks']());
    expect(host.renderRoot.querySelectorAll('[part~=knock]')).to.have.length(3);
    expect(host.piece('knocks').textContent).to.include('and 2 more').and.to.include('Guest asks to be let in');
  });

  it('gives no name that is more than text', async () => {
    const name = '<img src=x onerror="alert(1)">';
    const host = await setupCall(viewWith({...views.connected().state, knocks: [{...eve, name}]}));
    expect(host.piece('knock').querySelectorAll('img')).to.have.length(0);
    expect(host.piece('knock').textContent).to.include(name);
  });

  it('keeps the focus on its own answers while others come and go', async () => {
    const [fay, gus] = ['Fay', 'Gus'].map(name => ({...eve, uid: name, name}));
    if (!fay || !gus) throw new Error('nobody knocks');
    const with_ = (knocks: readonly (typeof fay)[]) => viewWith({...views.connected().state, knocks});
    const host = await setupCall(with_([fay, gus]));
    const admit = host.renderRoot.querySelectorAll<HTMLElement>('[part~=admit-button]')[1];
    admit?.focus();
    await show(host, with_([gus]));
    expect(host.piece('admit-button') === admit, 'the same button').to.be.true;
    expect(focused(host) === admit, 'the focus').to.be.true;
  });

  for (const [width, height] of [
    [320, 480],
    [720, 1280],
    [1280, 720],
  ] as const) {
    it(`can be answered at ${width}x${height}, in German`, async () => {
      const host = await setupCall({...views['connected-knocks'](), strings: de}, {width, height});
      finishAnimations();
      const bounds = host.getBoundingClientRect();
      for (const button of host.renderRoot.querySelectorAll('[part~=admit-button], [part~=refuse-button]')) {
        const {left, right, top, bottom, height: tall} = button.getBoundingClientRect();
        expect([left >= bounds.left, right <= bounds.right, top >= bounds.top, bottom <= bounds.bottom]).to.deep.equal([
          true,
          true,
          true,
          true,
        ]);
        expect(tall).to.be.at.least(44);
      }
      await expect(host).to.be.accessible();
    });
  }
});

describe('the lock', () => {
  it('is the owner’s alone', async () => {
    expect((await setupCall(views.connected())).has('lock-button')).to.be.false;
    expect((await setupCall(views['connected-own']())).has('lock-button')).to.be.true;
  });

  it('is pressed while the room is locked, and says what a press does', async () => {
    const host = await setupCall(views['connected-own']());
    expect(host.piece('lock-button').getAttribute('aria-pressed')).to.equal('false');
    expect(host.piece('lock-button').title).to.match(/^Lock the room/);
    await show(host, {
      ...views['connected-own'](),
      state: stateWith({...views['connected-own']().state, ownRoom: {locked: true}}),
    });
    expect(host.piece('lock-button').getAttribute('aria-pressed')).to.equal('true');
    expect(host.piece('lock-button').title).to.match(/^Open the room/);
  });

  it('has no button where the page names none', async () => {
    const host = await setupCall({...views['connected-own'](), controls: ['microphone', 'leave']});
    expect(host.has('lock-button')).to.be.false;
  });
});
