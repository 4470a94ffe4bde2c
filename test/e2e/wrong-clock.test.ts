import assert from 'node:assert/strict';
import test from 'node:test';
import {dateOff} from './support/faults.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';

/** Documents live for twelve hours: what is written by a date further off is refused at first. */
const hoursOff = [6, 13];

for (const [first, second] of mixedPairings)
  for (const hours of hoursOff)
    test(`${first} is ${hours} hours ahead, ${second} ${hours} behind: they meet, see one another, and leave nothing`, async context => {
      const room = await setupCalls(context);
      const ann = await room.open(first, {autojoin: true}, [dateOff(hours)]);
      await ann.waitForPhase('waiting');
      const ben = await room.open(second, {}, [dateOff(-hours)]);
      const dates = await Promise.all([ann, ben].map(({page}) => page.evaluate(() => new Date().getTime())));
      assert.deepEqual(
        dates.map(date => Math.round((date - Date.now()) / 3_600_000)),
        [hours, -hours],
      );
      await ben.join();
      await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
      await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);

      await ben.leave();
      await ann.waitForPhase('waiting');
      await room.waitForDocuments(paths => paths.length === 1, 'one document, of who stays');
      await ann.leave();
      await room.waitUntilEmpty();
      assert.deepEqual(await Promise.all([ann.errorCodes(), ben.errorCodes()]), [[], []]);
    });
