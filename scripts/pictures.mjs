/* global document, requestAnimationFrame */
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {setTimeout as pause} from 'node:timers/promises';
import sirv from 'sirv';
import {launch} from './browsers.mjs';
import {toIndexedPng} from './pictures/indexed-png.mjs';
import {installScene, looks} from './pictures/scene.mjs';
import {run} from './run.mjs';

/**
 * `npm run pictures`: docs/pictures/ anew, from the built element in a real browser: each screen at each size, light
 * and dark. The calls are real ones, between tabs (`signaling="local"`), on a page with a strict policy.
 * `npm run pictures -- notice lobby` makes these alone and leaves the others as they are.
 *
 * @typedef {import('puppeteer-core').Browser} Browser
 * @typedef {import('puppeteer-core').Page} Page
 * @typedef {{width: number, height: number}} Size
 * @typedef {{name: string, others: number, arrange: (me: Page, others: readonly Page[]) => Promise<void>}} Picture
 */

const folder = 'docs/pictures';
/** What an encoder takes to reach its quality: the first seconds are coarse, and their noise makes large files. */
const encoderMs = 5_000;
const sizes = [
  {width: 1280, height: 720},
  {width: 720, height: 1280},
  {width: 320, height: 480},
];
const schemes = /** @type {const} */ (['light', 'dark']);

/** @type {readonly Picture[]} */
const pictures = [
  {name: 'lobby', others: 1, arrange: openLobby},
  {name: 'call', others: 1, arrange: join},
  {name: 'group', others: 3, arrange: join},
  {name: 'screen', others: 2, arrange: joinAndWatchScreen},
  {name: 'notice', others: 1, arrange: joinAndBeSilent},
];

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";
const styles = `
  html { color-scheme: light dark; background: light-dark(#fff, #0b0d10); }
  body { margin: 0; }
  video-call { block-size: 100dvh; border-radius: 0; --video-call-font: 'Liberation Sans', 'Helvetica Neue', Arial, sans-serif; }
`;

function startServer() {
  const serveBuild = sirv('dist/cdn', {dev: true});
  const server = createServer((request, response) => {
    response.setHeader('Content-Security-Policy', policy);
    if (request.url === '/page.css') {
      response.setHeader('Content-Type', 'text/css').end(styles);
    } else if (request.url?.endsWith('.js')) {
      serveBuild(request, response, () => response.writeHead(404).end());
    } else {
      const {searchParams} = new URL(request.url ?? '/', 'http://localhost');
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(pageOf(Object.fromEntries(searchParams)));
    }
  });
  return new Promise(done => server.listen(0, 'localhost', () => done(server)));
}

/** @param {Record<string, string>} attributes */
function pageOf(attributes) {
  const text = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  return `<!doctype html><html lang="en"><meta charset="utf-8" /><meta name="viewport" content="width=device-width" />
    <title>A call</title><link rel="stylesheet" href="page.css" /><script type="module" src="video-call.js"></script>
    <video-call signaling="local" ice-servers="[]" ${text.join(' ')}></video-call></html>`;
}

/** @param {Page} page @param {readonly string[]} phases */
async function reach(page, phases) {
  const isThere = (/** @type {readonly string[]} */ wanted) =>
    wanted.includes(document.querySelector('video-call')?.getAttribute('phase') ?? '');
  await page.waitForFunction(isThere, {timeout: 15_000, polling: 50}, phases);
}

/** @param {Page} page @param {string} part */
async function click(page, part) {
  // A tab in the background draws no frames, and clicks wait for one.
  await page.bringToFront();
  await page.locator(`video-call >>> [part~="${part}"]`).click();
}

/** Nothing fades or moves any more. @param {Page} page */
async function stand(page) {
  await page.evaluate(async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
  });
}

/** @param {Page} me */
async function openLobby(me) {
  await click(me, 'preview-button');
  await me.waitForFunction(
    () =>
      !document.querySelector('video-call')?.shadowRoot?.querySelector('.presence')?.textContent?.includes('whenever'),
    {polling: 100},
  );
  await me.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
}

