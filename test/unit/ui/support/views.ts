import {
  initialCallState,
  type CallState,
  type LocalDevice,
  type RemoteParticipant,
} from '../../../../src/call/call-state.js';
import {CallError} from '../../../../src/errors.js';
import {en} from '../../../../src/locale/en.js';
import {controlNames, type CallView} from '../../../../src/ui/call-view.js';

const on = {status: 'on', error: null, deviceId: 'a', interrupted: false, notice: null, wanted: true} as const;
export const off = {...on, status: 'off', deviceId: '', wanted: false} as const;

/** A state of somebody who is ready. */
export const stateWith = (changes: Partial<CallState> = {}): CallState => ({
  ...initialCallState,
  phase: 'lobby',
  room: 'table-7',
  uid: 'me',
  name: 'Mia Berg',
  membersPresent: 1,
  ...changes,
});

export const viewWith = (state: Partial<CallState> = {}, changes: Partial<CallView> = {}): CallView => ({
  state: stateWith(state),
  strings: en,
  controls: controlNames,
  devices: [],
  withoutVideo: false,
  consentNeeded: false,
  canShareScreen: true,
  canSelectSpeaker: true,
  volume: 1,
  ...changes,
});

export const person = (name: string, changes: Partial<RemoteParticipant> = {}): RemoteParticipant => ({
  uid: `uid-${name}`,
  name,
  connection: 'connected',
  microphone: true,
  camera: true,
  screen: false,
  soundOnly: false,
  stream: null,
  screenStream: null,
  ...changes,
});

const knock = (name: string): CallState['knocks'][number] => ({uid: `uid-${name}`, name, expireAt: 1});

export const someDevices: CallView['devices'] = [
  {kind: 'audioinput', deviceId: 'a', label: 'Built-in microphone'},
  {kind: 'audioinput', deviceId: 'b', label: 'Headset'},
  {kind: 'videoinput', deviceId: 'a', label: 'FaceTime HD camera'},
  {kind: 'videoinput', deviceId: 'b', label: 'Desk camera'},
  {kind: 'audiooutput', deviceId: 'a', label: 'Built-in speakers'},
];

const denied = {...on, status: 'unavailable', error: new CallError('media-denied', 'Denied.'), deviceId: ''} as const;
const both = {microphone: on, camera: on};
const bothWith = (changes: Partial<LocalDevice>) => ({microphone: {...on, ...changes}, camera: {...on, ...changes}});
const inUse = {...denied, error: new CallError('media-in-use', 'In use.')} as const;
const ana = person('Ana Lima');
const ben = person('Ben', {microphone: false, camera: false});

const inCall = {phase: 'connected', participants: [ana]} as const;

