import {html, type TemplateResult} from 'lit';
import type {LocalDevice} from '../call/call-state.js';
import {ask} from './ask.js';
import type {CallView, ControlName} from './call-view.js';
import {icon, type IconName} from './icons.js';
import {openSettings} from './render-settings.js';

interface Toggle {
  readonly name: 'microphone' | 'camera' | 'screen';
  readonly status: LocalDevice['status'];
  /** What it is, always the same: `aria-pressed` says whether it is on. */
  readonly label: string;
  /** What a press does now. */
  readonly action: string;
}

/** The words of a toggle, by what it is and what it would do. */
function toggleOf(name: Toggle['name'], {state, strings}: CallView): Toggle {
  const {status} = state[name];
  const actions = {
    microphone: [strings.turnOnMicrophone, strings.turnOffMicrophone],
    camera: [strings.turnOnCamera, strings.turnOffCamera],
    screen: [strings.shareScreen, strings.stopSharing],
  } as const;
  const [turnOn, turnOff] = actions[name];
  const action = status === 'starting' ? strings.starting : status === 'on' ? turnOff : turnOn;
  return {name, status, label: strings[name], action};
}

function toggleIcon({name, status}: Toggle): IconName {
  const on = status === 'on' || status === 'starting';
  // A screen that is not shared is the normal thing: its button shows what it would do.
  return on === (name !== 'screen') ? name : `${name}-off`;
}

/** A button that turns the microphone, the camera or the shared screen on and off. */
export function renderToggle(name: Toggle['name'], view: CallView): TemplateResult {
  const toggle = toggleOf(name, view);
  const {status, label, action} = toggle;
  return html`<button
    type="button"
    part="control-button ${name}-button"
    class="control ${name} ${status}"
    aria-label=${label}
    aria-pressed=${status === 'on' ? 'true' : 'false'}
    aria-busy=${status === 'starting' ? 'true' : 'false'}
    title=${action}
    @click=${ask({type: `toggle-${name}`})}
  >
    ${icon(toggleIcon(toggle))}
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

/** A button for each name that has one here; the others are for later, or for another browser. */
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
    case 'chat':
    case 'view':
      return null;
  }
}

/** The buttons of a call, in the page's order. */
export const renderControls = (view: CallView): TemplateResult =>
  html`<div class="controls" part="controls" role="group" aria-label=${view.strings.controls}>
    ${view.controls.map(name => renderControl(name, view))}
  </div>`;
