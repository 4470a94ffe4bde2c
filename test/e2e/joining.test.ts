import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {answerPrompt, promptLeftOpen} from './support/faults.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';
import {waitUntil} from './support/waiting.js';

for (const [first, second] of mixedPairings) {
  test(`autojoin: ${first} and ${second} are in without a click`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await Promise.all([
      room.open(first, {autojoin: true, 'display-name': 'Ann'}),
      room.open(second, {autojoin: true, 'display-name': 'Ben'}),
    ]);
    const [seenByAnn, seenByBen] = await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);

    await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
    assert.deepEqual([seenByAnn[0]?.name, seenByBen[0]?.name], ['Ben', 'Ann']);
    assert.deepEqual(await Promise.all([ann.errorCodes(), ben.errorCodes()]), [[], []]);
  });

  test(`the lobby of ${second} has the answer ready before the click, and sends nothing to ${first} until then`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(second);
    await ben.hover('join-button');
    await waitUntil(
      'a prepared answer',
      () => preparedStates(ben),
      states => states.includes('stable'),
    );
    const beforeTheClick = await room.documents();
    assert.deepEqual(
      beforeTheClick.filter(({fields}) => 'answer' in fields),
      [],
    );
    assert.deepEqual(await ann.participants(), []);
    if (second === 'firefox') await untilPreparedAnew(ben);

    await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
    const joining = (await ben.commits()).find(({writes}) =>
      writes.some(({fields}) => fields.includes('joinedAt') && fields.includes('name') && !fields.includes('capacity')),
    );
    assert.deepEqual(
      joining?.writes.map(({fields}) => fields.includes('answer')),
      [false, true],
      'joined and answered in one commit',
    );
  });

  test(`${second} joins ${first} while the question for the camera is open, and is seen as soon as it is answered`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(second, {}, [promptLeftOpen]);
    await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await ben.waitForMovingPictures();
    assert.equal((await ann.participants())[0]?.camera, false);
    const negotiated = await Promise.all([ann, ben].map(readDescriptions));

    await answerPrompt(ben.page);
    await ann.waitForMovingPictures();
    await ann.waitForSound();
    assert.equal((await ann.participants())[0]?.camera, true);
    assert.deepEqual(await Promise.all([ann, ben].map(readDescriptions)), negotiated, 'negotiated again');
  });
}

/** Of each connection so far whether it holds an answer (`stable`), waits for one, or was given up (`closed`). */
const preparedStates = ({page}: CallPage): Promise<readonly RTCSignalingState[]> =>
  page.evaluate(() => window.videoCallRecording.connections.map(({signalingState}) => signalingState));

/** Firefox gives up on an answer that nobody heard of within 5 s: who takes longer to click joins with a second one. */
async function untilPreparedAnew(call: CallPage): Promise<void> {
  await waitUntil(
    'a second answer in the place of the first',
    () => preparedStates(call),
    ([first, ...later]) => first === 'closed' && later.includes('stable'),
  );
}

/** What was negotiated, over all connections that this page has; Firefox lets nobody ask one that is closed. */
const readDescriptions = ({page}: CallPage): Promise<readonly (string | undefined)[]> =>
  page.evaluate(() =>
    window.videoCallRecording.connections
      .filter(({connectionState}) => connectionState !== 'closed')
      .flatMap(({localDescription, remoteDescription}) => [localDescription?.sdp, remoteDescription?.sdp]),
  );
