import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test, type TestContext} from 'node:test';
import type {Page} from 'puppeteer-core';
import type {Fault} from '../e2e/support/faults.js';
import type {TestPage} from '../e2e/support/page-server.js';
import type {BrowserName} from '../e2e/support/stage.js';
import {setupCalls} from '../e2e/support/setup-calls.js';

const browserNames: readonly BrowserName[] = ['chromium', 'firefox'];

/** Its own files, and nothing inline. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'";

declare global {
  interface Window {
    /** The lobby's title, each time that a frame had another one; `nothing` without a lobby. */
    titlesShown: string[];
    heightsShown: number[];
    errorsLogged: string[];
  }
}

/** Writes down what is drawn, in each frame, and what the console is told. */
const watchFrames: Fault = page =>
  page.evaluateOnNewDocument(() => {
    Object.assign(window, {titlesShown: [], heightsShown: [], errorsLogged: []});
    const keep = <T>(list: T[], value: T): void => {
      if (list.at(-1) !== value) list.push(value);
    };
    const look = (): void => {
      requestAnimationFrame(look);
      const call = document.querySelector('video-call');
      if (!call) return;
      keep(window.titlesShown, call.shadowRoot?.querySelector('[part="title"]')?.textContent ?? 'nothing');
      keep(window.heightsShown, call.getBoundingClientRect().height);
    };
    requestAnimationFrame(look);
    console.error = (line: unknown) => {
      window.errorsLogged.push(String(line));
    };
  });

/** A German page whose call comes in once the page is loaded; `words` is what is served as the German ones. */
async function openGerman(context: TestContext, browser: BrowserName, words: Omit<TestPage, 'html'>): Promise<Page> {
  const calls = await setupCalls(context);
  const {pages} = calls.stage;
  const [chunk = ''] = readdirSync('dist/cdn/locale').filter(name => /^de-.*\.js$/.test(name));
  const folder = `/cdn-${calls.room}`;
  pages.addFolder(folder, 'dist/cdn');
  pages.addPage(`${folder}/locale/${chunk}`, {html: readFileSync(`dist/cdn/locale/${chunk}`, 'utf8'), ...words});
  const html = `<!doctype html><html lang="de-AT"><meta charset="utf-8"><title>Anruf</title>
<script type="module" src="${folder}/video-call.js"></script></html>`;
  const headers = {'Content-Security-Policy': policy};
  const {page} = await calls.openOn(browser, () => ({html, headers}), {}, [watchFrames]);
  await page.evaluate(() => {
    const call = document.createElement('video-call');
    Object.assign(call, {room: 'r', signaling: 'local', logLevel: 'error'});
    document.body.append(call);
  });
  return page;
}

const titlesOf = (page: Page): Promise<readonly string[]> => page.evaluate(() => window.titlesShown);

async function waitForTitle(page: Page, title: string): Promise<void> {
  await page.waitForFunction(wanted => window.titlesShown.at(-1) === wanted, {}, title);
}

for (const browser of browserNames) {
  test(`a German page in ${browser} shows nothing before its words are there, then German, and nothing moves`, async context => {
    let letThrough = (): void => undefined;
    const ready = new Promise<void>(resolve => (letThrough = resolve));
    const page = await openGerman(context, browser, {headers: {'Content-Type': 'text/javascript'}, ready});
    await waitForTitle(page, 'nothing');
    await page.waitForFunction(() => document.querySelector('video-call')?.getAttribute('phase') === 'lobby');
    assert.deepEqual(await titlesOf(page), ['nothing']);
    letThrough();
    await waitForTitle(page, 'Bereit?');
    assert.deepEqual(await titlesOf(page), ['nothing', 'Bereit?']);
    assert.deepEqual(await page.evaluate(() => window.errorsLogged), []);
    assert.equal(await page.evaluate(() => window.heightsShown.length), 1);
  });

  test(`a German page in ${browser} without its words shows English, and the console says why`, async context => {
    // Under its type, no browser takes it for a script.
    const page = await openGerman(context, browser, {headers: {'Content-Type': 'text/html'}});
    await waitForTitle(page, 'Ready to join?');
    assert.ok(!(await titlesOf(page)).includes('Bereit?'));
    assert.deepEqual(await page.evaluate(() => window.errorsLogged), [
      '<video-call> the words of “de” could not be loaded: English instead',
    ]);
  });
}
