import {expect} from '@open-wc/testing';
import {admission, hasSeatFor} from '../../../src/call/admission.js';
import type {Participant} from '../../../src/protocol/participant.js';
import {SeededRandom} from '../../support/random.js';
import {person} from './people.js';

const uids = (people: readonly Participant[]): string => people.map(({uid}) => uid).join(' ');

/** `a1 b2 c- d3:2`: a joined at 1, b at 2, c waits in the lobby, d states a capacity of 2. */
const room = (words: string): readonly Participant[] =>
  words
    .split(' ')
    .filter(word => word !== '')
    .map(word => {
      const [, uid = '', at = '', capacity = '4'] = /^([a-z])(-|\d+)(?::(\d))?$/.exec(word) ?? [];
      return person(uid, at === '-' ? null : Number(at), {capacity: Number(capacity)});
    });

describe('admission', () => {
  const cases: readonly (readonly [what: string, who: string, own: number, sum: string])[] = [
    ['nobody', '', 4, 'in: beyond: lobby: free 4 of 4'],
    ['nobody, and two seats', '', 2, 'in: beyond: lobby: free 2 of 2'],
    ['by rank, not by the order of reading', 'c3 a1 b2', 4, 'in: a b c beyond: lobby: free 1 of 4'],
    ['two at one time by their ids', 'b1 a1', 4, 'in: a b beyond: lobby: free 2 of 4'],
    ['who is too late', 'a1 b2 c3 d4 e5', 4, 'in: a b c d beyond: e lobby: free 0 of 4'],
    ['the lobby takes no seat', 'a1 b- c-', 4, 'in: a beyond: lobby: b c free 3 of 4'],
    ['the smallest capacity counts', 'a1 b2:3', 4, 'in: a b beyond: lobby: free 1 of 3'],
    ['a smaller one than there are finds no seat', 'a1 b2 c3:2', 4, 'in: a b beyond: c lobby: free 2 of 4'],
    ['and turns nobody out', 'a1 b2 c3:2 d4', 4, 'in: a b d beyond: c lobby: free 1 of 4'],
    ['a capacity of two', 'a1:2 b2:8 c3:8', 4, 'in: a b beyond: c lobby: free 0 of 2'],
    ['eight', 'a1:8 b2:8 c3:8 d4:8 e5:8 f6:8 g7:8 h8:8 i9:8', 8, 'in: a b c d e f g h beyond: i lobby: free 0 of 8'],
    ['the capacity of the lobby does not count', 'a1 b-:2', 4, 'in: a beyond: lobby: b free 3 of 4'],
    ['the own capacity only while nobody is in', 'a1:8', 2, 'in: a beyond: lobby: free 7 of 8'],
  ];
  for (const [what, who, own, sum] of cases) {
    it(what, () => {
      const {admitted, beyond, lobby, capacity, freeSeats} = admission(room(who), own);
      const found = `in: ${uids(admitted)} beyond: ${uids(beyond)} lobby: ${uids(lobby)} free ${freeSeats} of ${capacity}`;
      expect(found.replace(/ +/g, ' ')).to.equal(sum);
    });
  }

  it('leaves the list that it was given as it was', () => {
    const given = Object.freeze(room('b2 a1 c-'));
    admission(given, 4);
    expect(uids(given)).to.equal('b a c');
  });

  it('is the same for everybody, in whatever order they read: 2,000 random rooms', () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const random = new SeededRandom(seed);
      const people = Array.from({length: random.integer(0, 12)}, (_, index) =>
        person(`p${index}`, random.chance(0.3) ? null : random.integer(1, 6), {capacity: random.integer(2, 8)}),
      );
      const shuffled = people.toSorted(() => random.next() - 0.5);
      const [one, other] = [admission(people, 4), admission(shuffled, 4)];
      expect(uids(one.admitted), `seed ${seed}`).to.equal(uids(other.admitted));
      expect(one.admitted.length, `seed ${seed}`).to.be.at.most(one.capacity);
      expect([...one.admitted, ...one.beyond, ...one.lobby], `seed ${seed}`).to.have.members(people);
      for (const [index, {capacity}] of one.admitted.entries()) expect(capacity, `seed ${seed}`).to.be.above(index);
    }
  });
});

describe('hasSeatFor', () => {
  const cases: readonly (readonly [what: string, who: string, own: number, expected: boolean])[] = [
    ['an empty room', '', 2, true],
    ['a room with a free seat', 'a1 b2 c3', 4, true],
    ['a full room', 'a1 b2 c3 d4', 4, false],
    ['a room that is full for whom states fewer', 'a1 b2', 2, false],
    ['a room that others made smaller', 'a1:2 b2', 8, false],
    ['a room where all others only wait', 'a- b- c- d-', 2, true],
  ];
  for (const [what, who, own, expected] of cases) {
    it(`${what}: ${expected ? 'yes' : 'no'}`, () => {
      expect(hasSeatFor(admission(room(who), own), own)).to.equal(expected);
    });
  }
});
