import {expect, oneEvent} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import type {CaptureEnvironment} from '../../../src/media/capture-environment.js';
import type {CaptureKind} from '../../../src/media/media-constraints.js';
import type {Answer, FakeMediaDevices} from './support/fake-media-devices.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';
import {inShort, setupLocalMedia} from './support/setup-local-media.js';

const both = {microphone: true, camera: true};
/** Each call waits for the test's answer. */
const byHand = {answer: undefined} as unknown as {answer: () => Answer};
/** A headset that is the system's default, beside the microphone of the lid. */
const headset = {
  microphones: ['default', 'mic-1', 'mic-2'],
  groups: {default: 'headset', 'mic-1': 'headset', 'mic-2': 'lid'},
};
const lidIsDefault = {groups: {...headset.groups, default: 'lid'}};
const headsetUnplugged = {microphones: ['default', 'mic-2'], groups: {default: 'lid', 'mic-2': 'lid'}};
const asksForBoth = ({audio, video}: MediaStreamConstraints): boolean => Boolean(audio) && Boolean(video);
const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('did not reject');
};
const codeOf = (error: unknown): string => (error instanceof CallError ? error.code : String(error));

describe('starting', () => {
  it('captures nothing before it is asked', () => {
    const {media, devices, snapshots} = setupLocalMedia();
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'off']);
    expect(devices.calls).to.be.empty;
    expect(snapshots).to.be.empty;
  });

  it('asks for microphone and camera in one call', async () => {
    const {media, devices} = setupLocalMedia();
    await media.start(both);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'on']);
    expect(devices.calls).to.have.length(1);
    expect(media.snapshot.microphone.deviceId).to.equal('mic-1');
    expect(media.snapshot.camera.deviceId).to.equal('cam-1');
  });

  it('tells off, starting, on', async () => {
    const {media, snapshots} = setupLocalMedia();
    await media.start({microphone: false, camera: true});
    expect(snapshots.map(({camera}) => camera.status)).to.deep.equal(['starting', 'on']);
    expect(snapshots.map(({microphone}) => microphone.status)).to.deep.equal(['off', 'off']);
  });

  it('shares a call between kinds that are turned on in one tick', async () => {
    const {media, devices} = setupLocalMedia();
    await Promise.all([media.setMicrophone(true), media.setCamera(true)]);
    expect(devices.calls).to.have.length(1);
    expect(devices.calls[0]).to.satisfy(asksForBoth);
  });

  it('never asks for a camera in a voice call', async () => {
    const {media, devices} = setupLocalMedia({options: {withoutVideo: true}});
    await media.start(both);
    await media.setCamera(true);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'off']);
    expect(devices.calls.map(({video}) => video)).to.deep.equal([false]);
  });

  it('is the same when it is there already', async () => {
    const {media, devices} = setupLocalMedia();
    await media.start(both);
    const {snapshot} = media;
    await media.start(both);
    await media.setCamera(true);
    expect(media.snapshot).to.equal(snapshot);
    expect(devices.calls).to.have.length(1);
  });
});

