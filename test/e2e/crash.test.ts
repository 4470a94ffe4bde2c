import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import type {Browser} from 'puppeteer-core';
import {launch} from '../../scripts/browsers.mjs';
import {writeRoomDocument} from './support/documents.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls, type TestRoom} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';
import {waitUntil} from './support/waiting.js';

for (const [staying, crashing] of mixedPairings) {
  test(`${crashing} stands still for a moment and goes on, and crashes then: ${staying} reconnects, sweeps what it left once its lease has lapsed, and leaves nothing itself`, async context => {
    const room = await setupCalls(context);
    const browser = await launchForCrash(context, crashing);
    const ann = await room.open(staying, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(browser, {autojoin: true});
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await room.waitForDocuments(paths => paths.length === 2, 'two documents');
    const [seen] = await ann.participants();
    if (canStandStill) {
      standStill(browser);
      try {
        await ann.waitForPhase('reconnecting');
        await ann.waitForWords(/connection was lost. Reconnecting/);
      } finally {
        goOn(browser);
      }
      await Promise.all([ann.waitForPhase('connected'), ben.waitForPhase('connected')]);
      await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
      assert.deepEqual([await ann.participants(), (await ann.events('participant-left')).length], [[seen], 0]);
    }

    kill(browser);
    await waitUntil(
      'the tile that says so',
      () => ann.participants(),
      ([person]) => person?.connection === 'interrupted',
    );
    assert.ok(
      (await participantPaths(room)).includes(`participants/${seen?.uid ?? ''}`),
      'nobody has taken it away yet',
    );

    await lapse(room, `participants/${seen?.uid ?? ''}`);
    await ann.waitForParticipants(0);
    await room.waitForDocuments(paths => paths.length === 1, 'one document, of who stays');
    assert.equal((await ann.events('participant-left')).length, 1);
    await ann.leave();
    await room.waitUntilEmpty();
  });

  test(`all crash in ${crashing}: who comes next with ${staying} sweeps them, is alone, and leaves nothing`, async context => {
    const room = await setupCalls(context);
    const browser = await launchForCrash(context, crashing);
    const ann = await room.open(browser, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(browser, {autojoin: true});
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await room.waitForDocuments(paths => paths.length === 2, 'two documents');
    kill(browser);
    for (const path of await participantPaths(room)) await lapse(room, path);

    const carl = await room.open(staying);
    await carl.join();
    await carl.waitForPhase('waiting');
    await room.waitForDocuments(paths => paths.length === 1, 'one document, of who came');
    assert.deepEqual(await carl.participants(), []);
    await carl.leave();
    await room.waitUntilEmpty();
  });
}

/** A browser of the test's own. */
async function launchForCrash(context: TestContext, name: BrowserName): Promise<Browser> {
  const browser = await launch(name);
  context.after(() => {
    kill(browser);
  });
  return browser;
}

/** Only there is a process stopped by a signal. */
const canStandStill = process.platform !== 'win32';

/** Nothing of it runs for now, as on a laptop that sleeps: its processes are a group (puppeteer starts it detached). */
function standStill(browser: Browser): void {
  signalAll(browser, 'SIGSTOP');
}

function goOn(browser: Browser): void {
  signalAll(browser, 'SIGCONT');
}

function signalAll(browser: Browser, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const main = browser.process()?.pid;
  if (main !== undefined) process.kill(-main, signal);
}

/** Nothing of it runs any more from one moment to the next. */
function kill(browser: Browser): void {
  browser.process()?.kill('SIGKILL');
}

const participantPaths = async (room: TestRoom): Promise<readonly string[]> =>
  (await room.documents()).map(({path}) => path).filter(path => path.startsWith('participants/'));

/** As if the lease of three minutes had been renewed for the last time ten minutes ago. */
async function lapse(room: TestRoom, path: string): Promise<void> {
  const fields = (await room.documents()).find(document => document.path === path)?.fields;
  const renewedAt = {timestampValue: new Date(Date.now() - 600_000).toISOString()};
  await writeRoomDocument(room.stage, {room: room.room, path}, {...fields, renewedAt});
}
