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

describe('a device that took the place of another', () => {
  it('is told of for ten seconds', async () => {
    const {clock, notices, changes} = setupTest();
    notices.follow(cameraOf({}));
    expect(notices.of('camera')).to.be.null;
    notices.follow(cameraOf({replaced: true, track: other}));
    expect(notices.of('camera')).to.equal('replaced');
    await clock.advance(9_000);
    notices.follow(cameraOf({replaced: true, track: other, deviceId: 'b'}));
    expect([notices.of('camera'), changes()]).to.deep.equal(['replaced', 0]);
    await clock.advance(1_100);
    expect([notices.of('camera'), changes()]).to.deep.equal([null, 1]);
    expect(notices.of('microphone')).to.be.null;
  });

  it('is told of again when another one takes its place', async () => {
    const {clock, notices} = setupTest();
    notices.follow(cameraOf({replaced: true}));
    await clock.advance(11_000);
    notices.follow(cameraOf({replaced: true, track: other}));
    expect(notices.of('camera')).to.equal('replaced');
  });

  it('is not told of any more once a person chose', () => {
    const {clock, notices} = setupTest();
    notices.follow(cameraOf({replaced: true}));
    notices.follow(cameraOf({}));
    expect(notices.of('camera')).to.be.null;
    expect(clock.pending).to.equal(0);
  });
});
