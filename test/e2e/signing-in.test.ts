import assert from 'node:assert/strict';
import test from 'node:test';
import {startEmulator} from '../../scripts/emulator.mjs';
import type {CallErrorCode} from '../../src/errors.js';
import {customToken, startAuthServer, type AuthReply} from './support/auth-server.js';
import type {CallPage} from './support/call-page.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';

interface Row {
  readonly browser: BrowserName;
  readonly reply: AuthReply;
  readonly code: CallErrorCode;
  readonly message: RegExp;
  readonly words: RegExp;
}

const disabled = {
  code: 'sign-in-disabled',
  message: /Authentication → Sign-in method → Anonymous/,
  words: /Signing in is switched off[^]*Authentication → Sign-in method → Anonymous/,
} as const;

const rows: readonly Row[] = [
  {browser: 'chromium', reply: 'OPERATION_NOT_ALLOWED', ...disabled},
  {browser: 'firefox', reply: 'ADMIN_ONLY_OPERATION', ...disabled},
  {
    browser: 'chromium',
    reply: 'TOO_MANY_ATTEMPTS_TRY_LATER',
    code: 'sign-in-throttled',
    message: /100 new accounts an hour/,
    words: /Too many sign-ins[^]*In 60 min at the latest/,
  },
];

for (const {browser, reply, code, message, words} of rows) {
  test(`Firebase Auth says ${reply}: ${browser} tells what to do, and joins when it is put right`, async context => {
    const room = await setupCalls(context);
    const auth = await startAuthServer(reply);
    context.after(() => auth.stop());
    const call = await room.open(browser, {'auth-emulator': auth.address});
    await call.join();
    assert.match(await call.waitForError(code), message);
    await call.waitForPhase('failed');
    await call.waitForWords(words);
    assert.deepEqual(await call.commits(), []);

    auth.reply = 'user';
    await call.click('retry-button');
    await call.waitForPhase('waiting');
    await room.waitForDocuments(paths => paths[0] === 'participants/signed-in-by-the-test', 'that user in the room');
    assert.deepEqual(await call.errorCodes(), [code]);
  });
}

for (const [first, second] of mixedPairings) {
  test(`authToken: ${first} and ${second} are in the call as whom their page says, and nobody signs up`, async context => {
    const room = await setupCalls(context);
    const auth = await startAuthServer('OPERATION_NOT_ALLOWED');
    context.after(() => auth.stop());
    const ada = await room.open(first, {'auth-emulator': auth.address});
    const ben = await room.open(second, {'auth-emulator': auth.address});
    await Promise.all([signInAs(ada, 'ada'), signInAs(ben, 'ben')]);
    await ada.join();
    await ada.waitForPhase('waiting');
    await ben.join();
    await Promise.all([ada.waitForConnected(1), ben.waitForConnected(1)]);

    assert.equal((await ada.participants())[0]?.uid, 'ben');
    await room.waitForDocuments(
      paths => paths.join() === 'participants/ada,participants/ben',
      'the two users of the page in the room',
    );
    assert.deepEqual(auth.signIns, ['signInWithCustomToken', 'signInWithCustomToken']);
    assert.deepEqual((await Promise.all([ada.errorCodes(), ben.errorCodes()])).flat(), []);
  });
}

/** The page's server knows who this is. */
const signInAs = (call: CallPage, uid: string): Promise<void> =>
  call.onElement((element, token) => {
    element.authToken = () => Promise.resolve(token);
  }, customToken(uid));

test('rules that are not deployed: permission-denied names firestore.rules', async context => {
  const room = await setupCalls(context);
  const denying = await startEmulator({projectId: 'demo-e2e-denied', rules: 'test/e2e/support/deny-all.rules'});
  context.after(() => denying.stop());
  for (const browser of ['chromium', 'firefox'] as const) {
    const call = await room.open(browser, {
      emulator: `${denying.host}:${String(denying.port)}`,
      'firebase-config': '{"projectId": "demo-e2e-denied", "apiKey": "demo"}',
    });
    await call.join();
    assert.match(await call.waitForError('permission-denied'), /Deploy the firestore\.rules/);
    await call.waitForPhase('failed');
    await call.waitForWords(/You are not let in[^]*firestore\.rules/);
    assert.deepEqual(await call.pageErrors(), []);
    assert.deepEqual(await call.inUse(), {tracks: 0, connections: 0});
  }
});
