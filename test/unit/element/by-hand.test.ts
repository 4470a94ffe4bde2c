import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import type {Signaling} from '../../../src/signaling/signaling.js';
import type {VideoCall} from '../../../src/video-call.js';
import {FakeMediaDevices} from '../media/support/fake-media-devices.js';
import {paintedStream, quietTrack} from '../ui/support/painted-stream.js';
import {Elements, failureOf, listenTo, typesOf, until, untilPhase, wordsOf} from './support/elements.js';

const {mediaDevices} = navigator;

/** Cameras and microphones of this browser that are asked for, and how often. */
class Captures {
  readonly asked: MediaStreamConstraints[] = [];
  readonly #tracks: MediaStreamTrack[] = [];

  constructor() {
    const take = (constraints: MediaStreamConstraints): Promise<MediaStream> => {
      this.asked.push(constraints);
      const stream = new MediaStream();
      if (constraints.audio) stream.addTrack(quietTrack());
      if (constraints.video) for (const track of paintedStream(200, 160, 90).getTracks()) stream.addTrack(track);
      this.#tracks.push(...stream.getTracks());
      return Promise.resolve(stream);
    };
    for (const method of ['getUserMedia', 'getDisplayMedia'])
      Object.defineProperty(mediaDevices, method, {configurable: true, value: take});
    const fake = new FakeMediaDevices();
    Object.defineProperty(mediaDevices, 'enumerateDevices', {
      configurable: true,
      value: () => fake.enumerateDevices(),
    });
  }

  restore(): void {
    for (const method of ['getUserMedia', 'getDisplayMedia', 'enumerateDevices'])
      Reflect.deleteProperty(mediaDevices, method);
  }

  /** How many have their light on. */
  get live(): number {
    return this.#tracks.filter(({readyState}) => readyState === 'live').length;
  }

  /** The camera that was asked for last, as a choice. */
  get camera(): string {
    return JSON.stringify(this.asked.findLast(({video}) => video)?.video);
  }
}

const isPressed = ({renderRoot}: VideoCall, part: string): boolean =>
  renderRoot.querySelector(`[part~="${part}"]`)?.getAttribute('aria-pressed') === 'true';

const clickOn = ({renderRoot}: VideoCall, part: string): void =>
  renderRoot.querySelector<HTMLElement>(`[part~="${part}"]`)?.click();

const isWaiting = (element: VideoCall): boolean => wordsOf(element).includes('as soon as a seat is free');

const wantedOf = ({microphone, camera}: VideoCall): readonly boolean[] => [microphone.wanted, camera.wanted];

