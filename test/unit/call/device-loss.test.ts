import {expect} from '@open-wc/testing';
import {DeviceLoss} from '../../../src/call/device-loss.js';
import type {DeviceState} from '../../../src/media/local-media.js';
import {ManualClock} from '../../support/manual-clock.js';

const [track, other] = [{}, {}] as unknown as readonly [MediaStreamTrack, MediaStreamTrack];
const deviceOf = (different: Partial<DeviceState>): DeviceState => ({
  status: 'on',
  track,
  deviceId: '',
  error: null,
  interrupted: false,
  replaced: false,
  ...different,
});

function setupTest() {
  const clock = new ManualClock();
  let changes = 0;
  const loss = new DeviceLoss(clock, () => changes++);
  return {clock, loss, changes: () => changes};
}

describe('a device that the system has taken away', () => {
  it('is told of once that lasts longer than a moment, until it is back', async () => {
    const {clock, loss, changes} = setupTest();
    loss.follow(deviceOf({interrupted: true}));
    await clock.advance(900);
    expect([loss.notice, changes()]).to.deep.equal([null, 0]);
    await clock.advance(200);
    expect([loss.notice, changes()]).to.deep.equal(['interrupted', 1]);
    await clock.advance(60_000);
    expect(loss.notice).to.equal('interrupted');
    loss.follow(deviceOf({}));
    expect(loss.notice).to.equal(null);
  });

  it('for a moment alone is nothing to tell', async () => {
    const {clock, loss, changes} = setupTest();
    for (let times = 0; times < 5; times++) {
      loss.follow(deviceOf({interrupted: true}));
      await clock.advance(900);
      loss.follow(deviceOf({}));
      await clock.advance(900);
    }
    expect([changes(), clock.pending]).to.deep.equal([0, 0]);
  });
});

describe('a device that took the place of another', () => {
  it('is told of for ten seconds', async () => {
    const {clock, loss, changes} = setupTest();
    loss.follow(deviceOf({}));
    expect(loss.notice).to.be.null;
    loss.follow(deviceOf({replaced: true, track: other}));
    expect(loss.notice).to.equal('replaced');
    await clock.advance(9_000);
    loss.follow(deviceOf({replaced: true, track: other, deviceId: 'b'}));
    expect([loss.notice, changes()]).to.deep.equal(['replaced', 0]);
    await clock.advance(1_100);
    expect([loss.notice, changes()]).to.deep.equal([null, 1]);
  });

  it('is told of again when another one takes its place', async () => {
    const {clock, loss} = setupTest();
    loss.follow(deviceOf({replaced: true}));
    await clock.advance(11_000);
    loss.follow(deviceOf({replaced: true, track: other}));
    expect(loss.notice).to.equal('replaced');
  });

  it('is not told of any more once a person chose', () => {
    const {clock, loss} = setupTest();
    loss.follow(deviceOf({replaced: true}));
    loss.follow(deviceOf({}));
    expect(loss.notice).to.be.null;
    expect(clock.pending).to.equal(0);
  });
});
