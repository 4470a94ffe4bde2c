import type {CallState, LocalDevice} from '../call/call-state.js';
import type {CallError} from '../errors.js';
import type {OwnDevice, Strings} from '../locale/strings.js';

/** Whether the button of a device shows it as on: in the call what is, before it what joining turns on. */
export const isShownOn = (device: LocalDevice, {phase}: CallState): boolean =>
  device.status === 'on' || (phase === 'lobby' && device.status === 'off' && device.wanted);

/** Which of the two something holds for; null for neither. */
function which({microphone, camera}: CallState, holds: (device: LocalDevice) => boolean): OwnDevice | null {
  if (holds(microphone)) return holds(camera) ? 'both' : 'microphone';
  return holds(camera) ? 'camera' : null;
}

/** The words for a device that the system has taken away for now; '' while it has not. */
export function pausedWords(state: CallState, strings: Strings): string {
  const device = which(state, ({status, interrupted}) => status === 'on' && interrupted);
  return device ? strings.devicePaused(device) : '';
}

/** What else there is to tell of the own microphone or camera; '' for nothing. */
export function noticeWords(state: CallState, strings: Strings): string {
  const isReplaced = which(state, ({notice}) => notice === 'replaced');
  if (isReplaced) return strings.deviceReplaced(isReplaced);
  if (state.microphone.notice === 'silent') return strings.microphoneSilent;
  return state.microphone.notice === 'talking-while-muted' ? strings.talkingWhileMuted : '';
}

/** Why microphone or camera is not there, and of which this is said. */
export interface DeviceFailure {
  readonly error: CallError;
  /** Says which of the two; undefined where the words for the error do. */
  readonly title: string | undefined;
}

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
