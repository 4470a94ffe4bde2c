import {html, type TemplateResult} from 'lit';
import type {LocalDevice} from '../call/call-state.js';
import {ask} from './ask.js';
import {defaultControls, type CallView, type ControlName} from './call-view.js';
import {icon, type IconName} from './icons.js';
import {isIdle, isShownOn} from './own-devices.js';
import {renderLockButton} from './render-lock-button.js';
import {openSettings} from './render-settings.js';

type ToggleName = 'microphone' | 'camera' | 'screen';

interface Toggle {
  readonly status: LocalDevice['status'];
  readonly on: boolean;
  /** What it is, always the same: `aria-pressed` says whether it is on. */
  readonly label: string;
  /** What a press does now. */
  readonly action: string;
  readonly icon: IconName;
  /** On, and yet nobody sees or hears anything of it. */
  readonly idle: boolean;
}

/** How a toggle looks and what it says, by what it is and what it would do. */
function toggleOf(name: ToggleName, {state, strings}: CallView): Toggle {
  const {status} = state[name];
  const on = name === 'screen' ? status === 'on' : isShownOn(state[name], state);
  const actions = {
    microphone: [strings.turnOnMicrophone, strings.turnOffMicrophone],
    camera: [strings.turnOnCamera, strings.turnOffCamera],
    screen: [strings.shareScreen, strings.stopSharing],
  } as const;
  const idle = name !== 'screen' && on && isIdle(state[name]);
  const action = status === 'starting' ? strings.starting : actions[name][on ? 1 : 0];
  // A screen that is not shared is the normal thing: its button shows what it would do.
  const crossedOut = name === 'screen' ? on : !on && status !== 'starting';
  return {status, on, label: strings[name], action, icon: crossedOut ? `${name}-off` : name, idle};
}

/** A button that turns the microphone, the camera or the shared screen on and off. */
export function renderToggle(name: ToggleName, view: CallView): TemplateResult {
  const {status, on, idle, label, action, icon: drawing} = toggleOf(name, view);
  return html`<button
    type="button"
    part="control-button ${name}-button"
    class="control ${name} ${on ? 'on' : 'off'} ${status}-status ${idle ? 'idle' : ''}"
    aria-label=${label}
    aria-pressed=${on ? 'true' : 'false'}
    aria-busy=${status === 'starting' ? 'true' : 'false'}
    title=${action}
    @click=${ask({type: `toggle-${name}`})}
  >
    ${icon(drawing)}
  </button>`;
}

/** The button that opens camera, microphone and speaker. */
export const renderSettingsButton = ({strings}: CallView): TemplateResult =>
  html`<button
    type="button"
    part="control-button settings-button"
    class="control settings-control"
    aria-label=${strings.settings}
    aria-haspopup="dialog"
    title=${strings.settings}
    @click=${openSettings}
  >
    ${icon('settings')}
  </button>`;

function renderLeaveButton({state, strings}: CallView): TemplateResult {
  const label = state.phase === 'joining' ? strings.cancel : strings.leave;
  return html`<button
    type="button"
    part="control-button leave-button"
    class="control leave"
    aria-label=${label}
    title=${label}
    @click=${ask({type: 'leave'})}
  >
    ${icon('leave')}
  </button>`;
}

/** A button for each name that has one here; the others are for another browser, a call with video, or the room's owner. */
function renderControl(name: ControlName, view: CallView): TemplateResult | null {
  switch (name) {
    case 'microphone':
      return renderToggle(name, view);
    case 'camera':
      return view.withoutVideo ? null : renderToggle(name, view);
    case 'screen':
      return view.canShareScreen ? renderToggle(name, view) : null;
    case 'settings':
      return renderSettingsButton(view);
    case 'leave':
      return renderLeaveButton(view);
    case 'lock':
      return renderLockButton(view);
  }
}

/** The buttons of a call, in the page's order; where none of them is there, the usual ones: nobody is kept in a call. */
export function renderControls(view: CallView): TemplateResult {
  const buttonsOf = (names: readonly ControlName[]) => names.map(name => renderControl(name, view));
  const chosen = buttonsOf(view.controls);
  return html`<div class="controls" part="controls" role="group" aria-label=${view.strings.controls}>
    ${chosen.some(Boolean) ? chosen : buttonsOf(defaultControls)}
  </div>`;
}
