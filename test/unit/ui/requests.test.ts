import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import {en} from '../../../src/locale/en.js';
import type {CallView} from '../../../src/ui/call-view.js';
import {RequestEvent, type UiRequest} from '../../../src/ui/request-event.js';
import {setupCall, type CallHost} from './support/call-host.js';
import {off, someDevices, stateWith, views, viewWith} from './support/views.js';

const clicks: readonly (readonly [string, () => CallView, string, UiRequest])[] = [
  ['joins', views.lobby, 'join-button', {type: 'join'}],
  ['joins again', views.ended, 'join-button', {type: 'join'}],
  ['waits for a seat', views['lobby-full'], 'wait-button', {type: 'wait-for-seat', wait: true}],
  ['waits no longer', views['lobby-seat'], 'wait-button', {type: 'wait-for-seat', wait: false}],
  ['asks to be let in', views['lobby-locked'], 'knock-button', {type: 'knock', asking: true}],
  ['asks no longer', views['lobby-knocking'], 'knock-button', {type: 'knock', asking: false}],
  ['asks again', views['lobby-refused'], 'knock-button', {type: 'knock', asking: true}],
  ['lets somebody in', views['lobby-knocks'], 'admit-button', {type: 'answer-knock', uid: 'uid-Eve', admit: true}],
  [
    'lets somebody not in',
    views['lobby-knocks'],
    'refuse-button',
    {type: 'answer-knock', uid: 'uid-Eve', admit: false},
  ],
  ['locks', views['connected-own'], 'lock-button', {type: 'toggle-lock'}],
  ['turns the microphone on or off', views.lobby, 'microphone-button', {type: 'toggle-microphone'}],
  ['turns the camera on or off', views.lobby, 'camera-button', {type: 'toggle-camera'}],
  ['begins the preview', views['lobby-fresh'], 'preview-button', {type: 'preview'}],
  ['mutes', views.connected, 'microphone-button', {type: 'toggle-microphone'}],
  ['hides', views.connected, 'camera-button', {type: 'toggle-camera'}],
  ['shares', views.connected, 'screen-button', {type: 'toggle-screen'}],
  ['leaves', views.connected, 'leave-button', {type: 'leave'}],
  ['calls off', views.joining, 'leave-button', {type: 'leave'}],
  ['tries again while joining', views['joining-unreachable'], 'retry-button', {type: 'retry'}],
  ['tries again', views['failed-denied'], 'retry-button', {type: 'retry'}],
  ['takes back', views['failed-taken-over'], 'retry-button', {type: 'retry'}],
  ['consents', views.consent, 'consent-button', {type: 'grant-consent'}],
];

const typesOf = (host: CallHost): string[] => host.requests.map(({type}) => type);