describe('the ladder', () => {
  const cases: readonly {
    readonly name: string;
    readonly answer: (constraints: MediaStreamConstraints) => Answer;
    readonly permission?: Partial<Record<CaptureKind, PermissionState>>;
    readonly ends: readonly string[];
    readonly calls: number;
  }[] = [
    {
      name: 'no camera',
      answer: ({video}) => (video ? 'NotFoundError' : null),
      ends: ['on', 'media-missing'],
      calls: 3,
    },
    {
      name: 'no microphone',
      answer: ({audio}) => (audio ? 'NotFoundError' : null),
      ends: ['media-missing', 'on'],
      calls: 3,
    },
    {name: 'neither', answer: () => 'NotFoundError', ends: ['media-missing', 'media-missing'], calls: 3},
    {
      name: 'camera in use: also tried with less',
      answer: ({video}) => (video ? 'NotReadableError' : null),
      ends: ['on', 'media-in-use'],
      calls: 4,
    },
    {
      name: 'camera that starts only without a resolution',
      answer: ({video}) => (typeof video === 'object' ? 'NotReadableError' : null),
      ends: ['on', 'on'],
      calls: 4,
    },
    {
      name: 'constraints that nothing meets',
      answer: ({video}) => (typeof video === 'object' ? 'OverconstrainedError' : null),
      ends: ['on', 'on'],
      calls: 2,
    },
    {
      name: 'only the camera is blocked',
      answer: ({video}) => (video ? 'NotAllowedError' : null),
      permission: {microphone: 'prompt', camera: 'denied'},
      ends: ['on', 'media-denied'],
      calls: 2,
    },
    {
      name: 'both are blocked: nobody is asked again',
      answer: () => 'NotAllowedError',
      permission: {microphone: 'denied', camera: 'denied'},
      ends: ['media-denied', 'media-denied'],
      calls: 1,
    },
    {
      name: 'the prompt was closed: nobody is asked again',
      answer: () => 'NotAllowedError',
      permission: {microphone: 'prompt', camera: 'prompt'},
      ends: ['media-denied', 'media-denied'],
      calls: 1,
    },
    {
      name: 'the system blocks the camera although the page has it',
      answer: ({video}) => (video ? 'NotAllowedError' : null),
      permission: {microphone: 'granted', camera: 'granted'},
      ends: ['on', 'media-denied'],
      calls: 3,
    },
    {
      name: 'a browser that does not tell permissions',
      answer: ({video}) => (video ? 'NotAllowedError' : null),
      ends: ['on', 'media-denied'],
      calls: 3,
    },
    {name: 'old names', answer: () => 'TrackStartError', ends: ['media-in-use', 'media-in-use'], calls: 5},
    {
      name: 'a fault of the page',
      answer: () => 'SecurityError',
      ends: ['insecure-context', 'insecure-context'],
      calls: 1,
    },
  ];
  for (const {name, answer, permission = {}, ends, calls} of cases) {
    it(`${name}: ${ends.join(', ')}`, async () => {
      const {media, devices} = setupLocalMedia({
        devices: {answer},
        environment: {permissionState: kind => Promise.resolve(permission[kind] ?? 'unknown')},
      });
      await media.start(both);
      expect(inShort(media.snapshot)).to.deep.equal(ends);
      expect(devices.calls).to.have.length(calls);
      expect(devices.mostAtOnce).to.equal(1);
    });
  }

  it('does not ask at all for a kind that the page forbids', async () => {
    const {media, devices} = setupLocalMedia({environment: {allowsFeature: feature => feature !== 'camera'}});
    await media.start(both);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'blocked-by-page']);
    expect(devices.calls.map(({video}) => video)).to.deep.equal([false]);
  });

  it('blames the page for a refusal in a foreign frame', async () => {
    const {media} = setupLocalMedia({
      devices: {answer: () => 'NotAllowedError'},
      environment: {crossOriginFrame: true},
    });
    await media.start(both);
    expect(inShort(media.snapshot)).to.deep.equal(['blocked-by-page', 'blocked-by-page']);
  });

  it('without devices says why, and asks nothing', async () => {
    const {media} = setupLocalMedia({environment: {mediaDevices: undefined, secureContext: false}});
    await media.start(both);
    expect(inShort(media.snapshot)).to.deep.equal(['insecure-context', 'insecure-context']);
    expect(media.snapshot.camera.track).to.be.null;
  });

  it('tries again when it is turned on again', async () => {
    let refuse = true;
    const {media} = setupLocalMedia({devices: {answer: () => (refuse ? 'NotAllowedError' : null)}});
    await media.setCamera(true);
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'media-denied']);
    refuse = false;
    await media.setCamera(true);
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'on']);
    expect(media.snapshot.camera.error).to.be.null;
  });

  it('forgets the error when it is turned off', async () => {
    const {media} = setupLocalMedia({devices: {answer: () => 'NotAllowedError'}});
    await media.setCamera(true);
    await media.setCamera(false);
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'off']);
  });
});

describe('off', () => {
  it('lets the camera go at once, and captures anew when it is on again', async () => {
    const {media, devices} = setupLocalMedia();
    await media.start(both);
    const off = media.setCamera(false);
    expect(devices.live('video')).to.equal(0);
    expect(media.snapshot.camera).to.deep.include({status: 'off', track: null});
    await off;
    expect(devices.live('audio')).to.equal(1);
    await media.setCamera(true);
    expect(devices.live('video')).to.equal(1);
    expect(devices.calls.map(({audio}) => Boolean(audio))).to.deep.equal([true, false]);
  });

  it('keeps the microphone, silent', async () => {
    const {media, devices} = setupLocalMedia();
    await media.setMicrophone(true);
    const {track} = media.snapshot.microphone;
    await media.setMicrophone(false);
    expect(media.snapshot.microphone).to.deep.include({status: 'off', track});
    expect(track?.enabled).to.be.false;
    await media.setMicrophone(true);
    expect(media.snapshot.microphone).to.deep.include({status: 'on', track});
    expect(track?.enabled).to.be.true;
    expect(devices.calls).to.have.length(1);
  });

  it('ends everything with stop, the silent microphone too, and can start again', async () => {
    const {media, devices} = setupLocalMedia();
    await media.start(both);
    await media.setMicrophone(false);
    media.stop();
    expect(devices.live('audio') + devices.live('video')).to.equal(0);
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'off']);
    expect(media.snapshot.microphone.track).to.be.null;
    await media.start(both);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'on']);
  });

  it('hears nothing of tracks that it has stopped', async () => {
    const {media, devices, snapshots} = setupLocalMedia();
    await media.start(both);
    const tracks = [...devices.tracks];
    media.stop();
    const told = snapshots.length;
    for (const track of tracks) {
      track.setMuted(true);
      track.dispatchEvent(new Event('ended'));
    }
    expect(snapshots).to.have.length(told);
  });
});

