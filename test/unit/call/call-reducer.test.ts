import {expect} from '@open-wc/testing';
import {reduceCall} from '../../../src/call/call-reducer.js';
import {
  initialCallState,
  isInCall,
  type CallPhase,
  type CallState,
  type ChatMessage,
  type LocalDevice,
  type RemoteParticipant,
} from '../../../src/call/call-state.js';
import type {CallUpdate} from '../../../src/call/call-update.js';
import {Store} from '../../../src/call/store.js';
import type {Knock} from '../../../src/protocol/knock.js';
import {CallError} from '../../../src/errors.js';
import {SeededRandom} from '../../support/random.js';

const phases = [
  'idle',
  'lobby',
  'joining',
  'waiting',
  'connected',
  'reconnecting',
  'ended',
  'failed',
  'unsupported',
] as const satisfies readonly CallPhase[];

const error = new CallError('signaling-unreachable', 'Out of reach.');
const full = CallError.roomFull();
const locked = CallError.roomLocked();
const eve: Knock = {uid: 'eve', name: 'Eve', expireAt: 1};

const participant = (uid: string, connection: RemoteParticipant['connection']): RemoteParticipant => ({
  uid,
  name: uid,
  connection,
  microphone: true,
  camera: true,
  screen: false,
  soundOnly: false,
  stream: null,
  screenStream: null,
});

const inPhase = (phase: CallPhase, more: Partial<CallState> = {}): CallState => ({
  ...initialCallState,
  phase,
  room: 'table-7',
  participants: isInCall(phase) ? [participant('a', 'connecting')] : [],
  ...more,
});

const wanted = {microphone: true, camera: false};
const ready: CallUpdate = {type: 'ready', room: 'other', capacity: 3, wanted};
const device: LocalDevice = {status: 'on', error: null, deviceId: 'd', interrupted: false, notice: null, wanted: true};
const message = (id: string): ChatMessage => ({id, uid: 'a', name: 'A', text: 'Hello', own: false, at: 1});

describe('phases', () => {
  /** For each update, the phase after it by the phase before; where none is named the update changes nothing. */
  const table: readonly (readonly [name: string, update: CallUpdate, after: Partial<Record<CallPhase, CallPhase>>])[] =
    [
      ['something is missing', {type: 'unready', phase: 'idle', error}, toAll('idle')],
      ['it never will work', {type: 'unready', phase: 'unsupported', error}, toAll('unsupported')],
      ['a room can be joined', ready, toAll('lobby')],
      ['joining began', {type: 'join-started'}, {lobby: 'joining', ended: 'joining', failed: 'joining'}],
      [
        'joining was refused',
        {type: 'join-stopped', error: full},
        {joining: 'lobby', waiting: 'lobby', connected: 'lobby', reconnecting: 'lobby'},
      ],
      [
        'the room was locked',
        {type: 'locked-out', error: locked},
        {lobby: 'lobby', joining: 'lobby', waiting: 'lobby', connected: 'lobby', reconnecting: 'lobby'},
      ],
      ['one is in the call elsewhere', {type: 'elsewhere'}, {lobby: 'lobby'}],
      ['nothing is heard of the room', {type: 'lobby-left'}, {lobby: 'lobby'}],
      ['a seat was found', {type: 'seated'}, {joining: 'waiting'}],
      ['left', {type: 'left'}, {joining: 'ended', waiting: 'ended', connected: 'ended', reconnecting: 'ended'}],
      [
        'it cannot go on',
        {type: 'failed', error},
        {
          lobby: 'failed',
          joining: 'failed',
          waiting: 'failed',
          connected: 'failed',
          reconnecting: 'failed',
          ended: 'failed',
          failed: 'failed',
        },
      ],
      [
        'somebody is connected',
        {type: 'participants', participants: [participant('a', 'interrupted'), participant('b', 'connected')]},
        {joining: 'joining', waiting: 'connected', connected: 'connected', reconnecting: 'connected'},
      ],
      [
        'everybody was lost',
        {type: 'participants', participants: [participant('a', 'interrupted'), participant('b', 'connecting')]},
        {joining: 'joining', waiting: 'reconnecting', connected: 'reconnecting', reconnecting: 'reconnecting'},
      ],
      [
        'nobody is connected yet',
        {type: 'participants', participants: [participant('a', 'connecting')]},
        {joining: 'joining', waiting: 'waiting', connected: 'waiting', reconnecting: 'waiting'},
      ],
      [
        'everybody left',
        {type: 'participants', participants: []},
        {joining: 'joining', waiting: 'waiting', connected: 'waiting', reconnecting: 'waiting'},
      ],
    ];
  for (const [name, update, after] of table) {
    for (const phase of phases) {
      const expected = after[phase];
      it(`${name}: ${phase} → ${expected ?? 'as it was'}`, () => {
        const before = inPhase(phase);
        const state = reduceCall(before, update);
        if (expected) expect(state.phase).to.equal(expected);
        else expect(state).to.equal(before);
      });
    }
  }

  it('begins connected where the connection was faster than the seat', () => {
    const joining = inPhase('joining', {participants: [participant('a', 'connected')]});
    expect(reduceCall(joining, {type: 'seated'}).phase).to.equal('connected');
  });

  function toAll(after: CallPhase): Record<CallPhase, CallPhase> {
    return Object.fromEntries(phases.map(phase => [phase, after])) as Record<CallPhase, CallPhase>;
  }
});

