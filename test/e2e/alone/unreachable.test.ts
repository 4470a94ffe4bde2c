import assert from 'node:assert/strict';
import test, {describe, type TestContext} from 'node:test';
import {listenersUnanswered} from '../support/faults.js';
import {startForwarder, type Forwarder, type LineState} from '../support/forwarder.js';
import {mixedPairings} from '../support/pairings.js';
import type {CallPage} from '../support/call-page.js';
import {plainPage, setupCalls} from '../support/setup-calls.js';
import {sharedStage, type BrowserName} from '../support/stage.js';
import {waitUntil} from '../support/waiting.js';

/** By the issue: so soon it is said that Firestore is out of reach. */
const sayLimitMs = 10_000;

// Most of their time they wait for what does not answer.
describe('Firestore out of reach', {concurrency: 2}, () => {
  for (const state of ['refused', 'silent'] as const) {
    for (const [staying, joining] of mixedPairings) {
      test(`Firestore ${state}: ${joining} says so within 10 s, keeps trying, and meets ${staying} when it is back`, async context => {
        const room = await setupCalls(context);
        const ann = await room.open(staying, {autojoin: true});
        await ann.waitForPhase('waiting');
        const line = await setUpLine(context, state);
        const ben = await room.open(joining, {emulator: line.address});
        await ben.join();
        await waitUntilSaid(ben);
        await ben.waitForWords(/cannot be reached[^]*keeps trying/);
        assert.equal(await ben.phase(), 'joining');
        assert.deepEqual(await ann.participants(), []);

        line.become('up');
        await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
        await ben.waitForMovingPictures();
        assert.doesNotMatch(await ben.words(), /cannot be reached/);
      });
    }
  }

  for (const [state, staying, joining] of [
    ['refused', 'chromium', 'firefox'],
    ['silent', 'firefox', 'chromium'],
  ] as const) {
    test(`Firestore ${state} once ${joining} is in the lobby: says so within 10 s, and meets ${staying} when it is back`, async context => {
      const room = await setupCalls(context);
      const ann = await room.open(staying, {autojoin: true});
      await ann.waitForPhase('waiting');
      const line = await setUpLine(context, 'up');
      const ben = await room.open(joining, {emulator: line.address});
      await ben.hover('join-button');
      await room.waitForDocuments(paths => paths.length === 3, 'both people, and what one offers the other');
      line.become(state);
      await ben.join();
      await waitUntilSaid(ben);
      await ben.waitForWords(/cannot be reached[^]*keeps trying/);
      assert.equal(await ben.phase(), 'joining');

      line.become('up');
      await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
      await ben.waitForMovingPictures();
      assert.doesNotMatch(await ben.words(), /cannot be reached/);
    });
  }
});

test('Firestore takes what is written and tells nothing: that is said within 10 s too', async context => {
  const room = await setupCalls(context);
  const ben = await room.open('chromium', {autojoin: true}, [listenersUnanswered]);
  await room.waitForDocuments(paths => paths.length === 1, 'his own document');
  await waitUntilSaid(ben);
  assert.equal(await ben.phase(), 'joining');
  await ben.leave();
  await ben.waitForPhase('ended');
  await room.waitUntilEmpty();
});

/** From the join on, by the clock of the page: a test on a busy machine sees it later. */
async function waitUntilSaid(call: CallPage): Promise<void> {
  await call.waitForError('signaling-unreachable');
  const [joining] = (await call.events('phase-change')).filter(({detail}) =>
    JSON.stringify(detail).includes('"to":"joining"'),
  );
  const [said] = await call.events('call-error');
  const tookMs = (said?.at ?? Infinity) - (joining?.at ?? 0);
  assert.ok(tookMs < sayLimitMs, `${tookMs} ms`);
}

/** A page whose files come over a line that is cut once the page is there. */
async function setUpCutPage(context: TestContext, browser: BrowserName) {
  const room = await setupCalls(context);
  const line = await startForwarder(new URL(room.stage.pages.origin).host, 'up');
  context.after(() => line.stop());
  const origin = `http://localhost:${line.address.split(':')[1] ?? ''}`;
  const ben = await room.openOn(browser, markup => ({...plainPage(markup), origin}));
  line.become('refused');
  await ben.hover('join-button');
  await ben.waitForError('signaling-unreachable', sayLimitMs);
  await ben.join();
  await ben.waitForPhase('joining');
  await ben.waitForWords(/cannot be reached[^]*keeps trying[^]*reload the page/);
  line.become('up');
  return {room, ben};
}

test('the files of the call out of reach: says so, and joins when they are back', async context => {
  const {ben} = await setUpCutPage(context, 'chromium');
  await ben.waitForPhase('waiting');
  assert.doesNotMatch(await ben.words(), /cannot be reached/);
});

// Firefox 153 remembers of a file that it failed: it is as the words say, a reload helps.
test('the files of the call out of reach in Firefox: leaving ends it, and a reload has them', async context => {
  const {room, ben} = await setUpCutPage(context, 'firefox');
  await ben.leave();
  await ben.waitForPhase('ended');
  await ben.reload();
  await ben.join();
  await ben.waitForPhase('waiting');
  await ben.leave();
  await room.waitUntilEmpty();
});

test('told to stop, it tries no more and leaves nothing', async context => {
  const room = await setupCalls(context);
  const [line, other] = [await setUpLine(context, 'refused'), await setUpLine(context, 'refused')];
  const ben = await room.open('chromium', {emulator: line.address});
  await ben.join();
  await ben.waitForError('signaling-unreachable');
  await ben.leave();
  await ben.waitForPhase('ended');
  assert.deepEqual(await ben.inUse(), {tracks: 0, connections: 0});
  const {connections} = line;

  // Somebody who began later, and has tried again since: so would have he.
  const ann = await room.open('firefox', {emulator: other.address, autojoin: true});
  await ann.waitForError('signaling-unreachable');
  const first = other.connections;
  await waitUntil(
    'a second try',
    () => Promise.resolve(other.connections),
    count => count > first,
  );
  line.become('up');
  other.become('up');
  await ann.waitForPhase('waiting');
  assert.equal(line.connections, connections);
  assert.deepEqual(await ann.errorCodes(), ['signaling-unreachable'], 'said once');
  await room.waitForDocuments(paths => paths.length === 1, 'one document, of who kept trying');
});

async function setUpLine(context: TestContext, state: LineState): Promise<Forwarder> {
  const line = await startForwarder((await sharedStage()).emulator, state);
  context.after(() => line.stop());
  return line;
}
