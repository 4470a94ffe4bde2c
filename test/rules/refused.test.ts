import {test} from 'node:test';
import {assertFails, assertSucceeds} from '@firebase/rules-unit-testing';
import {as, at, given, givenThat, having, instead, lacking, type Change, type Scene} from './support/scene.js';
import {setupRules} from './support/setup-rules.js';
import {candidate, connection, inSeconds, member, participant, room, steps, type StepName} from './support/steps.js';
import {Appended, serverTime} from './support/values.js';

const rules = setupRules('refused');

const long = (length: number): string => 'x'.repeat(length);
const candidates = (count: number): string[] => Array.from({length: count}, (_, index) => candidate(1, 1024 + index));
const oneTooMany = [candidate(1), ...candidates(64)];
const longCandidate = `1 0 candidate:${long(16_384)}`;
const answer = {sdp: 'v=0 answer', revision: 1};

const annJoinedAt = room['participants/ann']?.['joinedAt'];
const ownRoom: Partial<Scene> = {operation: 'set', fields: {owner: 'eve', locked: false}};
const withoutFilter = ({mine: _, ...scene}: Scene): Scene => scene;
/** cat offers to ann, as ann may to cat. */
const reversed: Partial<Scene> = {
  uid: 'cat',
  path: 'connections/cat_ann',
  fields: connection('cat', 'ann', {createdAt: serverTime}),
};

/**
 * A step that is allowed, what makes it refused, and the one thing that is changed for it. Each case plays the step
 * unchanged as well, so that it is refused for that one thing.
 */
type Case = readonly [step: StepName, why: string, change: Change];

