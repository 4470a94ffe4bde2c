import {expect} from '@open-wc/testing';
import type {LocalMedia, LocalMediaSnapshot} from '../../../src/media/local-media.js';
import {createLocalMedia} from '../../../src/media/local-media-capture.js';

/** The browser's own fake microphone and camera. */
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

  it('brings microphone and camera', async () => {
    await media.start({microphone: true, camera: true});
    expect(media.snapshot.microphone.status).to.equal('on');
    expect(media.snapshot.camera.status).to.equal('on');
    expect(media.snapshot.microphone.track?.kind).to.equal('audio');
    expect(media.snapshot.camera.track?.kind).to.equal('video');
    expect(media.snapshot.camera.track?.getSettings().height).to.be.at.most(360);
    expect(snapshots.at(-1)).to.equal(media.snapshot);
  });
});
