import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import type {Frame} from 'puppeteer-core';
import {type CallPage, callMarkup} from './support/call-page.js';
import {mixedPairings} from './support/pairings.js';
import {emulatorAttributes, plainPage, setupCalls, type TestRoom} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';
import {waitUntil} from './support/waiting.js';

for (const [staying, acting] of mixedPairings) {
  test(`another room: ${acting} leaves the call with ${staying} and is in the lobby of the new one`, async context => {
    const room = await setupCalls(context);
    const elsewhere = await setupCalls(context);
    const [ann, ben] = await meet(room, staying, acting);
    const cid = await elsewhere.open(staying, {autojoin: true});
    await cid.waitForPhase('waiting');
    await ben.onElement((call, name) => {
      call.autojoin = false;
      call.room = name;
    }, elsewhere.room);

    await ben.waitForPhase('lobby');
    const left = await ben.waitForEvent('left');
    assert.equal((left.detail as {reason: string}).reason, 'page');
    await ann.waitForParticipants(0);
    await room.waitForDocuments(paths => paths.length === 1, 'one document, of who stays');
    assert.deepEqual(await ben.inUse(), {tracks: 0, connections: 0});

    await ben.join();
    await Promise.all([cid.waitForConnected(1), ben.waitForConnected(1)]);
    await ben.waitForMovingPictures();
    await room.waitForDocuments(paths => paths.length === 1, 'still one document');
  });

  test(`${acting} moves the element within its page, and ${staying} notices nothing`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await meet(room, staying, acting);
    const moves = await ben.onElement(call => {
      const [aside, inner] = [document.createElement('aside'), document.createElement('div')];
      document.body.append(aside);
      aside.append(inner);
      const parent = call.parentElement;
      // Removed, and put back within the same tick.
      call.remove();
      inner.append(call);
      const canMove = 'moveBefore' in Element.prototype;
      if (canMove) (parent as ParentNode & {moveBefore(node: Node, child: Node | null): void}).moveBefore(call, null);
      return canMove ? 2 : 1;
    });
    assert.equal(moves, acting === 'chromium' ? 2 : moves);

    await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
    await ann.waitForSound();
    for (const call of [ann, ben]) {
      assert.equal(await call.phase(), 'connected');
      assert.deepEqual(await call.events('left'), []);
      assert.deepEqual(await call.events('participant-left'), []);
      assert.equal((await call.inUse()).connections, 1);
    }
    // It still reacts to a person.
    await ben.click('microphone-button');
    await ann.waitForSilence();
  });

  test(`${acting} removes the element: ${staying} is alone at once, and nothing is left`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await meet(room, staying, acting);
    await ben.page.evaluate(() => {
      const call = document.querySelector('video-call');
      Object.assign(window, {removedCall: call});
      call?.remove();
    });
    await ann.waitForParticipants(0);
    await waitUntil(
      'everything freed',
      () => ben.inUse(),
      ({tracks, connections}) => tracks === 0 && connections === 0,
    );
    await room.waitForDocuments(paths => paths.length === 1, 'one document, of who stays');
    const [left] = await ben.page.evaluate(() =>
      window.videoCallRecording.events
        .filter(({type}) => type === 'left')
        .map(({detail}) => detail as {reason: string}),
    );
    // Put back, it is where it began.
    await ben.page.evaluate(() => {
      const {removedCall} = window as unknown as {removedCall: HTMLElement};
      document.body.append(removedCall);
    });
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await ben.waitForMovingPictures();
    assert.equal(left, undefined, 'an element that is nowhere tells nobody');
  });
}