const cases: readonly Case[] = [
  // Reading participants
  ['see who is there', 'without a document of one’s own', as('eve')],
  ['see who is there', 'signed out', as(null)],
  ['see who is there', 'after leaving', given({'participants/ann': null})],
  ['see who is there', 'in every room at once', instead({operation: 'list everywhere'})],
  ['look at one participant', 'without a document of one’s own', as('eve')],
  ['look at one participant', 'signed out', as(null)],

  // Entering
  ['enter the lobby', 'for somebody else', at('participants/zoe')],
  ['enter the lobby', 'signed out', as(null)],
  ['enter the lobby', 'into a room whose id is too long', instead({roomLength: 129})],
  ['enter the lobby', 'as a uid that is too long', instead({uid: long(129), path: `participants/${long(129)}`})],
  ['enter the lobby', 'with an empty session', having({session: ''})],
  ['enter the lobby', 'with a session that is too long', having({session: long(65)})],
  ['enter the lobby', 'with a session of another type', having({session: 1})],
  ['enter the lobby', 'with a list for a session', having({session: ['eve-1']})],
  ['enter the lobby', 'without a session', lacking('session')],
  ['enter the lobby', 'in a state that there is not', having({state: 'owner'})],
  ['enter the lobby', 'without a state', lacking('state')],
  ['enter the lobby', 'with a name, which the lobby hides', having({name: 'Eve'})],
  ['enter the lobby', 'without a name', lacking('name')],
  ['enter the lobby', 'with a capacity of one', having({capacity: 1})],
  ['enter the lobby', 'with a capacity of nine', having({capacity: 9})],
  ['enter the lobby', 'with half a seat', having({capacity: 4.5})],
  ['enter the lobby', 'with a capacity of another type', having({capacity: '4'})],
  ['enter the lobby', 'without a capacity', lacking('capacity')],
  ['enter the lobby', 'as if joined already', having({joinedAt: serverTime})],
  ['enter the lobby', 'without a field for when it joins', lacking('joinedAt')],
  ['enter the lobby', 'with a lease by its own clock', having({renewedAt: inSeconds(60)})],
  ['enter the lobby', 'without a lease', lacking('renewedAt')],
  ['enter the lobby', 'with a network epoch below zero', having({networkEpoch: -1})],
  ['enter the lobby', 'with a network epoch of another type', having({networkEpoch: '0'})],
  ['enter the lobby', 'with half a network epoch', having({networkEpoch: 0.5})],
  ['enter the lobby', 'without a network epoch', lacking('networkEpoch')],
  ['enter the lobby', 'to stay for more than a day', having({videoCallExpireAt: inSeconds(90_000)})],
  ['enter the lobby', 'expired already', having({videoCallExpireAt: inSeconds(-60)})],
  ['enter the lobby', 'with an expiry of another type', having({videoCallExpireAt: 'never'})],
  ['enter the lobby', 'never to expire', lacking('videoCallExpireAt')],
  ['enter the lobby', 'with a field of its own', having({photo: 'x'})],
  ['enter joined', 'in a state that there is not', having({state: 'owner'})],
  ['enter joined', 'with a name that is too long', having({name: long(65)})],
  ['enter joined', 'with a name of another type', having({name: ['Eve']})],
  ['enter joined', 'as if it had joined earlier', having({joinedAt: inSeconds(-600)})],
  ['enter joined', 'without having joined at any time', having({joinedAt: null})],
  ['enter joined again', 'with the rank of the session before', having({joinedAt: annJoinedAt})],
  ['enter the lobby again', 'for somebody else', as('bob')],

  // Renewing
  ['renew as a member', 'somebody else’s lease', as('bob')],
  ['renew as a member', 'another session', having({session: 'ann-0'})],
  ['renew as a member', 'with a lease by its own clock', having({renewedAt: inSeconds(60)})],
  ['renew as a member', 'without moving the lease', lacking('renewedAt')],
  ['renew as a member', 'to stay for more than a day', having({videoCallExpireAt: inSeconds(90_000)})],
  ['renew as a member', 'with an earlier rank', having({joinedAt: inSeconds(-600)})],
  ['renew as a member', 'with a new rank', having({joinedAt: serverTime})],
  ['renew in the lobby', 'with a name', having({name: 'Bob'})],
  ['take another name', 'that is too long', having({name: long(65)})],
  ['raise the network epoch', 'downwards', givenThat('participants/ann', {networkEpoch: 2})],
  ['join', 'at a time of its own', having({joinedAt: inSeconds(-600)})],
  ['join', 'at no time', lacking('joinedAt')],
  ['join', 'for somebody else', as('ann')],
  ['step back from a full room', 'keeping its rank', lacking('joinedAt')],
  ['step back from a full room', 'keeping its name', lacking('name')],

  // Deleting participants
  ['leave', 'for somebody else, who is alive', as('bob')],
  ['leave', 'signed out', as(null)],
  ['clear a lapsed participant', 'who is alive', givenThat('participants/dan', {renewedAt: inSeconds(-90)})],
  ['clear a lapsed participant', 'without a document of one’s own', as('eve')],
  ['clear a participant who is gone', 'signed out', as(null)],

  // Offering
  ['offer to the lobby', 'to who is not there', given({'participants/bob': null})],
  ['offer to the lobby', 'without being there', given({'participants/ann': null})],
  ['offer to the lobby', 'from the lobby', given({'participants/ann': participant('ann-1')})],
  ['offer to the lobby', 'in another’s name', as('cat')],
  ['offer to the lobby', 'signed out', as(null)],
  ['offer to the lobby', 'that says another made it', having({from: 'cat'})],
  ['offer to the lobby', 'under the id of another pair', at('connections/ann_cat')],
  ['offer to the lobby', 'under an id the wrong way round', at('connections/bob_ann')],
  ['offer to the lobby', 'under an id that is none', at('connections/offer')],
  ['offer to the lobby', 'that others may read', having({parties: ['ann', 'bob', 'eve']})],
  ['offer to the lobby', 'whose parties are the wrong way round', having({parties: ['bob', 'ann']})],
  ['offer to the lobby', 'in another session than its own', having({fromSession: 'ann-0'})],
  ['offer to the lobby', 'to a session that has ended', having({toSession: 'bob-0'})],
  ['offer to the lobby', 'after a reload of who it is for', givenThat('participants/bob', {session: 'bob-2'})],
  ['offer to the lobby', 'answered by itself', having({answer})],
  ['offer to the lobby', 'with candidates of the other side', having({answerCandidates: [candidate(1)]})],
  ['offer to the lobby', 'without a list for the other side’s candidates', lacking('answerCandidates')],
  ['offer to the lobby', 'without a description', having({offer: {sdp: '', revision: 1}})],
  ['offer to the lobby', 'with a description that is too long', having({offer: {sdp: long(32_769), revision: 1}})],
  ['offer to the lobby', 'with a description of another type', having({offer: {sdp: 1, revision: 1}})],
  ['offer to the lobby', 'that is no description', having({offer: 'v=0'})],
  ['offer to the lobby', 'with more in the description', having({offer: {sdp: 'v=0', revision: 1, type: 'offer'}})],
  ['offer to the lobby', 'without a revision', having({offer: {sdp: 'v=0'}})],
  ['offer to the lobby', 'of revision zero', having({offer: {sdp: 'v=0', revision: 0}})],
  ['offer to the lobby', 'of a revision that is not whole', having({offer: {sdp: 'v=0', revision: 1.5}})],
  ['offer to the lobby', 'without an offer', lacking('offer')],
  ['offer to the lobby', 'with too many candidates', having({offerCandidates: candidates(65)})],
  ['offer to the lobby', 'with too long candidates', having({offerCandidates: [longCandidate]})],
  ['offer to the lobby', 'with candidates in another form', having({offerCandidates: [candidate(1), 'x']})],
  ['offer to the lobby', 'with candidates of another type', having({offerCandidates: [{candidate: candidate(1)}]})],
  ['offer to the lobby', 'with numbers for candidates', having({offerCandidates: [1]})],
  ['offer to the lobby', 'with candidates that are no list', having({offerCandidates: candidate(1)})],
  ['offer to the lobby', 'without a list of candidates', lacking('offerCandidates')],
  ['offer to the lobby', 'made at a time of its own', having({createdAt: inSeconds(-1)})],
  ['offer to the lobby', 'to stay for longer than ten minutes', having({videoCallExpireAt: inSeconds(900)})],
  ['offer to the lobby', 'expired already', having({videoCallExpireAt: inSeconds(-60)})],
  ['offer to the lobby', 'never to expire', lacking('videoCallExpireAt')],
  ['offer to the lobby', 'with a field of its own', having({note: 'x'})],
  ['offer to a later member', 'from later to earlier', givenThat('participants/ann', {joinedAt: inSeconds(-20)})],
  ['offer to a later member', 'to who has reloaded', givenThat('participants/cat', {session: 'cat-2'})],
  ['offer to who joined in the same instant', 'against the order of uids', instead(reversed)],
  ['offer anew', 'with the same revision', having({offer: {sdp: 'v=0 again', revision: 1}})],
  ['offer anew', 'by who it is for', as('bob')],
  ['offer anew', 'from the lobby', given({'participants/ann': participant('ann-1')})],
  ['offer anew', 'to who has joined earlier meanwhile', given({'participants/bob': member('bob-1', 90)})],
  ['offer anew', 'without saying when', lacking('createdAt')],
  ['restart what was answered', 'keeping the old answer', having({answer})],
  ['restart what was answered', 'keeping the other side’s candidates', having({answerCandidates: [candidate(1)]})],
  ['add candidates to an offer', 'as the other side', as('bob')],
  ['add candidates to an offer', 'as a stranger', as('cat')],
  ['add candidates to an offer', 'taking back earlier ones', having({offerCandidates: [candidate(1, 50_001)]})],
  ['add candidates to an offer', 'until there are too many', having({offerCandidates: oneTooMany})],
  ['add candidates to an offer', 'until they are too long', having({offerCandidates: [candidate(1), longCandidate]})],
  ['add candidates to an offer', 'with the other side’s', having({answerCandidates: [candidate(1), candidate(1, 1)]})],
  ['add candidates to an offer', 'and more time', having({videoCallExpireAt: inSeconds(400)})],

  // Reading connections
  ['see what is addressed to me', 'as somebody else', as('cat')],
  ['see what is addressed to me', 'signed out', as(null)],
  ['see what is addressed to me', 'with everything else', withoutFilter],
  ['look at one connection', 'of other people', as('cat')],
  ['look at one connection', 'that names others', givenThat('connections/ann_bob', {parties: ['ann', 'zoe']})],
  ['look at one connection', 'signed out', as(null)],
  ['look at a connection of mine that is gone', 'and is not of mine', as('bob')],

  // Answering
  ['answer', 'what is addressed to somebody else', as('cat')],
  ['answer', 'signed out', as(null)],
  ['answer', 'one’s own offer', as('ann')],
  ['answer', 'from the lobby', given({'participants/bob': participant('bob-1')})],
  ['answer', 'without being there', given({'participants/bob': null})],
  ['answer', 'in another session than it was offered to', givenThat('participants/bob', {session: 'bob-2'})],
  ['answer', 'to an offer of an ended session', givenThat('participants/ann', {session: 'ann-2'})],
  ['answer', 'to an offer of who has left', given({'participants/ann': null})],
  ['answer', 'with a later revision', having({answer: {...answer, revision: 2}})],
  ['answer', 'with an earlier revision', givenThat('connections/ann_bob', {offer: {sdp: 'v=0', revision: 2}})],
  ['answer', 'without a revision', having({answer: {sdp: 'v=0'}})],
  ['answer', 'with a description that is too long', having({answer: {sdp: long(32_769), revision: 1}})],
  ['answer', 'without a description', having({answer: {sdp: '', revision: 1}})],
  ['answer', 'with a description of another type', having({answer: {sdp: ['v=0'], revision: 1}})],
  ['answer', 'with more in the description', having({answer: {...answer, type: 'answer'}})],
  ['answer', 'that is no description', having({answer: 'v=0'})],
  ['answer', 'a second time', givenThat('connections/ann_bob', {answer: {sdp: 'v=0', revision: 1}})],
  ['answer', 'with too many candidates', having({answerCandidates: candidates(65)})],
  ['answer', 'with too long candidates', having({answerCandidates: [longCandidate]})],
  ['answer', 'with candidates of another type', having({answerCandidates: [null]})],
  ['answer', 'changing the offer', having({'offer.sdp': 'v=0 mine'})],
  ['answer', 'changing the offer’s candidates', having({offerCandidates: []})],
  ['answer', 'changing who offered', having({from: 'cat'})],
  ['answer', 'changing the session that offered', having({fromSession: 'ann-2'})],
  ['answer', 'changing the session it was offered to', having({toSession: 'bob-2'})],
  ['answer', 'changing who may read', having({parties: ['ann', 'bob', 'eve']})],
  ['answer', 'changing when it was made', having({createdAt: serverTime})],
  ['answer', 'changing when it expires', having({videoCallExpireAt: inSeconds(400)})],
  ['answer', 'with a field of its own', having({note: 'x'})],
  ['add candidates to an answer', 'as the other side', as('ann')],
  ['add candidates to an answer', 'taking back earlier ones', having({answerCandidates: [candidate(1, 50_001)]})],
  ['add candidates to an answer', 'until there are too many', having({answerCandidates: oneTooMany})],
  ['add candidates to an answer', 'with the other side’s', having({offerCandidates: new Appended(candidate(1, 9))})],
  ['add candidates to an answer', 'and another answer', having({answer: {sdp: 'v=0 other', revision: 1}})],

  // Deleting connections
  ['delete a pair as its offerer', 'as a third member', as('cat')],
  ['delete a pair as its offerer', 'as a stranger', as('eve')],
  ['delete a pair that is gone', 'signed out', as(null)],
  ['clear an expired pair', 'too early', givenThat('connections/dan_fay', {videoCallExpireAt: inSeconds(300)})],
  ['clear an expired pair', 'without a document of one’s own', as('eve')],

  // Rooms and locks
  ['look at a room', 'signed out', as(null)],
  ['look at a room', 'among all rooms', instead({operation: 'list', path: '/videoCall/v1/rooms'})],
  ['look at a room', 'below another version', at('/videoCall/v2/rooms/r')],
  ['look at a room', 'above the rooms', at('/videoCall/v1')],
  ['look at a room', 'in a collection that there is not', at('messages/1')],
  ['look at a room', 'outside of videoCall', at('/users/eve')],
  ['unlock a room of mine', 'that is somebody else’s', as('bob')],
  ['unlock a room of mine', 'signed out', as(null)],
  ['unlock a room of mine', 'giving it away', having({owner: 'bob'})],
  ['unlock a room of mine', 'for longer than it was made for', having({videoCallExpireAt: inSeconds(86_000)})],
  ['unlock a room of mine', 'with a queue', having({queue: 'sales'})],
  ['unlock a room of mine', 'with a lock of another type', having({locked: 'no'})],
  ['unlock a room of mine', 'making oneself its owner', instead({uid: 'bob', fields: {owner: 'bob'}})],
  ['unlock a room of mine', 'deleting it', instead({operation: 'delete'})],
  ['look at a room without a document', 'making it one’s own', instead(ownRoom)],
  ['admit somebody', 'oneself', as('eve')],
  ['admit somebody', 'signed out', as(null)],
  ['admit somebody', 'in a room without an owner', given({'': null})],
  ['admit somebody', 'at a time of one’s own', having({admittedAt: inSeconds(-1)})],
  ['admit somebody', 'with a field of its own', having({note: 'x'})],
  ['admit no longer', 'as somebody else', as('bob')],
  ['see who is admitted', 'as somebody else', as('bob')],
  ['see that I am admitted', 'as somebody else', as('bob')],
  ['enter a locked room, admitted', 'as a stranger', given({'admitted/gus': null})],
  ['enter a locked room again, admitted', 'admitted no longer', given({'admitted/gus': null})],
  ['enter a locked room of mine', 'that is mine no longer', givenThat('', {owner: 'bob'})],
  ['enter an unlocked room', 'whose lock cannot be read', givenThat('', {locked: 'no'})],
  ['enter an unlocked room', 'locked again', givenThat('', {locked: true})],
];

for (const [step, why, change] of cases) {
  test(`refuses to ${step}: ${why}`, async () => {
    await assertSucceeds(rules().stage.play(steps[step]));
    await assertFails(rules().stage.play(change(steps[step])));
  });
}
