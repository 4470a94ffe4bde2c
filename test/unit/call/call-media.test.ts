import {expect} from '@open-wc/testing';
import {CallMedia} from '../../../src/call/call-media.js';
import type {CallUpdate} from '../../../src/call/call-update.js';
import type {LevelProbe} from '../../../src/media/audio-level.js';
import {createLocalMedia} from '../../../src/media/local-media-capture.js';
import {ManualClock} from '../../support/manual-clock.js';
import {environment} from '../media/support/environments.js';
import {FakeMediaDevices, type FakeMediaDevicesOptions} from '../media/support/fake-media-devices.js';
import {codeOf} from './session-fixture.js';

const quiet: LevelProbe = {level: () => 0, isDead: () => null, stop: () => undefined};

/** The media of a call over fake devices, which leave every question open unless told otherwise. */
function setup(options: FakeMediaDevicesOptions = {}, {withoutVideo = false} = {}) {
  const devices = new FakeMediaDevices(options);
  const told: CallUpdate[] = [];
  const clock = new ManualClock();
  const call = {isOver: false};
  const media = new CallMedia({
    create: onChange =>
      createLocalMedia({onChange, withoutVideo, environment: environment({mediaDevices: devices.asMediaDevices()})}),
    wanted: {microphone: false, camera: false},
    isOver: () => call.isOver,
    clock,
    probe: () => quiet,
    onChange: update => told.push(update),
  });
  return {media, devices, told, clock, call};
}

const refusing = (name: string): FakeMediaDevicesOptions => ({answer: () => name});

describe('CallMedia: turning something on', () => {
  it('resolves when it is on, and off when it is off', async () => {
    const {media, devices} = setup({answer: () => null});
    await media.toggle('microphone', true);
    expect(devices.live('audio')).to.equal(1);
    await media.toggle('microphone');
    expect(media.isOn('microphone')).to.be.false;
  });

  for (const [name, code] of [
    ['NotAllowedError', 'media-denied'],
    ['NotFoundError', 'media-missing'],
    ['NotReadableError', 'media-in-use'],
  ] as const) {
    it(`rejects with ${code} where the browser says ${name}`, async () => {
      const {media} = setup(refusing(name));
      expect(await codeOf(media.toggle('microphone', true))).to.equal(code);
      expect(await codeOf(media.toggle('camera', true))).to.equal(code);
      expect(await codeOf(media.toggleScreen(true))).to.equal(code);
    });
  }

  it('rejects with the error that is shown', async () => {
    const {media, told} = setup(refusing('NotAllowedError'));
    const error: unknown = await media.toggle('camera', true).catch((refused: unknown) => refused);
    const [last] = told.slice(-1);
    expect(last?.type === 'media' && last.camera.error).to.equal(error);
  });

  it('rejects where it was turned off before it came', async () => {
    const {media, devices} = setup();
    for (const kind of ['microphone', 'camera'] as const) {
      const on = codeOf(media.toggle(kind, true));
      const prompt = await devices.prompt();
      await media.toggle(kind, false);
      prompt.allow();
      expect(await on, kind).to.equal('aborted');
    }
    const shared = codeOf(media.toggleScreen(true));
    await media.toggleScreen(false);
    devices.prompts[0]?.allow();
    expect(await shared, 'screen').to.equal('aborted');
    expect(devices.live('audio') + devices.live('video')).to.equal(0);
  });

  it('asked for twice waits for the one answer', async () => {
    const {media, devices} = setup();
    const asked = [media.toggleScreen(true), media.toggleScreen(true)].map(codeOf);
    expect(devices.calls).to.have.length(1);
    devices.prompts[0]?.refuse('NotAllowedError');
    expect(await Promise.all(asked)).to.deep.equal(['media-denied', 'media-denied']);
  });

  it('rejects a camera in a voice call, and plans none', async () => {
    const {media, devices} = setup({answer: () => null}, {withoutVideo: true});
    expect(await codeOf(media.toggle('camera', true))).to.equal('unsupported');
    expect(media.isOn('camera')).to.be.false;
    expect(devices.calls).to.deep.equal([]);
    await media.toggle('camera', false);
  });
});

describe('CallMedia: a notice', () => {
  it('comes with the device, and goes when it is put away', async () => {
    const {media, devices, told, clock} = setup({answer: () => null});
    const notice = (): unknown => {
      const last = told.at(-1);
      return last?.type === 'media' ? last.microphone.notice : undefined;
    };
    await media.toggle('microphone', true);
    devices.last('audio').setMuted(true);
    await clock.advance(1_100);
    expect(notice()).to.equal('interrupted');
    media.dismissNotices('microphone');
    expect(notice()).to.equal(null);
    devices.last('audio').setMuted(false);
    devices.last('audio').setMuted(true);
    await clock.advance(1_100);
    expect(notice()).to.equal('interrupted');
  });
});

describe('CallMedia: choosing a device', () => {
  it('rejects where another was chosen meanwhile', async () => {
    const {media} = setup({answer: () => null});
    await media.toggle('microphone', true);
    const chosen = [media.selectDevice('audioinput', 'mic-2'), media.selectDevice('audioinput', 'mic-1')].map(codeOf);
    expect(await Promise.all(chosen)).to.deep.equal(['aborted', 'resolved']);
  });

  it('rejects where there is no such device', async () => {
    const {media} = setup({answer: () => null});
    await media.toggle('microphone', true);
    expect(await codeOf(media.selectDevice('audioinput', 'mic-9'))).to.equal('media-missing');
    expect(media.isOn('microphone')).to.be.true;
  });
});

describe('CallMedia: after the call', () => {
  it('opens nothing, and remembers what is turned on for the next', async () => {
    const {media, devices, told, call} = setup({answer: () => null});
    call.isOver = true;
    await media.toggle('microphone', true);
    await media.startWanted();
    expect(await codeOf(media.toggleScreen(true))).to.equal('not-connected');
    await media.toggleScreen(false);
    expect(devices.calls).to.deep.equal([]);
    const last = told.at(-1);
    expect(last?.type === 'media' && [last.microphone.wanted, last.microphone.status]).to.deep.equal([true, 'off']);
    call.isOver = false;
    await media.startWanted();
    expect(devices.live('audio')).to.equal(1);
  });
});

describe('CallMedia: another beginning', () => {
  it('turns off what is on and not wanted any more, and opens nothing', async () => {
    const {media, devices} = setup({answer: () => null});
    await media.toggle('microphone', true);
    media.take({wanted: {microphone: false, camera: true}, withoutVideo: false});
    expect(devices.last('audio').enabled).to.equal(false);
    expect([media.isOn('microphone'), media.isOn('camera')]).to.deep.equal([false, true]);
    expect(devices.calls).to.have.length(1);
  });

  it('of a voice call has no camera, until it is none any more', async () => {
    const {media} = setup(refusing('NotAllowedError'));
    media.take({wanted: {microphone: false, camera: false}, withoutVideo: true});
    expect(await codeOf(media.toggle('camera', true))).to.equal('unsupported');
    media.take({wanted: {microphone: false, camera: false}, withoutVideo: false});
    expect(await codeOf(media.toggle('camera', true))).to.equal('media-denied');
  });
});
