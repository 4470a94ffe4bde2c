import {expect} from '@open-wc/testing';
import {parseCapacity, parseControls, parseVideoHeight} from '../../../src/call-settings.js';
import type {CallErrorCode} from '../../../src/errors.js';
import type {CallErrorEvent} from '../../../src/events/call-error.js';
import type {VideoCall} from '../../../src/video-call.js';
import {Elements, failureOf, listenTo, wordsOf} from './support/elements.js';

const config = '{"projectId": "acme", "apiKey": "AIza"}';

describe('<video-call> that cannot be joined', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  /** Shown with these, and what it told. */
  async function shown(attributes: Readonly<Record<string, string>>, properties: Partial<VideoCall> = {}) {
    const element = elements.create(attributes);
    Object.assign(element, properties);
    const events = listenTo(element);
    document.body.append(element);
    await element.updateComplete;
    const errors = events.filter((event): event is CallErrorEvent => event.type === 'call-error');
    return {element, codes: errors.map(({detail}) => detail.error.code), errors};
  }

  const cases: readonly (readonly [
    name: string,
    attributes: Readonly<Record<string, string>>,
    properties: Partial<Record<keyof VideoCall, unknown>>,
    code: CallErrorCode,
    message: RegExp,
  ])[] = [
    ['no room', {signaling: 'local'}, {}, 'invalid-room', /attribute room/],
    ['an empty room', {signaling: 'local', room: ''}, {}, 'invalid-room', /attribute room/],
    ['a room with a slash', {signaling: 'local', room: 'a/b'}, {}, 'invalid-room', /“\/”/],
    ['a room of two dots', {signaling: 'local', room: '..'}, {}, 'invalid-room', /reserved/],
    ['a room that is too long', {signaling: 'local', room: 'x'.repeat(129)}, {}, 'invalid-room', /129/],
    ['no config', {room: 'r'}, {}, 'invalid-config', /firebase-config/],
    [
      'a config that is no JSON',
      {room: 'r', 'firebase-config': '{projectId: 1}'},
      {},
      'invalid-config',
      /line 1, column 2/,
    ],
    ['a config without a projectId', {room: 'r', 'firebase-config': '{}'}, {}, 'invalid-config', /no projectId/],
    ['a config that is a number', {room: 'r'}, {firebaseConfig: 7}, 'invalid-config', /no object/],
    ['a signaling that nobody knows', {room: 'r', signaling: 'carrier-pigeon'}, {}, 'invalid-config', /signaling/],
    ['a signaling without enter()', {room: 'r'}, {signaling: {}}, 'invalid-config', /signaling/],
  ];
  for (const [name, attributes, properties, code, message] of cases) {
    it(`${name}: idle, ${code}, and says why`, async () => {
      const {element, codes, errors} = await shown(attributes, properties as Partial<VideoCall>);
      expect([element.phase, element.getAttribute('phase')]).to.deep.equal(['idle', 'idle']);
      expect(codes).to.deep.equal([code]);
      expect(errors[0]?.detail.error.message).to.match(message);
      expect(wordsOf(element)).to.match(message);
      expect(element.renderRoot.querySelector('[part~="retry-button"]') === null, 'nothing to try').to.equal(true);
      expect((await failureOf(element.join())).code).to.equal(code);
      await element.leave();
      expect(element.phase).to.equal('idle');
    });
  }

  const ready: readonly (readonly [string, Readonly<Record<string, string>>, Partial<VideoCall>])[] = [
    ['a config as JSON', {'firebase-config': config}, {}],
    ['a config as an object', {}, {firebaseConfig: {projectId: 'acme'}}],
    ['the URL of a config, which is not asked for yet', {'firebase-config': '/__/firebase/init.json'}, {}],
    ['an app of the page', {}, {firebaseApp: {}}],
    ['local signaling', {signaling: 'local'}, {}],
    ['a signaling of the page', {}, {signaling: {enter: () => Promise.reject(new Error('not asked'))}}],
  ];
  for (const [name, attributes, properties] of ready) {
    it(`${name} and a room: the lobby`, async () => {
      const {element, codes} = await shown({room: 'r', ...attributes}, properties);
      expect([element.phase, element.getAttribute('phase')]).to.deep.equal(['lobby', 'lobby']);
      expect(codes).to.deep.equal([]);
    });
  }

  it('shows the lobby as soon as what was missing is there, and says again what is missing when it goes', async () => {
    const {element} = await shown({signaling: 'local'});
    element.room = 'r';
    await element.updateComplete;
    expect(element.phase).to.equal('lobby');
    element.removeAttribute('room');
    element.room = '';
    await element.updateComplete;
    expect(element.phase).to.equal('idle');
    expect(wordsOf(element)).to.match(/attribute room/);
  });

  describe('in a browser that is described instead', () => {
    const restore: (() => void)[] = [];
    afterEach(() => {
      for (const undo of restore.splice(0)) undo();
    });

    function pretend(name: string, descriptor: PropertyDescriptor | null, of: object = window): void {
      const own = Object.getOwnPropertyDescriptor(of, name);
      if (!own) throw new Error(`there is no ${name} to begin with`);
      restore.push(() => Object.defineProperty(of, name, own));
      if (descriptor) Object.defineProperty(of, name, {configurable: true, ...descriptor});
      else Reflect.deleteProperty(of, name);
    }

    it('without WebRTC: unsupported', async () => {
      pretend('RTCPeerConnection', null);
      const {element, codes} = await shown({room: 'r', signaling: 'local'});
      expect([element.phase, codes.join()]).to.deep.equal(['unsupported', 'unsupported']);
      expect(element.renderRoot.querySelector('slot[name="fallback"]')).not.to.be.null;
      expect((await failureOf(element.join())).code).to.equal('unsupported');
    });

    it('too old to join several signals to one: unsupported, as each way to the signaling needs that', async () => {
      pretend('any', null, AbortSignal);
      const {element, codes} = await shown({room: 'r', signaling: 'local'});
      expect([element.phase, codes.join()]).to.deep.equal(['unsupported', 'unsupported']);
      expect((await failureOf(element.join())).message).to.match(/Firefox 124/);
    });

    it('outside a secure context: unsupported, and why', async () => {
      pretend('isSecureContext', {value: false});
      const {element, codes} = await shown({room: 'r', signaling: 'local'});
      expect([element.phase, codes.join()]).to.deep.equal(['unsupported', 'insecure-context']);
      expect(wordsOf(element)).to.match(/https/);
      expect((await failureOf(element.join())).code).to.equal('insecure-context');
    });
  });
});

