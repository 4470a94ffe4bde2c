import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import type {Browser, Page} from 'puppeteer-core';
import {launch} from '../../scripts/browsers.mjs';
import {callMarkup} from './support/call-page.js';
import {withoutDevices} from './support/faults.js';
import {mixedPairings} from './support/pairings.js';
import {emulatorAttributes, plainPage, setupCalls, type TestRoom} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';
import {waitUntil} from './support/waiting.js';

/** What Ben's page tells of its sound by itself. */
interface ToldSound {
  /** The middle of the button that plays sound; null while there is none. */
  readonly button: {readonly x: number; readonly y: number} | null;
  /** Ann's voice. */
  readonly audio: {readonly paused: boolean; readonly muted: boolean; readonly seconds: number} | null;
}

/** Sound begins after a click only, as browsers have it for people; the other tests' browsers play at once. */
const launchStrict: Readonly<Record<BrowserName, () => Promise<Browser>>> = {
  chromium: () => launch('chromium', {args: ['--autoplay-policy=document-user-activation-required']}),
  firefox: () => launch('firefox', {preferences: {'media.autoplay.default': 1}}),
};

/**
 * Whatever puppeteer evaluates in a page counts as a click there (`userGesture`, in WebDriver BiDi `userActivation`): so the
 * page tells on its console, and is asked nothing.
 */
async function tellSound(page: Page): Promise<() => ToldSound> {
  let told: ToldSound = {button: null, audio: null};
  page.on('console', message => {
    const [, json] = /^sound (.*)$/.exec(message.text()) ?? [];
    if (json) told = JSON.parse(json) as ToldSound;
  });
  await page.evaluateOnNewDocument(() => {
    setInterval(() => {
      const stage = document.querySelector('video-call')?.shadowRoot?.querySelector('video-call-stage')?.shadowRoot;
      const box = stage?.querySelector('[part="sound-button"]')?.getBoundingClientRect();
      const tiles = [...(stage?.querySelectorAll('video-call-tile') ?? [])];
      const audio = tiles.map(tile => tile.shadowRoot?.querySelector('audio')).find(each => each?.srcObject);
      const sound: ToldSound = {
        button: box ? {x: box.x + box.width / 2, y: box.y + box.height / 2} : null,
        audio: audio ? {paused: audio.paused, muted: audio.muted, seconds: audio.currentTime} : null,
      };
      console.info(`sound ${JSON.stringify(sound)}`);
    }, 200);
  });
  return () => told;
}

/** Ben's page, which joins without a click. It has no devices, because a page that captures may play. */
async function openWithoutClick(
  context: TestContext,
  room: TestRoom,
  browser: BrowserName,
): Promise<{readonly page: Page; readonly sound: () => ToldSound}> {
  const strict = await launchStrict[browser]();
  context.after(() => strict.close());
  const page = await strict.newPage();
  await page.evaluateOnNewDocument('globalThis.__name = value => value');
  await withoutDevices(page);
  const sound = await tellSound(page);
  const markup = callMarkup({room: room.room, ...emulatorAttributes(room.stage), autojoin: true});
  await page.goto(room.stage.pages.addPage(`/${room.room}.html`, plainPage(markup)));
  return {page, sound};
}

for (const [first, second] of mixedPairings) {
  test(`${second}, which refuses to play ${first} before a click, has one button, and one click on it is enough`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true});
    await ann.waitForPhase('waiting');
    const {page, sound} = await openWithoutClick(context, room, second);
    await ann.waitForConnected(1);
    const waitForSound = (what: string, isReached: (told: ToldSound) => boolean): Promise<ToldSound> =>
      waitUntil(what, () => Promise.resolve(sound()), isReached);

    const {button, audio} = await waitForSound('the button', told => told.button !== null);
    assert.equal(audio?.paused, true);
    assert.equal(audio.muted, false);
    assert.equal(audio.seconds, 0);

    await page.mouse.click(button?.x ?? 0, button?.y ?? 0);
    const begun = await waitForSound('sound', told => told.audio?.paused === false);
    assert.equal(begun.audio?.muted, false);
    await waitForSound('a second of sound', told => (told.audio?.seconds ?? 0) > (begun.audio?.seconds ?? 0) + 1);
    await waitForSound('no button', told => told.button === null);
  });
}
