import {expect} from '@open-wc/testing';
import {DeviceNotices} from '../../../src/call/device-notices.js';
import type {DeviceState, LocalMediaSnapshot} from '../../../src/media/local-media.js';
import {ManualClock} from '../../support/manual-clock.js';

const off: DeviceState = {
  status: 'off',
  track: null,
  deviceId: '',
  error: null,
  interrupted: false,
  replaced: false,
};
const [track, other] = [{}, {}] as unknown as readonly [MediaStreamTrack, MediaStreamTrack];
const cameraOf = (different: Partial<DeviceState>): LocalMediaSnapshot => ({
  microphone: off,
  camera: {...off, status: 'on', track, ...different},
  screen: off,
  screenAudio: null,
});

const microphoneOf = (different: Partial<DeviceState>): LocalMediaSnapshot => ({
  ...cameraOf({status: 'off', track: null}),
  microphone: {...off, ...different},
});

function setupTest() {
  const clock = new ManualClock();
  let changes = 0;
  const notices = new DeviceNotices({
    clock,
    probe: () => expect.fail('nothing is measured here'),
    onChange: () => changes++,
  });
  return {clock, notices, changes: () => changes};
}

describe('a device that went', () => {
  it('is told of by itself: the other one is there', async () => {
    const {clock, notices, changes} = setupTest();
    notices.follow(cameraOf({interrupted: true}));
    await clock.advance(1_100);
    expect([notices.of('camera'), notices.of('microphone')]).to.deep.equal(['interrupted', null]);
    notices.follow(cameraOf({}));
    expect([notices.of('camera'), notices.of('microphone'), changes()]).to.deep.equal([null, null, 1]);
  });
});

describe('what a person has put away', () => {
  it('is not told of any more, of this device', async () => {
    const {clock, notices, changes} = setupTest();
    const interrupted = cameraOf({interrupted: true});
    notices.follow(interrupted);
    await clock.advance(1_100);
    notices.dismiss('microphone', 'camera');
    expect([notices.of('camera'), changes()]).to.deep.equal([null, 2]);
    notices.follow(interrupted);
    await clock.advance(60_000);
    expect(notices.of('camera')).to.equal(null);
  });

  it('is told of anew when it happens anew', async () => {
    const {clock, notices} = setupTest();
    for (const expected of ['interrupted', 'interrupted'] as const) {
      notices.follow(cameraOf({interrupted: true}));
      await clock.advance(1_100);
      expect(notices.of('camera')).to.equal(expected);
      notices.dismiss('camera');
      notices.follow(cameraOf({}));
    }
  });

  it('hides nothing else', async () => {
    const {clock, notices} = setupTest();
    notices.follow(cameraOf({replaced: true}));
    notices.dismiss('camera');
    expect(notices.of('camera')).to.equal(null);
    notices.follow(cameraOf({replaced: true, track: other, interrupted: true}));
    expect(notices.of('camera')).to.equal('replaced');
    await clock.advance(10_100);
    expect(notices.of('camera')).to.equal('interrupted');
  });
});

describe('talking while muted, once put away', () => {
  it('is told of again only after the microphone was on', async () => {
    const clock = new ManualClock();
    const sound = {level: 0.6};
    const probe = () => ({level: () => sound.level, isDead: () => false, stop: () => undefined});
    const notices = new DeviceNotices({clock, probe, onChange: () => undefined});
    const microphone = {clone: () => ({enabled: false, stop: () => undefined})} as unknown as MediaStreamTrack;
    const muted = microphoneOf({status: 'off', track: microphone});
    notices.follow(muted);
    await clock.advance(1_000);
    expect(notices.of('microphone')).to.equal('talking-while-muted');
    notices.dismiss('microphone');
    for (const level of [0, 0.6]) {
      sound.level = level;
      await clock.advance(10_000);
      expect(notices.of('microphone')).to.equal(null);
    }
    notices.follow(microphoneOf({status: 'on', track: microphone}));
    notices.follow(microphoneOf({status: 'off', track: microphone}));
    await clock.advance(1_000);
    expect(notices.of('microphone')).to.equal('talking-while-muted');
  });
});
