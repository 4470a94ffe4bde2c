import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import type {CallAttributes, CallPage} from '../support/call-page.js';
import {smallCapture, type Fault} from '../support/faults.js';
import {setupCalls, type TestRoom} from '../support/setup-calls.js';
import type {BrowserName} from '../support/stage.js';

const names = ['Ann', 'Ben', 'Cid', 'Dee', 'Eve', 'Fay', 'Gus', 'Hal'];

test('three people who come one after the other see and hear one another, and leave one by one', async context => {
  const {room, open} = await setupGroup(context);
  const calls: CallPage[] = [];
  for (const browser of ['chromium', 'firefox', 'chromium'] as const) {
    const call = await open(browser);
    await call.join();
    await call.waitForPhase('waiting', 'connected');
    calls.push(call);
  }
  await expectEverybodyConnected(room, calls);
  await expectMediaFromEach(calls, {sound: true});
  await leaveOneByOne(room, calls);
});

test('four people who come at the same time see and hear one another, and leave one by one', async context => {
  const {room, open} = await setupGroup(context);
  const browsers: readonly BrowserName[] = ['firefox', 'chromium', 'chromium', 'firefox'];
  const attributes: CallAttributes = {autojoin: true, 'max-video-height': 180};
  const calls = await Promise.all(browsers.map(browser => open(browser, attributes, [smallCapture])));
  await expectEverybodyConnected(room, calls);
  await expectMediaFromEach(calls, {sound: true});
  await leaveOneByOne(room, calls);
});

test('eight people see seven others, hear whoever speaks, and leave one by one', async context => {
  const {room, open} = await setupGroup(context);
  const attributes: CallAttributes = {autojoin: true, capacity: 8, 'start-muted': true};
  const calls: CallPage[] = [];
  // One after the other: the handshakes of 28 pairs at once are more than two cores do in time.
  for (const [index] of names.entries()) {
    calls.push(await open(index % 4 === 3 ? 'firefox' : 'chromium', attributes, [smallCapture]));
    await Promise.all(calls.map(call => call.waitForConnected(index)));
  }
  await expectEverybodyConnected(room, calls);
  await expectMediaFromEach(calls, {sound: false});
  // The last ones of either browser.
  for (const speaker of calls.slice(-2)) {
    await speaker.click('microphone-button');
    await Promise.all(calls.filter(call => call !== speaker).map(call => call.waitForSound()));
    // Whoever is next is heard by themselves.
    await speaker.click('microphone-button');
    await Promise.all(calls.filter(call => call !== speaker).map(call => call.waitForSilence()));
  }
  await leaveOneByOne(room, calls);
});

/** Opens pages of people who each have a name. */
async function setupGroup(context: TestContext) {
  const room = await setupCalls(context);
  let count = 0;
  const open = (browser: BrowserName, attributes: CallAttributes = {}, faults: readonly Fault[] = []) =>
    room.open(browser, {...attributes, 'display-name': names[count++] ?? ''}, faults);
  return {room, open};
}

/** Everybody sees all the others, each by the same name, and no pair has a document any more. */
async function expectEverybodyConnected(room: TestRoom, calls: readonly CallPage[]): Promise<void> {
  const seen = await Promise.all(calls.map(call => call.waitForConnected(calls.length - 1)));
  const namesOf = (own: number) => names.slice(0, calls.length).filter(name => name !== names[own]);
  assert.deepEqual(
    seen.map(others => others.map(({name}) => name).sort()),
    calls.map((_, own) => namesOf(own)),
  );
  const uids = seen.flat().map(({uid, name}) => `${uid} ${name}`);
  assert.equal(new Set(uids).size, calls.length, 'the same person has the same id and name for all');
  await room.waitForDocuments(paths => paths.length === calls.length, 'one document a person');
}

async function expectMediaFromEach(calls: readonly CallPage[], options: {readonly sound: boolean}): Promise<void> {
  for (const call of calls) {
    await call.waitForMediaFromEach(calls.length - 1, options);
    await call.waitForMovingPictures(calls.length - 1);
  }
}

async function leaveOneByOne(room: TestRoom, calls: readonly CallPage[]): Promise<void> {
  for (const [index, call] of calls.entries()) {
    const staying = calls.slice(index + 1);
    await call.leave();
    await call.waitForPhase('ended');
    await Promise.all(staying.map(other => other.waitForConnected(staying.length - 1)));
    await room.waitForDocuments(paths => paths.length === staying.length, `${staying.length} documents`);
  }
  assert.deepEqual((await Promise.all(calls.map(call => call.pageErrors()))).flat(), []);
  assert.deepEqual((await Promise.all(calls.map(call => call.errorCodes()))).flat(), []);
}
