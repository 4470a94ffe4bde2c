import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {RestClient} from '../rules/support/rest-client.js';
import type {Fields} from '../rules/support/values.js';
import type {CallPage} from './support/call-page.js';
import {setupCalls, type TestRoom} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';
import {waitUntil} from './support/waiting.js';

const withLock = {controls: 'microphone camera settings lock leave'} as const;

/** The uid of the one person whose entry is in the room and not among these. */
async function uidOf(room: TestRoom, known: readonly string[] = []): Promise<string> {
  const find = (paths: readonly string[]): string | undefined =>
    paths
      .filter(path => path.startsWith('participants/'))
      .map(path => path.slice('participants/'.length))
      .find(uid => !known.includes(uid));
  const paths = await room.waitForDocuments(each => find(each) !== undefined, 'somebody else’s entry');
  return find(paths) ?? '';
}

/** Writes the room's own document past the rules, as trusted code does. */
async function makeRoom({room, stage}: TestRoom, fields: Fields): Promise<void> {
  const [host = '', port = ''] = stage.emulator.split(':');
  const client = new RestClient({host, port: Number(port)}, stage.projectId);
  await client.commit('owner', client.set(`videoCall/v1/rooms/${room}`, fields));
}

/** A room whose owner is in the call; locked, unless told otherwise. */
async function setupOwned(
  context: TestContext,
  {locked = true, browser = 'chromium'}: {readonly locked?: boolean; readonly browser?: BrowserName} = {},
) {
  const room = await setupCalls(context);
  const ann = await room.open(browser);
  await ann.join();
  await ann.waitForPhase('waiting');
  const owner = await uidOf(room);
  await makeRoom(room, {owner, locked});
  return {room, ann, owner};
}

/** Waits until the element says this. */
async function waitForWords(call: CallPage, text: string): Promise<void> {
  await waitUntil(
    `the words “${text}”`,
    () => call.onElement(element => element.shadowRoot?.textContent ?? ''),
    shown => shown.includes(text),
  );
}

const lastError = async (call: CallPage): Promise<unknown> => {
  const detail = (await call.events('call-error')).at(-1)?.detail as {readonly error?: {readonly code?: string}};
  return detail.error?.code;
};

test('a stranger knocks, is let in, is removed from everybody, and cannot come back', async context => {
  const room = await setupCalls(context);
  const [ann, ben] = [await room.open('chromium'), await room.open('chromium')];
  await ann.join();
  await ann.waitForPhase('waiting');
  const owner = await uidOf(room);
  await ben.join();
  await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
  const benUid = await uidOf(room, [owner]);
  await makeRoom(room, {owner, locked: true});

  const eve = await room.open('firefox');
  await eve.click('name-input');
  await eve.page.keyboard.type('Eve');
  await eve.click('knock-button');
  await waitForWords(eve, 'You have asked to be let in');
  const knock = (await ann.waitForEvent('knock')).detail as {readonly uid: string; readonly name: string};
  assert.equal(knock.name, 'Eve');
  await waitForWords(ann, 'Eve asks to be let in');
  assert.deepEqual(await ben.events('knock'), []);
  await ann.click('admit-button');
  await Promise.all([ann, ben, eve].map(call => call.waitForConnected(2)));
  await eve.waitForMovingPictures(2);

  const uid = await uidOf(room, [owner, benUid]);
  assert.equal(uid, knock.uid);
  await ann.page.evaluate(async removed => {
    await document.querySelector('video-call')?.remove(removed);
  }, uid);
  await eve.waitForPhase('failed');
  assert.equal(await lastError(eve), 'removed');
  assert.equal(((await eve.waitForEvent('left')).detail as {readonly reason: string}).reason, 'removed');
  for (const call of [ann, ben]) await call.waitForConnected(1);
  await room.waitForDocuments(paths => !paths.some(path => path.includes(uid)), 'nothing of theirs');

  await eve.reload();
  await eve.join();
  await eve.waitForPhase('failed');
  assert.equal(await lastError(eve), 'removed');
  await ann.waitForConnected(1);
  for (const call of [ann, ben]) await call.leave();
  await room.waitForDocuments(paths => paths.length === 1 && paths[0] === '', 'nothing but the room’s own document');
  assert.deepEqual([await ann.pageErrors(), await ben.pageErrors(), await eve.pageErrors()], [[], [], []]);
});

