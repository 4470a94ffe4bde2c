import type {CallError} from '../errors.js';
import type {Knock} from '../protocol/knock.js';
import {defaultCapacity} from '../protocol/participant-limits.js';
import type {SignalingUsage} from '../signaling/signaling.js';
import {initialQuality, type CallQuality} from './quality.js';

/**
 * Where the call is, reflected as the attribute `phase`:
 * `idle` nothing to join yet (the error says what is missing) · `lobby` ready to join · `joining` asked to ·
 * `waiting` in, alone or still connecting · `connected` at least one other is connected · `reconnecting` everybody was
 * lost and is being looked for · `ended` left · `failed` cannot go on by itself · `unsupported` never will here.
 */
export type CallPhase =
  'idle' | 'lobby' | 'joining' | 'waiting' | 'connected' | 'reconnecting' | 'ended' | 'failed' | 'unsupported';

/** A microphone or camera has been opened: from then on the browser tells what devices are called. */
export const hasCaptureBegun = (after: CallState, before: CallState): boolean =>
  (['microphone', 'camera'] as const).some(kind => after[kind].status === 'on' && before[kind].status !== 'on');

/** Phases in which this side is in the call. */
export const isInCall = (phase: CallPhase): boolean =>
  phase === 'waiting' || phase === 'connected' || phase === 'reconnecting';

/** In the call, or on the way into it. */
export const isGoing = (phase: CallPhase): boolean => phase === 'joining' || isInCall(phase);

/** Who caused something. */
export type Cause = 'user' | 'page' | 'remote' | 'system';

/**
 * What a person should be told of their own microphone or camera beside that it failed: `silent` nothing comes from it,
 * `talking-while-muted` they speak and are not heard, `replaced` it was unplugged and another one took its place,
 * `interrupted` the system has taken it away for now, and not just for a moment.
 */
export type DeviceNotice = 'silent' | 'talking-while-muted' | 'replaced' | 'interrupted';

/** A microphone or camera of this side. */
export interface LocalDevice {
  /** `off` by choice, `starting` while the browser asks or opens it, `on`, `unavailable` with the reason in `error`. */
  readonly status: 'off' | 'starting' | 'on' | 'unavailable';
  readonly error: CallError | null;
  /** The device in use; while none is, the one chosen for the next time, or ''. */
  readonly deviceId: string;
  /** On, but the system has taken it away for now (a phone call, a closed lid). */
  readonly interrupted: boolean;
  /** What the person should be told of it beside `error`; null for nothing, or once they have put it away. */
  readonly notice: DeviceNotice | null;
  /** Chosen to be on: before the call it is what joining turns on. */
  readonly wanted: boolean;
}

/** Whether the others get it: what the system has taken away stands still, and they see and hear nothing of it. */
export const isSent = ({status, interrupted}: LocalDevice): boolean => status === 'on' && !interrupted;

/** The speaker that the others are heard from. */
export interface LocalSpeaker {
  /** The chosen one, or '' for the system's own: also while the chosen one is unplugged. */
  readonly deviceId: string;
  /** As {@link LocalDevice.notice}. */
  readonly notice: Extract<DeviceNotice, 'replaced'> | null;
}

/** The screen, as this side shares it. */
export interface LocalScreen {
  readonly status: 'off' | 'starting' | 'on' | 'unavailable';
  readonly error: CallError | null;
}

/** Another person in the call. */
export interface RemoteParticipant {
  readonly uid: string;
  readonly name: string;
  /** `connecting` until their media can arrive, `interrupted` while it is being recovered. */
  readonly connection: 'connecting' | 'connected' | 'interrupted';
  /** True until they have said how it is, with their first message. */
  readonly microphone: boolean;
  /** As `microphone`. */
  readonly camera: boolean;
  readonly screen: boolean;
  /** Their camera or screen is on, and not sent here, because the line is too narrow for it. */
  readonly soundOnly: boolean;
  /** Microphone and camera. Stable for as long as the connection is. */
  readonly stream: MediaStream | null;
  /** The screen's picture and sound, while it is shared. */
  readonly screenStream: MediaStream | null;
}

/** Asking to be let into a locked room: `refused` until asked again. */
export type Knocking = 'no' | 'asking' | 'refused';

/** A room of this side's own. */
export interface OwnRoom {
  /** Whoever is not in needs to be admitted. */
  readonly locked: boolean;
}

/** A chat message of anyone in the call, oneself included. */
export interface ChatMessage {
  readonly id: string;
  readonly uid: string;
  readonly name: string;
  readonly text: string;
  readonly own: boolean;
  /** When it was sent or arrived here, ms since 1970 by this device's clock. */
  readonly at: number;
}

/** One frozen picture of everything that the element shows. */
export interface CallState {
  readonly phase: CallPhase;
  /** What the person should know now; null while all is well. It need not have ended the call. */
  readonly error: CallError | null;
  readonly room: string;
  /** This side's uid once it is known. */
  readonly uid: string;
  /** The name that the others see. */
  readonly name: string;
  readonly capacity: number;
  /** How many others are in the call, as far as the lobby knows; null before the signaling says. */
  readonly membersPresent: number | null;
  /** False while the signaling cannot be reached. */
  readonly signalingLive: boolean;
  /** The same person is in the call with another tab or device, as the last intent found: joining here ends it there. */
  readonly elsewhere: boolean;
  /** Waiting in the lobby for a seat of a full room. */
  readonly waitingForSeat: boolean;
  /** While the room is locked to this side: whether its owner was asked. */
  readonly knocking: Knocking;
  /** The room, where it is known to be this side's own; null is not known, or somebody else's. */
  readonly ownRoom: OwnRoom | null;
  /** Who asks to be let into one's own room. */
  readonly knocks: readonly Knock[];
  readonly participants: readonly RemoteParticipant[];
  /** Who speaks just now, oneself included, by uid. */
  readonly speaking: readonly string[];
  readonly microphone: LocalDevice;
  readonly camera: LocalDevice;
  readonly speaker: LocalSpeaker;
  readonly screen: LocalScreen;
  /** Own picture (muted) for preview and self view; null while the camera is off. */
  readonly localStream: MediaStream | null;
  readonly messages: readonly ChatMessage[];
  readonly usage: SignalingUsage;
  readonly quality: CallQuality;
}

const offDevice: LocalDevice = {
  status: 'off',
  error: null,
  deviceId: '',
  interrupted: false,
  notice: null,
  wanted: true,
};

/** Before anything happened. */
export const initialCallState: CallState = {
  phase: 'idle',
  error: null,
  room: '',
  uid: '',
  name: '',
  capacity: defaultCapacity,
  membersPresent: null,
  signalingLive: true,
  elsewhere: false,
  waitingForSeat: false,
  knocking: 'no',
  ownRoom: null,
  knocks: [],
  participants: [],
  speaking: [],
  microphone: offDevice,
  camera: offDevice,
  speaker: {deviceId: '', notice: null},
  screen: {status: 'off', error: null},
  localStream: null,
  messages: [],
  usage: {reads: 0, writes: 0, deletes: 0},
  quality: initialQuality,
};
