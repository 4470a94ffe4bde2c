import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {setupOwnedRoom} from './support/owned-rooms.js';

/** The next commit takes effect, and nobody hears of it. */
function loseNextReply(context: TestContext): void {
  const real = globalThis.fetch;
  context.mock.method(globalThis, 'fetch', async (...request: Parameters<typeof fetch>) => {
    const reply = await real(...request);
    if (!reply.url.endsWith(':commit')) return reply;
    context.mock.restoreAll();
    throw new TypeError('the connection was lost');
  });
}

for (const state of ['lobby', 'joined'] as const) {
  test(`an entry (${state}) whose reply was lost is an entry`, async context => {
    const {guest} = await setupOwnedRoom(null);
    const bob = guest();
    loseNextReply(context);
    await bob.enter(state);
    assert.equal(bob.sees(bob), state);
    await bob.entered.leave();
  });
}