describe('while the prompt is open', () => {
  it('stops at once what is no longer wanted when it comes', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    const started = media.start(both);
    const prompt = await devices.prompt();
    await media.setCamera(false);
    expect(inShort(media.snapshot)).to.deep.equal(['starting', 'off']);
    prompt.allow();
    await started;
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'off']);
    expect(devices.live('video')).to.equal(0);
    expect(devices.last('video').readyState).to.equal('ended');
  });

  it('stops everything that comes after stop, and asks no further', async () => {
    const {media, devices, snapshots} = setupLocalMedia({devices: byHand});
    const started = media.start(both);
    const prompt = await devices.prompt();
    media.stop();
    const told = snapshots.length;
    prompt.allow();
    await started;
    expect(devices.tracks).to.have.length(2);
    expect(devices.live('audio') + devices.live('video')).to.equal(0);
    expect(snapshots).to.have.length(told);
    expect(devices.calls).to.have.length(1);
  });

  it('goes down no further rung when nobody wants it any more', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    const started = media.start(both);
    const prompt = await devices.prompt();
    media.stop();
    prompt.refuse('NotReadableError');
    await started;
    expect(devices.calls).to.have.length(1);
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'off']);
  });

  it('stops the microphone that came while the camera is still being asked for', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    const started = media.start(both);
    (await devices.prompt()).refuse('NotReadableError');
    (await devices.prompt()).allow();
    const camera = await devices.prompt();
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'starting']);
    media.stop();
    expect(devices.live('audio')).to.equal(0);
    camera.allow();
    await started;
    expect(devices.live('video')).to.equal(0);
  });

  it('takes what comes for a wish that was renewed meanwhile, without asking twice', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    const first = media.setCamera(true);
    const prompt = await devices.prompt();
    await media.setCamera(false);
    const second = media.setCamera(true);
    prompt.allow();
    await Promise.all([first, second]);
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'on']);
    expect(devices.calls).to.have.length(1);
  });

  it('asks for the next kind only when the one before is answered', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    const camera = media.setCamera(true);
    const prompt = await devices.prompt();
    const microphone = media.setMicrophone(true);
    expect(devices.calls).to.have.length(1);
    prompt.allow();
    await camera;
    (await devices.prompt()).allow();
    await microphone;
    expect(devices.mostAtOnce).to.equal(1);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'on']);
  });

  it('asks for the other kind when the prompt was ignored, and what it was for is off again', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    void media.setCamera(true);
    const ignored = await devices.prompt();
    await media.setCamera(false);
    const microphone = media.setMicrophone(true);
    await promisesSettled();
    expect(devices.calls.map(({audio}) => Boolean(audio))).to.deep.equal([false, true]);
    devices.prompts.find(({constraints}) => constraints.audio)?.allow();
    await microphone;
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'off']);
    ignored.allow();
    await promisesSettled();
    expect(devices.live('video'), 'it comes too late').to.equal(0);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'off']);
  });

  it('asks anew in the next call when the prompt of the last was ignored, and takes the first answer', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    void media.start(both);
    const ignored = await devices.prompt();
    media.stop();
    const started = media.start(both);
    await promisesSettled();
    expect(devices.calls).to.have.length(2);
    const [, asked] = devices.prompts;
    ignored.allow();
    await started;
    const {microphone, camera} = media.snapshot;
    asked?.allow();
    await promisesSettled();
    expect([media.snapshot.microphone.track, media.snapshot.camera.track]).to.deep.equal([
      microphone.track,
      camera.track,
    ]);
    expect([devices.live('audio'), devices.live('video')]).to.deep.equal([1, 1]);
  });

  it('takes no late answer for a device that was chosen since', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    void media.setCamera(true);
    const ignored = await devices.prompt();
    await media.setCamera(false);
    await media.selectDevice('videoinput', 'cam-2');
    const again = media.setCamera(true);
    await promisesSettled();
    const [, asked] = devices.prompts;
    ignored.allow();
    await promisesSettled();
    expect([inShort(media.snapshot), devices.live('video')]).to.deep.equal([['off', 'starting'], 0]);
    asked?.allow();
    await again;
    expect([media.snapshot.camera.deviceId, devices.live('video')]).to.deep.equal(['cam-2', 1]);
  });

  it('hears nothing of a late refusal', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    void media.setCamera(true);
    const ignored = await devices.prompt();
    await media.setCamera(false);
    const again = media.setCamera(true);
    await promisesSettled();
    ignored.refuse('NotReadableError');
    await promisesSettled();
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'starting']);
    devices.prompts[0]?.allow();
    await again;
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'on']);
    expect(devices.calls).to.have.length(2);
  });

  it('waits for its answer where a second capture would end the first (iOS)', async () => {
    const {media, devices} = setupLocalMedia({platform: 'ios', devices: byHand});
    void media.setCamera(true);
    const prompt = await devices.prompt();
    await media.setCamera(false);
    const microphone = media.setMicrophone(true);
    await promisesSettled();
    expect(devices.calls).to.have.length(1);
    prompt.refuse('NotAllowedError');
    (await devices.prompt()).allow();
    await microphone;
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'off']);
  });

  it('takes over a height that was set meanwhile', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    const started = media.setCamera(true);
    const prompt = await devices.prompt();
    await media.setMaxVideoHeight(360);
    prompt.allow();
    await started;
    expect(devices.last('video').applied.map(({height}) => height)).to.deep.equal([{ideal: 360}]);
  });
});

