import assert from 'node:assert/strict';
import test from 'node:test';
import {waitUntil} from '../e2e/support/waiting.js';
import {patient, setupOwnedRoom, withCode, type Guest, type OwnedRoomScene} from './support/owned-rooms.js';

/** Somebody who was let in after knocking. */
async function admitted({owner, guest}: OwnedRoomScene): Promise<Guest> {
  const eve = guest();
  const answer = eve.knock();
  await owner.until('the knock', () => owner.knocks.length === 1);
  await owner.ownership.admit(eve.uid, patient);
  await answer;
  await eve.enter();
  return eve;
}

test('who is locked out knocks, and enters when admitted', async () => {
  const scene = await setupOwnedRoom();
  const {owner, guest} = scene;
  const eve = guest();
  await assert.rejects(eve.enter(), withCode('room-locked'));

  const answer = eve.knock('Eve');
  await owner.until('the knock', () => owner.knocks.length === 1);
  assert.deepEqual(
    owner.knocks.map(({uid, name}) => ({uid, name})),
    [{uid: eve.uid, name: 'Eve'}],
  );
  const before = owner.usage;
  await owner.ownership.admit(eve.uid, patient);
  await answer;
  await eve.enter();
  await owner.until('them', () => owner.sees(eve) === 'joined');

  assert.deepEqual(owner.knocks, []);
  assert.equal(owner.usage.writes - before.writes, 1);
  assert.equal(owner.usage.deletes - before.deletes, 1);
  assert.equal(await scene.read(`connections/knock_${eve.uid}`), undefined);
});

test('what it takes to be let in is counted: the refused entry, the knock, and then the entry', async () => {
  const {owner, guest} = await setupOwnedRoom();
  const eve = guest();
  await assert.rejects(eve.enter(), withCode('room-locked'));
  assert.deepEqual(eve.usage, {reads: 1, writes: 0, deletes: 0}, 'why it was refused');
  const answer = eve.knock();
  await owner.until('the knock', () => owner.knocks.length === 1);
  await owner.ownership.admit(eve.uid, patient);
  await answer;
  await eve.enter();
  // The room and the own knock; no connection, which is a read as well, and the two who are there.
  await eve.until('all that the listeners bring', () => eve.usage.reads >= 1 + 2 + 1 + 2);
  assert.deepEqual(eve.usage, {reads: 6, writes: 2, deletes: 0});

  await eve.entered.leave();
  await eve.enter();
  await eve.until('a new count', () => eve.usage.reads >= 1 + 2);
  assert.deepEqual(eve.usage, {reads: 3, writes: 1, deletes: 0});
});

test('who is refused stays out, and may ask again', async () => {
  const {owner, guest} = await setupOwnedRoom();
  const eve = guest();
  for (let time = 1; time <= 2; time++) {
    const answer = eve.knock();
    await owner.until('the knock', () => owner.knocks.length === 1);
    await owner.ownership.refuse(eve.uid, patient);
    await answer;
    await assert.rejects(eve.enter(), withCode('room-locked'));
    await owner.until('nobody at the door', () => owner.knocks.length === 0);
  }
});

test('a knock is heard by an owner who comes later, and by nobody else', async () => {
  const scene = await setupOwnedRoom();
  const {owner, guest} = scene;
  await scene.make({locked: false});
  const cat = guest();
  await cat.enter();
  await owner.entered.leave();
  await scene.make({locked: true});

  const eve = guest();
  const answer = eve.knock();
  await owner.enter();
  await owner.until('the knock', () => owner.knocks.length === 1);
  await cat.until('the owner', () => cat.sees(owner) === 'joined');
  assert.deepEqual(cat.knocks, []);
  await owner.ownership.admit(eve.uid, patient);
  await answer;
});

test('a knock that is taken back is gone for the owner', async () => {
  const scene = await setupOwnedRoom();
  const {owner, guest} = scene;
  const eve = guest();
  const giveUp = new AbortController();
  const answer = eve.knock('Eve', giveUp.signal);
  await owner.until('the knock', () => owner.knocks.length === 1);
  giveUp.abort();
  await assert.rejects(answer, withCode('aborted'));
  await owner.until('nobody at the door', () => owner.knocks.length === 0);
  assert.equal(await scene.read(`connections/knock_${eve.uid}`), undefined);
});

