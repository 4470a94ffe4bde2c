import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls, type TestRoom} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';
import {waitUntil} from './support/waiting.js';

for (const [front, back] of mixedPairings) {
  test(`${back} in the background: the call goes on, a reload of ${front} included, and is there when it is looked at again`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await meet(room, front, back);
    const other = await ben.page.browserContext().newPage();
    await waitForVisibility(ben, 'hidden');
    await ann.waitForSound();

    await ann.reload();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await ann.waitForSound();
    await ann.waitForMovingPictures();
    assert.equal(await ben.page.evaluate(() => document.visibilityState), 'hidden');

    await other.close();
    await ben.page.bringToFront();
    await waitForVisibility(ben, 'visible');
    await ben.waitForMovingPictures();
    assert.equal(await ben.phase(), 'connected');
    assert.deepEqual([await ben.errorCodes(), await ben.pageErrors()], [[], []]);
  });
}

async function meet(room: TestRoom, first: BrowserName, second: BrowserName): Promise<readonly [CallPage, CallPage]> {
  const ann = await room.open(first, {autojoin: true});
  await ann.waitForPhase('waiting');
  const ben = await room.open(second, {autojoin: true});
  await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
  await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
  return [ann, ben];
}

const waitForVisibility = ({page}: CallPage, state: DocumentVisibilityState): Promise<DocumentVisibilityState> =>
  waitUntil(
    `a page that is ${state}`,
    () => page.evaluate(() => document.visibilityState),
    seen => seen === state,
  );