describe('a track that ends by itself', () => {
  it('is missing when its device is gone', async () => {
    const {media, devices, until} = setupLocalMedia();
    await media.start(both);
    devices.cameras = [];
    devices.last('video').endByItself();
    const {camera, microphone} = await until(({camera: {status}}) => status === 'unavailable');
    expect(camera.error?.code).to.equal('media-missing');
    expect(camera.track).to.be.null;
    expect(microphone.status).to.equal('on');
  });

  it("is replaced by the system's default when its device is gone", async () => {
    const {media, devices, until} = setupLocalMedia();
    await media.start(both);
    await media.selectDevice('videoinput', 'cam-2');
    devices.cameras = ['cam-1'];
    devices.last('video').endByItself();
    const {camera} = await until(({camera: {replaced}}) => replaced);
    expect(camera).to.deep.include({status: 'on', deviceId: 'cam-1', error: null});
    expect(devices.live('video')).to.equal(1);
    await media.setCamera(false);
    await media.setCamera(true);
    expect(media.snapshot.camera, 'chosen by a person now').to.deep.include({status: 'on', replaced: false});
  });

  it('is replaced when the system’s default was unplugged, and its id stands for another one now', async () => {
    const {media, devices, until, snapshots} = setupLocalMedia({devices: headset});
    await media.setMicrophone(true);
    expect(media.snapshot.microphone.deviceId).to.equal('default');
    Object.assign(devices, headsetUnplugged);
    devices.last('audio').endByItself();
    const {microphone} = await until(({microphone: {replaced}}) => replaced);
    expect(microphone).to.deep.include({status: 'on', error: null});
    expect(microphone.track?.getSettings().groupId).to.equal('lid');
    expect(devices.calls).to.have.length(2);
    expect(snapshots.map(({microphone: {status}}) => status)).not.to.include('unavailable');
  });

  it('is in use when the system’s default is the same one still', async () => {
    const {media, devices, until} = setupLocalMedia({devices: headset});
    await media.setMicrophone(true);
    devices.last('audio').endByItself();
    const {microphone} = await until(({microphone: {status}}) => status === 'unavailable');
    expect(microphone.error?.code).to.equal('media-in-use');
  });

  it('is replaced as silent as it was', async () => {
    const {media, devices, until} = setupLocalMedia();
    await media.start(both);
    await media.setMicrophone(false);
    devices.microphones = ['mic-2'];
    devices.last('audio').endByItself();
    const {microphone} = await until(({microphone: {replaced}}) => replaced);
    expect([microphone.status, microphone.track?.enabled]).to.deep.equal(['off', false]);
  });

  it('is in use when its device is still there', async () => {
    const {media, devices, until} = setupLocalMedia();
    await media.start(both);
    devices.last('audio').endByItself();
    const {microphone} = await until(({microphone: {status}}) => status === 'unavailable');
    expect(microphone.error?.code).to.equal('media-in-use');
  });

  it('is denied when the permission was taken back', async () => {
    let permission: PermissionState = 'granted';
    const {media, devices, until} = setupLocalMedia({
      environment: {permissionState: () => Promise.resolve(permission)},
    });
    await media.start(both);
    permission = 'denied';
    devices.last('video').endByItself();
    const {camera} = await until(({camera: {status}}) => status === 'unavailable');
    expect(camera.error?.code).to.equal('media-denied');
  });

  for (const [before, code] of [
    ['granted', 'media-denied'],
    // A browser may ask each time, and say so while it lets one capture.
    ['prompt', 'media-in-use'],
  ] as const) {
    it(`is ${code} where the browser would ask now, and its permission was “${before}”`, async () => {
      let permission: PermissionState = before;
      const {media, devices, until} = setupLocalMedia({
        environment: {permissionState: () => Promise.resolve(permission)},
      });
      await media.start(both);
      permission = 'prompt';
      devices.last('video').endByItself();
      const {camera} = await until(({camera: {status}}) => status === 'unavailable');
      expect(camera.error?.code).to.equal(code);
      expect(devices.calls, 'nobody is asked unasked').to.have.length(1);
    });
  }

  it('is nothing to tell once the camera is off', async () => {
    const {media, devices} = setupLocalMedia();
    await media.start(both);
    devices.last('video').endByItself();
    await media.setCamera(false);
    await media.setMicrophone(true);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'off']);
  });
});

