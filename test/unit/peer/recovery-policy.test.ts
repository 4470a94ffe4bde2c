import {expect} from '@open-wc/testing';
import {recoverInMs, type RecoveryFacts} from '../../../src/peer/recovery-policy.js';
import {SeededRandom} from '../../support/random.js';

const now = 100_000;

const well: RecoveryFacts = {
  role: 'offerer',
  connectionState: 'connected',
  silent: false,
  troubledSince: null,
  networkChangedAt: -Infinity,
  attempts: 0,
  lastAttemptAt: -Infinity,
  online: true,
  now,
  jitter: 0.5,
};
const failed: Partial<RecoveryFacts> = {connectionState: 'failed', troubledSince: now};
const disconnected: Partial<RecoveryFacts> = {connectionState: 'disconnected', troubledSince: now};
const silent: Partial<RecoveryFacts> = {silent: true, troubledSince: now};
const tried = (attempts: number): Partial<RecoveryFacts> => ({attempts, lastAttemptAt: now});
const answerer: Partial<RecoveryFacts> = {role: 'answerer'};
const changed: Partial<RecoveryFacts> = {networkChangedAt: now};

const cases: readonly (readonly [reason: string, facts: Partial<RecoveryFacts>, inMs: number])[] = [
  ['all is well', {}, Infinity],
  ['it failed', failed, 0],
  ['nothing is heard', silent, 0],
  ['it is disconnected, and nothing is heard', {...disconnected, silent: true}, 0],
  ['it is disconnected, and heard all the same', disconnected, 6_000],
  ['it is disconnected and heard, for a while already', {...disconnected, troubledSince: now - 600}, 5_400],
  ['it is disconnected and heard, for long', {...disconnected, troubledSince: now - 60_000}, 0],
  ['it is disconnected and heard, to the answerer', {...disconnected, ...answerer}, 8_500],
  ['it failed, offline', {...failed, online: false}, Infinity],
  ['the network changed, to none', {...failed, ...changed, online: false}, Infinity],
  ['it was closed', {...failed, connectionState: 'closed'}, Infinity],
  ['tried once', {...failed, ...tried(1)}, 2_000],
  ['tried twice', {...failed, ...tried(2)}, 4_000],
  ['tried three times', {...failed, ...tried(3)}, 8_000],
  ['tried a hundred times', {...failed, ...tried(100)}, 8_000],
  ['tried once, the shortest wait', {...failed, ...tried(1), jitter: 0}, 1_600],
  ['tried once, the longest wait', {...failed, ...tried(1), jitter: 1}, 2_400],
  ['the network changed, and all looks well still', changed, 300],
  ['the network changed while disconnected', {...disconnected, ...changed}, 0],
  ['the network changed since the last of many attempts', {...failed, ...tried(9), networkChangedAt: now + 1}, 0],
  ['the network changed before the last attempt', {...failed, ...tried(1), networkChangedAt: now - 1}, 2_000],
  ['the answerer leaves it to the offerer at first', {...failed, ...answerer}, 2_500],
  ['the answerer has asked once', {...failed, ...answerer, ...tried(1)}, 2_000],
  ['the network of the answerer changed, and all looks well', {...changed, ...answerer}, Infinity],
  ['the network of the answerer changed, and it is silent', {...silent, ...changed, ...answerer}, 2_500],
  [
    'the network of the answerer changed some seconds before',
    {...silent, ...answerer, networkChangedAt: now - 5_000},
    0,
  ],
  ['the network of the answerer changed long before', {...silent, ...answerer, networkChangedAt: now - 600_000}, 2_500],
  [
    'the network of the answerer changed long before, and it is disconnected and heard',
    {...disconnected, ...answerer, networkChangedAt: now - 600_000},
    8_500,
  ],
  [
    'the network changed soon before a trouble that goes on',
    {...disconnected, troubledSince: now - 5_500, networkChangedAt: now - 6_000},
    0,
  ],
  [
    'the network changed while it was disconnected for long',
    {...disconnected, ...changed, troubledSince: now - 60_000},
    0,
  ],
];

describe('recoverInMs', () => {
  for (const [reason, facts, inMs] of cases) {
    it(`${reason}: ${inMs === Infinity ? 'nothing' : `${String(inMs)} ms`}`, () => {
      expect(recoverInMs({...well, ...facts})).to.equal(inMs);
    });
  }

  it('never gives up, never hurries, never tries offline: 2,000 outages', () => {
    const random = new SeededRandom(11);
    for (let outage = 0; outage < 2_000; outage++) {
      let facts: RecoveryFacts = {
        ...well,
        ...random.pick([failed, disconnected, silent]),
        role: random.pick(['offerer', 'answerer']),
      };
      for (let attempt = 0; attempt < 30; attempt++) {
        const inMs = recoverInMs({...facts, jitter: random.next()});
        expect(inMs, 'the next try comes').to.be.within(attempt === 0 ? 0 : 1_600, 9_600);
        expect(recoverInMs({...facts, online: false})).to.equal(Infinity);
        const at = facts.now + inMs;
        facts = {...facts, now: at, attempts: facts.attempts + 1, lastAttemptAt: at};
      }
    }
  });
});
