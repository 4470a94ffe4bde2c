import {defaultVideoCodecs, parseVideoCodecs} from './peer/codec-preferences.js';
import {defaultCapacity, participantLimits} from './protocol/participant-limits.js';
import type {CallSettings} from './sessions.js';
import {controlNames, defaultControls, type ControlName} from './ui/call-view.js';
import type {VideoCall} from './video-call.js';

/** Settings whose change ends a call and begins in the lobby of another. */
const ofAnotherCall = [
  'room',
  'firebaseConfig',
  'firebaseApp',
  'database',
  'authToken',
  'appCheckSiteKey',
  'emulator',
  'authEmulator',
  'signaling',
] as const satisfies readonly (keyof VideoCall)[];
/** Settings that count from the next join. */
const ofNextJoin = [
  'iceServers',
  'relayOnly',
  'capacity',
  'withoutVideo',
  'startMuted',
  'startCameraOff',
  'videoCodecs',
] as const satisfies readonly (keyof VideoCall)[];

/** Properties of the element that were set. */
interface Changed {
  has(name: keyof VideoCall): boolean;
}

/** Whether it is another call from now on: the one there is ends, and what is set now begins in its lobby. */
export const isAnotherCall = (changed: Changed): boolean => ofAnotherCall.some(name => changed.has(name));

/** Whether something is to count from the next join. */
export const isForNextJoin = (changed: Changed): boolean => ofNextJoin.some(name => changed.has(name));

/** What is set on the element, as a call takes it: nonsense stands for the default. `wanted` is how it begins. */
export const settingsOf = (element: VideoCall): CallSettings => ({
  signaling: element,
  room: element.room,
  capacity: parseCapacity(element.capacity),
  wanted: {microphone: !element.startMuted, camera: !element.startCameraOff},
  withoutVideo: element.withoutVideo,
  maxVideoHeightPx: parseVideoHeight(element.maxVideoHeight),
  iceServers: () => element.iceServers,
  relayOnly: element.relayOnly,
  videoCodecs: element.videoCodecs ? parseVideoCodecs(element.videoCodecs) : defaultVideoCodecs,
  asksOwner: () => parseControls(element.controls).includes('lock'),
});

/** `capacity` within its bounds; the default for anything else. */
export function parseCapacity(value: number): number {
  const {minCapacity, maxCapacity} = participantLimits;
  return Number.isInteger(value) ? Math.min(Math.max(value, minCapacity), maxCapacity) : defaultCapacity;
}

const defaultVideoHeightPx = 720;

/** `max-video-height` within its bounds; the default for anything else. */
export const parseVideoHeight = (value: number): number =>
  Number.isFinite(value) ? Math.min(Math.max(value, 180), 2160) : defaultVideoHeightPx;

/** `volume` within its bounds; the default for anything else. */
export const parseVolume = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, 0), 1) : 1;

/** `controls` as a list; unknown words are skipped, nothing stands for the default. */
export function parseControls(value: string | null | undefined): readonly ControlName[] {
  const known = wordsIn(value).filter(isControl);
  return known.length === 0 ? defaultControls : [...new Set(known)];
}

/** Words of `controls` that have no button, or none yet. */
export const buttonlessIn = (controls: string | null | undefined): readonly string[] =>
  wordsIn(controls).filter(word => !isControl(word));

const wordsIn = (value: string | null | undefined): readonly string[] =>
  (value ?? '').toLowerCase().match(/[^\s,]+/g) ?? [];

const isControl = (word: string): word is ControlName => controlNames.some(name => name === word);