describe('the system’s default', () => {
  const granted = {permissionState: () => Promise.resolve('granted' as const)};
  async function setupDefault(environment: Partial<CaptureEnvironment> = granted) {
    const setup = setupLocalMedia({devices: headset, environment});
    await setup.media.setMicrophone(true);
    await promisesSettled();
    const changeTo = async (different: Partial<FakeMediaDevices>): Promise<void> => {
      Object.assign(setup.devices, different);
      setup.devices.dispatchEvent(new Event('devicechange'));
      await promisesSettled();
    };
    const group = () => setup.media.snapshot.microphone.track?.getSettings().groupId;
    return {...setup, changeTo, group};
  }

  it('is followed when another one becomes it', async () => {
    const {media, devices, changeTo, group, snapshots} = await setupDefault();
    expect(group()).to.equal('headset');
    await changeTo(lidIsDefault);
    expect(group()).to.equal('lid');
    expect(media.snapshot.microphone).to.deep.include({status: 'on', replaced: false, error: null});
    expect([devices.live('audio'), devices.calls.length]).to.deep.equal([1, 2]);
    await changeTo(headset);
    expect(group()).to.equal('headset');
    expect(snapshots.map(({microphone: {status}}) => status)).not.to.include('unavailable');
  });

  it('is followed in silence by a microphone that is off', async () => {
    const {media, devices, changeTo, group} = await setupDefault();
    await media.setMicrophone(false);
    await changeTo(lidIsDefault);
    expect(group()).to.equal('lid');
    expect([media.snapshot.microphone.status, devices.last('audio').enabled]).to.deep.equal(['off', false]);
    expect(devices.live('audio')).to.equal(1);
  });

  it('is followed only where nobody is asked', async () => {
    const {devices, changeTo, group} = await setupDefault({});
    await changeTo(lidIsDefault);
    expect(group()).to.equal('headset');
    expect(devices.calls).to.have.length(1);
  });

  it('is nothing to a microphone that a person chose, or let go', async () => {
    const {media, devices, changeTo} = await setupDefault();
    await media.selectDevice('audioinput', 'mic-1');
    await changeTo(lidIsDefault);
    expect(media.snapshot.microphone.deviceId).to.equal('mic-1');
    media.stop();
    await changeTo(headset);
    expect([devices.calls.length, devices.listed], 'nobody even looks').to.deep.equal([2, 0]);
  });

  it('is not captured over and over where the browser gives another one than it lists', async () => {
    const {devices, changeTo} = await setupDefault();
    devices.given = {default: 'headset'};
    await changeTo(lidIsDefault);
    expect(devices.calls).to.have.length(2);
    await changeTo(lidIsDefault);
    expect(devices.calls).to.have.length(2);
  });

  it('that was unplugged is told as that also when the list tells first', async () => {
    const {media, changeTo, group} = await setupDefault();
    await changeTo(headsetUnplugged);
    expect(group()).to.equal('lid');
    expect(media.snapshot.microphone).to.deep.include({status: 'on', replaced: true, error: null});
  });

  it('that cannot be had is told, and taken up as soon as it can', async () => {
    const clock = new ManualClock();
    const another = {hasIt: false};
    const {media, devices} = setupLocalMedia({
      devices: {...headset, answer: () => (another.hasIt ? 'NotReadableError' : null)},
      environment: granted,
      options: {clock},
    });
    await media.setMicrophone(true);
    await promisesSettled();
    another.hasIt = true;
    Object.assign(devices, lidIsDefault);
    devices.dispatchEvent(new Event('devicechange'));
    await promisesSettled();
    expect(inShort(media.snapshot)).to.deep.equal(['media-in-use', 'off']);
    another.hasIt = false;
    await clock.advance(1_500);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'off']);
  });

  it('can be chosen once more when it is another one than it was', async () => {
    const {media, devices, group} = await setupDefault({});
    await media.selectDevice('audioinput', 'default');
    expect(devices.calls, 'nothing to do').to.have.length(1);
    Object.assign(devices, lidIsDefault);
    await media.selectDevice('audioinput', 'default');
    expect(group()).to.equal('lid');
    expect(devices.live('audio')).to.equal(1);
  });
});

