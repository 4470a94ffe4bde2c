import {expect, fixture, html, waitUntil} from '@open-wc/testing';
import {en} from '../../../src/locale/en.js';
import {personTile} from '../../../src/ui/stage-plan.js';
import type {VideoCallTile} from '../../../src/ui/video-call-tile.js';
import {hasSound, tone, type Tone} from '../../support/tone.js';
import {defineCallHost} from './support/call-host.js';
import {FaultyAudioContext} from './support/faulty-audio-context.js';
import {Loudness} from './support/loudness.js';
import {makeVolumeReadOnly, readOnlyVolumes, restoreVolume} from './support/read-only-volume.js';
import {person} from './support/views.js';

const patience = {interval: 10, timeout: 10_000};
const until = (condition: () => boolean, what: string): Promise<void> => waitUntil(condition, what, patience);

/** How loud a tone is by itself. */
const fullAmplitude = 0.5;

function audioOf(tile: VideoCallTile): HTMLAudioElement {
  const audio = tile.renderRoot.querySelector('audio');
  if (!audio) throw new Error('no audio');
  return audio;
}

const tracksOf = ({srcObject}: HTMLMediaElement): readonly MediaStreamTrack[] =>
  srcObject instanceof MediaStream ? srcObject.getTracks() : [];

describe('volume where the one of an <audio> cannot be set (iOS)', () => {
  let sound: Tone;
  let loudness: Loudness;

  before(async function () {
    if (!(await hasSound())) this.skip();
  });
  beforeEach(() => {
    sound = tone();
    loudness = new Loudness();
    makeVolumeReadOnly();
    FaultyAudioContext.install();
  });
  afterEach(async () => {
    FaultyAudioContext.uninstall();
    restoreVolume();
    await Promise.all([sound.close(), loudness.close()]);
  });

  async function setupTile(volume: number, stream = new MediaStream([sound.track])): Promise<VideoCallTile> {
    defineCallHost();
    const model = personTile(person('Ana', {stream}), en);
    return fixture<VideoCallTile>(
      html`<video-call-tile .model=${model} .strings=${en} .volume=${volume}></video-call-tile>`,
    );
  }

  /** The tone itself, past every gain. */
  const isDirect = (tile: VideoCallTile): boolean => tracksOf(audioOf(tile))[0] === sound.track;
  const untilQuieter = (tile: VideoCallTile): Promise<void> => until(() => !isDirect(tile), 'it is made quieter');
  const [contextOf, openContexts] = [() => FaultyAudioContext.opened.at(-1), () => FaultyAudioContext.open.length];

  for (const how of Object.keys(readOnlyVolumes) as (keyof typeof readOnlyVolumes)[]) {
    it(`that ${how}: is made by a gain, and in full is no gain at all`, async () => {
      makeVolumeReadOnly(how);
      const tile = await setupTile(0.2);
      await untilQuieter(tile);
      await loudness.until(audioOf(tile), 0.2 * fullAmplitude);
      expect(audioOf(tile).muted).to.equal(false);
      await until(() => !audioOf(tile).paused, 'it plays');
      tile.volume = 1;
      await tile.updateComplete;
      expect(isDirect(tile)).to.equal(true);
      await loudness.until(audioOf(tile), fullAmplitude);
      await until(() => openContexts() === 0, 'the context is closed');
    });
  }

  it('changes while it plays, without another stream', async () => {
    const tile = await setupTile(0.2);
    await untilQuieter(tile);
    const {srcObject} = audioOf(tile);
    tile.volume = 0.7;
    await loudness.until(audioOf(tile), 0.7 * fullAmplitude);
    expect(audioOf(tile).srcObject === srcObject).to.equal(true);
  });

  it('needs no context at full volume', async () => {
    const tile = await setupTile(1);
    await loudness.until(audioOf(tile), fullAmplitude);
    expect(FaultyAudioContext.opened.length).to.equal(0);
  });

  it('of 0 is muted as well, in case that no context runs', async () => {
    const tile = await setupTile(0);
    expect(audioOf(tile).muted).to.equal(true);
    await untilQuieter(tile);
    tile.volume = 0.2;
    await tile.updateComplete;
    expect(audioOf(tile).muted).to.equal(false);
    await loudness.until(audioOf(tile), 0.2 * fullAmplitude);
  });

  it('is made of the sound of a real connection', async () => {
    const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
    near.onicecandidate = ({candidate}) => void far.addIceCandidate(candidate ?? undefined);
    far.onicecandidate = ({candidate}) => void near.addIceCandidate(candidate ?? undefined);
    near.addTrack(sound.track);
    await near.setLocalDescription();
    if (near.localDescription) await far.setRemoteDescription(near.localDescription);
    await far.setLocalDescription();
    if (far.localDescription) await near.setRemoteDescription(far.localDescription);
    const [receiver] = far.getReceivers();
    if (!receiver) throw new Error('nothing is received');
    const tile = await setupTile(0.2, new MediaStream([receiver.track]));
    await until(() => tracksOf(audioOf(tile))[0] !== receiver.track, 'it is made quieter');
    await loudness.until(audioOf(tile), 0.2 * fullAmplitude);
    near.close();
    far.close();
  });

  it('follows another track', async () => {
    const other = tone();
    other.gain.value = 1;
    const before = FaultyAudioContext.opened.length;
    const tile = await setupTile(0.2);
    await loudness.until(audioOf(tile), 0.2 * fullAmplitude);
    tile.model = personTile(person('Ana', {stream: new MediaStream([other.track])}), en);
    await loudness.until(audioOf(tile), 0.2);
    expect(FaultyAudioContext.opened.length - before).to.equal(1);
    await other.close();
  });

  it('is full while the context is interrupted, which is left to end by itself', async () => {
    const tile = await setupTile(0.2);
    await untilQuieter(tile);
    const resumed = contextOf()?.resumed;
    contextOf()?.fail('interrupted');
    expect(isDirect(tile)).to.equal(true);
    for (const type of ['visibilitychange', 'pointerup']) document.dispatchEvent(new Event(type));
    expect(contextOf()?.resumed).to.equal(resumed);
    contextOf()?.fail(null);
    expect(isDirect(tile)).to.equal(false);
    await loudness.until(audioOf(tile), 0.2 * fullAmplitude);
  });

  it('comes back by itself when an interruption leaves the context suspended', async () => {
    const tile = await setupTile(0.2);
    await untilQuieter(tile);
    contextOf()?.fail('interrupted');
    contextOf()?.fail('suspended');
    await untilQuieter(tile);
  });

  for (const type of ['pointerup', 'keydown', 'visibilitychange']) {
    it(`is full until a context may run: ${type} may be what it waited for`, async () => {
      FaultyAudioContext.isRefused = true;
      const tile = await setupTile(0.2);
      await until(() => openContexts() === 1, 'a context is opened');
      await loudness.until(audioOf(tile), fullAmplitude);
      expect(isDirect(tile)).to.equal(true);
      FaultyAudioContext.isRefused = false;
      document.dispatchEvent(new Event(type));
      await untilQuieter(tile);
    });
  }

  it('has one context for all tiles, closed with the last of them', async () => {
    const tiles = [await setupTile(0.2), await setupTile(0.5)];
    for (const tile of tiles) await untilQuieter(tile);
    expect(FaultyAudioContext.opened.length).to.equal(1);
    tiles[0]?.remove();
    expect(openContexts()).to.equal(1);
    tiles[1]?.remove();
    await until(() => openContexts() === 0, 'the context is closed');
    const resumed = contextOf()?.resumed;
    document.dispatchEvent(new Event('pointerup'));
    expect(contextOf()?.resumed).to.equal(resumed);
  });

  it('goes on after the tile was moved', async () => {
    const tile = await setupTile(0.2);
    await untilQuieter(tile);
    const elsewhere = await fixture<HTMLElement>(html`<div></div>`);
    const {srcObject} = audioOf(tile);
    elsewhere.append(tile);
    expect(audioOf(tile).srcObject === srcObject).to.equal(true);
    await loudness.until(audioOf(tile), 0.2 * fullAmplitude);
    expect(openContexts()).to.equal(1);
  });

  it('opens nothing for a tile that went meanwhile', async () => {
    const tile = await setupTile(0.2);
    tile.remove();
    const other = await setupTile(0.2);
    await untilQuieter(other);
    expect(FaultyAudioContext.opened.length).to.equal(1);
    other.remove();
    await until(() => openContexts() === 0, 'the context is closed');
  });

  it('lets go of a sound that ends, and begins anew with the next', async () => {
    const tile = await setupTile(0.2);
    await untilQuieter(tile);
    tile.model = personTile(person('Ana'), en);
    await tile.updateComplete;
    expect(tracksOf(audioOf(tile))).to.deep.equal([]);
    await until(() => openContexts() === 0, 'the context is closed');
    tile.model = personTile(person('Ana', {stream: new MediaStream([sound.track])}), en);
    await untilQuieter(tile);
  });
});
