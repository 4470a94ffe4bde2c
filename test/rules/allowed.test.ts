import {test} from 'node:test';
import {assertSucceeds} from '@firebase/rules-unit-testing';
import {given, givenThat, having, instead, type Change} from './support/scene.js';
import {setupRules} from './support/setup-rules.js';
import {candidate, inSeconds, steps, uids, type StepName} from './support/steps.js';

const rules = setupRules('allowed');

for (const [name, scene] of Object.entries(steps)) {
  test(`allows to ${name}`, async () => {
    await assertSucceeds(rules().stage.play(scene));
  });
}

const long = (length: number): string => 'x'.repeat(length);
const candidates = Array.from({length: 64}, (_, index) => candidate(1, 1024 + index));
const longestCandidate = '1 0 candidate:'.padEnd(16_384, 'x');

/** What is just within bounds; `refused.test.ts` has what is just beyond. */
const limits: readonly (readonly [step: StepName, how: string, change: Change])[] = [
  ['enter the lobby', 'with the longest room id', instead({roomLength: 128})],
  ['enter the lobby', 'with the longest uid', instead({uid: long(128), path: `participants/${long(128)}`})],
  ['enter the lobby', 'with the longest session', having({session: long(64)})],
  ['enter the lobby', 'with two seats', having({capacity: 2})],
  ['enter the lobby', 'with eight seats', having({capacity: 8})],
  ['enter the lobby', 'for nearly a day', having({videoCallExpireAt: inSeconds(86_000)})],
  ['enter joined', 'with the longest name', having({name: long(64)})],
  ['enter joined', 'without a name', having({name: ''})],
  ['clear a lapsed participant', 'just after the lease', givenThat('participants/dan', {renewedAt: inSeconds(-181)})],
  ['offer to the lobby', 'with the longest description', having({offer: {sdp: long(32_768), revision: 1}})],
  ['offer to the lobby', 'with the most candidates', having({offerCandidates: candidates})],
  ['offer to the lobby', 'with the longest candidates', having({offerCandidates: [longestCandidate]})],
  ['offer to the lobby', 'without candidates', having({offerCandidates: []})],
  ['offer to the lobby', 'for nearly ten minutes', having({videoCallExpireAt: inSeconds(590)})],
  ['enter an unlocked room', 'kept out, as its owner', given({'': {owner: 'eve', locked: false, removed: ['eve']}})],
  ['enter a locked room, admitted', 'without an end', given({'admitted/gus': {admittedAt: inSeconds(-9)}})],
  ['admit somebody', 'for nearly a day', having({videoCallExpireAt: inSeconds(86_000)})],
  [
    'look whether my knock was answered',
    'under a uid with an underscore',
    instead({uid: 'e_v', path: 'connections/knock_e_v'}),
  ],
  ['knock', 'with the longest name', having({name: long(64)})],
  ['knock', 'without a name', having({name: ''})],
  ['knock', 'for nearly ten minutes', having({videoCallExpireAt: inSeconds(590)})],
  ['keep somebody out', 'with the most others', having({removed: uids(256)})],
  ['keep somebody out', 'with the longest uids', having({removed: uids(256, 128)})],
  ['answer', 'with the longest description', having({answer: {sdp: long(32_768), revision: 1}})],
  ['answer', 'with the most candidates', having({answerCandidates: candidates})],
];

for (const [step, how, change] of limits) {
  test(`allows to ${step}: ${how}`, async () => {
    await assertSucceeds(rules().stage.play(change(steps[step])));
  });
}