for (const browser of ['chromium', 'firefox'] as const) {
  test(`two elements on one page of ${browser} are two people who meet`, async context => {
    const room = await setupCalls(context);
    const page = await room.openOn(
      browser,
      markup => ({
        html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>calls</title>
<script type="module" src="/cdn/video-call.js"></script>
${markup}${callMarkup({...emulatorAttributes(room.stage), room: room.room, autojoin: true, 'display-name': 'Ben'})}</html>`,
      }),
      {autojoin: true, 'display-name': 'Ann'},
    );
    const names = await waitUntil(
      'both connected',
      () =>
        page.page.evaluate(() =>
          [...document.querySelectorAll('video-call')].map(({participants}) =>
            participants.filter(({connection}) => connection === 'connected').map(({name}) => name),
          ),
        ),
      ([seenByAnn, seenByBen]) => seenByAnn?.length === 1 && seenByBen?.length === 1,
    );
    assert.deepEqual(names, [['Ben'], ['Ann']]);
    await page.waitForMovingPictures(2);
    await room.waitForDocuments(paths => paths.length === 2, 'two people');
    assert.deepEqual(await page.errorCodes(), []);

    // One leaves, the other stays.
    await page.onElement(call => call.leave());
    await room.waitForDocuments(paths => paths.length === 1, 'one person');
    const phases = await page.page.evaluate(() => [...document.querySelectorAll('video-call')].map(({phase}) => phase));
    assert.deepEqual(phases, ['ended', 'waiting']);
  });
}

test('a page whose policy forbids capture: says why, shows what the page offers instead, and joins all the same', async context => {
  const room = await setupCalls(context);
  const call = await room.openOn('chromium', markup => ({
    headers: {'Permissions-Policy': 'camera=(), microphone=()'},
    html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>call</title>
<script type="module" src="/cdn/video-call.js"></script>
${markup.replace('</video-call>', '<a slot="fallback" href="tel:5550100">Call 555 0100</a></video-call>')}</html>`,
  }));
  await call.join();
  await call.waitForPhase('waiting');
  await call.waitForWords(/This page may not use camera or microphone/);
  const errors = await call.onElement(({microphone, camera}) => [microphone.error?.code, camera.error?.code]);
  assert.deepEqual(errors, ['blocked-by-page', 'blocked-by-page']);
  await call.page.waitForSelector('::-p-text(Call 555 0100)', {visible: true});
});

for (const browser of ['chromium', 'firefox'] as const) {
  test(`${browser} in a frame of another origin without allow: says why, shows what the page offers instead, and joins all the same`, async context => {
    const room = await setupCalls(context);
    const framed = await openFramed(context, browser, room);
    const shown = await waitUntil(
      'what a person sees in the frame',
      () => readFramed(framed),
      ({phase, words}) => phase === 'waiting' && words !== '',
    );
    assert.deepEqual(shown.codes, ['blocked-by-page', 'blocked-by-page']);
    assert.match(shown.words, /This page may not use camera or microphone/);
    await framed.waitForSelector('::-p-text(Call 555 0100)', {visible: true});
  });
}

/** The room, joined at once, in a frame to which the page around it lends neither camera nor microphone. */
async function openFramed(context: TestContext, name: BrowserName, {room, stage}: TestRoom): Promise<Frame> {
  const {pages} = stage;
  const call = callMarkup({...emulatorAttributes(stage), room, autojoin: true});
  const inner = pages.addPage(
    `/framed-${room}.html`,
    plainPage(call.replace('</video-call>', '<a slot="fallback" href="tel:5550100">Call 555 0100</a></video-call>')),
  );
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>around</title>
<iframe src="${inner}" style="inline-size: 100%; block-size: 90vh"></iframe></html>`;
  const outer = pages.addPage(`/around-${room}.html`, {html}).replace('localhost', '127.0.0.1');
  const browserContext = await (await stage.browser(name)).createBrowserContext();
  context.after(() => browserContext.close());
  const page = await browserContext.newPage();
  await page.goto(outer);
  return page.waitForFrame(inner);
}

const readFramed = (frame: Frame): Promise<{phase: string; codes: readonly (string | undefined)[]; words: string}> =>
  frame.evaluate(() => {
    const call = document.querySelector('video-call');
    return {
      phase: call?.phase ?? '',
      codes: [call?.microphone.error?.code, call?.camera.error?.code],
      words: call?.shadowRoot?.querySelector<HTMLElement>('[part~="alert"]')?.innerText ?? '',
    };
  });

async function meet(room: TestRoom, first: BrowserName, second: BrowserName): Promise<readonly [CallPage, CallPage]> {
  const ann = await room.open(first, {autojoin: true});
  await ann.waitForPhase('waiting');
  const ben = await room.open(second, {autojoin: true});
  await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
  await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
  return [ann, ben];
}
