import {expect, fixture, html} from '@open-wc/testing';
import {readCaptureEnvironment} from '../../../src/media/capture-environment.js';
import {fateOf, isAlias} from '../../../src/media/device-fate.js';
import {deviceChoices} from '../../../src/media/device-list.js';
import {createLocalMedia} from '../../../src/media/local-media-capture.js';
import type {LocalMedia, LocalMediaSnapshot} from '../../../src/media/local-media.js';
import {inShort} from './support/setup-local-media.js';

const isChromium = 'featurePolicy' in document;

/** The browser's own `getUserMedia`, with the fake microphone and camera that it brings for tests. */
describe('local media in this browser', () => {
  let media: LocalMedia;
  let snapshots: LocalMediaSnapshot[];

  beforeEach(() => {
    snapshots = [];
    media = createLocalMedia({onChange: snapshot => snapshots.push(snapshot), maxVideoHeightPx: 360});
  });

  afterEach(() => {
    media.stop();
  });

  it('brings microphone and camera, no larger than asked', async () => {
    await media.start({microphone: true, camera: true});
    expect(inShort(media.snapshot)).to.deep.equal(['on', 'on']);
    expect(media.snapshot.microphone.track?.kind).to.equal('audio');
    expect(media.snapshot.camera.track?.kind).to.equal('video');
    expect(media.snapshot.camera.track?.getSettings().height).to.be.within(1, 480);
    expect(media.snapshot.microphone.deviceId).not.to.equal('');
    expect(snapshots.at(-1)).to.equal(media.snapshot);
  });

  it('finds the microphone that it captured in the list, where an id may stand for another later by its group', async () => {
    await media.start({microphone: true, camera: false});
    const {track} = media.snapshot.microphone;
    if (!track) throw new Error('no microphone');
    expect(isAlias(track), 'Chromium alone has such ids').to.equal(isChromium);
    expect(fateOf(track, 'audioinput', await navigator.mediaDevices.enumerateDevices())).to.equal('there');
  });

  it('turns the camera off and on with a track of its own each time, the microphone with the same', async () => {
    await media.start({microphone: true, camera: true});
    const {microphone, camera} = media.snapshot;
    await media.setCamera(false);
    await media.setMicrophone(false);
    expect(camera.track?.readyState).to.equal('ended');
    expect(microphone.track).to.deep.include({readyState: 'live', enabled: false});
    await media.setCamera(true);
    await media.setMicrophone(true);
    expect(media.snapshot.camera.track).not.to.equal(camera.track);
    expect(media.snapshot.camera.track?.readyState).to.equal('live');
    expect(media.snapshot.microphone.track).to.equal(microphone.track);
    expect(microphone.track?.enabled).to.be.true;
  });

  it('leaves nothing live after stop', async () => {
    await media.start({microphone: true, camera: true});
    const tracks = [media.snapshot.microphone.track, media.snapshot.camera.track];
    media.stop();
    expect(tracks.map(track => track?.readyState)).to.deep.equal(['ended', 'ended']);
  });

  it('stops a camera that comes after stop', async () => {
    const started = media.start({microphone: false, camera: true});
    media.stop();
    await started;
    expect(media.snapshot.camera).to.deep.include({status: 'off', track: null});
  });

  it('switches to the camera that was picked', async () => {
    await media.start({microphone: false, camera: true});
    const cameras = deviceChoices(await navigator.mediaDevices.enumerateDevices()).filter(
      ({kind}) => kind === 'videoinput',
    );
    const picked = cameras.at(-1)?.deviceId ?? '';
    await media.selectDevice('videoinput', picked);
    expect(media.snapshot.camera).to.deep.include({status: 'on', deviceId: picked});
  });

  it('tells of a camera that is not there, and goes on with the one it has', async () => {
    await media.start({microphone: false, camera: true});
    const {track} = media.snapshot.camera;
    let code = '';
    try {
      await media.selectDevice('videoinput', 'no-such-camera');
    } catch (error) {
      code = (error as {code: string}).code;
    }
    expect(code).to.equal('media-missing');
    expect(media.snapshot.camera.track).to.equal(track);
    expect(track?.readyState).to.equal('live');
  });

  it('resizes the running picture', async () => {
    await media.start({microphone: false, camera: true});
    await media.setMaxVideoHeight(180);
    const {track} = media.snapshot.camera;
    // Chromium drops `ideal` from what it reports; Firefox's fake camera has one size, so the wish is what can be seen.
    const height = () => JSON.stringify(track?.getConstraints().height).replace(/\D/g, '');
    expect(height()).to.equal('180');
    expect(track?.readyState).to.equal('live');
  });

  it('is blocked by a page whose policy forbids it', async function () {
    // Firefox tells no policy to scripts; its refusal is the same as a person's.
    if (!isChromium) this.skip();
    const frame = await fixture<HTMLIFrameElement>(
      html`<iframe allow="camera 'none'; microphone 'self'" srcdoc="<p>frame</p>"></iframe>`,
    );
    const view = frame.contentWindow as (Window & typeof globalThis) | null;
    if (!view) throw new Error('no frame');
    const framed = createLocalMedia({onChange: () => undefined, environment: readCaptureEnvironment(view)});
    await framed.start({microphone: true, camera: true});
    expect(inShort(framed.snapshot)).to.deep.equal(['on', 'blocked-by-page']);
    framed.stop();
  });
});
