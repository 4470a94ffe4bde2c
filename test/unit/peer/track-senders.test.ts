import {expect} from '@open-wc/testing';
import {noTracks, slots, TrackSenders, type SendLimits, type Slot} from '../../../src/peer/track-senders.js';
import {until} from './support/link-pair.js';

/** What a real connection is told to send. */
function setup() {
  const connection = new RTCPeerConnection();
  const senders = new TrackSenders(connection, {videoCodecs: [], tracks: noTracks, maxVideoHeightPx: 720});
  senders.add();
  const parametersOf = (slot: Slot): RTCRtpSendParameters | undefined =>
    connection.getTransceivers()[slots.indexOf(slot)]?.sender.getParameters();
  const encodingOf = (slot: Slot): RTCRtpEncodingParameters | undefined => parametersOf(slot)?.encodings[0];
  const close = (): void => {
    connection.close();
  };
  return {connection, senders, parametersOf, encodingOf, close};
}

/** A camera that gives this size. */
function cameraOf(widthPx: number, heightPx: number) {
  const [track] = document.createElement('canvas').captureStream().getVideoTracks();
  if (!track) throw new Error('no track');
  const size = {width: widthPx, height: heightPx};
  track.getSettings = () => size;
  return {size, tracks: {...noTracks, camera: track}};
}

const good: SendLimits = {scaleDownBy: 1.5, framesPerSecond: 30, kbps: 900, screenKbps: 1_500, soundKbps: null};
const narrow: SendLimits = {scaleDownBy: 4, framesPerSecond: 12, kbps: 110, screenKbps: 150, soundKbps: 20};
const soundOnly: SendLimits = {scaleDownBy: 4, framesPerSecond: 12, kbps: 0, screenKbps: 0, soundKbps: 20};

it('TrackSenders bounds a voice from the start, and leaves the camera to the browser', async () => {
  const {encodingOf, close} = setup();
  await until(() => encodingOf('microphone')?.maxBitrate === 32_000, 'sound is bounded');
  expect(encodingOf('camera')?.maxBitrate).to.equal(undefined);
  close();
});

it('TrackSenders say which sound belongs to which picture, on both sides: they are to be played in step', async () => {
  const {connection, close} = setup();
  const answerer = new RTCPeerConnection();
  await connection.setLocalDescription();
  const {localDescription: offer} = connection;
  if (!offer) throw new Error('no offer');
  await answerer.setRemoteDescription(offer);
  new TrackSenders(answerer, {videoCodecs: [], tracks: noTracks, maxVideoHeightPx: 720}).attach();
  await answerer.setLocalDescription();
  for (const {localDescription} of [connection, answerer]) {
    const sections = (localDescription?.sdp ?? '').split('\nm=').slice(1, 5);
    const streams = sections.map(section => /^a=msid:(\S+)/m.exec(section)?.[1]);
    const [voice, camera, screen, screenAudio] = streams;
    expect(streams.includes(undefined) || streams.includes('-'), streams.join()).to.equal(false);
    expect([camera, screenAudio]).to.deep.equal([voice, screen]);
    expect(screen).to.not.equal(voice);
  }
  answerer.close();
  close();
});

