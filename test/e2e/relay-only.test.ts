import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import type {CallPage} from './support/call-page.js';
import {mixedPairings} from './support/pairings.js';
import {changeNetwork, descriptionsOf, sentKept, textsSent} from './support/sent.js';
import {setupCalls} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';
import {hasTurnServer, startTurnServer} from './support/turn-server.js';
import {waitUntil} from './support/waiting.js';

test('relay-only without a relay: no address at all is told, and both are told what is missing', async context => {
  const room = await setupCalls(context);
  const calls = [
    await room.open('chromium', {autojoin: true, 'relay-only': true}, [sentKept]),
    await room.open('firefox', {autojoin: true, 'relay-only': true}, [sentKept]),
  ];
  await Promise.all(calls.map(call => call.waitForError('relay-needed')));
  const told = (await Promise.all(calls.map(everythingTold))).flat();
  assert.ok(
    told.some(text => text.includes('"answer"')),
    'the offer was answered',
  );
  assert.deepEqual(told.flatMap(candidatesIn), []);
});

const skip = !hasTurnServer() && 'coturn is not installed';

for (const [first, second] of mixedPairings) {
  test(
    `relay-only with a relay: ${first} and ${second} meet, and tell no address but the relay’s`,
    {skip},
    async context => {
      const calls = await meetAtRelay(context, [first, second]);
      if (first === 'chromium') {
        await restartOverChannel(calls);
        await Promise.all(calls.map(call => call.waitForMovingPictures()));
      }
      const candidates = (await Promise.all(calls.map(everythingTold))).flat().flatMap(candidatesIn);
      assert.ok(candidates.length > 0);
      assert.deepEqual(
        candidates.filter(candidate => !relayed.test(candidate)),
        [],
      );
    },
  );
}

async function meetAtRelay(
  context: TestContext,
  [first, second]: readonly [BrowserName, BrowserName],
): Promise<readonly [CallPage, CallPage]> {
  const room = await setupCalls(context);
  const servers = JSON.stringify(await startTurnServer(context));
  const attributes = {autojoin: true, 'relay-only': true, 'ice-servers': servers} as const;
  const ann = await room.open(first, attributes, [sentKept]);
  await ann.waitForPhase('waiting');
  const ben = await room.open(second, attributes, [sentKept]);
  await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
  await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
  return [ann, ben];
}

/** Restarts ICE, and waits until candidates went over the control channel. */
async function restartOverChannel(calls: readonly [CallPage, CallPage]): Promise<void> {
  await changeNetwork(calls[0].page);
  await waitUntil(
    'candidates over the channel',
    async () => (await Promise.all(calls.map(({page}) => textsSent(page)))).map(({channels}) => channels.join()),
    channels => channels.some(texts => texts.includes('candidate:')),
  );
}

/** A relay's candidate that tells nobody where it came from: Firefox names the relay's address again. */
const relayed = / (\S+) (\d+) typ relay raddr (?:(?:0\.0\.0\.0|::) rport (?:0|9)|\1 rport \2)(?!\S)/;

/** All that left a page, and the descriptions that its connections have. */
async function everythingTold({page}: CallPage): Promise<readonly string[]> {
  const {requests, channels} = await textsSent(page);
  return [...requests, ...channels, ...(await descriptionsOf(page))];
}

/** The candidates in a text, which may be JSON. */
const candidatesIn = (text: string): readonly string[] => text.match(/candidate:[^"\\\r\n]*/g) ?? [];
