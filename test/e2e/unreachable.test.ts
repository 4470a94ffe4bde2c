import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {startForwarder, type Forwarder, type LineState} from './support/forwarder.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';
import {sharedStage} from './support/stage.js';
import {waitUntil} from './support/waiting.js';

/** By the issue: so soon it is said that Firestore is out of reach. */
const sayLimitMs = 10_000;

for (const state of ['refused', 'silent'] as const) {
  for (const [staying, joining] of mixedPairings) {
    test(`Firestore ${state}: ${joining} says so within 10 s, keeps trying, and meets ${staying} when it is back`, async context => {
      const room = await setupCalls(context);
      const ann = await room.open(staying, {autojoin: true});
      await ann.waitForPhase('waiting');
      const line = await setUpLine(context, state);
      const ben = await room.open(joining, {emulator: line.address});
      const before = Date.now();
      await ben.join();
      await ben.waitForError('signaling-unreachable', sayLimitMs);
      assert.ok(Date.now() - before < sayLimitMs, `${Date.now() - before} ms`);
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
  await waitUntil(
    'two tries that failed',
    () => ann.errorCodes(),
    codes => codes.length === 2,
  );
  line.become('up');
  other.become('up');
  await ann.waitForPhase('waiting');
  assert.equal(line.connections, connections);
  await room.waitForDocuments(paths => paths.length === 1, 'one document, of who kept trying');
});

async function setUpLine(context: TestContext, state: LineState): Promise<Forwarder> {
  const line = await startForwarder((await sharedStage()).emulator, state);
  context.after(() => line.stop());
  return line;
}
