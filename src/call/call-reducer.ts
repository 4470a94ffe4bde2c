import type {CallError} from '../errors.js';
import type {Knock} from '../protocol/knock.js';
import {isInCall, type CallPhase, type CallState, type OwnRoom, type RemoteParticipant} from './call-state.js';
import type {CallUpdate} from './call-update.js';

/** Messages kept for whoever looks; older ones go. */
const messageLimit = 500;

/** The state after an update. Pure, and total: an update that does not fit the phase changes nothing. */
export function reduceCall(state: CallState, update: CallUpdate): CallState {
  switch (update.type) {
    case 'unready':
      return {...outOfCall(state), phase: update.phase, error: update.error};
    case 'ready':
      return ready(state, update);
    case 'entered':
      return isOpen(state.phase) ? {...state, uid: update.uid, error: null, knocking: 'no'} : state;
    case 'join-started':
      return state.phase === 'lobby' || state.phase === 'ended' || state.phase === 'failed'
        ? {...state, phase: 'joining', error: null, knocking: 'no'}
        : state;
    case 'join-stopped':
      return isGoing(state.phase) ? {...backInLobby(state), error: update.error} : state;
    case 'seated':
      return state.phase === 'joining'
        ? {...state, phase: phaseOf('waiting', state.participants), error: null, waitingForSeat: false}
        : state;
    case 'seat-wait':
      return state.phase === 'lobby'
        ? {...state, waitingForSeat: update.waiting, error: update.waiting ? null : state.error}
        : state;
    case 'locked-out':
      return isOpen(state.phase) ? lockedOut(state, update.error) : state;
    case 'knocking':
      return state.phase === 'lobby' ? {...state, knocking: update.asking ? 'asking' : 'no'} : state;
    case 'own-room':
      return isOpen(state.phase)
        ? {...state, ownRoom: update.ownRoom, knocks: update.ownRoom ? state.knocks : []}
        : state;
    case 'knocks':
      return isOpen(state.phase) ? {...state, knocks: update.knocks, ownRoom: ownRoomBy(state, update.knocks)} : state;
    case 'left':
      return isGoing(state.phase) ? {...outOfCall(state), phase: 'ended', error: null} : state;
    case 'failed':
      return state.phase === 'idle' || state.phase === 'unsupported'
        ? state
        : {...outOfCall(state), phase: 'failed', error: update.error};
    case 'notice':
      return isOpen(state.phase) ? {...state, error: update.error} : state;
    case 'admission':
      return {...state, membersPresent: update.membersPresent, capacity: update.capacity};
    case 'participants':
      return isGoing(state.phase)
        ? {...state, participants: update.participants, phase: phaseOf(state.phase, update.participants)}
        : state;
    case 'signaling-live':
      return {...state, signalingLive: update.live};
    case 'renamed':
      return {...state, name: update.name};
    case 'media':
      return {
        ...state,
        microphone: update.microphone,
        camera: update.camera,
        screen: update.screen,
        localStream: update.localStream,
      };
    case 'message':
      return {...state, messages: [...state.messages, update.message].slice(-messageLimit)};
    case 'quality':
      return {...state, quality: update.quality};
    case 'usage':
      return {...state, usage: update.usage};
  }
}

function ready(state: CallState, {room, capacity, wanted}: CallUpdate & {readonly type: 'ready'}): CallState {
  const {microphone, camera} = state;
  return {
    ...outOfCall(state),
    phase: 'lobby',
    error: null,
    room,
    capacity,
    messages: [],
    membersPresent: null,
    microphone: {...microphone, wanted: wanted.microphone},
    camera: {...camera, wanted: wanted.camera},
  };
}

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

/** One can only knock at a room that is locked, and only its owner hears it. */
const ownRoomBy = ({ownRoom}: CallState, knocks: readonly Knock[]): OwnRoom | null =>
  ownRoom ?? (knocks.length > 0 ? {locked: true} : null);

const outOfCall = (state: CallState): CallState => ({
  ...state,
  participants: [],
  signalingLive: true,
  waitingForSeat: false,
  knocking: 'no',
  ownRoom: null,
  knocks: [],
});

/** In the call, or on the way into it. */
const isGoing = (phase: CallPhase): boolean => phase === 'joining' || isInCall(phase);

/** There is a room, and something may still come of it. */
const isOpen = (phase: CallPhase): boolean => phase === 'lobby' || isGoing(phase);

/** In a call the others' connections say where it stands. */
function phaseOf(phase: CallPhase, participants: readonly RemoteParticipant[]): CallPhase {
  if (!isInCall(phase)) return phase;
  if (participants.some(({connection}) => connection === 'connected')) return 'connected';
  return participants.some(({connection}) => connection === 'interrupted') ? 'reconnecting' : 'waiting';
}
