import type {Scene, World} from './scene.js';
import {Appended, serverTime, type Fields} from './values.js';

/** So many seconds from now; the past with a minus. */
export const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

const tomorrow = inSeconds(12 * 3600);
const soon = inSeconds(300);

/** A candidate in the form that a document holds. */
export const candidate = (revision: number, port = 50_000): string =>
  `${String(revision)} 0 candidate:1 1 udp 2122260223 192.0.2.1 ${String(port)} typ host`;

/** So many different people. */
export const uids = (count: number, length = 4): string[] =>
  Array.from({length: count}, (_, index) => String(index).padEnd(length, 'x'));

/** A participant document that nobody's clock has touched yet. */
export const participant = (session: string, fields: Fields = {}): Fields => ({
  session,
  state: 'lobby',
  name: '',
  capacity: 4,
  joinedAt: null,
  renewedAt: inSeconds(-10),
  networkEpoch: 0,
  videoCallExpireAt: tomorrow,
  ...fields,
});

/** The same, joined `secondsAgo`. */
export const member = (session: string, secondsAgo: number, fields: Fields = {}): Fields =>
  participant(session, {state: 'joined', name: session, joinedAt: inSeconds(-secondsAgo), ...fields});

/** A connection document with an offer of revision 1. Sessions are `{uid}-1`. */
export const connection = (from: string, to: string, fields: Fields = {}): Fields => ({
  from,
  fromSession: `${from}-1`,
  to,
  toSession: `${to}-1`,
  parties: [from, to],
  offer: {sdp: 'v=0 offer', revision: 1},
  offerCandidates: [candidate(1)],
  answerCandidates: [],
  createdAt: inSeconds(-5),
  videoCallExpireAt: soon,
  ...fields,
});

/**
 * ann and cat have joined, in this order, bob waits in the lobby with an offer from ann, and dan's tab has crashed
 * while meeting fay. eve is signed in and not here.
 */
export const room: World = {
  'participants/ann': member('ann-1', 60),
  'participants/bob': participant('bob-1'),
  'participants/cat': member('cat-1', 30),
  'participants/dan': member('dan-1', 500, {renewedAt: inSeconds(-185)}),
  'connections/ann_bob': connection('ann', 'bob'),
  'connections/dan_fay': connection('dan', 'fay', {createdAt: inSeconds(-500), videoCallExpireAt: inSeconds(-5)}),
};

/** bob has joined, and has not answered ann yet. */
const bobJoined: World = {...room, 'participants/bob': member('bob-1', 10)};
const answer = {sdp: 'v=0 answer', revision: 1};
const answered: World = {
  ...bobJoined,
  'connections/ann_bob': connection('ann', 'bob', {answer, answerCandidates: [candidate(1)]}),
};
/** ann owns the room and has locked it; gus is admitted. */
const locked: World = {
  ...room,
  '': {owner: 'ann', locked: true, createdAt: inSeconds(-99), videoCallExpireAt: tomorrow},
  'admitted/gus': {admittedAt: inSeconds(-9), videoCallExpireAt: tomorrow},
};

/** The same room with its door open, and kit is kept out of it. */
const unlocked: World = {...locked, '': {...locked[''], locked: false, removed: ['kit']}};
/** eve asks to be let in. */
const knocked: World = {
  ...locked,
  'connections/knock_eve': {
    parties: ['eve', 'ann'],
    name: 'Eve',
    knockedAt: inSeconds(-30),
    videoCallExpireAt: soon,
  },
};

const own = {renewedAt: serverTime, videoCallExpireAt: tomorrow};
const lobbyEntry = (session: string): Fields => participant(session, own);
const joinedEntry = (session: string): Fields =>
  participant(session, {...own, state: 'joined', name: 'Ann', joinedAt: serverTime});
const offer = (from: string, to: string, fields: Fields = {}): Fields =>
  connection(from, to, {createdAt: serverTime, ...fields});

const knock: Fields = {parties: ['eve', 'ann'], name: 'Eve', knockedAt: serverTime, videoCallExpireAt: soon};