describe('what goes with a phase', () => {
  const cases: readonly (readonly [name: string, before: CallState, update: CallUpdate, after: Partial<CallState>])[] =
    [
      ['leaving forgets the others', inPhase('connected'), {type: 'left'}, {participants: []}],
      ['who speaks', inPhase('connected'), {type: 'speaking', speaking: ['a']}, {speaking: ['a']}],
      ['after the call nobody does', inPhase('ended'), {type: 'speaking', speaking: ['a']}, {speaking: []}],
      ['leaving ends what is said', inPhase('connected', {speaking: ['a']}), {type: 'left'}, {speaking: []}],
      ['leaving says nothing', inPhase('connected', {error}), {type: 'left'}, {error: null}],
      ['a failure is said', inPhase('connected'), {type: 'failed', error}, {error, participants: []}],
      ['a full room is said', inPhase('joining'), {type: 'join-stopped', error: full}, {error: full}],
      [
        'a seat that somebody else took leaves one waiting for the next',
        inPhase('joining', {waitingForSeat: true}),
        {type: 'join-stopped', error: full},
        {waitingForSeat: true, error: null},
      ],
      ['joining forgets what was said', inPhase('failed', {error}), {type: 'join-started'}, {error: null}],
      ['the entry forgets it too', inPhase('joining', {error}), {type: 'entered', uid: 'me'}, {uid: 'me', error: null}],
      ['a seat ends the wait', inPhase('joining', {waitingForSeat: true}), {type: 'seated'}, {waitingForSeat: false}],
      [
        'waiting for a seat',
        inPhase('lobby', {error: full}),
        {type: 'seat-wait', waiting: true},
        {waitingForSeat: true, error: null},
      ],
      [
        'waiting no longer',
        inPhase('lobby', {waitingForSeat: true}),
        {type: 'seat-wait', waiting: false},
        {waitingForSeat: false},
      ],
      ['a notice', inPhase('joining'), {type: 'notice', error}, {error, phase: 'joining'}],
      ['and its end', inPhase('joining', {error}), {type: 'notice', error: null}, {error: null}],
      [
        'signaling lost in the call',
        inPhase('connected'),
        {type: 'signaling-live', live: false},
        {signalingLive: false, phase: 'connected'},
      ],
      [
        'signaling of another call',
        inPhase('connected', {signalingLive: false}),
        {type: 'left'},
        {signalingLive: true},
      ],
      ['a locked room is said', inPhase('lobby'), {type: 'locked-out', error: locked}, {error: locked, knocking: 'no'}],
      [
        'a full room of which nothing is heard any more',
        inPhase('lobby', {error: full, membersPresent: 2}),
        {type: 'lobby-left'},
        {error: null, membersPresent: null},
      ],
      [
        'a locked room of which nothing is heard any more',
        inPhase('lobby', {error: locked, membersPresent: 2}),
        {type: 'lobby-left'},
        {error: locked, membersPresent: null},
      ],
      [
        'signaling of a lobby of which nothing is heard any more',
        inPhase('lobby', {signalingLive: false}),
        {type: 'lobby-left'},
        {signalingLive: true},
      ],
      ['being in the call elsewhere', inPhase('lobby'), {type: 'elsewhere'}, {elsewhere: true, phase: 'lobby'}],
      ['no longer: let in', inPhase('lobby', {elsewhere: true}), {type: 'entered', uid: 'me'}, {elsewhere: false}],
      ['no longer: joining here', inPhase('lobby', {elsewhere: true}), {type: 'join-started'}, {elsewhere: false}],
      ['of another room', inPhase('lobby', {elsewhere: true}), ready, {elsewhere: false}],
      ['of a room that was left', inPhase('lobby', {elsewhere: true}), {type: 'lobby-left'}, {elsewhere: false}],
      [
        'of a room that is locked',
        inPhase('lobby', {elsewhere: true}),
        {type: 'locked-out', error: locked},
        {elsewhere: false},
      ],
      ['asking to be let in', inPhase('lobby'), {type: 'knocking', asking: true}, {knocking: 'asking'}],
      [
        'being refused',
        inPhase('lobby', {knocking: 'asking'}),
        {type: 'locked-out', error: locked},
        {error: locked, knocking: 'refused'},
      ],
      [
        'being let in',
        inPhase('lobby', {knocking: 'asking', error: locked}),
        {type: 'entered', uid: 'me'},
        {error: null, knocking: 'no'},
      ],
      [
        'a knock, by which a room is known to be one’s own and locked',
        inPhase('connected'),
        {type: 'knocks', knocks: [eve]},
        {knocks: [eve], ownRoom: {locked: true}},
      ],
      [
        'a knock that was on its way when the room was opened',
        inPhase('connected', {ownRoom: {locked: false}}),
        {type: 'knocks', knocks: [eve]},
        {knocks: [eve], ownRoom: {locked: false}},
      ],
      [
        'a room that is somebody else’s now',
        inPhase('connected', {knocks: [eve], ownRoom: {locked: true}}),
        {type: 'own-room', ownRoom: null},
        {knocks: [], ownRoom: null},
      ],
      ['nobody’s knock', inPhase('connected'), {type: 'knocks', knocks: []}, {knocks: [], ownRoom: null}],
      [
        'one’s own room, still heard of in its lobby',
        inPhase('connected', {knocks: [eve], ownRoom: {locked: true}}),
        {type: 'join-stopped', error: full},
        {knocks: [eve], ownRoom: {locked: true}},
      ],
      [
        'leaving one’s own room',
        inPhase('connected', {knocks: [eve], ownRoom: {locked: true}}),
        {type: 'left'},
        {knocks: [], ownRoom: null},
      ],
      ['a name', inPhase('lobby'), {type: 'renamed', name: 'Mia'}, {name: 'Mia'}],
      ['a name whose second half is still typed', inPhase('lobby'), {type: 'renamed', name: 'Mia '}, {name: 'Mia '}],
      ['a name of blanks', inPhase('lobby'), {type: 'renamed', name: ' \n\u00a0\u3000'}, {name: ''}],
      ['blanks before a name too long', inPhase('lobby'), {type: 'renamed', name: `${' '.repeat(64)}Mia`}, {name: ''}],
      ['a long name', inPhase('lobby'), {type: 'renamed', name: `${'x'.repeat(63)}👋`}, {name: 'x'.repeat(63)}],
      [
        'who is there',
        inPhase('lobby'),
        {type: 'admission', membersPresent: 2, capacity: 3},
        {membersPresent: 2, capacity: 3},
      ],
      [
        'another room',
        inPhase('ended', {
          ...{messages: [message('1')], membersPresent: 3, error, name: 'Mia'},
          ...{usage: {reads: 1, writes: 2, deletes: 3}, quality: {level: 'poor', reasons: ['delay'], participants: {}}},
        }),
        ready,
        {
          ...{room: 'other', capacity: 3, messages: [], membersPresent: null, error: null, name: 'Mia'},
          ...{usage: initialCallState.usage, quality: initialCallState.quality},
        },
      ],
      [
        'usage',
        inPhase('waiting'),
        {type: 'usage', usage: {reads: 1, writes: 2, deletes: 3}},
        {usage: {reads: 1, writes: 2, deletes: 3}},
      ],
      [
        'media',
        inPhase('lobby'),
        {type: 'media', microphone: device, camera: device, screen: {status: 'on', error: null}, localStream: null},
        {microphone: device, camera: device, screen: {status: 'on', error: null}},
      ],
    ];
  for (const [name, before, update, after] of cases) {
    it(name, () => {
      expect(reduceCall(before, update)).to.deep.include(after);
    });
  }

  it('takes over which devices are wanted', () => {
    const {microphone, camera} = reduceCall(inPhase('idle'), ready);
    expect([microphone.wanted, camera.wanted]).to.deep.equal([true, false]);
  });

  it('of a trouble that lasts nothing is news, until it was over', () => {
    const told = inPhase('joining', {error});
    const again = new CallError(error.code, 'Still out of reach.');
    expect(reduceCall(told, {type: 'notice', error: again})).to.equal(told);
    const over = reduceCall(told, {type: 'notice', error: null});
    expect(reduceCall(over, {type: 'notice', error: again}).error).to.equal(again);
    const other = CallError.relayNeeded();
    expect(reduceCall(told, {type: 'notice', error: other}).error).to.equal(other);
  });

  it('keeps the last 500 messages', () => {
    const add = (state: CallState, id: number): CallState =>
      reduceCall(state, {type: 'message', message: message(String(id))});
    const state = Array.from({length: 520}, (_, id) => id).reduce(add, inPhase('connected'));
    expect(state.messages).to.have.length(500);
    expect([state.messages[0]?.id, state.messages.at(-1)?.id]).to.deep.equal(['20', '519']);
  });
});