test('what a crash left at the door is neither told nor kept', async () => {
  const scene = await setupOwnedRoom();
  const {owner, guest} = scene;
  const [fay, gus] = [guest(), guest()];
  const knock = {parties: [fay.uid, owner.uid], name: 'Fay', knockedAt: new Date(), videoCallExpireAt: new Date()};
  await scene.put(`connections/knock_${fay.uid}`, knock);
  const answer = gus.knock('Gus');
  await owner.until('the other knock', () => owner.knocks.length > 0);
  assert.deepEqual(
    owner.knocks.map(({name}) => name),
    ['Gus'],
  );
  await waitUntil(
    'the end of the old knock',
    () => scene.read(`connections/knock_${fay.uid}`),
    found => found === undefined,
  );
  await owner.ownership.refuse(gus.uid, patient);
  await answer;
});

test('nobody has to knock at an open room, and their own old knock tells them nothing', async () => {
  const scene = await setupOwnedRoom({locked: false});
  const eve = scene.guest();
  const soon = new Date(Date.now() + 300_000);
  const knock = {parties: [eve.uid, scene.owner.uid], name: 'Eve', knockedAt: new Date(), videoCallExpireAt: soon};
  await scene.put(`connections/knock_${eve.uid}`, knock);
  await eve.knock();
  await eve.enter();
  await scene.owner.until('the old knock', () => scene.owner.knocks.length === 1);
  assert.deepEqual(eve.knocks, []);
});

test('everybody is told who was removed, and they cannot come back until admitted', async () => {
  const scene = await setupOwnedRoom({locked: false});
  const {owner, guest} = scene;
  const [cat, eve] = [guest(), guest()];
  await cat.enter();
  await eve.enter();
  await owner.ownership.remove(eve.uid, patient);
  for (const each of [owner, cat, eve]) await each.until('the removal', () => each.sees(eve) === 'removed');

  await assert.rejects(eve.entered.renew(patient));
  await eve.entered.leave();
  await cat.until('their end', () => cat.sees(eve) === 'nobody');
  await assert.rejects(eve.enter(), withCode('removed'));
  await eve.knock();
  await assert.rejects(eve.enter(), withCode('removed'));

  await owner.ownership.admit(eve.uid, patient);
  await eve.enter();
  await owner.until('them', () => owner.sees(eve) === 'joined');
});

test('who was removed while away finds out when writing the own entry again', async () => {
  const scene = await setupOwnedRoom();
  const eve = await admitted(scene);
  await scene.owner.ownership.remove(eve.uid, patient);
  await eve.until('the removal', () => eve.sees(eve) === 'removed');
  const gone = eve.entered;
  await assert.rejects(gone.restore(patient), withCode('removed'));
  assert.equal(await scene.read(`admitted/${eve.uid}`), undefined);
});

test('who was swept from a room that was locked meanwhile has to ask', async () => {
  const scene = await setupOwnedRoom({locked: false});
  const {owner, guest} = scene;
  const eve = guest();
  await eve.enter();
  await owner.ownership.lock(true, patient);
  await eve.entered.renew(patient);
  await eve.whileOffline(async () => {
    await scene.put(`participants/${eve.uid}`, {renewedAt: new Date(0)});
    await owner.entered.sweep({uids: [eve.uid], pairs: []}, patient);
  });
  // Rules end the listener of who has no entry, and it may not be written again.
  await eve.until('the end', () => eve.shutOut !== undefined);
  assert.equal(eve.shutOut?.code, 'room-locked');
  await assert.rejects(eve.enter(), withCode('room-locked'));
});

test('somebody who is not there can be kept out', async () => {
  const {owner, guest} = await setupOwnedRoom({locked: false});
  const eve = guest();
  await owner.ownership.remove(eve.uid, patient);
  await assert.rejects(eve.enter(), withCode('removed'));
});

