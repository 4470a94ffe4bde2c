import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {writeRoomDocument} from './support/documents.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls, type TestRoom} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';
import {waitUntil} from './support/waiting.js';

type Fields = Readonly<Record<string, unknown>>;

const text = (value: string) => ({stringValue: value});
const whole = (value: number) => ({integerValue: String(value)});
const list = (...values: readonly unknown[]) => ({arrayValue: {values}});
const map = (fields: Fields) => ({mapValue: {fields}});
const time = (inMs: number) => ({timestampValue: new Date(Date.now() + inMs).toISOString()});

const participant = (changes: Fields): Fields => ({
  session: text('foreign'),
  state: text('joined'),
  name: text('Mallory'),
  capacity: whole(4),
  joinedAt: time(-3_600_000),
  renewedAt: time(0),
  networkEpoch: whole(0),
  videoCallExpireAt: time(3_600_000),
  ...changes,
});

/** Each of them would take a seat, lower the number of seats or rank before everybody if it were believed. */
const foreignParticipants: Readonly<Record<string, Fields>> = {
  empty: {},
  'no session': participant({session: {nullValue: null}}),
  'a number as session': participant({session: whole(1)}),
  'another state': participant({state: text('king')}),
  'a long name': participant({name: text('M'.repeat(500_000))}),
  'no seats': participant({capacity: whole(0)}),
  'one seat': participant({capacity: whole(1)}),
  'half a seat': participant({capacity: {doubleValue: 2.5}}),
  'no number of seats': participant({capacity: {doubleValue: 'NaN'}}),
  'joined at no time': participant({joinedAt: {nullValue: null}}),
  'joined at a text': participant({joinedAt: text('2026')}),
  'renewed at a place': participant({renewedAt: {geoPointValue: {latitude: 1, longitude: 1}}}),
  'bytes as name': participant({name: {bytesValue: 'AAAA'}}),
  'a map as name': participant({name: map({toString: text('x'), length: whole(3)})}),
  'a negative epoch': participant({networkEpoch: whole(-1)}),
};

const connection = (changes: Fields): Fields => ({
  from: text('mallory'),
  fromSession: text('foreign'),
  to: text('mallory'),
  toSession: text('foreign'),
  offer: map({sdp: text('v=0'), revision: whole(1)}),
  offerCandidates: list(),
  answerCandidates: list(),
  createdAt: time(0),
  videoCallExpireAt: time(60_000),
  ...changes,
});

/** Documents that name two people and say what nobody should believe. */
function foreignConnections(ann: StoredPerson, ben: StoredPerson): Readonly<Record<string, Fields>> {
  const parties = list(text(ann.uid), text(ben.uid), text('mallory'));
  const from = (sender: {uid: string; session: string}, receiver: StoredPerson): Fields => ({
    ...{parties, from: text(sender.uid), fromSession: text(sender.session)},
    ...{to: text(receiver.uid), toSession: text(receiver.session)},
  });
  const mallory = {uid: 'mallory', session: 'foreign'};
  return {
    'parties only': {parties},
    'no offer': connection({...from(mallory, ann), offer: {nullValue: null}}),
    'a text as offer': connection({...from(mallory, ann), offer: text('v=0')}),
    'a long offer': connection({
      ...from(mallory, ann),
      offer: map({sdp: text('v'.repeat(200_000)), revision: whole(1)}),
    }),
    'revision 0': connection({...from(mallory, ann), offer: map({sdp: text('v=0'), revision: whole(0)})}),
    'many candidates': connection({
      ...from(mallory, ann),
      offerCandidates: list(...Array<unknown>(500).fill(text('1 0 candidate:x'))),
    }),
    'other candidates': connection({
      ...from(mallory, ann),
      offerCandidates: list(text('javascript:alert(1)'), whole(1)),
    }),
    'a stranger’s offer': connection(from(mallory, ann)),
    'a stranger’s offer in the name of the other': connection({...from(mallory, ann), from: text(ben.uid)}),
    'an offer to oneself': connection(from(ann, ann)),
    'an offer the other way round': connection({
      ...from(ben, ann),
      offer: map({sdp: text('v=0\r\n'), revision: whole(99)}),
    }),
    'an offer of the first one': connection({
      ...from(ann, ben),
      offer: map({sdp: text('not SDP'), revision: whole(99)}),
      answer: map({sdp: text('nor this'), revision: whole(99)}),
    }),
    'an offer of the second one': connection({
      ...from(ben, ann),
      answer: map({sdp: text('v=0'), revision: whole(99)}),
      offer: map({sdp: text('v=0'), revision: whole(99)}),
    }),
  };
}

