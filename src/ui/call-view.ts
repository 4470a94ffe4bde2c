import type {CallState} from '../call/call-state.js';
import type {Strings} from '../locale/strings.js';

/** The buttons of the control bar where the page names none. `chat` and `view` come later: docs/decisions/reserved-controls.md */
export const defaultControls = ['microphone', 'camera', 'screen', 'settings', 'leave'] as const;
/** All that it can name. `lock` is for the owner of the room, and finding out who that is costs a read. */
export const controlNames = [...defaultControls, 'lock'] as const;
export type ControlName = (typeof controlNames)[number];

/** Everything that the view shows beside the state of the call. */
export interface CallView {
  readonly state: CallState;
  readonly strings: Strings;
  readonly controls: readonly ControlName[];
  readonly devices: readonly Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[];
  /** A voice call: no camera anywhere. */
  readonly withoutVideo: boolean;
  /** Nothing may leave the page before the consent button. */
  readonly consentNeeded: boolean;
  readonly canShareScreen: boolean;
  readonly canSelectSpeaker: boolean;
  /** How loud the others are played, 0 to 1. */
  readonly volume: number;
}
