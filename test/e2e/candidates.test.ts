import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {
  candidatesHeld,
  descriptionsHeld,
  heldDescriptions,
  releaseCandidates,
  releaseDescriptions,
} from './support/faults.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls, type TestRoom} from './support/setup-calls.js';
import {waitUntil} from './support/waiting.js';

for (const [offerer, answerer] of mixedPairings) {
  test(`candidates that the offerer ${offerer} finds late connect it to ${answerer}`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(offerer, {autojoin: true}, [candidatesHeld]);
    await ann.waitForPhase('waiting');
    const ben = await room.open(answerer, {autojoin: true}, [candidatesHeld]);
    await waitForAnswer(room);

    await releaseCandidates(ann.page);
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    assert.deepEqual([await candidateWrites(ann), await candidateWrites(ben)], [1, 0]);
    assert.equal(await ben.page.evaluate(() => window.videoCallRecording.candidatesTaken.includes(false)), false);
  });

  test(`candidates that the answerer ${answerer} finds late connect it to ${offerer}`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(offerer, {autojoin: true}, [candidatesHeld]);
    await ann.waitForPhase('waiting');
    const ben = await room.open(answerer, {autojoin: true}, [candidatesHeld]);
    await waitForAnswer(room);

    await releaseCandidates(ben.page);
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    assert.deepEqual([await candidateWrites(ann), await candidateWrites(ben)], [0, 1]);
  });

  test(`candidates of ${answerer} that reach ${offerer} before the answer is applied wait for it`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(offerer, {autojoin: true}, [candidatesHeld, descriptionsHeld]);
    await ann.waitForPhase('waiting');
    const ben = await room.open(answerer, {autojoin: true}, [candidatesHeld]);
    await waitUntil(
      'an answer to apply',
      () => heldDescriptions(ann.page),
      count => count === 1,
    );
    const before = await readCount(ann);

    await releaseCandidates(ben.page);
    await waitUntil(
      'the candidates',
      () => readCount(ann),
      count => count > before,
    );
    assert.deepEqual(await takenBy(ann), []);
    await releaseDescriptions(ann.page);
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    assert.ok((await takenBy(ann)).length > 0);
    assert.ok(!(await takenBy(ann)).includes(false), 'a candidate was refused');
  });
}

/** Both descriptions are in the store, and neither has a candidate. */
async function waitForAnswer(room: TestRoom): Promise<void> {
  const documents = await waitUntil(
    'an answer',
    () => room.documents(),
    found => found.some(({fields}) => 'answer' in fields),
  );
  assert.ok(!JSON.stringify(documents).includes('candidate:'));
}

/** How many commits brought candidates and nothing else. */
async function candidateWrites(call: CallPage): Promise<number> {
  const commits = await call.commits();
  const isLate = (fields: readonly string[]) =>
    fields.length === 1 && /^(offer|answer)Candidates$/.test(fields[0] ?? '');
  return commits.filter(({writes}) => writes.some(({fields}) => isLate(fields))).length;
}

const readCount = (call: CallPage): Promise<number> => call.onElement(element => element.usage.reads);
const takenBy = ({page}: CallPage): Promise<readonly boolean[]> =>
  page.evaluate(() => window.videoCallRecording.candidatesTaken);
