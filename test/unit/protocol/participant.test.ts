import {expect} from '@open-wc/testing';
import {compareRank, parseParticipant, type Participant} from '../../../src/protocol/participant.js';
import {refuses, strangers, text, without} from './support.js';

const joined = {
  session: 'session-1',
  state: 'joined',
  name: 'Mia',
  capacity: 4,
  joinedAt: 1_700_000_000_000,
  renewedAt: 1_700_000_080_000,
  networkEpoch: 0,
};
const lobby = {...joined, state: 'lobby', name: '', joinedAt: null};
const parse = (value: unknown) => parseParticipant('uid-1', value);

describe('parseParticipant', () => {
  it('reads somebody who joined', () => {
    expect(parse(joined)).to.deep.equal({uid: 'uid-1', ...joined});
  });

  it('reads somebody in the lobby', () => {
    expect(parse(lobby)).to.deep.equal({uid: 'uid-1', ...lobby});
  });

  it('reads somebody whom the owner of the room removed, who has no rank any more', () => {
    expect(parse({...joined, state: 'removed'})).to.deep.equal({
      uid: 'uid-1',
      ...joined,
      state: 'removed',
      joinedAt: null,
    });
  });

  it('takes nothing over that it does not know', () => {
    expect(parse({...joined, videoCallExpireAt: 9, admin: true, __proto__: {x: 1}})).to.deep.equal(parse(joined));
  });

  it('ranks nobody in the lobby, whatever is stated', () => {
    expect(parse({...lobby, joinedAt: 5}).joinedAt).to.be.null;
  });

  const accepted: readonly (readonly [string, object])[] = [
    ['the longest name', {name: text(64)}],
    ['the longest name, of characters that are two units each', {name: '😀'.repeat(64)}],
    ['no name', {name: ''}],
    ['the longest session', {session: text(64)}],
    ['the smallest capacity', {capacity: 2}],
    ['the largest capacity', {capacity: 8}],
    ['a time between two milliseconds', {renewedAt: 1_700_000_000_000.123}],
    ['an epoch in server time', {networkEpoch: 1_700_000_000_000}],
  ];
  for (const [name, fields] of accepted) {
    it(`takes ${name}`, () => {
      expect(parse({...joined, ...fields})).to.deep.include(fields);
    });
  }

  describe('as a whole', () => {
    refuses(parse, strangers);
  });

  describe('without one of its fields', () => {
    refuses(
      parse,
      Object.keys(joined).map(name => [`one without ${name}`, without(joined, name)]),
    );
  });

  describe('with a field that is not as it should be', () => {
    refuses(parse, [
      ['an empty session', {...joined, session: ''}],
      ['a session too long', {...joined, session: text(65)}],
      ['a session that is a number', {...joined, session: 1}],
      ['another state', {...joined, state: 'left'}],
      ['a state in capitals', {...joined, state: 'JOINED'}],
      ['a state that is a list', {...joined, state: ['joined']}],
      ['a name too long', {...joined, name: text(65)}],
      ['a name that is no text', {...joined, name: {toString: () => 'Mia'}}],
      ['a capacity too small', {...joined, capacity: 1}],
      ['a capacity too large', {...joined, capacity: 9}],
      ['a capacity in between', {...joined, capacity: 2.5}],
      ['a capacity as text', {...joined, capacity: '4'}],
      ['no number for a capacity', {...joined, capacity: NaN}],
      ['joined at no time', {...joined, joinedAt: null}],
      ['joined at a date as text', {...joined, joinedAt: '2026-01-01'}],
      ['joined for ever', {...joined, joinedAt: Infinity}],
      ['joined at no number', {...joined, joinedAt: NaN}],
      ['renewed at no time', {...lobby, renewedAt: null}],
      ['renewed for ever', {...joined, renewedAt: Infinity}],
      ['an epoch below zero', {...joined, networkEpoch: -1}],
      ['an epoch in between', {...joined, networkEpoch: 0.5}],
      ['an epoch that cannot be counted', {...joined, networkEpoch: 2 ** 53}],
    ]);
  });

  describe('under an id', () => {
    refuses(uid => parseParticipant(uid, joined), [...strangers.filter(([name]) => name !== 'a text')]);
    refuses(
      uid => parseParticipant(uid, joined),
      [
        ['that is empty', ''],
        ['that is too long', text(129)],
      ],
    );
  });
});

describe('compareRank', () => {
  const person = (uid: string, joinedAt: number | null): Participant => ({
    ...parseParticipant(uid, joinedAt === null ? lobby : {...joined, joinedAt}),
  });
  const cases: readonly (readonly [string, Participant, Participant])[] = [
    ['who joined earlier', person('b', 1), person('a', 2)],
    ['of two at one time the smaller id', person('a', 1), person('b', 1)],
    ['who joined before who waits', person('b', 9), person('a', null)],
    ['of two in the lobby the smaller id', person('a', null), person('b', null)],
    ['an id in capitals, as the rules compare', person('B', 1), person('a', 1)],
  ];
  for (const [name, first, second] of cases) {
    it(`puts first ${name}`, () => {
      expect(compareRank(first, second), 'in order').to.be.below(0);
      expect(compareRank(second, first), 'the other way').to.be.above(0);
    });
  }

  it('puts nobody before themselves', () => {
    expect(compareRank(person('a', 1), person('a', 1))).to.equal(0);
    expect(compareRank(person('a', null), person('a', null))).to.equal(0);
  });
});
