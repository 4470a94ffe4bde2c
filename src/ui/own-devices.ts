import type {CallState, DeviceNotice, LocalDevice} from '../call/call-state.js';
import type {CallError, CallErrorCode} from '../errors.js';
import type {OwnDevice, Strings} from '../locale/strings.js';
import type {CallView} from './call-view.js';

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

/** What passes soonest, or is in one's own hands, goes first. */
const noticesInOrder: readonly DeviceNotice[] = ['talking-while-muted', 'replaced', 'interrupted', 'silent'];

/** What there is to tell of the own devices, and of which. */
export interface OwnNotice {
  readonly notice: DeviceNotice;
  readonly device: OwnDevice;
  readonly words: string;
}

/** The one thing to tell of microphone and camera now; null for nothing. */
export function ownNotice(view: CallView): OwnNotice | null {
  for (const notice of noticesInOrder) {
    const device = which(view.state, each => each.notice === notice);
    if (device) return {notice, device, words: noticeWords(notice, device, view)};
  }
  return null;
}

function noticeWords(notice: DeviceNotice, device: OwnDevice, {state, strings, devices}: CallView): string {
  switch (notice) {
    case 'talking-while-muted':
      return strings.talkingWhileMuted;
    case 'silent':
      return strings.microphoneSilent;
    case 'interrupted':
      return strings.devicePaused(device);
    case 'replaced': {
      const {deviceId} = state[device === 'camera' ? 'camera' : 'microphone'];
      const kind = device === 'camera' ? 'videoinput' : 'audioinput';
      const label = devices.find(each => each.kind === kind && each.deviceId === deviceId)?.label;
      return strings.deviceReplaced(device, label ?? '');
    }
  }
}

/** Why microphone or camera is not there, and of which this is said. */
export interface DeviceFailure {
  readonly error: CallError;
  /** Says which of the two; undefined where the words for the error do. */
  readonly title: string | undefined;
}

/** Of these the person can get rid, and then try again. */
const retryable: readonly CallErrorCode[] = ['media-denied', 'media-missing', 'media-in-use'];

/** Whether turning it on once more may help. */
export const isDeviceRetryable = ({code}: CallError): boolean => retryable.includes(code);

function titleOf({code}: CallError, device: OwnDevice, strings: Strings): string | undefined {
  if (code === 'media-denied') return strings.deviceDenied(device);
  if (code === 'media-missing') return strings.deviceMissing(device);
  return code === 'media-in-use' ? strings.deviceInUse(device) : undefined;
}

/** The failure to tell of: of both where it is the same one, else the microphone's, without which nobody is heard. */
export function deviceFailure(state: CallState, strings: Strings): DeviceFailure | null {
  const error = state.microphone.error ?? state.camera.error;
  if (!error) return null;
  const device = which(state, each => each.error?.code === error.code) ?? 'both';
  return {error, title: titleOf(error, device, strings)};
}