describe('any updates in any order', () => {
  const update = (random: SeededRandom): CallUpdate => {
    const flag = random.chance(0.5);
    const participants = Array.from({length: random.integer(0, 3)}, (_, index) =>
      participant(`p${index}`, random.pick(['connecting', 'connected', 'interrupted'])),
    );
    return random.pick<CallUpdate>([
      {type: 'unready', phase: flag ? 'idle' : 'unsupported', error: flag ? error : null},
      ready,
      ready,
      {type: 'entered', uid: 'me'},
      {type: 'join-started'},
      {type: 'join-started'},
      {type: 'join-stopped', error: flag ? full : null},
      {type: 'seated'},
      {type: 'seated'},
      {type: 'seat-wait', waiting: flag},
      {type: 'elsewhere'},
      {type: 'left'},
      {type: 'failed', error},
      {type: 'notice', error: flag ? error : null},
      {type: 'admission', membersPresent: random.integer(0, 8), capacity: random.integer(2, 8)},
      {type: 'participants', participants},
      {type: 'participants', participants},
      {type: 'participants', participants},
      {type: 'signaling-live', live: flag},
      {type: 'renamed', name: 'Mia'},
      {type: 'media', microphone: device, camera: device, screen: {status: 'off', error: null}, localStream: null},
      {type: 'message', message: message('1')},
      {type: 'usage', usage: {reads: 1, writes: 1, deletes: 1}},
      {type: 'locked-out', error: locked},
      {type: 'lobby-left'},
      {type: 'knocking', asking: flag},
      {type: 'own-room', ownRoom: flag ? {locked: true} : null},
      {type: 'knocks', knocks: flag ? [eve] : []},
      {type: 'speaking', speaking: flag ? ['p0'] : []},
    ]);
  };

  /** What does not go together in a state, or in how it came about. */
  function* faults(after: CallState, before: CallState, {type}: CallUpdate): Generator<string> {
    const isIn = isInCall(after.phase);
    const isConnected = after.participants.some(({connection}) => connection === 'connected');
    if (!phases.includes(after.phase)) yield 'no phase';
    if (isIn && !isInCall(before.phase) && (before.phase !== 'joining' || type !== 'seated')) yield 'in without a seat';
    if (!isIn && after.phase !== 'joining' && after.participants.length > 0) yield 'out of the call with others';
    if (after.speaking.length > 0 && !isIn && after.phase !== 'joining') yield 'somebody speaks outside the call';
    if (isIn && (after.phase === 'connected') !== isConnected) yield 'connected in one of both only';
    if (after.phase === 'failed' && !after.error) yield 'failed without a reason';
    if (after.elsewhere && after.phase !== 'lobby') yield 'a call elsewhere is told of in the lobby only';
    if (after.waitingForSeat && after.phase !== 'lobby' && after.phase !== 'joining') yield 'waiting for what it has';
    if (after.knocking !== 'no' && after.phase !== 'lobby') yield 'at the door of a room that it is in, or left';
    if (after.knocks.length > 0 && !after.ownRoom) yield 'a knock at nobody’s room';
    if (after.ownRoom && ['ended', 'failed', 'idle', 'unsupported'].includes(after.phase))
      yield 'a room that it is not in';
    if (!Object.isFrozen(after)) yield 'not frozen';
  }

  it('never throw, and end in a state that means something: 500 runs of 200', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = new SeededRandom(seed);
      const store = new Store((after, before, given) => {
        const [fault] = faults(after, before, given);
        if (fault) expect.fail(`seed ${seed}: ${before.phase} → ${after.phase} by ${given.type}: ${fault}`);
      });
      for (let step = 0; step < 200; step++) store.update(update(random));
    }
  });
});

describe('Store', () => {
  it('tells of a change once it can be read, and of nothing else', () => {
    const told: string[] = [];
    const store: Store = new Store((after, before) => {
      expect(store.state).to.equal(after);
      told.push(`${before.phase} → ${after.phase}`);
    });
    store.update({type: 'seated'});
    store.update(ready);
    store.update({type: 'join-started'});
    store.update({type: 'join-started'});
    expect(told).to.deep.equal(['idle → lobby', 'lobby → joining']);
  });
});