/** A view for each phase, and for what can be the matter in it. */
export const views = {
  idle: () =>
    viewWith({
      phase: 'idle',
      error: new CallError('invalid-room', 'Set the attribute room, such as <video-call room="table-7">.'),
    }),
  'idle-quiet': () => viewWith({phase: 'idle'}),
  lobby: () => viewWith(both, {devices: someDevices}),
  'lobby-fresh': () => viewWith({membersPresent: null, name: ''}),
  'lobby-off': () => viewWith({microphone: off, camera: off}),
  'lobby-starting': () => viewWith({camera: {...on, status: 'starting'}, microphone: {...on, status: 'starting'}}),
  'lobby-denied': () => viewWith({microphone: denied, camera: denied}),
  'lobby-full': () => viewWith({...both, membersPresent: 4, error: CallError.roomFull()}),
  'lobby-seat': () => viewWith({...both, membersPresent: 4, waitingForSeat: true}),
  'lobby-elsewhere': () => viewWith({...both, membersPresent: null, elsewhere: true}),
  'lobby-locked': () => viewWith({...both, membersPresent: null, error: CallError.roomLocked()}),
  'lobby-knocking': () => viewWith({...both, membersPresent: null, error: CallError.roomLocked(), knocking: 'asking'}),
  'lobby-refused': () => viewWith({...both, membersPresent: null, error: CallError.roomLocked(), knocking: 'refused'}),
  'lobby-knocks': () => viewWith({...both, ownRoom: {locked: true}, knocks: [knock('Eve')]}),
  'lobby-voice': () => viewWith({microphone: on, membersPresent: 0}, {withoutVideo: true, devices: someDevices}),
  consent: () => viewWith({}, {consentNeeded: true}),
  joining: () => viewWith({...both, phase: 'joining'}),
  'joining-unreachable': () =>
    viewWith({...both, phase: 'joining', error: new CallError('signaling-unreachable', 'Out of reach.')}),
  waiting: () => viewWith({...both, phase: 'waiting'}),
  'waiting-off': () => viewWith({phase: 'waiting', microphone: off, camera: off}),
  connecting: () =>
    viewWith({...both, phase: 'waiting', participants: [{...ana, connection: 'connecting', camera: false}]}),
  connected: () => viewWith({...both, phase: 'connected', participants: [ana]}),
  'connected-off': () =>
    viewWith({phase: 'connected', participants: [{...ben, name: 'Zoë Ångström'}], microphone: off, camera: denied}),
  'connected-3': () => viewWith({...both, phase: 'connected', participants: [ana, ben]}),
  'connected-4': () =>
    viewWith({
      ...both,
      phase: 'connected',
      participants: [ana, ben, person('Chidi Okafor', {connection: 'interrupted'})],
    }),
  'connected-8': () =>
    viewWith({
      ...both,
      phase: 'connected',
      participants: ['Ana Lima', 'Ben', 'Chidi', 'Dana', 'Emre', 'Fay', 'A very long name that does not end'].map(
        name => person(name, {camera: name.length !== 4}),
      ),
    }),
  'connected-own': () => viewWith({...both, phase: 'connected', participants: [ana], ownRoom: {locked: false}}),
  'connected-knocks': () =>
    viewWith({
      ...both,
      phase: 'connected',
      participants: [ana],
      ownRoom: {locked: true},
      knocks: ['Eve', '', 'A very long name that does not end', 'Gus', 'Hal'].map(knock),
    }),
  screen: () => viewWith({...both, phase: 'connected', participants: [{...ana, screen: true}, ben]}),
  sharing: () => viewWith({...both, phase: 'connected', participants: [ana], screen: {status: 'on', error: null}}),
  paused: () => viewWith({...bothWith({interrupted: true, notice: 'interrupted'}), ...inCall}),
  replaced: () => viewWith({...both, camera: {...on, notice: 'replaced'}, ...inCall}, {devices: someDevices}),
  'replaced-headset': () =>
    viewWith(
      {...both, microphone: {...on, notice: 'replaced'}, speaker: {deviceId: '', notice: 'replaced'}, ...inCall},
      {devices: someDevices},
    ),
  'replaced-speaker': () => viewWith({...both, speaker: {deviceId: '', notice: 'replaced'}, ...inCall}),
  silent: () => viewWith({...both, microphone: {...on, notice: 'silent'}, ...inCall}, {devices: someDevices}),
  talking: () => viewWith({...both, microphone: {...off, notice: 'talking-while-muted'}, ...inCall}),
  taken: () => viewWith({...both, camera: inUse, ...inCall}),
  'screen-denied': () =>
    viewWith({...both, ...inCall, camera: inUse, screen: {status: 'unavailable', error: denied.error}}),
  'lobby-silent': () => viewWith({...both, microphone: {...on, notice: 'silent'}}, {devices: someDevices}),
  interrupted: () => viewWith({...both, phase: 'connected', participants: [{...ana, connection: 'interrupted'}]}),
  offline: () => viewWith({...both, phase: 'connected', signalingLive: false, participants: [ana]}),
  reconnecting: () => viewWith({...both, phase: 'reconnecting', participants: [{...ana, connection: 'interrupted'}]}),
  ended: () => viewWith({phase: 'ended'}),
  'ended-removed': () => viewWith({phase: 'ended', error: new CallError('removed', 'Removed.')}),
  'failed-taken-over': () => viewWith({phase: 'failed', error: CallError.takenOver()}),
  'failed-denied': () =>
    viewWith({
      phase: 'failed',
      error: new CallError(
        'permission-denied',
        'Deploy firestore.rules of this package: npx firebase-tools deploy --only firestore:rules.',
      ),
    }),
  unsupported: () => viewWith({phase: 'unsupported', error: new CallError('insecure-context', 'No https.')}),
} satisfies Record<string, () => CallView>;

export type ViewName = keyof typeof views;