describe('what was lost', () => {
  /** A browser whose permission a test gives and takes. */
  function setupPermission() {
    const granted: {state: PermissionState} = {state: 'granted'};
    const permission = Object.assign(new EventTarget(), granted);
    const clock = new ManualClock();
    // What takes the camera away keeps it until the test says otherwise.
    const another = {hasCamera: false};
    const setup = setupLocalMedia({
      devices: {answer: ({video}) => (video && another.hasCamera ? 'NotReadableError' : null)},
      options: {clock},
      environment: {
        permissionState: () => Promise.resolve(permission.state),
        onPermissionChange: (_kind, listener, signal) => permission.addEventListener('change', listener, {signal}),
      },
    });
    const permit = (state: PermissionState): void => {
      permission.state = state;
      permission.dispatchEvent(new Event('change'));
    };
    return {...setup, permit, clock, another};
  }
  const untilLost = ({until}: ReturnType<typeof setupPermission>) =>
    until(({camera: {status}}) => status === 'unavailable');

  async function setupUnplugged() {
    const setup = setupPermission();
    await setup.media.start(both);
    setup.devices.cameras = [];
    setup.devices.last('video').endByItself();
    await untilLost(setup);
    return setup;
  }

  it('is taken up again when it is plugged in', async () => {
    const {devices, until} = await setupUnplugged();
    devices.cameras = ['cam-1'];
    devices.dispatchEvent(new Event('devicechange'));
    const {camera} = await until(({camera: {status}}) => status === 'on');
    expect(camera, 'nothing replaced it').to.deep.include({deviceId: 'cam-1', replaced: false});
  });

  it('is not asked for while it is not there', async () => {
    const {devices, media} = await setupUnplugged();
    const {length} = devices.calls;
    devices.dispatchEvent(new Event('devicechange'));
    await promisesSettled();
    expect(devices.calls).to.have.length(length);
    expect(media.snapshot.camera.error?.code).to.equal('media-missing');
  });

  it('is taken up again when the permission is given back', async () => {
    const setup = setupPermission();
    await setup.media.start(both);
    setup.permit('denied');
    setup.devices.last('video').endByItself();
    expect((await untilLost(setup)).camera.error?.code).to.equal('media-denied');
    setup.permit('granted');
    await setup.until(({camera: {status}}) => status === 'on');
  });

  it('is never asked for with a prompt that nobody wanted', async () => {
    const setup = setupPermission();
    await setup.media.start(both);
    setup.permit('denied');
    setup.devices.last('video').endByItself();
    await untilLost(setup);
    const {length} = setup.devices.calls;
    setup.permit('prompt');
    await promisesSettled();
    expect(setup.devices.calls).to.have.length(length);
  });

  it('is tried again when the page is looked at again, for another program may have let it go', async () => {
    const setup = setupPermission();
    await setup.media.start(both);
    setup.devices.last('video').endByItself();
    expect((await untilLost(setup)).camera.error?.code).to.equal('media-in-use');
    document.dispatchEvent(new Event('visibilitychange'));
    await setup.until(({camera: {status}}) => status === 'on');
  });

  /** Another program takes the camera, which stays plugged in. */
  async function setupTaken() {
    const setup = setupPermission();
    await setup.media.start(both);
    setup.another.hasCamera = true;
    setup.devices.last('video').endByItself();
    await untilLost(setup);
    return setup;
  }

  it('is tried again by itself, for a minute, and the failure is told once', async () => {
    const {clock, devices, media, snapshots} = await setupTaken();
    const [{length: asked}, {length: told}] = [devices.calls, snapshots];
    const error = media.snapshot.camera.error;
    await clock.advance(60_500);
    const tries = devices.calls.length - asked;
    expect(tries).to.equal(12, 'two rungs of the ladder, six times');
    await clock.advance(600_000);
    expect(devices.calls.length - asked).to.equal(tries);
    expect(snapshots.length, 'nothing flickers').to.equal(told);
    expect(media.snapshot.camera.error === error).to.equal(true);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'media-in-use']);
    expect(clock.pending).to.equal(0);
  });

  it('is on again with the first try that finds it free, and silent if it was', async () => {
    const setup = await setupTaken();
    const {another, clock, devices, media} = setup;
    await media.setMicrophone(false);
    devices.last('audio').endByItself();
    await setup.until(({microphone: {error}}) => error !== null);
    await clock.advance(3_500);
    another.hasCamera = false;
    await clock.advance(4_000);
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'on']);
    expect(devices.last('audio').enabled).to.equal(false);
    expect(clock.pending).to.equal(0);
    await media.setMicrophone(true);
    expect(devices.last('audio').enabled).to.equal(true);
  });

  it('that ends again with each try is left alone after a minute', async () => {
    const setup = setupPermission();
    const {clock, devices, media} = setup;
    await media.start(both);
    const {length: asked} = devices.calls;
    for (let second = 0; second < 200; second++) {
      if (devices.live('video') > 0) devices.last('video').endByItself();
      await clock.advance(1_000);
    }
    expect(devices.calls.length - asked).to.equal(6);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'media-in-use']);
  });

  it('is tried for a minute again when it is lost another time', async () => {
    const setup = await setupTaken();
    setup.another.hasCamera = false;
    await setup.clock.advance(1_500);
    expect(inShort(setup.media.snapshot)).to.deep.equal(['on', 'on']);
    await setup.clock.advance(61_000);
    setup.devices.last('video').endByItself();
    await untilLost(setup);
    await setup.clock.advance(1_500);
    expect(inShort(setup.media.snapshot)).to.deep.equal(['on', 'on']);
  });

  for (const afterMs of [3_500, 180_000]) {
    it(`is still waited for when a person tries another one after ${afterMs} ms, which is taken as well`, async () => {
      const {another, clock, devices, media} = await setupTaken();
      await clock.advance(afterMs);
      const choices = ['cam-2', 'cam-1'].map(id => rejection(media.selectDevice('videoinput', id)));
      expect((await Promise.all(choices)).map(codeOf)).to.deep.equal(['aborted', 'media-in-use']);
      expect(inShort(media.snapshot)).to.deep.equal(['on', 'media-in-use']);
      another.hasCamera = false;
      await clock.advance(10_000);
      expect(inShort(media.snapshot)).to.deep.equal(['on', 'on']);
      expect([devices.live('video'), clock.pending]).to.deep.equal([1, 0]);
    });
  }

  it('is waited for no longer once a person has chosen another one', async () => {
    const {another, clock, devices, media} = await setupTaken();
    another.hasCamera = false;
    await media.selectDevice('videoinput', 'cam-2');
    const {length} = devices.calls;
    await clock.advance(60_500);
    expect(media.snapshot.camera).to.deep.include({status: 'on', deviceId: 'cam-2'});
    expect(devices.calls).to.have.length(length);
    expect(clock.pending).to.equal(0);
  });

  it('says what is the matter now: taken, then unplugged', async () => {
    const {clock, devices, media} = await setupTaken();
    devices.cameras = [];
    devices.dispatchEvent(new Event('devicechange'));
    await clock.advance(100);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'media-missing']);
  });

  it('is left alone once it was turned off', async () => {
    const {devices, media} = await setupUnplugged();
    await media.setCamera(false);
    const {length} = devices.calls;
    devices.cameras = ['cam-1'];
    devices.dispatchEvent(new Event('devicechange'));
    document.dispatchEvent(new Event('visibilitychange'));
    await promisesSettled();
    expect(devices.calls).to.have.length(length);
    expect(media.snapshot.camera.status).to.equal('off');
  });
});

describe('an end that is told late', () => {
  it('is nothing to a camera that was turned on anew meanwhile', async () => {
    const asked = new EventTarget();
    let answer: (state: PermissionState) => void = () => undefined;
    const {media, devices} = setupLocalMedia({
      environment: {
        permissionState: () =>
          new Promise(resolve => {
            answer = resolve;
            asked.dispatchEvent(new Event('asked'));
          }),
      },
    });
    await media.setCamera(true);
    const reasonAsked = oneEvent(asked, 'asked');
    devices.last('video').endByItself();
    await reasonAsked;
    await media.setCamera(false);
    const again = media.setCamera(true);
    answer('denied');
    await again;
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'on']);
    expect(devices.live('video')).to.equal(1);
  });
});

