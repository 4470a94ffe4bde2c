import assert from 'node:assert/strict';
import test from 'node:test';
import {mixedPairings} from './support/pairings.js';
import {changeNetwork, textsSent, sentKept} from './support/sent.js';
import {setupCalls} from './support/setup-calls.js';
import {waitUntil} from './support/waiting.js';

/** Nothing listens there; what it is called must not be told either. */
const turn = {urls: 'turn:127.0.0.1:49151?transport=tcp', username: 'turn-user', credential: 'turn-password'};

for (const [first, second] of mixedPairings) {
  test(`a report of ${first} after a call with ${second} and a restart of ICE tells who was where to nobody`, async context => {
    const room = await setupCalls(context);
    const attributes = {autojoin: true, 'ice-servers': JSON.stringify([turn])} as const;
    const ann = await room.open(first, {...attributes, 'display-name': 'Ann Lovelace'}, [sentKept]);
    await ann.waitForPhase('waiting');
    const ben = await room.open(second, {...attributes, 'display-name': 'Ben Babbage'}, [sentKept]);
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    const people = (await room.documents()).map(({path, fields}) => ({uid: path.split('/').at(-1) ?? '', fields}));
    await ann.onElement(call => call.sendMessage('a private word'));
    await changeNetwork(ann.page);
    const reports = await waitUntil(
      'a restart in the report, and the path that was taken',
      () => Promise.all([ann, ben].map(call => call.onElement(element => element.getReport()))),
      ([ofAnn, ofBen]) => {
        const entries = [...(ofAnn?.entries ?? []), ...(ofBen?.entries ?? [])];
        return entries.some(({what}) => what === 'recovery') && entries.some(({what}) => what === 'path');
      },
    );
    await ann.leave();
    reports.push(await ann.onElement(element => element.getReport()));

    const sessions = people.map(({fields}) => (fields['session'] as {readonly stringValue: string}).stringValue);
    const secrets = [
      ...people.map(({uid}) => uid),
      ...sessions,
      room.room,
      ...['Lovelace', 'Babbage', 'a private word', 'turn-user', 'turn-password', 'eyJ'],
    ];
    assert.ok(
      secrets.every(secret => secret.length > 2) && new Set(secrets).size === 4 + 7,
      'there is what to look for',
    );
    for (const {browser, ...report} of reports) {
      const text = JSON.stringify(report);
      assert.deepEqual(
        secrets.filter(secret => `${text} ${browser}`.includes(secret)),
        [],
      );
      for (const pattern of telltale) assert.doesNotMatch(text, pattern);
    }
    // What is looked for is there to be found.
    const sent = (await textsSent(ann.page)).requests.join('\n');
    assert.ok(/\b\d{1,3}(\.\d{1,3}){3}\b/.test(sent) && sent.includes('candidate:'));
  });
}

/** Addresses and descriptions; a browser's version looks like an address too. */
const telltale = [
  /\b\d{1,3}(\.\d{1,3}){3}\b/,
  /[\da-f]{1,4}(:[\da-f]{0,4}){2,}/i,
  /\.local\b/,
  /\b[acmosv]=\S/,
  /candidate:/,
  /ufrag|fingerprint/,
];
