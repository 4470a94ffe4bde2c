import {expect} from '@open-wc/testing';
import {de} from '../../../src/locale/de.js';
import {en} from '../../../src/locale/en.js';
import {rememberName} from '../../../src/util/remembered-name.js';
import type {VideoCall} from '../../../src/video-call.js';
import {Elements, listenTo, typesOf, until, untilPhase} from './support/elements.js';

describe('attributes and properties', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  const bare = async (): Promise<VideoCall> => {
    const element = document.createElement('video-call');
    document.body.append(element);
    await element.updateComplete;
    return element;
  };

  /** Attribute, property, default, and what a value becomes. */
  const table: readonly (readonly [string, keyof VideoCall, unknown, string, unknown])[] = [
    ['room', 'room', '', 'table-7', 'table-7'],
    ['firebase-config', 'firebaseConfig', null, '/init.json', '/init.json'],
    ['database', 'database', '(default)', 'calls', 'calls'],
    ['app-check-site-key', 'appCheckSiteKey', '', 'key', 'key'],
    ['require-consent', 'requireConsent', false, '', true],
    ['emulator', 'emulator', '', 'localhost:8080', 'localhost:8080'],
    ['auth-emulator', 'authEmulator', '', 'localhost:9099', 'localhost:9099'],
    ['signaling', 'signaling', 'firestore', 'local', 'local'],
    ['display-name', 'displayName', '', 'Mia', 'Mia'],
    ['ice-servers', 'iceServers', null, '[]', '[]'],
    ['relay-only', 'relayOnly', false, '', true],
    ['capacity', 'capacity', 4, '8', 8],
    ['autojoin', 'autojoin', false, '', true],
    ['without-video', 'withoutVideo', false, '', true],
    ['start-muted', 'startMuted', false, '', true],
    ['start-camera-off', 'startCameraOff', false, '', true],
    ['max-video-height', 'maxVideoHeight', 720, '360', 360],
    ['video-codecs', 'videoCodecs', '', 'vp9', 'vp9'],
    ['volume', 'volume', 1, '0.5', 0.5],
    ['controls', 'controls', '', 'leave', 'leave'],
    ['log-level', 'logLevel', 'silent', 'debug', 'debug'],
  ];
  for (const [attribute, property, initial, value, expected] of table) {
    it(`${attribute} is ${property}, ${JSON.stringify(initial)} at first`, async () => {
      const element = await bare();
      expect(element[property]).to.deep.equal(initial);
      element.setAttribute(attribute, value);
      expect(element[property]).to.deep.equal(expected);
      element.remove();
    });

    it(`${attribute} may be removed again, whatever was drawn meanwhile`, async () => {
      const element = await elements.show({room: 'r', signaling: 'local', [attribute]: value});
      element.removeAttribute(attribute);
      await element.updateComplete;
      // Whoever was told to join is on the way already.
      expect(element.phase).to.be.oneOf(attribute === 'autojoin' ? ['joining', 'waiting'] : ['lobby', 'idle']);
    });

    it(`${property} may be set to null or undefined, as frameworks do`, async () => {
      for (const nothing of [null, undefined]) {
        const element = await elements.show({room: 'r', signaling: 'local'});
        Object.assign(element, {[property]: nothing});
        await element.updateComplete;
        expect(element.phase).to.be.oneOf(['lobby', 'idle']);
        if (element.phase === 'lobby') await element.join();
        expect(element.phase).to.be.oneOf(['waiting', 'idle']);
        await element.leave();
      }
    });
  }

  it('lang changes the words, from one language to the next and to nothing between', async () => {
    const element = await elements.show({room: 'r', signaling: 'local', lang: 'en'});
    const join = (): string | undefined =>
      element.renderRoot.querySelector('[part~="join-button"]')?.textContent.trim();
    const words: unknown[] = [join()];
    const watching = new MutationObserver(() => {
      if (join() !== words.at(-1)) words.push(join());
    });
    watching.observe(element.renderRoot, {subtree: true, childList: true, characterData: true});
    for (const [lang, strings] of [
      ['de-CH', de],
      ['en-GB', en],
      ['de', de],
    ] as const) {
      element.lang = lang;
      await until(() => words.at(-1) === strings.join, `the words are ${lang}`);
    }
    watching.disconnect();
    expect(words).to.deep.equal([en.join, de.join, en.join, de.join]);
  });

  it('autojoin set in the lobby joins from there', async () => {
    const element = await elements.person('mia');
    const events = listenTo(element);
    element.autojoin = true;
    await untilPhase(element, 'waiting');
    expect(typesOf(events, 'join-request', 'joined')).to.deep.equal(['join-request', 'joined']);
    element.autojoin = false;
    await element.leave();
    element.autojoin = true;
    await element.updateComplete;
    expect(element.phase, 'left is left').to.equal('ended');
  });

  it('display-name taken back leaves no name, and one that was typed alone', async () => {
    const element = await elements.person('mia', {'display-name': 'Mia'});
    const field = (): HTMLInputElement | null => element.renderRoot.querySelector('[part~="name-input"]');
    expect(field()?.value).to.equal('Mia');
    for (const take of [
      () => element.setAttribute('display-name', ''),
      () => element.removeAttribute('display-name'),
    ]) {
      element.displayName = 'Mia';
      await element.updateComplete;
      take();
      await element.updateComplete;
      expect(field()?.value).to.equal('');
    }
    const input = field();
    if (!input) throw new Error('no field');
    input.value = 'Zoë';
    input.dispatchEvent(new InputEvent('input', {bubbles: true}));
    Object.assign(element, {displayName: undefined});
    await element.updateComplete;
    expect(field()?.value).to.equal('Zoë');
    await element.join();
    expect(elements.store.state('table-7').participants.get('mia')?.name).to.equal('Zoë');
  });

  it('a remembered name is short enough for an entry, and whole, whatever stands in the storage', async () => {
    rememberName(`${'x'.repeat(63)}👋`);
    const element = await elements.show({room: 'table-7'}, {signaling: elements.signaling('mia')});
    const field = element.renderRoot.querySelector<HTMLInputElement>('[part~="name-input"]');
    expect(field?.value).to.equal('x'.repeat(63));
    await element.join();
    expect(elements.store.state('table-7').participants.get('mia')?.name).to.equal('x'.repeat(63));
  });

  it('a name of blanks is none, for oneself and for the others', async () => {
    const element = await elements.person('mia', {'display-name': '   '});
    await element.join();
    expect(elements.store.state('table-7').participants.get('mia')?.name).to.equal('');
  });

  it('properties set before the element is upgraded apply', async () => {
    const template = document.createElement('template');
    template.innerHTML = '<video-call ice-servers="[]"></video-call>';
    // A template's content is in a document without the registry: not upgraded.
    const element = template.content.firstElementChild as VideoCall;
    const signaling = elements.signaling('mia');
    Object.assign(element, {room: 'table-7', signaling, displayName: 'Mia', capacity: 3});
    document.body.append(element);
    await element.updateComplete;
    expect(element.phase).to.equal('lobby');
    expect([element.room, element.signaling, element.displayName, element.capacity]).to.deep.equal([
      'table-7',
      signaling,
      'Mia',
      3,
    ]);
    element.remove();
  });

  it('phase is an attribute from the beginning, and says what the property says', async () => {
    const element = await bare();
    expect([element.phase, element.getAttribute('phase')]).to.deep.equal(['idle', 'idle']);
    element.signaling = 'local';
    element.room = 'r';
    await element.updateComplete;
    expect([element.phase, element.getAttribute('phase')]).to.deep.equal(['lobby', 'lobby']);
    element.remove();
  });

  it('what is read only cannot be set', async () => {
    const element = await bare();
    for (const name of [
      'phase',
      'participants',
      'microphone',
      'camera',
      'screenShare',
      'messages',
      'quality',
      'usage',
    ]) {
      expect(() => Object.assign(element, {[name]: null}), name).to.throw(TypeError);
    }
    element.remove();
  });

  it('what is read at first is nothing yet', async () => {
    const element = await bare();
    expect(element.participants).to.deep.equal([]);
    expect(element.messages).to.deep.equal([]);
    expect(element.usage).to.deep.equal({reads: 0, writes: 0, deletes: 0});
    expect([element.microphone.status, element.camera.status, element.screenShare.status]).to.deep.equal([
      'off',
      'off',
      'off',
    ]);
    element.remove();
  });

  it('throws nothing when it is made, parsed or cloned', () => {
    const holder = document.createElement('div');
    holder.innerHTML = '<video-call room="r" capacity="x" max-video-height="y" signaling="local"></video-call>';
    expect(holder.firstElementChild?.cloneNode(true)).to.be.instanceOf(HTMLElement);
  });

  it('writes nothing to the page’s document', async () => {
    const before = [
      document.head.innerHTML,
      document.documentElement.attributes.length,
      document.body.attributes.length,
    ];
    await elements.show({room: 'r', signaling: 'local'});
    const after = [
      document.head.innerHTML,
      document.documentElement.attributes.length,
      document.body.attributes.length,
    ];
    expect(after).to.deep.equal(before);
  });
});
