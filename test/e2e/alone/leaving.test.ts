import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage, SeenParticipant} from '../support/call-page.js';
import type {StoredDocument} from '../support/documents.js';
import {commitsUnanswered, duplicateOf, type Fault} from '../support/faults.js';
import {mixedPairings} from '../support/pairings.js';
import {setupCalls, type TestRoom} from '../support/setup-calls.js';
import type {BrowserName} from '../support/stage.js';
import type {RecordedEvent} from '../support/recorder.js';
import {waitUntil} from '../support/waiting.js';

/** By the issue: a closed tab is noticed, and has cleared up, in less than this. */
const noticeLimitMs = 2_000;

for (const [staying, leaving] of mixedPairings) {
  test(`a tab of ${leaving} that is closed is noticed by ${staying}, and leaves nothing`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await meet(room, staying, leaving);
    const before = Date.now();
    await ben.closeTab();
    await ann.waitForParticipants(0);
    await room.waitForDocuments(paths => paths.length === 1, 'one document, of who stays');
    const tookMs = Date.now() - before;
    assert.ok(tookMs < noticeLimitMs, `${tookMs} ms`);

    assert.equal((await ann.events('participant-left')).length, 1);
    await ann.waitForPhase('waiting');
    await ann.closeTab();
    await room.waitUntilEmpty();
  });

  test(`a lobby of ${leaving} that is closed takes the offer of ${staying} with it`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(staying, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(leaving);
    await ben.hover('join-button');
    await room.waitForDocuments(paths => paths.length === 3, 'two people and an offer');
    await ben.closeTab();
    await room.waitForDocuments(paths => paths.length === 1, 'one document, of who stays');
    await ann.leave();
    await room.waitUntilEmpty();
  });

  test(`a tab of ${leaving} that is closed before it knows that it is in the room leaves nothing`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(staying, {autojoin: true});
    await ann.waitForPhase('waiting');
    const ben = await room.open(leaving, {}, [commitsUnanswered]);
    await ben.hover('join-button');
    await room.waitForDocuments(paths => paths.length === 3, 'two people and an offer');
    await ben.closeTab();
    await room.waitForDocuments(paths => paths.length === 1, 'one document, of who stays');
  });

  test(`reloaded, ${leaving} is the same person to ${staying}, once, and nothing is said twice`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await meet(room, staying, leaving, [statusKept]);
    const before = await ann.participants();
    const tiles = await tileKinds(ann);
    const [told, said] = [(await ann.events()).length, (await statusSaid(ann)).length];
    const reloadedAt = Date.now();
    await ben.reload();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    const [met] = await ben.events('participant-joined');
    context.diagnostic(`${leaving} is back ${(met?.at ?? Infinity) - reloadedAt} ms after the reload began`);
    await Promise.all([ann.waitForMovingPictures(), ben.waitForMovingPictures()]);
    await room.waitForDocuments(paths => paths.length === 2, 'two documents');
    // What ben says now comes after all that the reload has set off.
    await ben.onElement(call => call.sendMessage('I am back'));
    await waitUntil(
      'the message',
      () => ann.events('message'),
      messages => messages.length === 1,
    );

    assert.deepEqual(uidsOf(await ann.participants()), uidsOf(before), 'the same seat');
    assert.deepEqual(await tileKinds(ann), tiles, 'the same tile');
    assert.deepEqual(comingAndGoing((await ann.events()).slice(told)), ['participant-left', 'participant-joined']);
    assert.deepEqual(comingAndGoing(await ben.events()), ['joined', 'participant-joined']);
    assert.equal(await mostAtOnce(ann), 1, 'a ghost was there for a moment');
    const heard = {ann: (await statusSaid(ann)).slice(said), ben: await statusSaid(ben)};
    for (const words of [heard.ann, heard.ben]) assert.equal(new Set(words).size, words.length, words.join(' | '));
    assert.deepEqual([heard.ann.at(-1), heard.ben.at(-1)], ['In a call with Guest', 'In a call with Guest']);
  });

  test(`reloaded, ${leaving} is where they were among the tiles of ${staying}, and as muted`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await meet(room, staying, leaving);
    const cid = await room.open(staying, {autojoin: true});
    await Promise.all([ann, ben, cid].map(call => call.waitForConnected(2)));
    const before = uidsOf(await ann.participants());
    await ben.onElement(call => call.toggleMicrophone(false));
    await ben.reload();
    await ben.waitForConnected(2);
    await ann.waitForConnected(2);
    assert.equal(await ben.onElement(call => call.microphone.status), 'off');
    await waitUntil(
      'ben is muted',
      () => ann.participants(),
      people => people.filter(({microphone}) => microphone).length === 1,
    );
    assert.deepEqual(uidsOf(await ann.participants()), before);
  });

  test(`a second tab of the same person in ${leaving} leaves the call alone until Join is clicked`, async context => {
    const room = await setupCalls(context);
    const [ann, first] = await meet(room, staying, leaving);
    const before = sessionsOf(await room.documents());
    const second = await room.open(leaving, {}, [await duplicateOf(first.page)]);
    await second.hover('join-button');
    await second.waitForWords(/in this call in another tab already/);
    // What first says now comes after all that the pointer has set off.
    await first.onElement(call => call.sendMessage('Still here'));
    await ann.waitForEvent('message');
    await Promise.all([ann.waitForMovingPictures(), first.waitForMovingPictures()]);
    assert.deepEqual(await Promise.all([first.phase(), second.phase()]), ['connected', 'lobby']);
    assert.deepEqual(sessionsOf(await room.documents()), before, 'the same entries');
    assert.deepEqual((await Promise.all([ann, first, second].map(call => call.errorCodes()))).flat(), []);
    assert.equal((await ann.events('participant-left')).length, 0);

    await second.join();
    await first.waitForError('taken-over');
    await Promise.all([ann.waitForConnected(1), second.waitForConnected(1)]);
    await second.waitForMovingPictures();
    await first.waitForNothingInUse();
    await second.leave();
    await ann.leave();
    await room.waitUntilEmpty();
  });

  test(`a second tab of the same person in ${leaving} takes over from the first, and back`, async context => {
    const room = await setupCalls(context);
    const [ann, first] = await meet(room, staying, leaving);
    const uid = (await ann.participants())[0]?.uid;
    const second = await room.open(leaving, {autojoin: true}, [await duplicateOf(first.page)]);

    await first.waitForError('taken-over');
    await first.waitForPhase('failed');
    await first.waitForWords(/in another tab[^]*Use here/);
    await first.waitForNothingInUse();
    await Promise.all([ann.waitForConnected(1), second.waitForConnected(1)]);
    await second.waitForMovingPictures();
    assert.equal((await ann.participants())[0]?.uid, uid);

    await first.click('retry-button');
    await second.waitForError('taken-over');
    await Promise.all([ann.waitForConnected(1), first.waitForConnected(1)]);
    await first.waitForMovingPictures();
    assert.equal((await ann.participants())[0]?.uid, uid);
    await second.waitForNothingInUse();

    // The page that was taken over has no right to anything any more.
    await second.closeTab();
    await first.waitForMovingPictures();
    await room.waitForDocuments(paths => paths.length === 2, 'two documents');
    await first.leave();
    await ann.leave();
    await room.waitUntilEmpty();
  });
}

