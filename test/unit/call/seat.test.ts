import {expect} from '@open-wc/testing';
import {admission} from '../../../src/call/admission.js';
import {Seat} from '../../../src/call/seat.js';
import {Store} from '../../../src/call/store.js';
import {CallError} from '../../../src/errors.js';
import {person} from './people.js';

const capacity = 2;
const roomOf = (...uids: readonly string[]) =>
  admission(
    uids.map((uid, index) => person(uid, index + 1, {capacity})),
    capacity,
  );

/** eva's, in the lobby of a room of two. */
function setupTest() {
  const store = new Store(() => undefined);
  store.update({type: 'ready', room: 'table-7', capacity, wanted: {microphone: false, camera: false}});
  const visit = {uid: 'eva', isSeated: false};
  let found = 0;
  const seat = new Seat({store, capacity: () => capacity, visit: () => visit, onFree: () => found++});
  return {store, seat, visit, found: () => found};
}

/** Settled by now, with this; `waits` if it is not. */
async function outcomeOf(taken: Promise<void>): Promise<string> {
  const outcome = taken.then(
    () => 'taken',
    (error: unknown) => (error instanceof CallError ? error.code : 'another error'),
  );
  return Promise.race([outcome, new Promise<string>(resolve => setTimeout(resolve, 0, 'waits'))]);
}

describe('a seat', () => {
  it('is free, or not, as soon as the room has said', () => {
    const {store, seat} = setupTest();
    expect(seat.isFree).to.equal(null);
    seat.follow(roomOf('ann'));
    expect([seat.isFree, store.state.membersPresent]).to.deep.equal([true, 1]);
    seat.follow(roomOf('ann', 'ben'));
    expect([seat.isFree, store.state.membersPresent]).to.deep.equal([false, 2]);
    seat.forget();
    expect(seat.isFree).to.equal(null);
  });

  it('of one’s own is nobody else’s', () => {
    const {store, seat} = setupTest();
    seat.follow(roomOf('ann', 'eva'));
    expect(store.state.membersPresent).to.equal(1);
  });

  it('is found for a person who waits for one, and for nobody else', () => {
    const {store, seat, found} = setupTest();
    seat.follow(roomOf('ann'));
    expect(found()).to.equal(0);
    store.update({type: 'seat-wait', waiting: true});
    seat.takeIfFree();
    expect(found()).to.equal(1);
    seat.follow(roomOf('ann', 'ben'));
    expect(found()).to.equal(1);
    seat.follow(roomOf('ann'));
    expect(found()).to.equal(2);
  });

  it('that a join waits for is there once the room says so', async () => {
    const {seat, visit} = setupTest();
    seat.expect();
    const taken = seat.taken(new AbortController().signal);
    seat.settle();
    expect(await outcomeOf(taken)).to.equal('waits');
    visit.isSeated = true;
    seat.settle();
    expect(await outcomeOf(taken)).to.equal('taken');
    expect(await outcomeOf(seat.taken(new AbortController().signal))).to.equal('taken');
  });

  it('is refused to a join that waits for one', async () => {
    const {seat} = setupTest();
    expect(seat.refuse(CallError.roomFull()), 'nobody waits').to.be.false;
    seat.expect();
    const taken = seat.taken(new AbortController().signal);
    expect(seat.refuse(CallError.roomFull())).to.be.true;
    expect(await outcomeOf(taken)).to.equal('room-full');
  });

  it('is not waited for any more when the join is called off', async () => {
    const {seat} = setupTest();
    const work = new AbortController();
    seat.expect();
    const taken = seat.taken(work.signal);
    work.abort(CallError.aborted());
    expect(await outcomeOf(taken)).to.equal('aborted');
  });

  it('goes on being waited for when an earlier join is over', async () => {
    const {seat} = setupTest();
    const endFirst = seat.expect();
    const endSecond = seat.expect();
    endFirst();
    expect(await outcomeOf(seat.taken(new AbortController().signal))).to.equal('waits');
    endSecond();
    expect(seat.refuse(CallError.roomFull())).to.be.false;
  });
});