test('the owner is told when the list of who was removed is full', async () => {
  const removed = Array.from({length: 256}, (_, index) => `somebody-${String(index)}`);
  const scene = await setupOwnedRoom({locked: false, removed});
  const eve = scene.guest();
  await eve.enter();
  await assert.rejects(scene.owner.ownership.remove(eve.uid, patient), withCode('permission-denied'));
  await scene.owner.ownership.admit('somebody-0', patient);
  await scene.owner.ownership.remove(eve.uid, patient);
  await eve.until('the removal', () => eve.sees(eve) === 'removed');
});

test('who enters in the very moment of the removal is taken out', async context => {
  const {owner, guest} = await setupOwnedRoom({locked: false});
  const eve = guest();
  const real = globalThis.fetch;
  context.mock.method(globalThis, 'fetch', async (...request: Parameters<typeof fetch>) => {
    const reply = await real(...request);
    if (reply.ok) return reply;
    // The owner was told that nobody is there, and has not written the list yet.
    context.mock.restoreAll();
    await eve.enter();
    return reply;
  });
  await owner.ownership.remove(eve.uid, patient);
  await eve.until('the removal', () => eve.sees(eve) === 'removed');
  await assert.rejects(eve.entered.renew(patient));
});

test('who knocked, was removed and is admitted at once gets in', async () => {
  const {owner, guest} = await setupOwnedRoom();
  const eve = guest();
  const answer = eve.knock();
  await owner.until('the knock', () => owner.knocks.length === 1);
  await owner.whileOffline(async () => {
    await owner.ownership.remove(eve.uid, patient);
    await owner.ownership.admit(eve.uid, patient);
  });
  await answer;
  await eve.enter();
});

test('locking sends who waits in the lobby to the door, and nobody who has joined', async () => {
  const scene = await setupOwnedRoom({locked: false});
  const {owner, guest} = scene;
  const [cat, eve] = [guest(), guest()];
  await cat.enter();
  await eve.enter('lobby');
  await owner.until('both', () => owner.sees(cat) === 'joined' && owner.sees(eve) === 'lobby');
  const before = owner.usage;
  await owner.ownership.lock(true, patient);
  assert.equal(owner.usage.deletes - before.deletes, 1);
  assert.equal(await scene.read(`participants/${eve.uid}`), undefined);
  await assert.rejects(eve.entered.restore(patient), withCode('room-locked'));
  await cat.until('one less', () => cat.sees(eve) === 'nobody');
  await cat.entered.renew(patient);

  await owner.ownership.admit(eve.uid, patient);
  await eve.enter('lobby');
  await owner.until('them', () => owner.sees(eve) === 'lobby');
});

test('opening the room lets in who knocks', async () => {
  const scene = await setupOwnedRoom();
  const {owner, guest} = scene;
  const eve = guest();
  const answer = eve.knock();
  await owner.until('the knock', () => owner.knocks.length === 1);
  await owner.ownership.lock(false, patient);
  await answer;
  await eve.enter();
  assert.deepEqual(await owner.ownership.look(patient), {locked: false});
});

test('nobody but the owner can admit, remove or lock', async () => {
  const {owner, guest} = await setupOwnedRoom({locked: false});
  const eve = guest();
  await eve.enter();
  assert.equal(await eve.ownership.look(patient), null);
  for (const attempt of [
    () => eve.ownership.admit(eve.uid, patient),
    () => eve.ownership.remove(owner.uid, patient),
    () => eve.ownership.lock(true, patient),
  ])
    await assert.rejects(attempt(), withCode('not-owner'));
  assert.equal(eve.sees(owner), 'joined');
});

test('a room without a document has no owner, and a call in it costs what it did', async () => {
  const {owner: ann} = await setupOwnedRoom(null);
  // One's own document, and one for a query without a result.
  assert.deepEqual(ann.usage, {reads: 2, writes: 1, deletes: 0});
  assert.equal(await ann.ownership.look(patient), null);
  assert.equal(ann.usage.reads, 3);
  await assert.rejects(ann.ownership.lock(true, patient), withCode('not-owner'));
});
