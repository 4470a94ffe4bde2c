import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, test} from 'node:test';
import {assertFails, assertSucceeds} from '@firebase/rules-unit-testing';
import {mergeRules, rulesBlock} from '../../scripts/rules-block.mjs';
import {as, at, givenThat, having, type Change, type Scene} from './support/scene.js';
import {setupRules, shippedRules} from './support/setup-rules.js';
import {inSeconds, steps, type StepName} from './support/steps.js';

const foreign = readFileSync(new URL('foreign.rules', import.meta.url), 'utf8');
const block = rulesBlock(shippedRules);
const merged = mergeRules(foreign, block);

const note = {owner: 'eve', text: 'x'};
const foreignStep = (scene: Partial<Scene>): Scene => ({world: {}, uid: 'eve', operation: 'set', path: '', ...scene});
/** What the app allows, and what it refuses. */
const foreignSteps: readonly (readonly [what: string, allowed: Scene, refused: Scene])[] = [
  [
    'a note of one’s own',
    foreignStep({path: '/notes/1', fields: note}),
    foreignStep({path: '/notes/2', fields: {...note, owner: 'bob'}}),
  ],
  [
    'a place in a race',
    foreignStep({path: '/races/1/participants/eve', fields: {number: 7}}),
    foreignStep({path: '/races/1/participants/bob', fields: {number: 7}}),
  ],
  [
    'the list of a race',
    foreignStep({operation: 'list', path: '/races/1/participants'}),
    foreignStep({operation: 'list', path: '/races'}),
  ],
];

const refused: readonly (readonly [step: StepName, why: string, change: Change])[] = [
  ['see who is there', 'without a document of one’s own', as('eve')],
  ['enter the lobby', 'for somebody else', at('participants/zoe')],
  ['renew as a member', 'with a lease by its own clock', having({renewedAt: inSeconds(60)})],
  ['leave', 'for somebody else, who is alive', as('bob')],
  [
    'offer to a later member',
    'from the later to the earlier',
    givenThat('participants/ann', {joinedAt: inSeconds(-20)}),
  ],
  ['answer', 'what is addressed to somebody else', as('cat')],
  ['enter an unlocked room', 'locked again', givenThat('', {locked: true})],
];

const hosts = {
  'rules of version 2': merged,
  'rules that state no version': mergeRules(foreign.replace("rules_version = '2';", ''), block),
};

for (const [name, content] of Object.entries(hosts)) {
  describe(`merged into ${name}`, () => {
    const rules = setupRules(`merged-${name.replaceAll(' ', '-')}`, content);

    for (const [what, allowed, forbidden] of foreignSteps) {
      test(`the app’s own rules still hold: ${what}`, async () => {
        await assertSucceeds(rules().stage.play(allowed));
        await assertFails(rules().stage.play(forbidden));
      });
    }

    test('every step of a call is allowed', async () => {
      for (const scene of Object.values(steps)) await assertSucceeds(rules().stage.play(scene));
    });

    for (const [step, why, change] of refused) {
      test(`refuses to ${step}: ${why}`, async () => {
        await assertFails(rules().stage.play(change(steps[step])));
      });
    }
  });
}

describe('rules-block', () => {
  test('puts the block into the Firestore service, and nothing else elsewhere', () => {
    assert.equal(merged.replace(block, ''), foreign);
    assert.ok(merged.indexOf(block) < merged.indexOf('service firebase.storage'));
  });

  test('puts a newer block in the place of an older one', () => {
    const older = merged.replace('isPresent', 'wasPresent');
    assert.equal(mergeRules(older, block), merged);
  });

  test('closes a service that ends on the line of its last match', () => {
    assert.equal(
      mergeRules('service cloud.firestore { match /a/{b} {} }', 'X'),
      'service cloud.firestore { match /a/{b} {} X}',
    );
  });

  for (const [what, content] of Object.entries({
    'no rules of Firestore': 'service firebase.storage {}',
    'rules of Firestore in a comment only': '// service cloud.firestore {}',
    'a service that is not closed': 'service cloud.firestore { match /a/{b} {}',
  })) {
    test(`refuses ${what}`, () => {
      assert.throws(() => mergeRules(content, block), /service cloud\.firestore/);
    });
  }

  test('refuses rules without markers', () => {
    assert.throws(() => rulesBlock(foreign), /video-call:begin/);
  });
});