test('who is removed and hears nothing of it is dropped by the others', async context => {
  const {room, ann, owner} = await setupOwned(context, {locked: false});
  const [ben, eve] = [await room.open('chromium'), await room.open('chromium')];
  await ben.join();
  await ann.waitForConnected(1);
  const benUid = await uidOf(room, [owner]);
  await eve.join();
  await Promise.all([ann, ben, eve].map(call => call.waitForConnected(2)));
  const uid = await uidOf(room, [owner, benUid]);
  await eve.page.setOfflineMode(true);
  await ann.page.evaluate(async removed => {
    await document.querySelector('video-call')?.remove(removed);
  }, uid);
  for (const call of [ann, ben]) {
    await call.waitForConnected(1);
    await waitUntil(
      'one far picture',
      () => call.farPictureCount(),
      count => count === 1,
    );
  }
  await eve.page.setOfflineMode(false);
  await eve.waitForPhase('failed');
  assert.equal(await lastError(eve), 'removed');
});

test('who is refused stays in the lobby, may ask again, and leaves nothing at the door', async context => {
  const {room, ann} = await setupOwned(context, {browser: 'firefox'});
  const eve = await room.open('chromium');
  await eve.click('name-input');
  await eve.click('knock-button');
  await waitForWords(ann, 'Guest asks to be let in');
  await ann.click('refuse-button');
  await waitForWords(eve, 'You were not let in.');
  assert.equal(await eve.phase(), 'lobby');
  assert.equal(await lastError(eve), 'room-locked');

  const hasKnock = (paths: readonly string[]): boolean => paths.some(path => path.includes('knock_'));
  await eve.click('knock-button');
  await room.waitForDocuments(hasKnock, 'a knock');
  await eve.click('knock-button');
  await room.waitForDocuments(paths => !hasKnock(paths), 'no knock after asking no longer');
  await waitForWords(eve, 'This room is locked.');

  await eve.click('knock-button');
  await room.waitForDocuments(hasKnock, 'another knock');
  await eve.closeTab();
  await room.waitForDocuments(paths => !hasKnock(paths), 'no knock after the tab closed');
  assert.deepEqual(await ann.onElement(element => element.knocks), []);
});

test('the owner locks and opens the room with a button that nobody else has', async context => {
  const room = await setupCalls(context);
  const ann = await room.open('chromium', withLock);
  await ann.click('name-input');
  await makeRoom(room, {owner: await uidOf(room), locked: false});
  await ann.reload();
  await ann.join();
  await ann.waitForPhase('waiting');
  const ben = await room.open('chromium', withLock);
  await ben.join();
  await ann.waitForConnected(1);
  const eve = await room.open('chromium');
  await eve.click('name-input');
  await waitForWords(eve, '2 people are in the call');

  await ann.click('lock-button');
  await waitUntil(
    'a locked room',
    () => ann.onElement(element => element.ownRoom),
    ownRoom => ownRoom?.locked === true,
  );
  assert.equal(await ben.page.$('video-call >>> [part~="lock-button"]'), null);
  const refusal = await ben.onElement(element =>
    element.lock(false).then(
      () => 'opened',
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : 'another error'),
    ),
  );
  assert.equal(refusal, 'not-owner');

  await waitForWords(eve, 'This room is locked.');
  await eve.click('knock-button');
  await ann.waitForEvent('knock');
  await ann.click('lock-button');
  await Promise.all([ann, eve].map(call => call.waitForConnected(2)));
});
