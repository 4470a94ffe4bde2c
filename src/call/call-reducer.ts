import type {CallError} from '../errors.js';
import type {Knock} from '../protocol/knock.js';
import {participantLimits} from '../protocol/participant-limits.js';
import {readableName} from '../util/readable-name.js';
import {clipText} from '../util/clip-text.js';
import {
  initialCallState,
  isGoing,
  isInCall,
  type CallPhase,
  type CallState,
  type OwnRoom,
  type RemoteParticipant,
} from './call-state.js';
import type {CallUpdate} from './call-update.js';

/** Messages kept for whoever looks; older ones go. */
const messageLimit = 500;

/** The state after an update. Pure, and total: an update that does not fit the phase changes nothing. */
export function reduceCall(state: CallState, update: CallUpdate): CallState {
  // The compiler does not see that the one belongs to the other.
  return (reducers[update.type] as (state: CallState, update: CallUpdate) => CallState)(state, update);
}

type Reducers = {
  readonly [T in CallUpdate['type']]: (state: CallState, update: Extract<CallUpdate, {readonly type: T}>) => CallState;
};

const reducers: Reducers = {
  unready: (state, {phase, error}) => ({...outOfCall(state), phase, error}),
  ready: (state, update) => ready(state, update),
  'devices-kept': (state, {microphone, camera}) => ({
    ...state,
    microphone: {...state.microphone, deviceId: microphone},
    camera: {...state.camera, deviceId: camera},
  }),
  entered: (state, {uid}) =>
    isOpen(state.phase) ? {...state, uid, error: null, knocking: 'no', elsewhere: false} : state,
  'join-started': state =>
    ['lobby', 'ended', 'failed'].includes(state.phase)
      ? {...state, phase: 'joining', error: null, knocking: 'no', elsewhere: false}
      : state,
  'join-stopped': (state, {error}) => (isGoing(state.phase) ? joinStopped(state, error) : state),
  seated: state =>
    state.phase === 'joining'
      ? {...state, phase: phaseOf('waiting', state.participants), error: null, waitingForSeat: false}
      : state,
  'seat-wait': (state, {waiting}) =>
    state.phase === 'lobby' ? {...state, waitingForSeat: waiting, error: waiting ? null : state.error} : state,
  'locked-out': (state, {error}) => (isOpen(state.phase) ? lockedOut(state, error) : state),
  elsewhere: state => (state.phase === 'lobby' ? {...state, elsewhere: true} : state),
  'lobby-left': state => (state.phase === 'lobby' ? lobbyLeft(state) : state),
  knocking: (state, {asking}) => (state.phase === 'lobby' ? {...state, knocking: asking ? 'asking' : 'no'} : state),
  'own-room': (state, {ownRoom}) =>
    isOpen(state.phase) ? {...state, ownRoom, knocks: ownRoom ? state.knocks : []} : state,
  knocks: (state, {knocks}) => (isOpen(state.phase) ? {...state, knocks, ownRoom: ownRoomBy(state, knocks)} : state),
  left: state => (isGoing(state.phase) ? {...outOfCall(state), phase: 'ended', error: null} : state),
  failed: (state, {error}) =>
    state.phase === 'idle' || state.phase === 'unsupported' ? state : {...outOfCall(state), phase: 'failed', error},
  // What goes on being the matter, however often it is tried, is no news.
  notice: (state, {error}) =>
    isOpen(state.phase) && (!error || error.code !== state.error?.code) ? {...state, error} : state,
  admission: (state, {membersPresent, capacity}) => ({...state, membersPresent, capacity}),
  participants: (state, {participants}) =>
    isGoing(state.phase) ? {...state, participants, phase: phaseOf(state.phase, participants)} : state,
  speaking: (state, {speaking}) => (isGoing(state.phase) ? {...state, speaking} : state),
  'signaling-live': (state, {live}) => ({...state, signalingLive: live}),
  // Not trimmed: whoever types the second of two names would lose the blank between them.
  renamed: (state, {name}) => ({...state, name: readableName(clipText(name, participantLimits.nameLength))}),
  media: (state, {microphone, camera, screen, localStream}) => ({...state, microphone, camera, screen, localStream}),
  speaker: (state, {speaker}) => ({...state, speaker}),
  message: (state, {message}) => ({...state, messages: [...state.messages, message].slice(-messageLimit)}),
  quality: (state, {quality}) => ({...state, quality}),
  usage: (state, {usage}) => ({...state, usage}),
};

function ready(state: CallState, {room, capacity, wanted}: CallUpdate & {readonly type: 'ready'}): CallState {
  const {microphone, camera} = state;
  const {usage, quality} = initialCallState;
  return {
    ...outOfCall(state),
    phase: 'lobby',
    error: null,
    room,
    capacity,
    messages: [],
    usage,
    quality,
    membersPresent: null,
    microphone: {...microphone, wanted: wanted.microphone},
    camera: {...camera, wanted: wanted.camera},
  };
}

/** Who waited for the seat that somebody else took goes on waiting. */
const joinStopped = (state: CallState, error: CallError | null): CallState => {
  const {waitingForSeat} = state;
  return {...backInLobby(state), waitingForSeat, error: waitingForSeat ? null : error};
};

/** Still in the room, and so is whoever knocks at it. */
const backInLobby = (state: CallState): CallState => {
  const {ownRoom, knocks} = state;
  return {...outOfCall(state), phase: 'lobby', ownRoom, knocks};
};

/** Of who asked to be let in, this is the answer. */
const lockedOut = (state: CallState, error: CallError): CallState => ({
  ...outOfCall(state),
  phase: 'lobby',
  error,
  membersPresent: null,
  knocking: state.knocking === 'asking' ? 'refused' : 'no',
});

/** Whether it is full is as unknown as who is there, and nobody waits for its signaling. */
const lobbyLeft = (state: CallState): CallState => {
  const {error} = state;
  const membersPresent = null;
  return {
    ...{...state, membersPresent, signalingLive: true, elsewhere: false},
    error: error?.code === 'room-full' ? null : error,
  };
};

/** One can only knock at a room that is locked, and only its owner hears it. */
const ownRoomBy = ({ownRoom}: CallState, knocks: readonly Knock[]): OwnRoom | null =>
  ownRoom ?? (knocks.length > 0 ? {locked: true} : null);

const outOfCall = (state: CallState): CallState => ({
  ...state,
  participants: [],
  speaking: [],
  signalingLive: true,
  elsewhere: false,
  waitingForSeat: false,
  knocking: 'no',
  ownRoom: null,
  knocks: [],
});

/** There is a room, and something may still come of it. */
const isOpen = (phase: CallPhase): boolean => phase === 'lobby' || isGoing(phase);

/** In a call the others' connections say where it stands. */
function phaseOf(phase: CallPhase, participants: readonly RemoteParticipant[]): CallPhase {
  if (!isInCall(phase)) return phase;
  if (participants.some(({connection}) => connection === 'connected')) return 'connected';
  return participants.some(({connection}) => connection === 'interrupted') ? 'reconnecting' : 'waiting';
}