/** @param {Page} me @param {readonly Page[]} others */
async function join(me, others) {
  await click(me, 'join-button');
  await me.waitForFunction(
    count => {
      const call = document.querySelector('video-call');
      return (
        call &&
        'participants' in call &&
        Array.isArray(call.participants) &&
        call.participants.filter(({connection}) => connection === 'connected').length === count
      );
    },
    {polling: 100},
    others.length,
  );
}

/** @param {Page} me @param {readonly Page[]} others */
async function joinAndWatchScreen(me, others) {
  await join(me, others);
  const [first] = others;
  if (first) await click(first, 'screen-button');
  await me.waitForFunction(
    () => {
      const call = document.querySelector('video-call');
      return (
        call &&
        'participants' in call &&
        Array.isArray(call.participants) &&
        call.participants.some(({screen}) => screen)
      );
    },
    {polling: 100},
  );
}

/** The switch on the headset is off. @param {Page} me @param {readonly Page[]} others */
async function joinAndBeSilent(me, others) {
  await join(me, others);
  await me.evaluate(() => /** @type {{silenceScene?: () => void}} */ (globalThis).silenceScene?.());
  await me.waitForFunction(
    () => document.querySelector('video-call')?.shadowRoot?.querySelector('[part="device-notice"]') !== null,
    {polling: 100},
  );
}

/**
 * A tab with one of the people in it.
 *
 * @param {Browser} browser @param {string} url @param {number} index @param {Size} size
 */
async function openTab(browser, url, index, size) {
  const page = await browser.newPage();
  const look = looks[index];
  if (!look) throw new Error(`nobody is number ${index}`);
  await page.setViewport(size);
  const upright = size.height > size.width;
  await page.evaluateOnNewDocument(installScene, look, upright ? {width: 360, height: 480} : {width: 640, height: 360});
  await page.goto(url);
  return page;
}

/** @param {Browser} browser @param {string} origin @param {Picture} picture @param {Size} size */
async function take(browser, origin, picture, size) {
  const room = `${picture.name}-${size.width}`;
  const tab = (/** @type {number} */ index, /** @type {Record<string, string>} */ more) =>
    openTab(
      browser,
      `${origin}?${new URLSearchParams({room, 'display-name': looks[index]?.name ?? '', ...more})}`,
      index,
      size,
    );
  const others = [];
  for (let index = 1; index <= picture.others; index++) others.push(await tab(index, {autojoin: ''}));
  for (const page of others) await reach(page, ['waiting', 'connected']);
  const me = await tab(0, {});
  await reach(me, ['lobby']);
  await picture.arrange(me, others);
  await me.bringToFront();
  await pause(encoderMs);
  for (const scheme of schemes) {
    await me.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}]);
    await stand(me);
    const png = await me.screenshot({encoding: 'base64'});
    const file = `${folder}/${picture.name}-${size.width}x${size.height}-${scheme}.png`;
    const packed = await toIndexedPng(me, png);
    writeFileSync(file, packed);
    console.log(`${file} ${Math.round(packed.length / 1024)} kB`);
  }
  for (const page of [me, ...others]) await page.close();
}

const failed = await run(['rollup', '--config', '--silent'], {environment: {ONLY: 'cdn'}});
if (failed) process.exit(failed);
const names = process.argv.slice(2);
const chosen = names.length > 0 ? pictures.filter(({name}) => names.includes(name)) : pictures;
if (names.length === 0) rmSync(folder, {recursive: true, force: true});
mkdirSync(folder, {recursive: true});
const server = await startServer();
const browser = await launch('chromium');
try {
  for (const size of sizes) {
    for (const picture of chosen) await take(browser, `http://localhost:${server.address().port}/`, picture, size);
  }
} finally {
  await browser.close();
  server.close();
}