/** Every step of the protocol, each as it is allowed. */
export const steps = {
  'enter the lobby': {world: room, uid: 'eve', operation: 'set', path: 'participants/eve', fields: lobbyEntry('eve-1')},
  'enter joined': {world: room, uid: 'eve', operation: 'set', path: 'participants/eve', fields: joinedEntry('eve-1')},
  'enter the lobby again': {
    world: room,
    uid: 'ann',
    operation: 'set',
    path: 'participants/ann',
    fields: lobbyEntry('ann-2'),
  },
  'enter joined again': {
    world: room,
    uid: 'ann',
    operation: 'set',
    path: 'participants/ann',
    fields: joinedEntry('ann-2'),
  },
  'renew in the lobby': {world: room, uid: 'bob', operation: 'update', path: 'participants/bob', fields: own},
  'renew as a member': {world: room, uid: 'ann', operation: 'update', path: 'participants/ann', fields: own},
  'take another name': {
    world: room,
    uid: 'ann',
    operation: 'update',
    path: 'participants/ann',
    fields: {...own, name: 'Anna'},
  },
  'raise the network epoch': {
    world: room,
    uid: 'ann',
    operation: 'update',
    path: 'participants/ann',
    fields: {...own, networkEpoch: 1},
  },
  join: {
    world: room,
    uid: 'bob',
    operation: 'update',
    path: 'participants/bob',
    fields: {...own, state: 'joined', name: 'Bob', joinedAt: serverTime},
  },
  'step back from a full room': {
    world: room,
    uid: 'ann',
    operation: 'update',
    path: 'participants/ann',
    fields: {...own, state: 'lobby', name: '', joinedAt: null},
  },
  'see who is there': {world: room, uid: 'ann', operation: 'list', path: 'participants'},
  'see who is there from the lobby': {world: room, uid: 'bob', operation: 'list', path: 'participants'},
  'look at one participant': {world: room, uid: 'ann', operation: 'get', path: 'participants/bob'},
  leave: {world: room, uid: 'ann', operation: 'delete', path: 'participants/ann'},
  'leave twice': {world: room, uid: 'eve', operation: 'delete', path: 'participants/eve'},
  'clear a lapsed participant': {world: room, uid: 'ann', operation: 'delete', path: 'participants/dan'},
  'clear a participant who is gone': {world: room, uid: 'ann', operation: 'delete', path: 'participants/zoe'},

  'offer to the lobby': {
    world: {...room, 'connections/ann_bob': null},
    uid: 'ann',
    operation: 'set',
    path: 'connections/ann_bob',
    fields: offer('ann', 'bob'),
  },
  'offer to a later member': {
    world: room,
    uid: 'ann',
    operation: 'set',
    path: 'connections/ann_cat',
    fields: offer('ann', 'cat'),
  },
  'offer to who joined in the same instant': {
    world: {...room, 'participants/cat': member('cat-1', 0, {joinedAt: room['participants/ann']?.['joinedAt']})},
    uid: 'ann',
    operation: 'set',
    path: 'connections/ann_cat',
    fields: offer('ann', 'cat'),
  },
  'offer anew': {
    world: room,
    uid: 'ann',
    operation: 'set',
    path: 'connections/ann_bob',
    fields: offer('ann', 'bob', {offer: {sdp: 'v=0 again', revision: 2}}),
  },
  'restart what was answered': {
    world: answered,
    uid: 'ann',
    operation: 'set',
    path: 'connections/ann_bob',
    fields: offer('ann', 'bob', {offer: {sdp: 'v=0 again', revision: 2}, offerCandidates: []}),
  },
  'add candidates to an offer': {
    world: answered,
    uid: 'ann',
    operation: 'update',
    path: 'connections/ann_bob',
    fields: {offerCandidates: new Appended(candidate(1, 50_001))},
  },
  'see what is addressed to me': {world: room, uid: 'bob', operation: 'list', path: 'connections', mine: 'bob'},
  'see what I offered': {world: room, uid: 'ann', operation: 'list', path: 'connections', mine: 'ann'},
  'look at one connection': {world: room, uid: 'bob', operation: 'get', path: 'connections/ann_bob'},
  'look at a connection of mine that is gone': {world: room, uid: 'cat', operation: 'get', path: 'connections/ann_cat'},
  answer: {
    world: bobJoined,
    uid: 'bob',
    operation: 'update',
    path: 'connections/ann_bob',
    fields: {answer, answerCandidates: [candidate(1)]},
  },
  'add candidates to an answer': {
    world: answered,
    uid: 'bob',
    operation: 'update',
    path: 'connections/ann_bob',
    fields: {answerCandidates: new Appended(candidate(1, 50_001))},
  },
  'delete a pair as its offerer': {world: room, uid: 'ann', operation: 'delete', path: 'connections/ann_bob'},
  'delete a pair as its answerer': {world: room, uid: 'bob', operation: 'delete', path: 'connections/ann_bob'},
  'delete a pair that is gone': {world: room, uid: 'bob', operation: 'delete', path: 'connections/bob_zoe'},
  'clear an expired pair': {world: room, uid: 'ann', operation: 'delete', path: 'connections/dan_fay'},

  'look at a room': {world: locked, uid: 'eve', operation: 'get', path: ''},
  'look at a room without a document': {world: room, uid: 'eve', operation: 'get', path: ''},
  'unlock a room of mine': {world: locked, uid: 'ann', operation: 'update', path: '', fields: {locked: false}},
  'admit somebody': {
    world: locked,
    uid: 'ann',
    operation: 'set',
    path: 'admitted/eve',
    fields: {admittedAt: serverTime, videoCallExpireAt: tomorrow},
  },
  'admit somebody again': {
    world: locked,
    uid: 'ann',
    operation: 'set',
    path: 'admitted/gus',
    fields: {admittedAt: serverTime, videoCallExpireAt: tomorrow},
  },
  'admit no longer': {world: locked, uid: 'ann', operation: 'delete', path: 'admitted/gus'},
  'see who is admitted': {world: locked, uid: 'ann', operation: 'list', path: 'admitted'},
  'see whether somebody is admitted': {world: locked, uid: 'ann', operation: 'get', path: 'admitted/eve'},
  'see that I am admitted': {world: locked, uid: 'gus', operation: 'get', path: 'admitted/gus'},
  'see that I am not admitted': {world: locked, uid: 'eve', operation: 'get', path: 'admitted/eve'},
  'enter a locked room of mine': {
    world: {...locked, 'participants/ann': null},
    uid: 'ann',
    operation: 'set',
    path: 'participants/ann',
    fields: lobbyEntry('ann-2'),
  },
  'enter a locked room, admitted': {
    world: locked,
    uid: 'gus',
    operation: 'set',
    path: 'participants/gus',
    fields: lobbyEntry('gus-1'),
  },
  'enter a locked room again, admitted': {
    world: {...locked, 'participants/gus': participant('gus-1')},
    uid: 'gus',
    operation: 'set',
    path: 'participants/gus',
    fields: lobbyEntry('gus-2'),
  },
  'enter an unlocked room': {
    world: unlocked,
    uid: 'eve',
    operation: 'set',
    path: 'participants/eve',
    fields: lobbyEntry('eve-1'),
  },
  'send whoever waits in the lobby to the door': {
    world: locked,
    uid: 'ann',
    operation: 'delete',
    path: 'participants/bob',
  },
  'renew in a room that was locked behind me': {
    world: locked,
    uid: 'bob',
    operation: 'update',
    path: 'participants/bob',
    fields: own,
  },

  knock: {world: locked, uid: 'eve', operation: 'set', path: 'connections/knock_eve', fields: knock},
  'knock again': {world: knocked, uid: 'eve', operation: 'set', path: 'connections/knock_eve', fields: knock},
  'look whether my knock stands': {world: knocked, uid: 'eve', operation: 'get', path: 'connections/knock_eve'},
  'look whether my knock was answered': {world: locked, uid: 'eve', operation: 'get', path: 'connections/knock_eve'},
  'see who knocks at my room': {world: knocked, uid: 'ann', operation: 'list', path: 'connections', mine: 'ann'},
  'take a knock back': {world: knocked, uid: 'eve', operation: 'delete', path: 'connections/knock_eve'},
  'answer a knock': {world: knocked, uid: 'ann', operation: 'delete', path: 'connections/knock_eve'},
  'answer a knock that was taken back': {
    world: locked,
    uid: 'ann',
    operation: 'delete',
    path: 'connections/knock_eve',
  },
  'take a member out': {
    world: unlocked,
    uid: 'ann',
    operation: 'update',
    path: 'participants/cat',
    fields: {state: 'removed'},
  },
  'take somebody out of the lobby': {
    world: locked,
    uid: 'ann',
    operation: 'update',
    path: 'participants/bob',
    fields: {state: 'removed'},
  },
  'keep somebody out': {world: unlocked, uid: 'ann', operation: 'update', path: '', fields: {removed: ['kit', 'cat']}},
  'keep somebody out for the first time': {
    world: locked,
    uid: 'ann',
    operation: 'update',
    path: '',
    fields: {removed: new Appended('cat')},
  },
  'keep nobody out any more': {world: unlocked, uid: 'ann', operation: 'update', path: '', fields: {removed: []}},
  'leave after being taken out': {
    world: {...unlocked, 'participants/cat': member('cat-1', 30, {state: 'removed'})},
    uid: 'cat',
    operation: 'delete',
    path: 'participants/cat',
  },
} as const satisfies Readonly<Record<string, Scene>>;

export type StepName = keyof typeof steps;
