import test from 'node:test';
import {drawnCapture} from '../support/faults.js';
import {mixedPairings} from '../support/pairings.js';
import {setupCalls} from '../support/setup-calls.js';

for (const [first, second] of mixedPairings) {
  test(`${first} gets the picture of ${second} no higher than max-video-height, whatever the camera gives`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true});
    const ben = await room.open(second, {autojoin: true, 'max-video-height': 360});
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await ann.waitForFrameHeight('of at most 360', px => px > 180 && px <= 360);
    // Firefox's camera that makes up pictures stays as large as it was.
    await ben.onElement(call => (call.maxVideoHeight = 180));
    await ann.waitForFrameHeight('of at most 180', px => px > 0 && px <= 180);
    await ann.waitForMovingPictures();
  });
}

// Firefox begins smaller by itself, which shows nothing.
test('a camera of Chromium’s that has only larger pictures is sent no higher than max-video-height', async context => {
  const room = await setupCalls(context);
  const ann = await room.open('firefox', {autojoin: true});
  const camera = drawnCapture({width: 640, height: 480, framesPerSecond: 5});
  await room.open('chromium', {autojoin: true, 'max-video-height': 240}, [camera]);
  await ann.waitForConnected(1);
  await ann.waitForFrameHeight('of at most 240', px => px > 0 && px <= 240);
});
