import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import test from 'node:test';
import type {Page} from 'puppeteer-core';
import {sharedStage} from './support/stage.js';

/** A phone, also held sideways, a window of 16:9, a very small phone, and a window that is lower than the element would be. */
const windows = [
  {width: 390, height: 844},
  {width: 667, height: 331},
  {width: 1280, height: 720},
  {width: 320, height: 480},
  {width: 1280, height: 600},
] as const;

for (const browser of ['chromium', 'firefox'] as const) {
  test(`in ${browser} nothing shifts when the element is upgraded, with what README advises`, async context => {
    const stage = await sharedStage();
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>call</title>
<style>${await adviceForUndefined()}</style>
<p>Before</p><div style="display: flex"><video-call></video-call></div><p>After</p></html>`;
    const page = await (await stage.browser(browser)).newPage();
    context.after(() => page.close());
    await page.goto(stage.pages.addPage('/first-size.html', {html}));

    const before = await measure(page);
    await page.addScriptTag({type: 'module', url: '/cdn/video-call.js'});
    await page.waitForFunction(() => document.querySelector('video-call')?.matches(':defined'));
    assert.deepEqual(await measure(page), before);
    assert.ok(
      before.every(([, element]) => element && element.height > 0),
      'it had a size',
    );
  });
}

/** The style sheet in README that keeps the place free. */
async function adviceForUndefined(): Promise<string> {
  const sheets = [...(await readFile('README.md', 'utf8')).matchAll(/```css\n([^`]*)```/g)].map(([, css = '']) => css);
  const [advice] = sheets.filter(css => css.includes(':not(:defined)'));
  assert.ok(advice, 'README advises');
  return advice;
}

/** Of each window the boxes of what stands before the element, of itself, and of what stands after it. */
async function measure(page: Page) {
  const boxes = [];
  for (const size of windows) {
    await page.setViewport(size);
    boxes.push(
      await page.evaluate(() =>
        [...document.querySelectorAll('p, video-call')].map(element => {
          const {x, y, width, height} = element.getBoundingClientRect();
          return {x, y, width, height};
        }),
      ),
    );
  }
  return boxes;
}
