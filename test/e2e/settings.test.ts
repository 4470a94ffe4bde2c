import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallErrorCode} from '../../src/errors.js';
import type {CallAttributes} from './support/call-page.js';
import {setupCalls} from './support/setup-calls.js';

/** A setting that cannot work, and what the page and the person hear of it. */
interface Row {
  readonly what: string;
  readonly attributes: CallAttributes;
  readonly code: CallErrorCode;
  readonly message: RegExp;
}

const rows: readonly Row[] = [
  {what: 'no room', attributes: {room: ''}, code: 'invalid-room', message: /Set the attribute room/},
  {what: 'a room with a slash', attributes: {room: 'a/b'}, code: 'invalid-room', message: /contains “\/”/},
  {what: 'a reserved room', attributes: {room: '..'}, code: 'invalid-room', message: /“\.\.” is reserved/},
  {
    what: 'a room of 129 characters',
    attributes: {room: 'x'.repeat(129)},
    code: 'invalid-room',
    message: /129 characters; 128 are allowed/,
  },
  {
    what: 'no firebase-config',
    attributes: {'firebase-config': ''},
    code: 'invalid-config',
    message: /Set the attribute firebase-config/,
  },
  {
    what: 'a firebase-config that is no JSON',
    attributes: {'firebase-config': "{'projectId': 'demo'}"},
    code: 'invalid-config',
    message: /no JSON: .* line 1, column 2\./,
  },
  {
    what: 'a firebase-config without a project',
    attributes: {'firebase-config': '{"apiKey": "demo"}'},
    code: 'invalid-config',
    message: /has no projectId/,
  },
  {
    what: 'a signaling that there is not',
    attributes: {signaling: 'firebase'},
    code: 'invalid-config',
    message: /neither "firestore" nor "local"/,
  },
];

for (const browser of ['chromium', 'firefox'] as const) {
  for (const {what, attributes, code, message} of rows) {
    test(`${browser} with ${what} is idle and says why, until it is put right`, async context => {
      const room = await setupCalls(context);
      const call = await room.open(browser, {autojoin: true, ...attributes});
      assert.match(await call.waitForError(code), message);
      assert.equal(await call.phase(), 'idle');
      // The words for the person are in the language of the page; what to do is for whoever runs it.
      assert.match(await call.words(), message);
      assert.deepEqual(await call.commits(), []);

      const right = {room: room.room, config: JSON.stringify({projectId: room.stage.projectId, apiKey: 'demo'})};
      await call.page.evaluate(({room: name, config}) => {
        const element = document.querySelector('video-call');
        element?.setAttribute('signaling', 'firestore');
        element?.setAttribute('firebase-config', config);
        element?.setAttribute('room', name);
      }, right);
      await call.waitForPhase('waiting');
      assert.deepEqual(await call.errorCodes(), [code]);
    });
  }

  test(`${browser} with a firebase-config whose URL fails says with which status, and reads it again when asked to`, async context => {
    const room = await setupCalls(context);
    const path = `/${room.room}-${browser}.json`;
    const call = await room.open(browser, {'firebase-config': path});
    await call.join();
    assert.match(await call.waitForError('invalid-config'), /HTTP status 404/);
    await call.waitForPhase('failed');
    assert.match(await call.words(), /HTTP status 404/);

    const html = JSON.stringify({projectId: room.stage.projectId, apiKey: 'demo'});
    room.stage.pages.addPage(path, {html, headers: {'Content-Type': 'application/json'}});
    await call.onElement(element => element.join());
    await call.waitForPhase('waiting');
  });

  test(`${browser} tells who brings another copy of Firebase what to do`, async context => {
    const room = await setupCalls(context);
    const call = await room.open(browser);
    await call.onElement(element => {
      element.firebaseApp = {
        name: '[DEFAULT]',
        options: {projectId: 'demo-e2e'},
        automaticDataCollectionEnabled: false,
      };
    });
    await call.join();
    assert.match(await call.waitForError('firebase-mismatch'), /another copy[^]*import map[^]*authToken/);
    await call.waitForPhase('failed');
    assert.match(await call.words(), /loads Firebase twice[^]*import map/);
    assert.deepEqual(await call.pageErrors(), []);
  });
}

test('a page without the attribute room is told the same as with an empty one', async context => {
  const room = await setupCalls(context);
  const call = await room.openOn('chromium', markup => ({
    html: `<!doctype html><html lang="en"><title>call</title><script type="module" src="/cdn/video-call.js"></script>
${markup.replace(/ room="[^"]*"/, '')}</html>`,
  }));
  assert.match(await call.waitForError('invalid-room'), /Set the attribute room/);
  assert.equal(await call.phase(), 'idle');
  await assert.rejects(
    call.onElement(element => element.join()),
    /Set the attribute room/,
  );
});
