import {html, nothing, type TemplateResult} from 'lit';
import type {DeviceNotice} from '../call/call-state.js';
import {ask} from './ask.js';
import type {CallView} from './call-view.js';
import {icon, type IconName} from './icons.js';
import {ownNotice, type OwnNotice} from './own-devices.js';
import {openSettings} from './render-settings.js';

interface Action {
  readonly label: string;
  readonly onClick: (event: Event) => void;
}

/** What a person can do about it; null for what is over by itself. */
function actionFor(notice: DeviceNotice, {strings}: CallView): Action | null {
  switch (notice) {
    case 'talking-while-muted':
      return {label: strings.turnOnMicrophone, onClick: ask({type: 'toggle-microphone'})};
    case 'replaced':
    case 'silent':
      return {label: strings.chooseDevice, onClick: openSettings};
    case 'interrupted':
      return null;
  }
}

function iconFor({notice, devices: [device = 'microphone']}: OwnNotice): IconName {
  if (notice === 'replaced' || notice === 'silent') return device;
  return device === 'camera' ? 'camera-off' : 'microphone-off';
}

/** What there is to know of the own microphone, camera or speaker, and the button for it. The status line is what reads it out. */
export function renderDeviceNotice(view: CallView): TemplateResult | typeof nothing {
  const told = ownNotice(view);
  if (!told) return nothing;
  const {strings} = view;
  const action = actionFor(told.notice, view);
  return html`<div class="alert device-notice" part="device-notice">
    ${icon(iconFor(told))}
    <div class="alert-words">
      <p>${told.words}</p>
      ${
        action
          ? html`<button type="button" part="device-notice-button" class="small" @click=${action.onClick}>
              ${action.label}
            </button>`
          : nothing
      }
    </div>
    <button
      type="button"
      class="close"
      aria-label=${strings.close}
      title=${strings.close}
      @click=${ask({type: 'dismiss-notice', kinds: told.devices})}
    >
      ${icon('close')}
    </button>
  </div>`;
}
