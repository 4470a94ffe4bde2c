import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import type {CallPage} from '../e2e/support/call-page.js';
import {setupCalls} from '../e2e/support/setup-calls.js';
import type {TestPage} from '../e2e/support/page-server.js';
import type {BrowserName} from '../e2e/support/stage.js';

const browserNames: readonly BrowserName[] = ['chromium', 'firefox'];

/** The strictest policy that README promises; `connect-src` names the emulator where production names Google's hosts. */
const policy = (emulator: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src http://${emulator}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

const plainPage = (markup: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>plain page</title>
<script type="module" src="/cdn/video-call.js"></script>${markup}</html>`;

/** Files that the page has asked for, by their paths. */
const loadedScripts = (call: CallPage): Promise<readonly string[]> =>
  call.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(entry => new URL(entry.name).pathname)
      .filter(path => path.endsWith('.js')),
  );

/** Runs in the page, before anything else of it. */
function recordViolations(): void {
  document.addEventListener('securitypolicyviolation', event => {
    // Asked for by the browser itself.
    if (event.blockedURI.endsWith('/favicon.ico')) return;
    window.videoCallRecording.errors.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`);
  });
}

for (const browser of browserNames) {
  test(`the script-tag file makes a call under a strict Content-Security-Policy in ${browser}`, async t => {
    const calls = await setupCalls(t);
    const page = (markup: string): TestPage => ({
      html: plainPage(markup),
      headers: {'Content-Security-Policy': policy(calls.stage.emulator)},
    });
    const one = await calls.openOn(browser, page);
    const two = await calls.openOn(browser, page);
    for (const call of [one, two]) {
      await call.page.evaluateOnNewDocument(recordViolations);
      await call.reload();
    }
    await one.join();
    await one.waitForPhase('waiting', 'connected');
    await two.join();
    for (const call of [one, two]) {
      await call.waitForConnected(1);
      await call.waitForMovingPictures();
      await call.waitForSound();
    }
    assert.deepEqual(await one.pageErrors(), []);
    assert.deepEqual(await two.pageErrors(), []);
  });

  test(`nothing of Firebase is loaded before somebody is near a call in ${browser}`, async t => {
    const calls = await setupCalls(t);
    const call = await calls.openOn(browser, markup => ({html: plainPage(markup)}));
    await call.waitForPhase('lobby');
    const scripts = await loadedScripts(call);
    assert.ok(scripts.includes('/cdn/video-call.js'));
    assert.deepEqual(
      scripts.filter(path => path.startsWith('/cdn/lazy/')),
      [],
    );
    assert.deepEqual(await calls.documents(), []);
  });
}

test('the icons of the script-tag file are drawn whole: no shape is left open and takes in the next', async t => {
  const calls = await setupCalls(t);
  const call = await calls.openOn('chromium', markup => ({html: plainPage(markup)}));
  await call.waitForPhase('lobby');
  const [shapes, nested] = await call.onElement(({shadowRoot}) =>
    ['svg > *', 'svg > * > *'].map(selector => shadowRoot?.querySelectorAll(selector).length),
  );
  assert.ok(shapes);
  assert.equal(nested, 0);
});

test('what a page loads at once holds no Firebase code', () => {
  const files = readdirSync('dist/cdn').filter(name => name.endsWith('.js'));
  assert.ok(files.includes('video-call.js'));
  for (const file of files) {
    assert.doesNotMatch(readFileSync(`dist/cdn/${file}`, 'utf8'), /firestore\.googleapis\.com|FirebaseError/);
  }
});

test('the npm modules leave Lit and Firebase to the page', () => {
  const files = readdirSync('dist', {recursive: true}).map(String);
  const modules = files.filter(name => name.endsWith('.js') && !name.startsWith('cdn'));
  for (const file of modules) {
    assert.doesNotMatch(
      readFileSync(`dist/${file}`, 'utf8'),
      /node_modules|class FirebaseError|litElementVersions\.push/,
    );
  }
});
