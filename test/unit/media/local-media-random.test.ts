import {expect} from '@open-wc/testing';
import {createLocalMedia} from '../../../src/media/local-media-capture.js';
import type {DeviceState, LocalMediaSnapshot} from '../../../src/media/local-media.js';
import {promisesSettled} from '../../support/manual-clock.js';
import {SeededRandom} from '../../support/random.js';
import {platformEnvironment, platformFaults, platforms, type Platform} from './support/environments.js';
import {FakeMediaDevices} from './support/fake-media-devices.js';

const runs = 400;
const steps = 40;
const refusals = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'OverconstrainedError', 'AbortError'];

/** It is off, or something new has come. */
const isSettled = ({status, track}: DeviceState, before: DeviceState): boolean =>
  track === null ? status === 'off' : track.readyState === 'live' && track !== before.track;

/** Any person at any speed: what they do and what the browser answers come in any order. */
async function runRandom(platform: Platform, seed: number): Promise<void> {
  const random = new SeededRandom(seed);
  /** What there was as each call was made. */
  const opened = new WeakMap<MediaStreamConstraints, LocalMediaSnapshot>();
  /** Calls of which nothing was wanted at some time: nobody waits for these, except where captures must not overlap. */
  const idle = new WeakSet<MediaStreamConstraints>();
  let overlaps = 0;
  const devices = new FakeMediaDevices({
    ...platformFaults[platform],
    answer: constraints => {
      opened.set(constraints, media.snapshot);
      overlaps += devices.prompts.filter(prompt => !idle.has(prompt.constraints)).length;
      return undefined;
    },
  });
  const checkAlways = (): void => {
    expect(devices.live('audio'), 'live microphones').to.be.at.most(1);
    expect(devices.live('video'), 'live cameras').to.be.at.most(1);
    expect(overlaps, 'calls while another is waited for').to.equal(0);
    const {microphone, camera} = media.snapshot;
    for (const {constraints} of devices.prompts) {
      const {audio, video} = constraints;
      const {microphone: hadMicrophone, camera: hadCamera} = opened.get(constraints) ?? media.snapshot;
      const isOver = (!audio || isSettled(microphone, hadMicrophone)) && (!video || isSettled(camera, hadCamera));
      if (isOver && platform !== 'ios') idle.add(constraints);
    }
    if (camera.status !== 'on') expect(camera.track, 'track of a camera that is not on').to.be.null;
    if (microphone.status === 'on') expect(microphone.track, 'track of a microphone that is on').not.to.be.null;
    if (microphone.status === 'off' && microphone.track) expect(microphone.track.enabled).to.be.false;
  };
  const media = createLocalMedia({
    environment: platformEnvironment(platform, devices),
    onChange: checkAlways,
  });
  const pending = new Set<Promise<unknown>>();
  /** Only `selectDevice` may reject, so a rejection of anything else fails the run. */
  const follow = (done: Promise<unknown>): void => {
    pending.add(done);
    void done.finally(() => pending.delete(done)).catch(() => undefined);
  };
  const answer = (): void => {
    const [prompt] = devices.prompts;
    if (random.chance(0.7)) prompt?.allow();
    else prompt?.refuse(random.pick(refusals));
  };
  const actions: readonly (() => unknown)[] = [
    () => follow(media.start({microphone: random.chance(0.7), camera: random.chance(0.7)})),
    () => follow(media.setMicrophone(random.chance(0.6))),
    () => follow(media.setCamera(random.chance(0.6))),
    () => follow(media.selectDevice('videoinput', random.pick(['cam-1', 'cam-2', 'cam-9'])).catch(() => undefined)),
    () => follow(media.selectDevice('audioinput', random.pick(['mic-1', 'mic-2', 'mic-9'])).catch(() => undefined)),
    () => media.setMaxVideoHeight(random.pick([180, 360, 720])),
    () => devices.tracks.findLast(({readyState}) => readyState === 'live')?.endByItself(),
    () => devices.tracks.findLast(({readyState}) => readyState === 'live')?.setMuted(random.chance(0.5)),
    () => (devices.cameras = random.pick([[], ['cam-1'], ['cam-1', 'cam-2']])),
    () => random.chance(0.3) && media.stop(),
    answer,
    answer,
    answer,
    // Lets some, but not all of what waits go on.
    () => Promise.resolve(),
  ];
  for (let step = 0; step < steps; step += 1) await random.pick(actions)();

  const isWanted = random.chance(0.5);
  if (isWanted) {
    devices.cameras = ['cam-1', 'cam-2'];
    follow(media.start({microphone: true, camera: true}));
    follow(media.setMicrophone(true));
  } else {
    media.stop();
  }
  while (pending.size > 0) {
    await Promise.race([devices.prompt(), Promise.allSettled(pending)]);
    devices.prompts[0]?.allow();
  }
  // What comes too late is stopped as it comes.
  await promisesSettled();
  checkAlways();
  const {microphone, camera} = media.snapshot;
  if (isWanted) {
    expect([devices.live('audio'), devices.live('video')], 'captured').to.deep.equal([
      Number(microphone.status === 'on'),
      Number(camera.status === 'on'),
    ]);
    media.stop();
  }
  expect(devices.live('audio') + devices.live('video'), 'left on').to.equal(0);
}

describe('any order of on, off, select, stop, answers and faults', () => {
  for (const platform of platforms) {
    it(`leaves at most one live track of a kind, and none after stop: ${runs} runs on ${platform}`, async () => {
      for (let seed = 1; seed <= runs; seed += 1) {
        try {
          await runRandom(platform, seed);
        } catch (error) {
          throw new Error(`seed ${seed}: ${String(error)}`, {cause: error});
        }
      }
    });
  }
});