async function meet(
  room: TestRoom,
  first: BrowserName,
  second: BrowserName,
  faults: readonly Fault[] = [],
): Promise<readonly [CallPage, CallPage]> {
  const ann = await room.open(first, {autojoin: true}, faults);
  await ann.waitForPhase('waiting');
  const ben = await room.open(second, {autojoin: true}, faults);
  await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
  await room.waitForDocuments(paths => paths.length === 2, 'two documents');
  return [ann, ben];
}

const uidsOf = (participants: readonly SeenParticipant[]): readonly string[] => participants.map(({uid}) => uid);

/** Who is in the room with which session. */
const sessionsOf = (documents: readonly StoredDocument[]): readonly string[] =>
  documents.map(({path, fields}) => `${path} ${JSON.stringify(fields['session'])}`);

/** What tiles there are, in order. */
const tileKinds = ({page}: CallPage): Promise<readonly (string | null)[]> =>
  page.$$eval('video-call >>> video-call-tile', tiles => tiles.map(tile => tile.getAttribute('part')));

/** How many others there ever were at the same time. */
async function mostAtOnce(call: CallPage): Promise<number> {
  let [now, most] = [0, 0];
  for (const {type} of await call.events()) {
    if (type === 'participant-joined') now++;
    if (type === 'participant-left') now--;
    most = Math.max(most, now);
  }
  return most;
}

/** Who came and who went, in order, oneself included. */
const comingAndGoing = (events: readonly RecordedEvent[]): readonly string[] =>
  events.map(({type}) => type).filter(type => /^(participant-)?(joined|left)$/.test(type));

declare global {
  interface Window {
    statusSaid: readonly string[];
  }
}

/** Keeps each sentence of the status line, which is a live region: what is read out. */
const statusKept: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const said: string[] = [];
    window.statusSaid = said;
    const look = (): void => {
      const words = document
        .querySelector('video-call')
        ?.shadowRoot?.querySelector('[part~=status]')
        ?.textContent.trim();
      if (words && words !== said.at(-1)) said.push(words);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });

const statusSaid = ({page}: CallPage): Promise<readonly string[]> => page.evaluate(() => window.statusSaid);
