import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {RestClient, Write} from './support/rest-client.js';
import type {World} from './support/scene.js';
import {setupRules} from './support/setup-rules.js';
import {candidate, connection, inSeconds, member, participant, room} from './support/steps.js';
import {Appended, serverTime, type Fields} from './support/values.js';

const rules = setupRules('commits');

const own = {renewedAt: serverTime, videoCallExpireAt: inSeconds(40_000)};
const joining = {...own, state: 'joined', name: 'Bob', joinedAt: serverTime};
const answer = {sdp: 'v=0 answer', revision: 1};
const twoOffers: World = {...room, 'connections/cat_bob': connection('cat', 'bob')};

/** Makes the writes, which take paths below the room. @returns whether they were made, and what a document is after */
async function commit(world: World, uid: string, writes: (client: RestClient, path: string) => readonly Write[]) {
  const {client, stage} = rules();
  const path = await stage.furnish(world);
  const made = await client.commit(uid, ...writes(client, path));
  return {made, read: (document: string): Promise<Fields | undefined> => client.read('owner', `${path}/${document}`)};
}

/** bob joins, answering ann and cat. */
const joinWithAnswers = (client: RestClient, path: string): Write[] => [
  client.patch(`${path}/participants/bob`, joining),
  client.patch(`${path}/connections/ann_bob`, {answer, answerCandidates: [candidate(1)]}),
  client.patch(`${path}/connections/cat_bob`, {answer, answerCandidates: []}),
];

test('joining and answering is one commit', async () => {
  const {made, read} = await commit(twoOffers, 'bob', joinWithAnswers);

  assert.ok(made);
  const participantAfter = await read('participants/bob');
  assert.deepEqual(participantAfter?.['state'], {stringValue: 'joined'});
  assert.deepEqual(participantAfter['joinedAt'], participantAfter['renewedAt']);
  assert.ok('answer' in ((await read('connections/cat_bob')) ?? {}));
});

test('the same writes in the other order are one commit too', async () => {
  const {made} = await commit(twoOffers, 'bob', (client, path) => joinWithAnswers(client, path).reverse());

  assert.ok(made);
});

for (const [why, world] of Object.entries({
  'one of the offers was made anew meanwhile': {
    'connections/cat_bob': connection('cat', 'bob', {offer: {sdp: 'v=0', revision: 2}}),
  },
  'one of the offers was withdrawn': {'connections/cat_bob': null},
  'one who offered has left': {'participants/cat': null},
  'one who offered has reloaded': {'participants/cat': member('cat-2', 5)},
  'another tab has taken over': {'participants/bob': participant('bob-2')},
})) {
  test(`joining with answers is refused as a whole where ${why}`, async () => {
    const {client, stage} = rules();
    const path = await stage.furnish({...twoOffers, ...world});
    // Writing to what is gone fails on its precondition before a rule is asked.
    const made = await client.commit('bob', ...joinWithAnswers(client, path)).catch(() => false);

    assert.equal(made, false);
    const after = await client.read('owner', `${path}/participants/bob`);
    assert.deepEqual(after?.['state'], {stringValue: 'lobby'});
    assert.equal('answer' in ((await client.read('owner', `${path}/connections/ann_bob`)) ?? {}), false);
  });
}

// Not among what is refused elsewhere: the SDK would send it as no integer.
for (const [networkEpoch, isTaken] of [
  [Number.MAX_SAFE_INTEGER, true],
  [2 ** 53 + 2, false],
] as const) {
  test(`a network epoch of ${String(networkEpoch)} is ${isTaken ? 'taken' : 'refused: nobody’s browser would show who has it'}`, async () => {
    const {made} = await commit(room, 'eve', (client, path) => [
      client.set(`${path}/participants/eve`, {...participant('eve-1', {networkEpoch}), renewedAt: serverTime}),
    ]);

    assert.equal(made, isTaken);
  });
}

test('answering is refused in a commit that steps back into the lobby', async () => {
  const world = {...twoOffers, 'participants/bob': member('bob-1', 10)};
  const {made} = await commit(world, 'bob', (client, path) => [
    client.patch(`${path}/participants/bob`, {...own, state: 'lobby', name: '', joinedAt: null}),
    client.patch(`${path}/connections/ann_bob`, {answer, answerCandidates: []}),
  ]);

  assert.equal(made, false);
});

test('answering is refused in a commit that leaves', async () => {
  const world = {...twoOffers, 'participants/bob': member('bob-1', 10)};
  const {made} = await commit(world, 'bob', (client, path) => [
    client.remove(`${path}/participants/bob`),
    client.patch(`${path}/connections/ann_bob`, {answer, answerCandidates: []}),
  ]);

  assert.equal(made, false);
});

test('an offer is refused in the commit that joins: who came first is settled by then', async () => {
  const {made} = await commit(room, 'bob', (client, path) => [
    client.patch(`${path}/participants/bob`, joining),
    client.set(`${path}/connections/bob_cat`, connection('bob', 'cat', {createdAt: serverTime}), false),
  ]);

  assert.equal(made, false);
});

test('leaving takes the own pairs along', async () => {
  const {made, read} = await commit(room, 'ann', (client, path) => [
    client.remove(`${path}/participants/ann`),
    client.remove(`${path}/connections/ann_bob`),
    client.remove(`${path}/connections/ann_cat`),
  ]);

  assert.ok(made);
  assert.equal(await read('participants/ann'), undefined);
  assert.equal(await read('connections/ann_bob'), undefined);
});

test('two who leave together do not refuse one another', async () => {
  const {client, stage} = rules();
  const path = await stage.furnish(room);
  const leave = (uid: string): Promise<boolean> =>
    client.commit(uid, client.remove(`${path}/participants/${uid}`), client.remove(`${path}/connections/ann_bob`));

  assert.deepEqual([await leave('ann'), await leave('bob'), await leave('ann')], [true, true, true]);
});

test('entering clears what the own session before has left', async () => {
  const {made} = await commit(room, 'ann', (client, path) => [
    client.set(`${path}/participants/ann`, participant('ann-2', own)),
    client.remove(`${path}/connections/ann_bob`),
  ]);

  assert.ok(made);
});

test('late candidates are appended once, however often they are sent', async () => {
  const late = new Appended(candidate(1), candidate(1, 50_001));
  const {client, stage} = rules();
  const path = await stage.furnish(room);
  const append = (): Promise<boolean> =>
    client.commit('ann', client.patch(`${path}/connections/ann_bob`, {offerCandidates: late}));

  assert.deepEqual([await append(), await append()], [true, true]);
  const after = await client.read('owner', `${path}/connections/ann_bob`);
  assert.deepEqual(after?.['offerCandidates'], {
    arrayValue: {values: late.elements.map(stringValue => ({stringValue}))},
  });
});

test('a refused write refuses the whole commit', async () => {
  const {made, read} = await commit(room, 'ann', (client, path) => [
    client.patch(`${path}/participants/ann`, {...own, name: 'Anna'}),
    client.remove(`${path}/participants/cat`),
  ]);

  assert.equal(made, false);
  assert.deepEqual((await read('participants/ann'))?.['name'], {stringValue: 'ann-1'});
});
