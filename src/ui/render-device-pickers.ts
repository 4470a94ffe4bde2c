import {html, nothing, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import {sendRequest} from './ask.js';
import type {CallView} from './call-view.js';
import {icon, type IconName} from './icons.js';

interface Picker {
  readonly kind: MediaDeviceKind;
  readonly icon: IconName;
  readonly label: string;
  readonly selected: string;
}

const pickersOf = ({state, strings, withoutVideo, canSelectSpeaker}: CallView): readonly Picker[] => [
  {kind: 'audioinput', icon: 'microphone', label: strings.microphone, selected: state.microphone.deviceId},
  ...(withoutVideo
    ? []
    : [{kind: 'videoinput', icon: 'camera', label: strings.camera, selected: state.camera.deviceId} as const]),
  ...(canSelectSpeaker
    ? [{kind: 'audiooutput', icon: 'speaker', label: strings.speaker, selected: state.speaker.deviceId} as const]
    : []),
];

function onChange(event: Event, kind: MediaDeviceKind): void {
  const select = event.currentTarget;
  if (select instanceof HTMLSelectElement) sendRequest(select, {type: 'select-device', kind, deviceId: select.value});
}

function renderPicker(picker: Picker, {devices, strings}: CallView): TemplateResult | typeof nothing {
  const {kind, label, selected} = picker;
  // Before permission a browser lists a device without an id: there is nothing to choose yet.
  const choices = devices.filter(device => device.kind === kind && device.deviceId !== '');
  if (choices.length === 0) return nothing;
  const isListed = choices.some(device => device.deviceId === selected);
  return html`<label class="field">
    <span class="field-label">${label}</span>
    <span class="select">
      ${icon(picker.icon)}
      <select part="device-picker" @change=${(event: Event) => onChange(event, kind)}>
        ${isListed ? nothing : html`<option value="" .selected=${live(true)}>${strings.defaultDevice}</option>`}
        ${choices.map(
          (device, index) =>
            html`<option value=${device.deviceId} .selected=${live(device.deviceId === selected)}>
              ${device.label || `${label} ${index + 1}`}
            </option>`,
        )}
      </select>
      ${icon('chevron')}
    </span>
  </label>`;
}

/** A select for each kind of device that there is a choice of; none before the browser was allowed to name them. */
export const renderDevicePickers = (view: CallView): TemplateResult =>
  html`<div class="pickers">
    ${pickersOf(view).map(picker => renderPicker(picker, view))}
    <p class="without-pickers">${view.strings.noDevices}</p>
  </div>`;
