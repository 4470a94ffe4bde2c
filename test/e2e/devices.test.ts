import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {captureRefused, withoutDevices} from './support/faults.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';
import {waitUntil} from './support/waiting.js';

for (const [first, second] of mixedPairings) {
  test(`voice only: ${second} is heard by ${first} and never asks for a camera`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(second, {'without-video': true});
    await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await Promise.all([ann.waitForSound(), ben.waitForSound(), ben.waitForMovingPictures()]);

    assert.deepEqual(await ben.captures(), [{audio: true, video: false}]);
    assert.equal(await ben.page.$('video-call >>> [part~="camera-button"]'), null);
    const refused = await ben.onElement(call =>
      call.toggleCamera(true).then(
        () => 'on',
        (error: unknown) => (error as {code?: string}).code,
      ),
    );
    assert.equal(refused, 'unsupported');
    assert.deepEqual(await ben.captures(), [{audio: true, video: false}]);
    const [seen] = await ann.participants();
    assert.deepEqual([seen?.microphone, seen?.camera], [true, false]);
    assert.deepEqual(await ben.errorCodes(), []);
  });

  test(`start-camera-off: ${second} joins ${first} without a camera light, is shown so, and is seen when it is turned on`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(second, {'start-camera-off': true});
    await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await Promise.all([ann.waitForSound(), ben.waitForMovingPictures()]);
    assert.deepEqual(await ben.captures(), [{audio: true, video: false}]);
    assert.equal(await liveCameras(ben), 0);
    assert.equal((await ann.participants())[0]?.camera, false);
    assert.equal(await ann.farPictureCount(), 0);

    await ben.click('camera-button');
    await ann.waitForMovingPictures();
    assert.equal((await ann.participants())[0]?.camera, true);
    assert.equal(await liveCameras(ben), 1);
    await ben.click('camera-button');
    await waitUntil(
      'the light out',
      () => liveCameras(ben),
      count => count === 0,
    );
  });

  test(`${second} without any device joins ${first}, sees and hears, and is told`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(second, {}, [withoutDevices]);
    await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await Promise.all([ben.waitForSound(), ben.waitForMovingPictures()]);

    assert.deepEqual(await deviceErrors(ben), ['media-missing', 'media-missing']);
    assert.deepEqual(await ben.errorCodes(), ['media-missing', 'media-missing']);
    await ben.waitForWords(/Camera and microphone are not found[^]*Plug one in/);
    const [seen] = await ann.participants();
    assert.deepEqual([seen?.microphone, seen?.camera], [false, false]);
    await ann.waitForSilence();
  });

  test(`${second} refuses camera and microphone, joins ${first} all the same, and is told how to allow them`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(second, {}, [captureRefused('NotAllowedError')]);
    await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await Promise.all([ben.waitForSound(), ben.waitForMovingPictures()]);

    assert.deepEqual(await deviceErrors(ben), ['media-denied', 'media-denied']);
    assert.deepEqual(await ben.errorCodes(), ['media-denied', 'media-denied']);
    await ben.waitForWords(/Camera and microphone are not allowed[^]*Allow it in the address bar/);
    const [seen] = await ann.participants();
    assert.deepEqual([seen?.microphone, seen?.camera], [false, false]);
  });
}

/** Pictures that are being captured: each has its light on. */
const liveCameras = ({page}: CallPage): Promise<number> =>
  page.evaluate(
    () =>
      window.videoCallRecording.ownTracks.filter(({kind, readyState}) => kind === 'video' && readyState === 'live')
        .length,
  );

const deviceErrors = (call: CallPage): Promise<readonly (string | undefined)[]> =>
  call.onElement(({microphone, camera}) => [microphone.error?.code, camera.error?.code]);