describe('what is given is kept within bounds', () => {
  const capacities: readonly (readonly [unknown, number])[] = [
    [4, 4],
    [2, 2],
    [8, 8],
    [1, 2],
    [-3, 2],
    [99, 8],
    [2.5, 4],
    [NaN, 4],
    [Infinity, 4],
    [null, 4],
    ['3', 4],
  ];
  for (const [given, expected] of capacities) {
    it(`capacity ${String(given)}: ${expected}`, () => expect(parseCapacity(given as number)).to.equal(expected));
  }

  const heights: readonly (readonly [unknown, number])[] = [
    [720, 720],
    [180, 180],
    [2160, 2160],
    [1, 180],
    [9_999, 2160],
    [NaN, 720],
    [null, 720],
  ];
  for (const [given, expected] of heights) {
    it(`max-video-height ${String(given)}: ${expected}`, () =>
      expect(parseVideoHeight(given as number)).to.equal(expected));
  }

  const all = ['microphone', 'camera', 'screen', 'settings', 'leave'];
  const controls: readonly (readonly [unknown, readonly string[]])[] = [
    ['leave microphone', ['leave', 'microphone']],
    ['Leave, CAMERA', ['leave', 'camera']],
    ['leave leave', ['leave']],
    ['leave jump', ['leave']],
    ['jump', all],
    ['chat', all],
    ['chat leave view', ['leave']],
    ['lock', ['lock']],
    [' , ', all],
    ['', all],
    [null, all],
    [undefined, all],
  ];
  for (const [given, expected] of controls) {
    it(`controls ${given === undefined ? 'undefined' : JSON.stringify(given)}: ${expected.join(' ')}`, () => {
      expect(parseControls(given as string)).to.deep.equal(expected);
    });
  }
});
