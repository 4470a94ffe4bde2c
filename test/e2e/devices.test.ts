import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {captureRefused, withoutDevices} from './support/faults.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';

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

const deviceErrors = (call: CallPage): Promise<readonly (string | undefined)[]> =>
  call.onElement(({microphone, camera}) => [microphone.error?.code, camera.error?.code]);
