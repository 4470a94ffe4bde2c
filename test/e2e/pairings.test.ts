import assert from 'node:assert/strict';
import test from 'node:test';
import {setupCalls} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';

const pairings: readonly (readonly [BrowserName, BrowserName])[] = [
  ['chromium', 'chromium'],
  ['chromium', 'firefox'],
  ['firefox', 'chromium'],
  ['firefox', 'firefox'],
];

for (const [first, second] of pairings) {
  test(`${first} and ${second} meet: seen, heard, silent when muted, and nothing is left, no light either`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first);
    await ann.join();
    await ann.waitForPhase('waiting');
    const ben = await room.open(second);
    await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    for (const call of [ann, ben]) {
      await call.waitForPhase('connected');
      await call.waitForMovingPictures();
      await call.waitForSound();
    }
    await ann.click('microphone-button');
    await ben.waitForSilence();
    await ann.waitForSound();
    await ben.leave();
    await ben.waitForPhase('ended');
    assert.equal((await ben.inUse()).tracks, 0, 'a light stays on after Leave');
    await ann.waitForParticipants(0);
    await ann.onElement(call => call.leave());
    assert.equal((await ann.inUse()).tracks, 0, 'a light stays on after leave()');
    await Promise.all([ann.waitForNothingInUse(), ben.waitForNothingInUse()]);
    await room.waitUntilEmpty();
    assert.deepEqual([await ann.pageErrors(), await ben.pageErrors()], [[], []]);
  });
}
