import {expect} from '@open-wc/testing';
import type {CallErrorEvent} from '../../../src/events/call-error.js';
import type {DeviceChangeEvent} from '../../../src/events/device-change.js';
import type {ScreenShareChangeEvent} from '../../../src/events/screen-share-change.js';
import type {ScreenShareRequestEvent} from '../../../src/events/screen-share-request.js';
import {en} from '../../../src/locale/en.js';
import type {VideoCall} from '../../../src/video-call.js';
import {promisesSettled} from '../../support/manual-clock.js';
import {userAgents} from '../media/support/environments.js';
import {deviceInfo} from '../media/support/fake-media-devices.js';
import {sendRequest} from '../../../src/ui/ask.js';
import {paintedStream} from '../ui/support/painted-stream.js';
import {Elements, failureOf, listenTo, typesOf, until, wordsOf} from './support/elements.js';

const {mediaDevices} = navigator;
type Method = 'getUserMedia' | 'getDisplayMedia' | 'enumerateDevices';

/** What this browser does instead, until the end of the test. */
function instead<M extends Method>(method: M, does: MediaDevices[M]): void {
  Object.defineProperty(mediaDevices, method, {configurable: true, value: does});
}

const refusing = (name: string) => () => Promise.reject(new DOMException('fake', name));

const codesIn = (events: readonly Event[]): readonly string[] =>
  events.filter((event): event is CallErrorEvent => event.type === 'call-error').map(({detail}) => detail.error.code);

const click = (element: VideoCall, part: string): void => {
  const button = element.renderRoot.querySelector<HTMLButtonElement>(`[part~="${part}"]`);
  if (!button) throw new Error(`no ${part}`);
  button.click();
};