describe('what was chosen by hand', () => {
  let elements: Elements;
  let captures: Captures;
  beforeEach(() => {
    elements = new Elements();
    captures = new Captures();
  });
  afterEach(async () => {
    await elements.close();
    captures.restore();
  });

  /** ana in the lobby of a call with pictures, in which both devices are to be on unless it is said otherwise. */
  async function setup(attributes: readonly string[] = [], signaling: Signaling = elements.signaling('ana')) {
    const ana = elements.create({room: 'table-7'});
    for (const name of ['without-video', 'start-muted']) ana.removeAttribute(name);
    for (const name of attributes) ana.setAttribute(name, '');
    ana.signaling = signaling;
    document.body.append(ana);
    await ana.updateComplete;
    return ana;
  }

  const set = async (element: VideoCall, properties: Partial<VideoCall>): Promise<void> => {
    Object.assign(element, properties);
    await element.updateComplete;
  };

  const stun = {iceServers: [{urls: 'stun:127.0.0.1:3478'}]};
  const settings: readonly Partial<VideoCall>[] = [
    stun,
    {capacity: 3},
    {relayOnly: true},
    {videoCodecs: 'vp9'},
    {startCameraOff: true, startMuted: false},
  ];

  describe('in the lobby', () => {
    for (const properties of settings.slice(0, 4)) {
      it(`is there still when ${Object.keys(properties).join()} is set, and the preview goes on`, async () => {
        const ana = await setup();
        await ana.toggleMicrophone(false);
        await ana.toggleCamera(true);
        await ana.selectDevice('videoinput', 'cam-2');
        const [asked, events] = [captures.asked.length, listenTo(ana)];
        await set(ana, properties);
        expect([ana.phase, ana.camera.status, ...wantedOf(ana)]).to.deep.equal(['lobby', 'on', false, true]);
        expect(captures.asked, 'nothing is captured anew').to.have.length(asked);
        expect(typesOf(events, 'phase-change', 'camera-change', 'microphone-change')).to.deep.equal([]);
        await ana.join();
        expect([ana.microphone.status, ana.camera.status]).to.deep.equal(['off', 'on']);
        await ana.toggleCamera(false);
        await ana.toggleCamera(true);
        expect(captures.camera).to.contain('cam-2');
      });
    }

    it('is there still when another device begins otherwise', async () => {
      const ana = await setup();
      await ana.toggleMicrophone(false);
      await ana.toggleCamera(true);
      await set(ana, {startCameraOff: true});
      expect([ana.camera.status, ...wantedOf(ana)]).to.deep.equal(['off', false, false]);
      await set(ana, {startCameraOff: false});
      expect(wantedOf(ana)).to.deep.equal([false, true]);
    });

    it('is there still after a voice call was made of it for a while', async () => {
      const ana = await setup();
      await ana.toggleCamera(false);
      await set(ana, {withoutVideo: true});
      expect(wantedOf(ana)).to.deep.equal([true, false]);
      await set(ana, {withoutVideo: false});
      expect(wantedOf(ana)).to.deep.equal([true, false]);
    });

    it('comes back with the element', async () => {
      const ana = await setup();
      await ana.toggleMicrophone(false);
      await ana.toggleCamera(true);
      ana.remove();
      // Till then it may have been moved.
      await until(() => captures.live === 0, 'it is gone');
      document.body.append(ana);
      await ana.updateComplete;
      expect(wantedOf(ana)).to.deep.equal([false, true]);
    });
  });

  describe('after a reload', () => {
    /** The page goes, and comes as another document would: with another element in the same place. */
    async function reload(ana: VideoCall, attributes: readonly string[] = []): Promise<VideoCall> {
      globalThis.dispatchEvent(new PageTransitionEvent('pagehide'));
      ana.remove();
      await until(() => captures.live === 0, 'it is gone');
      return setup(attributes);
    }

    it('is there still, and the call begins with it', async () => {
      const ana = await setup();
      await ana.toggleMicrophone(false);
      await ana.toggleCamera(true);
      await ana.selectDevice('videoinput', 'cam-2');
      const again = await reload(ana);
      expect(wantedOf(again)).to.deep.equal([false, true]);
      await again.join();
      await until(() => again.camera.status === 'on', 'the camera is on');
      expect(again.microphone.status).to.equal('off');
      expect(captures.camera).to.contain('cam-2');
    });

    it('gives way to what the page says otherwise by then', async () => {
      const ana = await setup(['start-muted']);
      await ana.toggleMicrophone(true);
      await ana.toggleCamera(false);
      const again = await reload(ana, ['start-camera-off']);
      expect(wantedOf(again)).to.deep.equal([true, false]);
    });

    it('is there still in a call with pictures, though a voice call came between', async () => {
      const ana = await setup();
      await ana.toggleCamera(false);
      const voice = await reload(ana, ['without-video']);
      expect(wantedOf(voice)).to.deep.equal([true, false]);
      expect(wantedOf(await reload(voice))).to.deep.equal([true, false]);
    });

    it('is there still where the page begins otherwise at first, and then as it did', async () => {
      const ana = await setup(['start-muted', 'start-camera-off']);
      await set(ana, {startMuted: false, startCameraOff: false});
      await ana.toggleMicrophone(false);
      const again = await reload(ana, ['start-muted', 'start-camera-off']);
      expect(wantedOf(again)).to.deep.equal([false, false]);
      await set(again, {startMuted: false, startCameraOff: false});
      expect(wantedOf(again)).to.deep.equal([false, true]);
      await set(again, {startMuted: true});
      await set(again, {startMuted: false});
      expect(wantedOf(again), 'as the page says from then on').to.deep.equal([true, true]);
    });

    it('is over with the first call, in another room, and where it was chosen otherwise since', async () => {
      const ana = await setup(['start-muted']);
      await ana.toggleMicrophone(true);
      const again = await reload(ana);
      await again.join();
      await again.leave();
      await set(again, {startMuted: true});
      await again.join();
      expect(again.microphone.wanted, 'after a call').to.equal(false);
      await again.toggleMicrophone(true);
      const moved = await reload(again);
      await set(moved, {room: 'table-8'});
      await set(moved, {startMuted: true});
      expect(moved.microphone.wanted, 'in another room').to.equal(false);
      await set(moved, {room: 'table-7'});
      await moved.toggleMicrophone(true);
      const other = await reload(moved);
      await other.toggleMicrophone(false);
      for (const startMuted of [true, false, true]) await set(other, {startMuted});
      expect(other.microphone.wanted, 'after another choice').to.equal(false);
    });

    it('is there still after two reloads before the page begins as it did', async () => {
      const ana = await setup(['start-muted']);
      await set(ana, {startMuted: false});
      await ana.toggleMicrophone(false);
      const again = await reload(await reload(ana, ['start-muted']), ['start-muted']);
      await set(again, {startMuted: false});
      expect(again.microphone.wanted).to.equal(false);
    });

    it('holds for a speaker that the browser does not tell of, however often', async () => {
      const device = {begins: true, wanted: true, deviceId: ''};
      const kept = JSON.stringify({microphone: device, camera: device, speakerId: 'headset'});
      sessionStorage.setItem('video-call-choices video-call-1 table-7', kept);
      await setup();
      expect(sessionStorage.getItem('video-call-choices video-call-1 table-7'), 'taken').to.equal(null);
      globalThis.dispatchEvent(new PageTransitionEvent('pagehide'));
      expect(sessionStorage.getItem('video-call-choices video-call-1 table-7')).to.equal(kept);
    });

    it('is of no matter in another room, to another element, or once it was taken', async () => {
      const ana = await setup();
      await ana.toggleMicrophone(false);
      globalThis.dispatchEvent(new PageTransitionEvent('pagehide'));
      const others = [elements.create({room: 'table-7'}), elements.create({room: 'table-8'})];
      for (const other of others) other.removeAttribute('start-muted');
      document.body.append(...others);
      for (const other of others) {
        await other.updateComplete;
        expect(other.microphone.wanted).to.equal(true);
        other.remove();
      }
      const again = await reload(ana);
      await again.toggleMicrophone(true);
      again.remove();
      const [later] = [await setup()];
      expect(later.microphone.wanted).to.equal(true);
    });

    for (const kept of [
      '{',
      'null',
      '[]',
      '{"microphone":{"wanted":"no"}}',
      '{"speakerId":"","microphone":{},"camera":{}}',
    ]) {
      it(`is forgotten where another script put ${kept} in its place`, async () => {
        sessionStorage.setItem('video-call-choices video-call-1 table-7', kept);
        expect(wantedOf(await setup(['start-camera-off']))).to.deep.equal([true, false]);
      });
    }
  });

  it('goes along into another room, though nobody is asked before a join', async () => {
    const ana = await setup(['autojoin']);
    await untilPhase(ana, 'waiting');
    await until(() => ana.microphone.status === 'on' && ana.camera.status === 'on', 'both are on');
    await ana.selectDevice('videoinput', 'cam-2');
    await ana.toggleMicrophone(false);
    await set(ana, {room: 'table-8'});
    await until(() => elements.present('table-8').length === 1, 'ana is there');
    await until(() => ana.camera.status === 'on', 'the camera is on');
    expect(ana.microphone.status).to.equal('off');
    expect(captures.camera).to.contain('cam-2');
    await set(ana, {room: 'table-9', startCameraOff: true});
    await until(() => elements.present('table-9').length === 1, 'ana is there');
    expect([ana.microphone.status, ana.camera.status], 'what begins otherwise').to.deep.equal(['off', 'off']);
  });

  it('counts in the next call, whatever is set in this one or after it', async () => {
    const ana = await setup();
    await ana.join();
    await until(() => ana.microphone.status === 'on', 'it is on');
    await ana.toggleMicrophone(false);
    await set(ana, {capacity: 3});
    await ana.leave();
    await set(ana, stun);
    await ana.join();
    expect(ana.microphone.status).to.equal('off');
  });

  for (const properties of settings) {
    it(`no screen after the call goes when ${Object.keys(properties).join()} is set`, async () => {
      const ana = await setup(['start-muted']);
      await ana.join();
      await ana.leave();
      await set(ana, properties);
      expect(ana.phase).to.equal('ended');
      await ana.join();
      const elsewhere = await elements.person('ana');
      await elsewhere.join();
      await untilPhase(ana, 'failed');
      await set(ana, {capacity: 5, startMuted: !ana.startMuted});
      expect(ana.phase).to.equal('failed');
    });
  }

  for (const [attributes, on] of [
    [['start-muted', 'start-camera-off'], true],
    [[], false],
  ] as const) {
    it(`is what “Try again” shows and joins with: ${on ? 'on, though it begins off' : 'off, though it begins on'}`, async () => {
      const way = elements.signaling('ana');
      const refusals = [new CallError('permission-denied', 'No.')];
      const enter: Signaling['enter'] = async (request, options) => {
        const refusal = refusals.shift();
        if (refusal) throw refusal;
        return way.enter(request, options);
      };
      const ana = await setup(attributes, {enter});
      await ana.toggleMicrophone(on);
      // From the lobby: then “Try again” goes back there, and joins nothing.
      ana.renderRoot.querySelector('[part~="call"]')?.dispatchEvent(new PointerEvent('pointerenter'));
      await untilPhase(ana, 'failed');
      await ana.updateComplete;
      clickOn(ana, 'retry-button');
      await untilPhase(ana, 'lobby');
      await ana.updateComplete;
      expect([ana.microphone.wanted, isPressed(ana, 'microphone-button')]).to.deep.equal([on, on]);
      await ana.join();
      await until(() => (ana.microphone.status === 'on') === on, `it is ${on ? 'on' : 'off'}`);
    });
  }

  it('is what the lobby shows that comes back from the back-forward cache', async () => {
    const ana = await setup(['start-muted']);
    await ana.toggleMicrophone(true);
    await ana.toggleCamera(false);
    for (const type of ['pagehide', 'pageshow'])
      globalThis.dispatchEvent(new PageTransitionEvent(type, {persisted: true}));
    expect([ana.phase, ...wantedOf(ana)]).to.deep.equal(['lobby', true, false]);
    ana.remove();
    expect(wantedOf(await setup(['start-muted'])), 'of another element in its place').to.deep.equal([false, true]);
  });

  it('after the call turns nothing on, and is on in the next', async () => {
    const ana = await setup(['start-muted', 'start-camera-off']);
    await ana.join();
    await ana.leave();
    const events = listenTo(ana);
    await ana.toggleCamera(true);
    expect((await failureOf(ana.toggleScreenShare(true))).code).to.equal('not-connected');
    await ana.toggleScreenShare(false);
    expect(captures.asked).to.deep.equal([]);
    expect([ana.camera.status, ana.camera.wanted]).to.deep.equal(['off', true]);
    expect(typesOf(events, 'call-error')).to.deep.equal([]);
    await ana.join();
    await until(() => ana.camera.status === 'on', 'it is on');
  });

  for (const order of ['before', 'after'] as const)
    it(`is turned off for certain, if turned on just ${order} another room was set`, async () => {
      const ana = await setup(['start-muted', 'start-camera-off']);
      await ana.toggleCamera(true);
      await ana.toggleCamera(false);
      const turnOn = (): Promise<void> => ana.toggleCamera(true).catch(() => undefined);
      const turned = order === 'before' ? turnOn() : null;
      ana.room = 'table-8';
      await (turned ?? turnOn());
      await ana.toggleCamera(false);
      await until(() => captures.live === 0, 'no light is on');
    });

  it('waits on for a seat, with what was set meanwhile', async () => {
    const [ben, cid] = [await elements.person('ben'), await elements.person('cid')];
    for (const each of [ben, cid]) {
      each.capacity = 2;
      await each.join();
    }
    const ana = await setup(['start-muted']);
    await failureOf(ana.join());
    await ana.updateComplete;
    clickOn(ana, 'wait-button');
    await until(() => isWaiting(ana), 'ana waits for a seat');
    await set(ana, stun);
    expect(isWaiting(ana)).to.equal(true);
    await ben.leave();
    await untilPhase(ana, 'connected');
  });

  it('waits for a seat with what was set on the way to a full room', async () => {
    const [ben, cid] = [await elements.person('ben'), await elements.person('cid')];
    for (const each of [ben, cid]) {
      each.capacity = 2;
      await each.join();
    }
    const way = elements.signaling('ana');
    const stated: number[] = [];
    const ana = await setup(['start-muted'], {
      enter: (request, options) => {
        stated.push(request.capacity);
        return way.enter(request, options);
      },
    });
    const refused = failureOf(ana.join());
    await untilPhase(ana, 'joining');
    await set(ana, {capacity: 3});
    expect((await refused).code).to.equal('room-full');
    await ana.updateComplete;
    clickOn(ana, 'wait-button');
    await until(() => stated.at(-1) === 3, 'ana waits with three seats');
  });

  it('goes in when a knock was answered, whatever is set on the way', async () => {
    const doors: (() => void)[] = [];
    const way = elements.signaling('ana');
    const ana = await setup(['start-muted'], {
      enter: async (request, options) => {
        await new Promise<void>(resolve => doors.push(resolve));
        return way.enter(request, options);
      },
      knock: () => Promise.resolve(),
    });
    const knocked = ana.knock();
    await until(() => doors.length === 1, 'she is let in');
    await set(ana, stun);
    doors[0]?.();
    await knocked;
    expect([ana.phase, doors.length]).to.deep.equal(['waiting', 1]);
  });

  it('knocks on, whatever is set meanwhile', async () => {
    const asked: (() => void)[] = [];
    const way = elements.signaling('ana');
    const ana = await setup(['start-muted'], {
      enter: (request, options) => way.enter(request, options),
      knock: () => new Promise<void>(resolve => asked.push(resolve)),
    });
    const knocked = ana.knock();
    await until(() => asked.length === 1, 'she knocks');
    await set(ana, {...stun, capacity: 3});
    asked[0]?.();
    await knocked;
    expect(ana.phase).to.equal('waiting');
    expect(elements.store.state('table-7').participants.get('ana')?.capacity).to.equal(3);
  });
});
