import assert from 'node:assert/strict';
import test from 'node:test';
import {readRoomDocuments} from './support/documents.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';
import {waitUntil} from './support/waiting.js';

for (const [first, second] of mixedPairings) {
  test(`database: ${first} and ${second} meet in a named database, and leave nothing in it`, async context => {
    const room = await setupCalls(context);
    const paths = async (database: string): Promise<readonly string[]> =>
      (await readRoomDocuments(room.stage.emulator, room.stage.projectId, room.room, database)).map(({path}) => path);
    const inCalls = (count: number) =>
      waitUntil(
        `${count} documents in the named database`,
        () => paths('calls'),
        found => found.length === count,
      );

    // Prepared answers, their offers and who is there all come by listeners, what is written by commits: both must go there.
    const ann = await room.open(first, {database: 'calls'});
    await ann.join();
    await ann.waitForPhase('waiting');
    const ben = await room.open(second, {database: 'calls'});
    await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await inCalls(2);
    assert.deepEqual(await paths('(default)'), []);

    // Whoever is in the same room of another database is not in the same room.
    const carl = await room.open(first);
    await carl.join();
    await carl.waitForPhase('waiting');
    await room.waitForDocuments(found => found.length === 1, 'one person in the default database');
    assert.deepEqual(await carl.participants(), []);

    await Promise.all([ann.leave(), ben.leave()]);
    await inCalls(0);
  });
}