describe('requests', () => {
  for (const [what, view, part, request] of clicks) {
    it(`a click ${what}`, async () => {
      const host = await setupCall(view());
      host.piece(part).click();
      expect(host.wishes).to.deep.equal([request]);
    });
  }

  it('never reach the page', async () => {
    const host = await setupCall(views.connected());
    let seen = 0;
    host.parentElement?.addEventListener(RequestEvent.type, () => seen++);
    host.piece('leave-button').click();
    expect(seen).to.equal(0);
  });

  it('of a preview name no camera that the person turned off, and none in a voice call', async () => {
    const planned = {...off, wanted: true};
    const both = {microphone: planned, camera: planned};
    for (const [view, words] of [
      [viewWith({...both, microphone: off}), en.startPreview],
      [viewWith({...both, camera: off}), en.startVoicePreview],
      [viewWith(both, {withoutVideo: true}), en.startVoicePreview],
    ] as const) {
      const host = await setupCall(view);
      const button = host.piece('preview-button');
      expect(button.textContent.trim()).to.equal(words);
      button.click();
      expect(host.wishes).to.deep.equal([{type: 'preview'}]);
    }
  });

  it('carry each name that is typed, 64 characters at most', async () => {
    const host = await setupCall(views.lobby());
    const input = host.renderRoot.querySelector('input');
    if (!input) throw new Error('no field');
    expect(input.value).to.equal('Mia Berg');
    expect(input.maxLength).to.equal(64);
    input.value = 'Mia';
    input.dispatchEvent(new InputEvent('input', {bubbles: true}));
    expect(host.wishes).to.deep.equal([{type: 'rename', name: 'Mia'}]);
  });

  it('carry a chosen device', async () => {
    const host = await setupCall(views.lobby());
    const form = host.piece('lobby-form');
    const selects = [...form.querySelectorAll('select')];
    expect(selects.map(select => select.closest('label')?.innerText.split('\n')[0])).to.deep.equal([
      'Microphone',
      'Camera',
      'Speaker',
    ]);
    expect(selects.map(select => select.value)).to.deep.equal(['a', 'a', '']);
    for (const select of selects.slice(0, 2)) {
      select.value = 'b';
      select.dispatchEvent(new Event('change'));
    }
    expect(host.wishes).to.deep.equal([
      {type: 'select-device', kind: 'audioinput', deviceId: 'b'},
      {type: 'select-device', kind: 'videoinput', deviceId: 'b'},
    ]);
  });

  it('of devices show the choice that holds, not the one that was asked for', async () => {
    const host = await setupCall(views.lobby());
    const select = host.piece('lobby-form').querySelector('select');
    if (!select) throw new Error('no picker');
    select.value = 'b';
    host.requestUpdate();
    await host.updateComplete;
    expect(select.value).to.equal('a');
  });

  it('offer no speaker where it cannot be chosen, and no picker before devices have names', async () => {
    const host = await setupCall(viewWith({}, {devices: someDevices, canSelectSpeaker: false}));
    expect(host.piece('lobby-form').querySelectorAll('select')).to.have.length(2);
    const fresh = await setupCall(viewWith({}, {devices: [{kind: 'audioinput', deviceId: '', label: ''}]}));
    expect(fresh.renderRoot.querySelectorAll('select')).to.have.length(0);
    expect(fresh.piece('dialog').textContent).to.include('You can choose once the browser');
  });

  it('number devices that the browser does not name, in the words of the page', async () => {
    const devices = ['a', 'b'].map(deviceId => ({kind: 'videoinput', deviceId, label: ''}) as const);
    const {state, strings} = views.lobby();
    const host = await setupCall(viewWith(state, {devices, strings: {...strings, camera: 'Kamera'}}));
    const options = [...host.renderRoot.querySelectorAll('option')].map(option => option.textContent.trim());
    expect(options).to.include.members(['Kamera 1', 'Kamera 2']);
  });

  it('tell of intent with each input of pointer, key and focus, in the lobby alone', async () => {
    for (const [view, expected] of [
      [views.lobby(), ['intent', 'intent', 'intent', 'intent', 'intent']],
      [views.consent(), []],
      [views.connected(), []],
    ] as const) {
      const host = await setupCall(view);
      const call = host.piece('call');
      for (const type of ['pointerenter', 'pointermove', 'pointerdown', 'keydown', 'focusin'])
        call.dispatchEvent(new Event(type));
      expect(typesOf(host)).to.deep.equal(expected);
    }
  });

  it('tell once a second of a pointer that goes on moving', async () => {
    const host = await setupCall(views.lobby());
    const call = host.piece('call');
    const move = (timeStamp: number): boolean =>
      call.dispatchEvent(Object.defineProperty(new Event('pointermove'), 'timeStamp', {value: timeStamp}));
    for (const atMs of [5_000, 5_010, 5_990]) move(atMs);
    host.requestUpdate();
    await host.updateComplete;
    for (const atMs of [5_995, 6_000, 6_010]) move(atMs);
    expect(typesOf(host)).to.deep.equal(['intent', 'intent']);
  });

  it('tell when the click on join is near, and when it is no longer', async () => {
    const host = await setupCall(views.lobby());
    const button = host.piece('join-button');
    button.dispatchEvent(new Event('pointerenter'));
    button.dispatchEvent(new Event('pointerleave'));
    expect(typesOf(host)).to.deep.equal(['near-join', 'away-from-join']);
    host.requests.length = 0;
    button.focus();
    button.dispatchEvent(new Event('pointerenter'));
    // The focus is still there.
    button.dispatchEvent(new Event('pointerleave'));
    button.blur();
    expect(typesOf(host).filter(type => type !== 'intent')).to.deep.equal(['near-join', 'near-join', 'away-from-join']);
  });

  it('put an alert away until there is another', async () => {
    const host = await setupCall(views['lobby-denied']());
    host.piece('alert').querySelector<HTMLElement>('.close')?.click();
    host.requestUpdate();
    await host.updateComplete;
    expect(host.piece('alert').hidden).to.equal(true);
    const error = new CallError('media-in-use', '');
    host.view = viewWith({camera: {...off, status: 'unavailable', error}});
    await host.updateComplete;
    expect(host.piece('alert').hidden).to.equal(false);
  });

  it('stay away from a room that is full', async () => {
    const host = await setupCall(viewWith({membersPresent: 4}));
    expect(host.has('join-button')).to.equal(false);
    host.view = {...host.view, state: stateWith({membersPresent: 3})};
    await host.updateComplete;
    expect(host.has('join-button')).to.equal(true);
  });
});