for (const [first, second] of mixedPairings) {
  test(`documents that are malformed, oversized or foreign do nothing to a call of ${first} and ${second}`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await meet(room, first, second);
    const readsBefore = await ann.onElement(call => call.usage.reads);
    const [annStored, benStored] = await storedPeople(room, ann);
    const documents = {
      ...prefixed('participants', foreignParticipants),
      ...prefixed('connections', foreignConnections(annStored, benStored)),
    };
    for (const [path, fields] of Object.entries(documents))
      await writeRoomDocument(room.stage, {room: room.room, path}, fields);
    await waitUntil(
      'all of them read',
      () => ann.onElement(call => call.usage.reads),
      reads => reads >= readsBefore + Object.keys(documents).length,
    );

    await expectCallGoesOn([ann, ben]);
    // And somebody new still finds the two, and nobody else.
    const cid = await room.open(first, {autojoin: true});
    await Promise.all([ann, ben, cid].map(call => call.waitForConnected(2)));
    assert.deepEqual(await cid.errorCodes(), []);
    await Promise.all([ann, ben, cid].map(call => call.leave()));
    const left = await room.waitForDocuments(
      paths => !paths.some(path => path.includes(annStored.uid)),
      'the own documents gone',
    );
    assert.ok(!left.some(path => path.includes(benStored.uid)));
  });

  test(`messages of ${second} that are malformed, oversized or foreign do nothing to ${first}`, async context => {
    const room = await setupCalls(context);
    const [ann, ben] = await meet(room, first, second);
    const before = await ann.participants();
    await ben.page.evaluate(sendNonsense);
    await ben.onElement(call => call.sendMessage('after all of that'));

    const messages = await waitUntil(
      'the one message that is one',
      () => ann.events('message'),
      events => events.length > 0,
    );
    assert.deepEqual(
      messages.map(({detail}) => (detail as {message: {text: string}}).message.text),
      ['after all of that'],
    );
    assert.deepEqual(await ann.participants(), before);
    await expectCallGoesOn([ann, ben]);
  });
}

/** Runs in the page: over its open channel, what no element of ours would send. */
function sendNonsense(): void {
  const channel = window.videoCallRecording.channels.find(({readyState}) => readyState === 'open');
  const {connection} = {connection: window.videoCallRecording.connections.at(-1)};
  const sdp = connection?.localDescription?.sdp ?? '';
  const messages: unknown[] = [
    null,
    1,
    [],
    {},
    {type: 'king'},
    {type: ['chat']},
    {type: '__proto__'},
    {type: 'chat'},
    {type: 'chat', id: '', text: 'no id'},
    {type: 'chat', id: 'x'.repeat(65), text: 'long id'},
    {type: 'chat', id: 'x', text: ''},
    {type: 'chat', id: 'x', text: 'x'.repeat(4_001)},
    {type: 'chat', id: 'x', text: {toString: 'x'}},
    {type: 'state', name: 'M'.repeat(65), microphone: true, camera: true, screen: true},
    {type: 'state', name: null, microphone: false, camera: false, screen: false},
    {type: 'offer'},
    {type: 'offer', description: {sdp: 'v=0', revision: 99}},
    {type: 'offer', description: {sdp, revision: -1}},
    {type: 'offer', description: {sdp: 'x'.repeat(40_000), revision: 99}},
    {type: 'answer', description: {sdp, revision: 1}},
    {type: 'answer', description: {sdp: 'v=0', revision: 2}},
    {type: 'candidates'},
    {type: 'candidates', candidates: ['1 0 candidate:nonsense', '99 0 candidate:later', '0 ']},
    {type: 'candidates', candidates: Array<string>(1_000).fill('1 0 candidate:x')},
  ];
  const raw = ['', 'not JSON', '{"type":"chat"', '['.repeat(60_000), `"${'x'.repeat(200_000)}"`, '\0'.repeat(100)];
  for (const message of messages) channel?.send(JSON.stringify(message));
  for (const message of raw) channel?.send(message);
  channel?.send(new Uint8Array(10_000));
}

interface StoredPerson {
  readonly uid: string;
  readonly session: string;
}

async function meet(room: TestRoom, first: BrowserName, second: BrowserName): Promise<readonly [CallPage, CallPage]> {
  const ann = await room.open(first, {autojoin: true, 'display-name': 'Ann'});
  await ann.waitForPhase('waiting');
  const ben = await room.open(second, {autojoin: true, 'display-name': 'Ben'});
  await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
  await room.waitForDocuments(paths => paths.length === 2, 'two documents');
  await waitUntil(
    'what is on',
    () => ann.participants(),
    ([other]) => other?.camera === true && other.microphone,
  );
  return [ann, ben];
}

/** The two documents of a room, the one whose page this is first. */
async function storedPeople(room: TestRoom, own: CallPage): Promise<readonly [StoredPerson, StoredPerson]> {
  const [other] = await own.participants();
  const people = (await room.documents()).map(({path, fields}) => ({
    uid: path.replace('participants/', ''),
    session: (fields['session'] as {stringValue: string}).stringValue,
  }));
  const ann = people.find(({uid}) => uid !== other?.uid);
  const ben = people.find(({uid}) => uid === other?.uid);
  if (!ann || !ben) throw new Error('The room has not two people');
  return [ann, ben];
}

async function expectCallGoesOn(calls: readonly CallPage[]): Promise<void> {
  for (const call of calls) {
    const participants = await call.participants();
    assert.deepEqual(
      participants.map(({connection: state}) => state),
      calls.slice(1).map(() => 'connected'),
    );
    await call.waitForMovingPictures(calls.length - 1);
    await call.waitForSound();
    assert.equal(await call.phase(), 'connected');
    assert.deepEqual(await call.errorCodes(), []);
    assert.deepEqual(await call.pageErrors(), []);
    assert.equal((await call.events('participant-left')).length, 0);
  }
}

const prefixed = (collection: string, documents: Readonly<Record<string, Fields>>): Readonly<Record<string, Fields>> =>
  Object.fromEntries(
    Object.entries(documents).map(([name, fields]) => [`${collection}/${encodeURIComponent(name)}`, fields]),
  );
