import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {CallPage} from './support/call-page.js';
import {serveDemo} from './support/demo.js';
import {setupCalls} from './support/setup-calls.js';
import type {BrowserName, Stage} from './support/stage.js';

/** Everything that a stranger may write into a link to the demo. */
const link = {
  ...{onfocus: 'window.stranger = true', tabindex: '0', autofocus: '', style: 'position: fixed', slot: 'x', id: 'note'},
  ...{autojoin: '', 'firebase-config': '{"projectId": "stranger", "apiKey": "x"}', emulator: '127.0.0.1:1'},
  ...{'auth-emulator': '127.0.0.1:1', database: 'stranger', 'app-check-site-key': 'x', 'ice-servers': '[]'},
  ...{'without-video': '', 'start-muted': '', capacity: '2'},
};

async function openDemo(context: TestContext, browser: BrowserName, stage: Stage, url: string): Promise<CallPage> {
  const call = await CallPage.open(await (await stage.browser(browser)).createBrowserContext(), url);
  context.after(() => call.close());
  await call.page.waitForSelector('video-call');
  return call;
}

const attributesOf = (call: CallPage): Promise<Record<string, string>> =>
  call.onElement(({attributes}) => Object.fromEntries([...attributes].map(({name, value}) => [name, value])));

/** Whether the script of the stranger ran. */
const isStrangers = (call: CallPage): Promise<boolean> => call.page.evaluate(() => 'stranger' in window);

for (const browser of ['chromium', 'firefox'] as const) {
  test(`${browser}: on Hosting a link to the demo chooses how a call is, and nothing else`, async context => {
    const {room, stage} = await setupCalls(context);
    const url = serveDemo(stage.pages, `/${room}`, null);
    const call = await openDemo(context, browser, stage, `${url}?${String(new URLSearchParams({room, ...link}))}`);
    await call.waitForPhase('lobby');
    assert.deepEqual(await attributesOf(call), {
      ...{'firebase-config': '/__/firebase/init.json', room, phase: 'lobby'},
      ...{'without-video': '', 'start-muted': '', capacity: '2'},
    });
    assert.deepEqual([await isStrangers(call), await call.captures()], [false, []]);
    assert.deepEqual(await call.pageErrors(), []);
  });

  test(`${browser}: the demo of npm start joins by autojoin, over the emulator of its own`, async context => {
    const {room, stage, waitUntilEmpty} = await setupCalls(context);
    const {projectId, emulator} = stage;
    const url = serveDemo(stage.pages, `/${room}`, {signaling: 'firestore', projectId, emulator});
    const call = await openDemo(context, browser, stage, `${url}?${String(new URLSearchParams({room, ...link}))}`);
    await call.waitForPhase('waiting');
    const attributes = await attributesOf(call);
    assert.deepEqual(
      [attributes['firebase-config'], attributes['emulator'], attributes['onfocus']],
      [JSON.stringify({projectId, apiKey: 'demo'}), emulator, undefined],
    );
    assert.equal(await isStrangers(call), false);
    await call.leave();
    await waitUntilEmpty();
  });
}