describe('interruption', () => {
  it('is shown, and over by itself', async () => {
    const {media, devices, snapshots} = setupLocalMedia({platform: 'ios'});
    await media.start(both);
    const {track} = media.snapshot.microphone;
    devices.last('audio').setMuted(true);
    expect(media.snapshot.microphone).to.deep.include({status: 'on', interrupted: true, track});
    expect(media.snapshot.camera.interrupted).to.be.false;
    devices.last('audio').setMuted(false);
    expect(media.snapshot.microphone).to.deep.include({status: 'on', interrupted: false, track});
    expect(devices.calls).to.have.length(1);
    expect(snapshots.at(-1)).to.equal(media.snapshot);
  });

  it('is not shown of a microphone that is off', async () => {
    const {media, devices} = setupLocalMedia();
    await media.setMicrophone(true);
    await media.setMicrophone(false);
    devices.last('audio').setMuted(true);
    expect(media.snapshot.microphone).to.deep.include({status: 'off', interrupted: false});
  });

  it('that does not end is overcome by turning the microphone off and on: a new capture', async () => {
    const {media, devices} = setupLocalMedia();
    await media.setMicrophone(true);
    devices.last('audio').setMuted(true);
    await media.setMicrophone(false);
    await media.setMicrophone(true);
    expect(devices.calls).to.have.length(2);
    expect(devices.live('audio')).to.equal(1);
    expect(media.snapshot.microphone.interrupted).to.be.false;
  });
});

describe('selectDevice', () => {
  it('opens the new camera before the old one is let go', async () => {
    const {media, devices, snapshots} = setupLocalMedia();
    await media.start(both);
    const told = snapshots.length;
    await media.selectDevice('videoinput', 'cam-2');
    expect(media.snapshot.camera).to.deep.include({status: 'on', deviceId: 'cam-2'});
    expect(devices.live('video')).to.equal(1);
    expect(snapshots.slice(told).map(({camera}) => camera.status)).to.deep.equal(['on']);
    expect(devices.calls.at(-1)).to.deep.include({audio: false});
  });

  for (const platform of ['ios', 'android'] as const) {
    it(`lets the old camera go first on ${platform}`, async () => {
      const {media, devices, snapshots} = setupLocalMedia({
        platform,
        devices: platform === 'ios' ? {endsEarlierCaptures: true} : {oneCamera: true},
      });
      await media.start(both);
      const told = snapshots.length;
      await media.selectDevice('videoinput', 'cam-2');
      expect(inShort(media.snapshot)).to.deep.equal(['on', 'on']);
      expect(media.snapshot.camera.deviceId).to.equal('cam-2');
      expect(snapshots.slice(told).map(({camera}) => camera.status)).to.include.members(['starting', 'on']);
      expect([devices.live('audio'), devices.live('video')]).to.deep.equal([1, 1]);
      expect(devices.calls.filter(({video}) => video)).to.have.length(2);
    });
  }

  it('lets the old one go where a driver opens one at a time, although nothing told so', async () => {
    const {media, devices} = setupLocalMedia({devices: {oneCamera: true}});
    await media.start(both);
    await media.selectDevice('videoinput', 'cam-2');
    expect(media.snapshot.camera).to.deep.include({status: 'on', deviceId: 'cam-2'});
    expect(devices.live('video')).to.equal(1);
  });

  it('keeps the microphone silent through a switch', async () => {
    const {media, devices} = setupLocalMedia();
    await media.setMicrophone(true);
    await media.setMicrophone(false);
    await media.selectDevice('audioinput', 'mic-2');
    expect(media.snapshot.microphone).to.deep.include({status: 'off', deviceId: 'mic-2'});
    expect(devices.last('audio').enabled).to.be.false;
    expect(devices.live('audio')).to.equal(1);
  });

  it('is remembered while the kind is off, and nothing is captured', async () => {
    const {media, devices} = setupLocalMedia();
    await media.selectDevice('videoinput', 'cam-2');
    expect(media.snapshot.camera).to.deep.include({status: 'off', deviceId: 'cam-2'});
    expect(devices.calls).to.be.empty;
    await media.setCamera(true);
    expect(media.snapshot.camera.deviceId).to.equal('cam-2');
  });

  it('tells a device that is gone, and the one before goes on', async () => {
    const {media, devices} = setupLocalMedia();
    await media.start(both);
    const {track} = media.snapshot.camera;
    expect(codeOf(await rejection(media.selectDevice('videoinput', 'cam-9')))).to.equal('media-missing');
    expect(media.snapshot.camera).to.deep.include({status: 'on', track, deviceId: 'cam-1'});
    expect(devices.live('video')).to.equal(1);
  });

  it('opens the one before again where that had to be let go first', async () => {
    const {media, devices} = setupLocalMedia({platform: 'android', devices: {oneCamera: true}});
    await media.start(both);
    expect(codeOf(await rejection(media.selectDevice('videoinput', 'cam-9')))).to.equal('media-missing');
    expect(media.snapshot.camera).to.deep.include({status: 'on', deviceId: 'cam-1'});
    expect(devices.live('video')).to.equal(1);
  });

  it('falls back to another device when the remembered one is gone at the next start', async () => {
    const {media} = setupLocalMedia();
    await media.selectDevice('videoinput', 'cam-9');
    await media.start(both);
    expect(media.snapshot.camera).to.deep.include({status: 'on', deviceId: 'cam-1'});
  });

  it('starts a kind that was unavailable, as silent as it was', async () => {
    const {media, devices, until} = setupLocalMedia();
    await media.start(both);
    await media.setMicrophone(false);
    devices.microphones = [];
    devices.last('audio').endByItself();
    await until(({microphone: {status}}) => status === 'unavailable');
    devices.microphones = ['mic-2'];
    await media.selectDevice('audioinput', 'mic-2');
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'on']);
    expect(media.snapshot.microphone.track?.enabled).to.be.false;
  });

  it('ends with the last of two quick choices', async () => {
    const {media, devices} = setupLocalMedia();
    await media.start(both);
    const [first] = await Promise.all([
      rejection(media.selectDevice('videoinput', 'cam-2')),
      media.selectDevice('videoinput', 'cam-1'),
    ]);
    expect(codeOf(first), 'the first was not chosen').to.equal('aborted');
    expect(media.snapshot.camera.deviceId).to.equal('cam-1');
    expect(devices.live('video')).to.equal(1);
  });

  it('refuses a speaker, which is chosen elsewhere', async () => {
    const {media} = setupLocalMedia();
    expect(codeOf(await rejection(media.selectDevice('audiooutput', 'x')))).to.equal('unsupported');
  });
});