describe('how large TrackSenders send the camera', () => {
  const sizes: readonly (readonly [string, number, number, number])[] = [
    ['as large as may be', 1280, 720, 1],
    ['smaller', 320, 180, 1],
    ['held upright, as large as may be', 720, 1280, 1],
    ['too large', 1920, 1080, 1.5],
    ['held upright, too large', 1080, 1920, 1.5],
  ];
  for (const [what, widthPx, heightPx, scale] of sizes) {
    it(`${what}: ${String(widthPx)}x${String(heightPx)} is scaled down by ${String(scale)}`, async () => {
      const {senders, encodingOf, close} = setup();
      senders.set(cameraOf(widthPx, heightPx).tracks);
      await until(() => (encodingOf('camera')?.scaleResolutionDownBy ?? 1) === scale, 'scaled from the start');
      senders.limit(good);
      await until(() => encodingOf('camera')?.scaleResolutionDownBy === scale * 1.5, 'and what the ladder asks');
      close();
    });
  }

  it('follows the most that may be sent, and the camera that gives another size than before', async () => {
    const {senders, encodingOf, close} = setup();
    const scaled = (scale: number) =>
      until(() => encodingOf('camera')?.scaleResolutionDownBy === scale, `scaled down by ${String(scale)}`);
    const {size, tracks} = cameraOf(1280, 720);
    senders.set(tracks);
    senders.setMaxVideoHeight(180);
    await scaled(4);
    Object.assign(size, {width: 640, height: 360});
    senders.fitPicture();
    await scaled(2);
    senders.setMaxVideoHeight(720);
    await scaled(1);
    close();
  });
});

describe('what TrackSenders.limit() tells a connection', () => {
  it('the camera gets smaller and keeps moving, a screen stays sharp, sound goes first', async () => {
    const {senders, parametersOf, encodingOf, close} = setup();
    senders.limit(good);
    await until(() => encodingOf('microphone')?.priority === 'high', 'the last of the three is set');
    const {active, maxBitrate, scaleResolutionDownBy, maxFramerate} = encodingOf('camera') ?? {};
    expect([active, maxBitrate, scaleResolutionDownBy, maxFramerate]).to.deep.equal([true, 900_000, 1.5, 30]);
    expect(encodingOf('screen')?.maxBitrate).to.equal(1_500_000);
    expect(encodingOf('screen')?.scaleResolutionDownBy ?? 1).to.equal(1);
    expect(encodingOf('microphone')?.maxBitrate, 'what a voice takes').to.equal(32_000);
    // Firefox keeps no such preference in what it tells.
    expect(parametersOf('camera')?.degradationPreference).to.be.oneOf(['maintain-framerate', undefined]);
    expect(parametersOf('screen')?.degradationPreference).to.be.oneOf(['maintain-resolution', undefined]);
    close();
  });

  it('the sound of a screen is left to the browser, bounded as a voice where the line is narrow, and gone with its picture', async () => {
    const {senders, encodingOf, close} = setup();
    const bits = navigator.userAgent.includes('Firefox') ? 12_000 : 20_000;
    senders.limit(narrow);
    await until(() => encodingOf('screenAudio')?.maxBitrate === bits, 'it leaves the voice its part');
    expect([encodingOf('screenAudio')?.active, encodingOf('screenAudio')?.priority === 'high']).to.deep.equal([
      true,
      false,
    ]);
    senders.limit(soundOnly);
    await until(() => encodingOf('screenAudio')?.active === false, 'nobody is shown the screen');
    senders.limit(good);
    await until(() => encodingOf('screenAudio')?.active === true, 'it is sent again');
    expect(encodingOf('screenAudio')?.maxBitrate).to.equal(undefined);
    close();
  });

  it('neither camera nor screen where the line carries sound only, and both again when it carries more', async () => {
    const {senders, encodingOf, close} = setup();
    senders.limit(soundOnly);
    // Firefox cannot make its packets longer, Chromium can.
    const bits = navigator.userAgent.includes('Firefox') ? 12_000 : 20_000;
    await until(() => encodingOf('microphone')?.maxBitrate === bits, 'sound is bounded, more where packets stay short');
    expect([encodingOf('camera')?.active, encodingOf('screen')?.active]).to.deep.equal([false, false]);
    expect(encodingOf('microphone')?.active).to.equal(true);
    senders.limit(good);
    await until(() => encodingOf('microphone')?.maxBitrate === 32_000, 'sound has all that a voice takes');
    expect([encodingOf('camera')?.active, encodingOf('screen')?.active]).to.deep.equal([true, true]);
    close();
  });
});