describe('the own media of an element', () => {
  let elements: Elements;
  const unhandled: unknown[] = [];
  const onUnhandled = (event: PromiseRejectionEvent): void => {
    unhandled.push(event.reason);
  };
  beforeEach(() => {
    elements = new Elements();
    unhandled.length = 0;
    window.addEventListener('unhandledrejection', onUnhandled);
  });
  afterEach(async () => {
    window.removeEventListener('unhandledrejection', onUnhandled);
    for (const method of ['getUserMedia', 'getDisplayMedia', 'enumerateDevices'])
      Reflect.deleteProperty(mediaDevices, method);
    await elements.close();
  });

  describe('toggleScreenShare()', () => {
    it('shares the screen and ends it, asks the page before and tells it after', async () => {
      instead('getDisplayMedia', () => Promise.resolve(paintedStream(200, 160, 90)));
      const [ana, ben] = await elements.call('ana', 'ben');
      if (!ana || !ben) throw new Error('nobody');
      const events = listenTo(ana);
      await ana.toggleScreenShare();
      expect(ana.screenShare.status).to.equal('on');
      await until(() => ben.participants[0]?.screen === true, 'the other hears of it');
      expect(ben.participants[0]?.screenStream).not.to.be.null;
      await ana.toggleScreenShare();
      expect(ana.screenShare.status).to.equal('off');
      await until(() => ben.participants[0]?.screen === false, 'and of its end');
      const requests = events.filter(
        (event): event is ScreenShareRequestEvent => event.type === 'screen-share-request',
      );
      expect(requests.map(({detail}) => detail)).to.deep.equal([
        {cause: 'page', on: true},
        {cause: 'page', on: false},
      ]);
      const changes = events.filter((event): event is ScreenShareChangeEvent => event.type === 'screen-share-change');
      expect(changes.map(({detail}) => detail.screenShare.status)).to.deep.equal(['starting', 'on', 'off']);
      expect(codesIn(events)).to.deep.equal([]);
    });

    it('does nothing where the page does not let it', async () => {
      let asked = 0;
      instead('getDisplayMedia', () => {
        asked++;
        return Promise.resolve(paintedStream(200, 160, 90));
      });
      const ana = await elements.person('ana');
      await ana.join();
      const events = listenTo(ana);
      ana.addEventListener('screen-share-request', event => event.preventDefault());
      expect((await failureOf(ana.toggleScreenShare(true))).code).to.equal('aborted');
      expect(asked).to.equal(0);
      expect(ana.screenShare.status).to.equal('off');
      expect(typesOf(events, 'screen-share-change', 'call-error')).to.deep.equal([]);
    });

    it('rejects where nothing was chosen, which is no failure, and asks again the next time', async () => {
      instead('getDisplayMedia', refusing('NotAllowedError'));
      const ana = await elements.person('ana');
      await ana.join();
      const events = listenTo(ana);
      expect((await failureOf(ana.toggleScreenShare())).code).to.equal('media-denied');
      expect(ana.screenShare).to.deep.include({status: 'off'});
      expect(ana.screenShare.error?.code).to.equal('media-denied');
      expect(codesIn(events)).to.deep.equal([]);
      instead('getDisplayMedia', refusing('NotReadableError'));
      expect((await failureOf(ana.toggleScreenShare())).code).to.equal('media-in-use');
      expect(codesIn(events)).to.deep.equal(['media-in-use']);
      instead('getDisplayMedia', () => Promise.resolve(paintedStream(200, 160, 90)));
      await ana.toggleScreenShare();
      expect(ana.screenShare.status).to.equal('on');
    });
  });

  it('a click on the screen button where the system forbids it is told: in words, as an event and in the report', async () => {
    instead('getDisplayMedia', () =>
      Promise.reject(new DOMException('Permission denied by system', 'NotAllowedError')),
    );
    const ana = await elements.person('ana');
    await ana.join();
    const events = listenTo(ana);
    click(ana, 'screen-button');
    await until(() => wordsOf(ana).includes(en.screenFailed), 'it says so');
    expect(wordsOf(ana)).to.include(en.screenDenied);
    expect(codesIn(events)).to.deep.equal(['media-denied']);
    expect((await ana.getReport()).problems).to.deep.equal(['The screen could not be shared.']);
    instead('getDisplayMedia', () => Promise.resolve(paintedStream(200, 160, 90)));
    click(ana, 'retry-button');
    await until(() => ana.screenShare.status === 'on', 'it is shared');
    await ana.updateComplete;
    expect(wordsOf(ana)).not.to.include(en.screenFailed);
  });

  describe('toggleMicrophone() and toggleCamera()', () => {
    it('resolve when it is so, and reject with the error that is shown', async () => {
      const ana = await elements.person('ana');
      await ana.join();
      await ana.toggleMicrophone(true);
      expect(ana.microphone.status).to.equal('on');
      await ana.toggleMicrophone();
      expect(ana.microphone.status).to.equal('off');
      const camera = await failureOf(ana.toggleCamera(true));
      expect(camera.code, 'a voice call').to.equal('unsupported');
    });

    it('refused reject, whoever asked, and call-error says so once', async () => {
      instead('getUserMedia', refusing('NotAllowedError'));
      const ana = await elements.person('ana');
      await ana.join();
      await ana.updateComplete;
      const events = listenTo(ana);
      const error = await failureOf(ana.toggleMicrophone(true));
      expect(error).to.equal(ana.microphone.error);
      expect(codesIn(events)).to.deep.equal(['media-denied']);
      click(ana, 'microphone-button');
      await until(() => codesIn(events).length === 2, 'a click is refused too');
      await promisesSettled();
      expect(unhandled).to.deep.equal([]);
    });

    describe('inside of an app', () => {
      beforeEach(() => {
        Object.defineProperty(navigator, 'userAgent', {configurable: true, value: userAgents.instagramOnAndroid});
      });
      afterEach(() => Reflect.deleteProperty(navigator, 'userAgent'));

      it('refused say that the app is why, to the page and to the person, and what else there is', async () => {
        instead('getUserMedia', refusing('NotAllowedError'));
        const ana = await elements.person('ana', {lang: 'en'});
        const events = listenTo(ana);
        const error = await failureOf(ana.toggleMicrophone(true));
        expect([error.code, ana.microphone.status]).to.deep.equal(['in-app-browser', 'unavailable']);
        expect(error === ana.microphone.error, 'the page can read it').to.equal(true);
        expect(error.message).to.match(/Open this page in Safari, Chrome or Firefox/);
        expect(codesIn(events)).to.deep.equal(['in-app-browser']);
        await until(() => wordsOf(ana).includes(en.errors['in-app-browser'].text), 'the person reads it');
        expect(wordsOf(ana)).to.include(en.errors['in-app-browser'].title);
        const alert = ana.renderRoot.querySelector('[part~="alert"]');
        expect(alert?.querySelector('slot')?.name, 'the page’s telephone number').to.equal('fallback');
      });

      it('cannot be had where the app has no capture at all, and the call goes on without', async () => {
        Object.defineProperty(navigator, 'mediaDevices', {configurable: true, value: undefined});
        try {
          const ana = await elements.person('ana');
          await ana.join();
          expect((await failureOf(ana.toggleMicrophone(true))).code).to.equal('in-app-browser');
          expect([ana.phase, ana.microphone.error?.code]).to.deep.equal(['waiting', 'in-app-browser']);
        } finally {
          Reflect.deleteProperty(navigator, 'mediaDevices');
        }
      });
    });

    it('reject where there is nothing to join, with what is missing', async () => {
      const element = await elements.show({signaling: 'local'});
      expect((await failureOf(element.toggleMicrophone(true))).code).to.equal('invalid-room');
    });

    it('may be called before the element was ever drawn', async () => {
      const ana = elements.create({room: 'table-7'});
      ana.signaling = elements.signaling('ana');
      document.body.append(ana);
      await ana.toggleMicrophone(true);
      expect(ana.microphone.status).to.equal('on');
    });
  });

  describe('selectDevice()', () => {
    it('remembers what is off, and says what is not there', async () => {
      const ana = await elements.person('ana');
      await ana.toggleMicrophone(true);
      const {deviceId} = ana.microphone;
      await ana.toggleMicrophone(false);
      await ana.selectDevice('audioinput', deviceId);
      expect(ana.microphone.deviceId).to.equal(deviceId);
      await ana.toggleMicrophone(true);
      const events = listenTo(ana);
      expect((await failureOf(ana.selectDevice('audioinput', 'no-such-microphone'))).code).to.equal('media-missing');
      expect(ana.microphone).to.include({status: 'on', deviceId});
      expect(codesIn(events), 'it goes on').to.deep.equal([]);
    });

    it('in the settings: what cannot be had is said, and the picker shows again what is in use; the next choice takes it back', async () => {
      const ana = await elements.person('ana');
      await ana.toggleMicrophone(true);
      const {deviceId} = ana.microphone;
      const picker = (): HTMLSelectElement | null => ana.renderRoot.querySelector('[part~="device-picker"]');
      await until(() => picker() !== null, 'there is a choice');
      const capture = mediaDevices.getUserMedia.bind(mediaDevices);
      instead('getUserMedia', constraints =>
        JSON.stringify(constraints).includes('other-microphone')
          ? refusing('NotReadableError')()
          : capture(constraints),
      );
      const events = listenTo(ana);
      const choose = (id: string): void => {
        const request = {type: 'select-device', kind: 'audioinput', deviceId: id} as const;
        sendRequest(picker(), request);
      };
      choose('other-microphone');
      await until(() => codesIn(events).length > 0, 'it is told');
      expect(codesIn(events)).to.deep.equal(['media-in-use']);
      await until(() => wordsOf(ana).includes('in use'), 'it is said');
      expect(ana.microphone).to.include({status: 'on', deviceId});
      expect(picker()?.value).to.equal(deviceId);
      choose(deviceId);
      await until(() => !wordsOf(ana).includes('in use'), 'it is taken back');
    });

    it('takes for a speaker only what is one', async () => {
      const ana = await elements.person('ana');
      await ana.selectDevice('audiooutput', '');
      expect((await failureOf(ana.selectDevice('audiooutput', 'no-such-speaker'))).code).to.equal('media-missing');
    });
  });

  it('the lobby offers what the browser names already, and captures nothing for it', async () => {
    const captured: unknown[] = [];
    instead('getUserMedia', wish => {
      captured.push(wish);
      return refusing('NotAllowedError')();
    });
    instead('enumerateDevices', () => Promise.resolve([deviceInfo('audioinput', 'a', 'Headset')]));
    const ana = await elements.person('ana');
    const options = (): readonly string[] =>
      [...ana.renderRoot.querySelectorAll('[part~="device-picker"] option')].map(({textContent}) => textContent.trim());
    await until(() => options().includes('Headset'), 'there is a choice');
    expect(ana.phase).to.equal('lobby');
    expect(captured).to.deep.equal([]);
  });

  it('device-change tells nothing where the browser names nothing', async () => {
    instead('enumerateDevices', () =>
      Promise.resolve([deviceInfo('audioinput', '', ''), deviceInfo('videoinput', '', '')]),
    );
    const ana = elements.create({room: 'table-7'});
    const events = listenTo(ana);
    document.body.append(ana);
    await ana.updateComplete;
    await promisesSettled();
    expect(typesOf(events, 'device-change')).to.deep.equal([]);
  });

  it('device-change tells of what was plugged in and out', async () => {
    const ana = await elements.person('ana');
    const [first, second] = [deviceInfo('audioinput', 'a', 'Headset'), deviceInfo('videoinput', 'b', 'Desk camera')];
    const lists: unknown[] = [];
    ana.addEventListener('device-change', ({detail}: DeviceChangeEvent) => lists.push(detail.devices));
    for (const devices of [[first], [first, second], [first, second], [second]]) {
      instead('enumerateDevices', () => Promise.resolve(devices));
      mediaDevices.dispatchEvent(new Event('devicechange'));
      await promisesSettled();
    }
    const [headset, camera] = [
      {kind: 'audioinput', deviceId: 'a', label: 'Headset'},
      {kind: 'videoinput', deviceId: 'b', label: 'Desk camera'},
    ];
    expect(lists).to.deep.equal([[headset], [headset, camera], [camera]]);
  });

  it('max-video-height changed in the call resizes the camera that is on', async () => {
    const streams: MediaStream[] = [];
    const real = mediaDevices.getUserMedia.bind(mediaDevices);
    instead('getUserMedia', async constraints => {
      const stream = await real(constraints);
      streams.push(stream);
      return stream;
    });
    const ana = await elements.person('ana', {'max-video-height': '360'});
    ana.withoutVideo = false;
    await ana.join();
    await until(() => ana.camera.status === 'on', 'the camera is on');
    const [track] = streams.flatMap(stream => stream.getVideoTracks());
    // Firefox's fake camera has one size, so the wish is what can be seen.
    const height = () => JSON.stringify(track?.getConstraints().height).replace(/\D/g, '');
    expect(height()).to.equal('360');
    ana.maxVideoHeight = 180;
    await until(() => height() === '180', 'smaller');
    expect([ana.phase, ana.camera.status, track?.readyState]).to.deep.equal(['waiting', 'on', 'live']);
  });
});
