import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallAttributes, CallPage} from '../support/call-page.js';
import {mixedPairings} from '../support/pairings.js';
import {setupCalls, type TestRoom} from '../support/setup-calls.js';
import {waitUntil} from '../support/waiting.js';

/** Enough for both pages to hear of the moment before it comes. */
const aheadMs = 300;
/** Of room-full, by the issue. */
const fullLimitMs = 2_000;

test('two who press Join, and later Leave, in the same instant meet each time', async context => {
  const room = await setupCalls(context);
  const ann = await room.open('chromium');
  const ben = await room.open('firefox');
  await enterLobbies(room, [ann, ben]);
  // The second and third time there is no lobby before the click.
  for (const apartMs of [0, 0, 25]) {
    await pressTogether('join-button', [ann, ben], apartMs);
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
    await pressTogether('leave-button', [ann, ben], apartMs);
    await Promise.all([ann.waitForPhase('ended'), ben.waitForPhase('ended')]);
    await room.waitUntilEmpty();
  }
  assert.deepEqual([await ann.errorCodes(), await ben.errorCodes()], [[], []]);
});

for (const [browser, other] of mixedPairings) {
  test(`of ${browser} and ${other}, pressing together for the last seat, one gets it and one waits for the next`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(browser, {autojoin: true, capacity: 2});
    await ann.waitForPhase('waiting');
    const rivals = [await room.open(browser, {capacity: 2}), await room.open(other, {capacity: 2})];
    await enterLobbies(room, rivals);
    const pressedAt = await pressTogether('join-button', rivals);
    const {winner, loser} = await settle(rivals);

    await loser.waitForError('room-full');
    const [full] = await loser.events('call-error');
    assert.ok((full?.at ?? Infinity) - pressedAt < fullLimitMs, `room-full after ${(full?.at ?? 0) - pressedAt} ms`);
    await loser.waitForPhase('lobby');
    await Promise.all([ann.waitForConnected(1), winner.waitForConnected(1)]);
    await loser.waitForWords(/is full/);
    assert.deepEqual(await loser.participants(), []);

    await loser.click('wait-button');
    await winner.leave();
    await Promise.all([ann.waitForConnected(1), loser.waitForConnected(1)]);
    await loser.waitForMovingPictures();
    assert.deepEqual(await winner.errorCodes(), []);
    assert.deepEqual(await loser.errorCodes(), ['room-full']);
  });
}

test('of two who join the last of three seats without a lobby, one gets it and one is told', async context => {
  const room = await setupCalls(context);
  const attributes: CallAttributes = {autojoin: true, capacity: 3};
  const seated = [await room.open('chromium', attributes), await room.open('firefox', attributes)];
  await Promise.all(seated.map(call => call.waitForConnected(1)));
  const rivals = await Promise.all([room.open('chromium', attributes), room.open('firefox', attributes)]);
  const {winner, loser} = await settle(rivals);

  await loser.waitForError('room-full');
  await loser.waitForPhase('lobby');
  await Promise.all([...seated, winner].map(call => call.waitForConnected(2)));
  // Of three who are in, each has its own document, and the fourth one in the lobby.
  await room.waitForDocuments(paths => paths.length === 4, 'four documents');
  assert.deepEqual(await loser.participants(), []);
});

test('who opens a full room sees so before any click, and joins when a seat is free', async context => {
  const room = await setupCalls(context);
  const attributes: CallAttributes = {autojoin: true, capacity: 2};
  const [ann, ben] = [await room.open('chromium', attributes), await room.open('firefox', attributes)];
  await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
  const cid = await room.open('firefox', {capacity: 2});
  await cid.hover('lobby-form');
  await cid.waitForWords(/is full/);

  await cid.click('wait-button');
  await cid.waitForWords(/as soon as a seat is free/);
  await ann.closeTab();
  await Promise.all([ben.waitForConnected(1), cid.waitForConnected(1)]);
  assert.deepEqual(await cid.errorCodes(), []);
});

/** The mouse over each element is enough to be in its lobby. */
async function enterLobbies(room: TestRoom, calls: readonly CallPage[]): Promise<void> {
  const before = (await room.documents()).filter(isInLobby).length;
  for (const call of calls) await call.hover('join-button');
  await waitUntil(
    'all of them in the lobby',
    async () => (await room.documents()).filter(isInLobby).length,
    count => count === before + calls.length,
  );
}

const isInLobby = ({fields}: {readonly fields: Readonly<Record<string, unknown>>}): boolean =>
  JSON.stringify(fields['state']) === '{"stringValue":"lobby"}';

/** @returns when it was, ms since 1970 */
async function pressTogether(part: string, calls: readonly CallPage[], apartMs = 0): Promise<number> {
  // Whoever presses first may take the button from the others.
  await Promise.all(calls.map(call => call.waitForButton(part)));
  const at = Date.now() + aheadMs;
  await Promise.all(calls.map((call, index) => call.clickAt(part, at + index * apartMs)));
  return at;
}

/** Waits until one of two has a seat and the other has none. */
async function settle(rivals: readonly CallPage[]): Promise<{readonly winner: CallPage; readonly loser: CallPage}> {
  await waitUntil(
    'one who is in and one who is not',
    () => Promise.all(rivals.map(call => call.phase())),
    phases => phases.includes('connected') && phases.includes('lobby'),
  );
  const phases = await Promise.all(rivals.map(call => call.phase()));
  const [winner] = rivals.filter((_, index) => phases[index] === 'connected');
  const [loser] = rivals.filter((_, index) => phases[index] === 'lobby');
  if (!winner || !loser) throw new Error(`phases ${phases.join(', ')}`);
  return {winner, loser};
}