describe('one capture at a time (iOS)', () => {
  const ios = {platform: 'ios', devices: {endsEarlierCaptures: true}} as const;

  it('captures both kinds anew in one call when one is added', async () => {
    const {media, devices, snapshots} = setupLocalMedia(ios);
    await media.setMicrophone(true);
    await media.setCamera(true);
    expect(devices.calls[1]).to.satisfy(asksForBoth);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'on']);
    expect([devices.live('audio'), devices.live('video')]).to.deep.equal([1, 1]);
    expect(snapshots.map(({microphone}) => microphone.status)).not.to.include('unavailable');
  });

  it('takes no loss of the first capture for a fault while the second is being asked for', async () => {
    const {media, devices, snapshots} = setupLocalMedia({...ios, devices: byHand});
    const first = media.setMicrophone(true);
    (await devices.prompt()).allow();
    await first;
    const second = media.setCamera(true);
    const prompt = await devices.prompt();
    devices.last('audio').endByItself();
    // Whatever would tell of it has had its turn.
    await promisesSettled();
    prompt.allow();
    await second;
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'on']);
    expect(snapshots.map(({microphone}) => microphone.status)).not.to.include('unavailable');
  });

  it('tells that loss when the second is refused', async () => {
    const {media, devices} = setupLocalMedia({...ios, devices: byHand});
    const first = media.setMicrophone(true);
    (await devices.prompt()).allow();
    await first;
    const second = media.setCamera(true);
    const prompt = await devices.prompt();
    devices.last('audio').endByItself();
    prompt.refuse('SecurityError');
    await second;
    expect(inShort(media.snapshot)).to.deep.equal(['insecure-context', 'insecure-context']);
    expect(media.snapshot.microphone.track).to.be.null;
  });

  it('keeps a silent microphone silent then', async () => {
    const {media, devices} = setupLocalMedia(ios);
    await media.setMicrophone(true);
    await media.setMicrophone(false);
    await media.setCamera(true);
    expect(devices.last('audio').enabled).to.be.false;
    expect(inShort(media.snapshot)).to.deep.equal(['off', 'on']);
  });

  it('keeps the microphone when the added camera is refused', async () => {
    const {media, devices} = setupLocalMedia({
      ...ios,
      devices: {answer: ({video}) => (video ? 'NotAllowedError' : null)},
    });
    await media.setMicrophone(true);
    await media.setCamera(true);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'media-denied']);
    expect(devices.live('audio')).to.equal(1);
  });

  it('does not end the microphone that came by asking for the camera once more', async () => {
    const {media, devices} = setupLocalMedia({
      ...ios,
      devices: {...ios.devices, answer: ({audio, video}) => (audio && video ? 'NotReadableError' : null)},
    });
    await media.start(both);
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'media-in-use']);
    expect(devices.calls).to.have.length(2);
    expect(devices.live('audio')).to.equal(1);
  });

  it('asks for the missing kind alone elsewhere', async () => {
    const {media, devices} = setupLocalMedia();
    await media.setMicrophone(true);
    await media.setCamera(true);
    expect(devices.calls.map(({audio}) => Boolean(audio))).to.deep.equal([true, false]);
  });
});

describe('setMaxVideoHeight', () => {
  it('resizes the running picture, and later captures', async () => {
    const {media, devices} = setupLocalMedia();
    await media.setCamera(true);
    await media.setMaxVideoHeight(360);
    expect(devices.last('video').applied).to.deep.equal([
      {height: {ideal: 360}, width: {ideal: 640}, frameRate: {ideal: 30}},
    ]);
    await media.setCamera(false);
    await media.setCamera(true);
    expect(devices.calls.at(-1)?.video).to.deep.include({height: {ideal: 360}});
    expect(devices.last('video').applied).to.be.empty;
  });
});

describe('snapshot', () => {
  it('is frozen, another one after each change, and its unchanged parts are the same', async () => {
    const {media, snapshots} = setupLocalMedia();
    await media.start(both);
    const before = media.snapshot;
    await media.setCamera(false);
    expect(media.snapshot).not.to.equal(before);
    expect(media.snapshot.microphone).to.equal(before.microphone);
    expect(new Set(snapshots)).to.have.property('size', snapshots.length);
    for (const snapshot of snapshots) {
      expect(snapshot).to.be.frozen;
      expect(snapshot.camera).to.be.frozen;
    }
  });
});
