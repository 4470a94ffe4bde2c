import {compareRank} from '../../protocol/participant.js';
import type {CaseTable} from './case-table.js';
import {answerTo, calledOff, check, failure, offerTo, pairOf, patient, refused, type Person} from './scene.js';
import {ConflictError} from '../signaling.js';

/** Joining, going back, and the order of those who joined. */
export const joining: CaseTable = {
  'join: with its answers, seen by everybody': async scene => {
    const {member, guest} = await scene.answered();
    await scene.eachTold([member, guest], 'the join', ({told}) => told.participant(guest.uid)?.state === 'joined');
    const own = guest.told.participant(guest.uid);
    check(own?.name === 'Grace' && own.joinedAt !== null, 'the name and the time must be in the entry');
    const {answer} = member.told.connection(pairOf(member, guest)) ?? {};
    check(answer?.sdp === answerTo(member).description.sdp, 'the answer must arrive as it is');
  },

  'join: one answer that is out of date refuses all of it': async scene => {
    const [first, second] = [await scene.member(), await scene.member()];
    const guest = await scene.newcomer();
    await scene.offer(first, guest);
    await scene.offer(second, guest, 2);
    const answers = [answerTo(first), answerTo(second, 1)];
    await refused(guest.room.join({name: 'Grace', answers}, patient), 'a join with an outdated answer');
    await scene.environment.settle();
    check(first.told.participant(guest.uid)?.state === 'lobby', 'the join must not have happened');
    check(first.told.connection(pairOf(first, guest))?.answer === null, 'the other answer must not have been given');
  },

  'join: an answer to an offer that was taken back refuses it': async scene => {
    const {member, guest} = await scene.offered();
    await member.room.deleteConnection(pairOf(member, guest), patient);
    await refused(
      guest.room.join({name: 'Grace', answers: [answerTo(member)]}, patient),
      'a join with an answer to nothing',
    );
    await guest.room.join({name: 'Grace', answers: []}, patient);
    await scene.eachTold([member, guest], 'the join', ({told}) => told.participant(guest.uid)?.state === 'joined');
  },

  'join: an answer to one session does not become that of the next': async scene => {
    const {member, guest} = await scene.offered();
    const again = await scene.enter(await scene.environment.open(member.client), {state: 'joined', name: 'Ada'});
    await again.room.deleteConnection(pairOf(member, guest), patient);
    await scene.offer(again, guest);
    await refused(
      guest.room.join({name: 'Grace', answers: [answerTo(member)]}, patient),
      'an answer to the session before',
    );
    await guest.room.join({name: 'Grace', answers: [answerTo(again)]}, patient);
    await again.told.until('the answer', () => again.told.connection(pairOf(again, guest))?.answer?.revision === 1);
  },

  'join: again (its reply was lost) it keeps its place': async scene => {
    const guest = await scene.newcomer();
    await guest.room.join({name: 'Grace', answers: []}, patient);
    await guest.told.until('the join', () => guest.told.participant(guest.uid)?.state === 'joined');
    const joinedAt = guest.told.participant(guest.uid)?.joinedAt;
    await guest.room.join({name: 'Grace Hopper', answers: []}, patient);
    await guest.told.until('the new name', () => guest.told.participant(guest.uid)?.name === 'Grace Hopper');
    check(guest.told.participant(guest.uid)?.joinedAt === joinedAt, 'joinedAt must not change');
  },

  'join: whoever saw another one joined ranks after them': async scene => {
    const first = await scene.member();
    const second = await scene.newcomer();
    await second.told.until('the first', () => second.told.participant(first.uid)?.state === 'joined');
    await second.room.join({name: 'Grace', answers: []}, patient);
    await scene.eachTold([first, second], 'the join', ({told}) => told.participant(second.uid)?.state === 'joined');
    for (const {told} of [first, second]) {
      check(ranked(told.participants) === `${first.uid} ${second.uid}`, 'the ranks must follow the order of joining');
    }
  },

  'join: two at once are ranked alike by everybody': async scene => {
    const people = [await scene.newcomer(), await scene.newcomer(), await scene.newcomer()];
    await scene.eachTold(people, 'all three', ({told}) => told.participants.length === 3);
    await Promise.all(people.slice(0, 2).map(({room}) => room.join({name: 'Ada', answers: []}, patient)));
    await scene.eachTold(
      people,
      'both joined',
      ({told}) => told.participants.filter(({joinedAt}) => joinedAt !== null).length === 2,
    );
    const orders = new Set(people.map(({told}) => ranked(told.participants)));
    check(orders.size === 1, `everybody must see one order, not ${[...orders].join(' and ')}`);
  },

  'join: whoever finds themselves joined knows whoever joined before': async scene => {
    const people = await Promise.all([scene.newcomer(), scene.newcomer(), scene.newcomer(), scene.newcomer()]);
    await scene.eachTold(people, 'all', ({told}) => told.participants.length === people.length);
    // Each offers on the first state that shows their own join, to whoever is in the lobby or ranks later there.
    await Promise.all(people.map(person => joinAndOffer(person, people)));
    await scene.environment.settle();
    const offers = people.flatMap(({told, uid}) => told.connections.filter(({from}) => from === uid));
    const pairs = (people.length * (people.length - 1)) / 2;
    check(offers.length === pairs, `there must be one offer for each pair: ${pairs}, not ${offers.length}`);
  },

  'returnToLobby: takes the join and the name back, and joining again ranks anew': async scene => {
    const observer = await scene.newcomer();
    const {room, uid, told} = await scene.member('Ada');
    const joinedAt = told.participant(uid)?.joinedAt ?? 0;
    await room.returnToLobby(patient);
    await observer.told.until('back in the lobby', () => observer.told.participant(uid)?.state === 'lobby');
    const own = observer.told.participant(uid);
    check(own?.joinedAt === null && own.name === '', 'joinedAt and name must be gone');
    await room.join({name: 'Ada', answers: []}, patient);
    await told.until('joined again', () => (told.participant(uid)?.joinedAt ?? 0) > joinedAt);
  },

  'raiseNetworkEpoch: goes up each time, for everybody to see': async scene => {
    const observer = await scene.newcomer();
    const {room, uid} = await scene.member();
    const seen = (): number => observer.told.participant(uid)?.networkEpoch ?? 0;
    await room.raiseNetworkEpoch(patient);
    await observer.told.until('a first epoch', () => seen() > 0);
    const first = seen();
    await room.raiseNetworkEpoch(patient);
    await observer.told.until('a later epoch', () => seen() > first);
  },

  'writes to the own entry at the same time all count': async scene => {
    const observer = await scene.newcomer();
    const {room, uid} = await scene.newcomer();
    await Promise.all([
      room.renew(patient),
      room.join({name: 'Grace', answers: []}, patient),
      room.raiseNetworkEpoch(patient),
      room.renew(patient),
    ]);
    await observer.told.until('all of them', () => {
      const entry = observer.told.participant(uid);
      return entry?.state === 'joined' && entry.networkEpoch > 0;
    });
  },

  'an aborted signal calls a write off': async scene => {
    const {room} = await scene.member();
    await calledOff(room.renew({signal: AbortSignal.abort()}), 'renew with an aborted signal');
  },

  'refused: to two that joined, only the earlier may offer': {
    needs: ['rules'],
    run: async scene => {
      const [first, second] = [await scene.member(), await scene.member()];
      await scene.eachTold([first, second], 'both', ({told}) => told.participants.length === 2);
      const outcomes = await Promise.all([
        failure(first.room.offer(offerTo(second), patient)),
        failure(second.room.offer(offerTo(first), patient)),
      ]);
      check(outcomes[0] === null, 'the offer of the earlier one must be accepted');
      check(outcomes[1] instanceof ConflictError, 'the offer of the later one must be refused');
    },
  },
};

async function joinAndOffer({room, uid, told}: Person, people: readonly Person[]): Promise<void> {
  const joining = room.join({name: 'Ada', answers: []}, patient);
  await told.until('the own join', () => told.participant(uid)?.state === 'joined');
  const own = told.participant(uid);
  const later = people.filter(other => {
    const seen = told.participant(other.uid);
    return own && seen && compareRank(own, seen) < 0;
  });
  await joining;
  // Refused is one to somebody who joined in the same millisecond and ranks earlier by uid: they offer.
  const refusals = await Promise.all(later.map(other => failure(room.offer(offerTo(other), patient))));
  check(
    refusals.every(error => error === null || error instanceof ConflictError),
    'an offer must be accepted or refused',
  );
}

const ranked = (participants: Person['told']['participants']): string =>
  participants
    .filter(({joinedAt}) => joinedAt !== null)
    .sort(compareRank)
    .map(({uid}) => uid)
    .join(' ');
