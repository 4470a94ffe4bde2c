import {expect} from '@open-wc/testing';
import {isSweeper, lapseMarginMs, lapsesAt, splitByLease} from '../../../src/call/presence.js';
import {leaseMs} from '../../../src/protocol/participant.js';
import {person} from './people.js';

const life = leaseMs + lapseMarginMs;

describe('splitByLease', () => {
  const cases: readonly (readonly [
    what: string,
    known: {readonly agoMs: number; readonly trusted?: boolean; readonly linked?: boolean; readonly own?: boolean},
    expected: 'present' | 'lapsed',
  ])[] = [
    ['who has just renewed', {agoMs: 0}, 'present'],
    ['who will lapse in a moment', {agoMs: life - 1}, 'present'],
    ['who has just lapsed', {agoMs: life}, 'lapsed'],
    ['who is within the margin for a wrong estimate', {agoMs: leaseMs + 1}, 'present'],
    ['who lapsed long ago', {agoMs: 10 * life}, 'lapsed'],
    ['whose time lies ahead', {agoMs: -60_000}, 'present'],
    ['who lapsed while nothing was heard here either', {agoMs: life, trusted: false}, 'present'],
    ['who lapsed but is heard over a link', {agoMs: life, linked: true}, 'present'],
    ['oneself', {agoMs: life, own: true}, 'present'],
  ];
  for (const [what, {agoMs, trusted = true, linked = false, own = false}, expected] of cases) {
    it(`${what}: ${expected}`, () => {
      const serverNow = 1_000_000;
      const entry = person('a', 1, {renewedAt: serverNow - agoMs});
      const isLinked = (uid: string): boolean => linked && uid === 'a';
      const split = splitByLease([entry], {serverNow, trusted, isLinked, ownUid: own ? 'a' : 'me'});
      expect(split[expected]).to.deep.equal([entry]);
      expect([...split.present, ...split.lapsed]).to.have.length(1);
    });
  }

  it('splits exactly when lapsesAt says so', () => {
    const entry = person('a', 1);
    const at = (serverNow: number) =>
      splitByLease([entry], {serverNow, trusted: true, isLinked: () => false, ownUid: 'me'}).lapsed.length;
    expect([at(lapsesAt(entry) - 1), at(lapsesAt(entry))]).to.deep.equal([0, 1]);
  });
});

describe('isSweeper', () => {
  it('is the first by rank, and only they', () => {
    const present = [person('c', 3), person('a', 2), person('b', 2), person('d', null)];
    expect(['a', 'b', 'c', 'd'].filter(uid => isSweeper(uid, present))).to.deep.equal(['a']);
  });

  it('is one of the lobby where nobody joined', () => {
    expect(isSweeper('a', [person('b', null), person('a', null)])).to.be.true;
  });

  it('is nobody who is not there', () => {
    expect(isSweeper('x', [person('a', 1)])).to.be.false;
    expect(isSweeper('x', [])).to.be.false;
  });
});
