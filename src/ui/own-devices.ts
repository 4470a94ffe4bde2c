import type {CallState, DeviceNotice, LocalDevice} from '../call/call-state.js';
import type {CallError, CallErrorCode} from '../errors.js';
import type {NoticedDevice, OwnDevice, Strings} from '../locale/strings.js';
import type {CallView} from './call-view.js';
import {failureOf} from './error-words.js';
import type {UiRequest} from './request-event.js';

/** Whether the button of a device shows it as on: in the call what is, before it what joining turns on. */
export const isShownOn = (device: LocalDevice, {phase}: CallState): boolean =>
  device.status === 'on' || (phase === 'lobby' && device.status === 'off' && device.wanted);

/** It is on, and nothing comes from it. */
export const isIdle = ({interrupted, notice}: LocalDevice): boolean => interrupted || notice === 'silent';

/** Which of the two something holds for; null for neither. */
function which({microphone, camera}: CallState, holds: (device: LocalDevice) => boolean): OwnDevice | null {
  if (holds(microphone)) return holds(camera) ? 'both' : 'microphone';
  return holds(camera) ? 'camera' : null;
}

const noticeable: readonly NoticedDevice[] = ['microphone', 'camera', 'speaker'];
/** What passes soonest, or is in one's own hands, goes first. */
const noticesInOrder: readonly DeviceNotice[] = ['talking-while-muted', 'replaced', 'interrupted', 'silent'];

/** What there is to tell of the own devices, and of which. */
export interface OwnNotice {
  readonly notice: DeviceNotice;
  readonly devices: readonly NoticedDevice[];
  readonly words: string;
}

/** The one thing to tell of microphone, camera and speaker now; null for nothing. */
export function ownNotice(view: CallView): OwnNotice | null {
  for (const notice of noticesInOrder) {
    const devices = noticeable.filter(device => view.state[device].notice === notice);
    if (devices.length > 0) return {notice, devices, words: noticeWords(notice, devices, view)};
  }
  return null;
}

function noticeWords(notice: DeviceNotice, noticed: readonly NoticedDevice[], view: CallView): string {
  const {state, strings} = view;
  switch (notice) {
    case 'talking-while-muted':
      return strings.talkingWhileMuted;
    case 'silent':
      return strings.microphoneSilent;
    case 'interrupted':
      return strings.devicePaused(which(state, each => each.notice === notice) ?? 'both');
    case 'replaced': {
      const [device, ...others] = noticed;
      // A headset is a microphone and a speaker.
      if (!device || others.length > 0) return strings.devicesReplaced(noticed);
      return strings.deviceReplaced(device, labelInUse(device, view));
    }
  }
}

const mediaKinds = {microphone: 'audioinput', camera: 'videoinput', speaker: 'audiooutput'} as const;

/** What a device is called; '' where the browser does not tell, as of the system's own speaker. */
const labelInUse = (device: NoticedDevice, {state, devices}: CallView): string =>
  devices.find(({kind, deviceId}) => kind === mediaKinds[device] && deviceId === state[device].deviceId)?.label ?? '';

/** Why microphone, camera or screen is not there, and of which this is said. */
export interface DeviceFailure {
  readonly error: CallError;
  /** The other device's, where both have failed alike: with it there is something new to tell. */
  readonly beside: CallError | null;
  /** Says which of them; undefined where the words for the error do. */
  readonly title: string | undefined;
  /** What to do about it; undefined where the words for the error say it. */
  readonly text: string | undefined;
  /** Turns it on once more, where that may help. */
  readonly retry: UiRequest | null;
}

/** Of these the person can get rid, and then try again. */
const retryable: readonly CallErrorCode[] = ['media-denied', 'media-missing', 'media-in-use'];

const retryOf = ({code}: CallError, request: UiRequest): UiRequest | null =>
  retryable.includes(code) ? request : null;

function titleOf({code}: CallError, device: OwnDevice, strings: Strings): string | undefined {
  if (code === 'media-denied') return strings.deviceDenied(device);
  if (code === 'media-missing') return strings.deviceMissing(device);
  return code === 'media-in-use' ? strings.deviceInUse(device) : undefined;
}

/** The failures to tell of: one of both where it is the same, else that of each. */
export function deviceFailures(
  {microphone, camera}: CallState,
  strings: Strings,
): readonly [DeviceFailure | null, DeviceFailure | null] {
  const retry: UiRequest = {type: 'preview'};
  const tell = (device: OwnDevice, error: CallError | null, beside: CallError | null = null): DeviceFailure | null =>
    error && {error, beside, title: titleOf(error, device, strings), text: undefined, retry: retryOf(error, retry)};
  if (microphone.error && microphone.error.code === camera.error?.code)
    return [tell('both', microphone.error, camera.error), null];
  return [tell('microphone', microphone.error), tell('camera', camera.error)];
}

function screenText(error: CallError, strings: Strings): string {
  const {code} = error;
  // What the system forbids, Firefox tells as if there were no screen.
  if (code === 'media-denied' || code === 'media-missing') return strings.screenDenied;
  return code === 'media-in-use' ? strings.screenInUse : failureOf(error, strings).text;
}

/** Why the screen is not shared; null also where a picker was merely closed. */
export function screenFailure({screen: {status, error}}: CallState, strings: Strings): DeviceFailure | null {
  if (status !== 'unavailable' || !error) return null;
  const text = screenText(error, strings);
  return {error, beside: null, title: strings.screenFailed, text, retry: retryOf(error, {type: 'toggle-screen'})};
}
