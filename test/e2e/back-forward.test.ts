import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls, type TestRoom} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';

for (const [staying, leaving] of mixedPairings) {
  test(`${leaving} goes to another page and comes back: out meanwhile, and in the call again`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await meet(room, staying, leaving);
    await ben.page.evaluate(() => {
      addEventListener('pageshow', ({persisted}) => (document.title = persisted ? 'kept' : 'loaded'));
    });

    const elsewhere = room.stage.pages.addPage('/elsewhere.html', {html: '<!doctype html><title>elsewhere</title>'});
    await ben.page.goto(elsewhere);
    await ann.waitForParticipants(0);
    await room.waitForDocuments(paths => paths.length === 1, 'one document, of who stays');

    await ben.page.goBack();
    const wasKept = (await ben.page.title()) === 'kept';
    // Firefox keeps no page that had a connection when it was left, whatever `pagehide` does: it is loaded anew.
    assert.equal(wasKept, leaving === 'chromium', 'the back-forward cache kept the page');
    if (!wasKept) await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
    assert.deepEqual(await ben.pageErrors(), []);
    await Promise.all([ann.leave(), ben.leave()]);
    await room.waitUntilEmpty();
  });
}

// Firefox loads the page anew, which joins with `autojoin` as any page does.
test('chromium comes back to a call that was left, and is not in it, though nobody is asked before a join', async context => {
  const room = await setupCalls(context);
  const ann = await room.open('chromium', {autojoin: true});
  await ann.waitForPhase('waiting');
  await ann.leave();
  await room.waitUntilEmpty();
  await ann.page.evaluate(() => {
    addEventListener('pageshow', ({persisted}) => (document.title = persisted ? 'kept' : 'loaded'));
  });

  await ann.page.goto(room.stage.pages.addPage('/elsewhere.html', {html: '<!doctype html><title>elsewhere</title>'}));
  await ann.page.goBack();
  assert.equal(await ann.page.title(), 'kept');
  assert.equal(await ann.phase(), 'ended');
  assert.deepEqual(await ann.inUse(), {tracks: 0, connections: 0});
  await ann.join();
  await ann.waitForPhase('waiting');
  await ann.leave();
  await room.waitUntilEmpty();
});

async function meet(
  room: TestRoom,
  staying: BrowserName,
  leaving: BrowserName,
): Promise<readonly [CallPage, CallPage]> {
  const ann = await room.open(staying, {autojoin: true});
  await ann.waitForPhase('waiting');
  const ben = await room.open(leaving);
  await ben.join();
  await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
  return [ann, ben];
}
