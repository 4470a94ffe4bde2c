import {html, nothing, type TemplateResult} from 'lit';
import type {CallState, LocalDevice} from '../call/call-state.js';
import {participantLimits} from '../protocol/participant-limits.js';
import {ask, sendRequest} from './ask.js';
import type {CallView} from './call-view.js';
import {tileExportParts} from './exported-parts.js';
import {icon} from './icons.js';
import {renderAlert} from './render-alert.js';
import {renderSettingsButton, renderToggle} from './render-controls.js';
import {renderDeviceNotice} from './render-device-notice.js';
import {renderDevicePickers} from './render-device-pickers.js';
import {isLockedOut} from './locked-out.js';
import {renderJoinButton} from './render-join-button.js';
import {renderKnockButton} from './render-knock-button.js';
import {renderKnocks} from './render-knocks.js';
import type {UiRequest} from './request-event.js';
import {isFull} from './room-is-full.js';
import {selfTile} from './stage-plan.js';
import {presenceWords} from './status-words.js';

function onNameInput(event: Event): void {
  const input = event.currentTarget;
  if (input instanceof HTMLInputElement) sendRequest(input, {type: 'rename', name: input.value});
}

/** What the one button of the lobby is for. */
function wishOf(state: CallState): UiRequest {
  if (isLockedOut(state)) return {type: 'knock', asking: state.knocking !== 'asking'};
  return isFull(state) ? {type: 'wait-for-seat', wait: !state.waitingForSeat} : {type: 'join'};
}

function onSubmit(event: Event, {state}: CallView): void {
  event.preventDefault();
  sendRequest(event.currentTarget, wishOf(state));
}

/** Instead of a picture, while there is none: the words, and what would bring one. */
function renderPreviewHint({state, strings, withoutVideo}: CallView): TemplateResult | typeof nothing {
  const {microphone, camera} = state;
  if (camera.status === 'on') return nothing;
  if (camera.status === 'starting') {
    return html`<p class="preview-hint"><span class="spinner" aria-hidden="true"></span>${strings.starting}</p>`;
  }
  const isUntried = ({status, wanted}: LocalDevice): boolean => status === 'off' && wanted;
  const isCameraUntried = !withoutVideo && isUntried(camera);
  if (!isCameraUntried && !isUntried(microphone)) {
    return withoutVideo ? nothing : html`<p class="preview-hint">${strings.cameraIsOff}</p>`;
  }
  return html`<button type="button" part="preview-button" class="preview-hint" @click=${ask({type: 'preview'})}>
    ${!withoutVideo && camera.wanted ? strings.startPreview : strings.startVoicePreview}
  </button>`;
}

const renderPreview = (view: CallView): TemplateResult =>
  html`<div class="preview" part="preview" role="group" aria-label=${view.strings.preview}>
    <video-call-tile
      exportparts=${tileExportParts}
      .model=${selfTile(view.state, view.strings)}
      .strings=${view.strings}
    ></video-call-tile>
    ${renderPreviewHint(view)}
    <div class="toggles">
      ${renderToggle('microphone', view)} ${view.withoutVideo ? nothing : renderToggle('camera', view)}
      ${renderSettingsButton(view)}
    </div>
  </div>`;

function renderJoin(view: CallView): TemplateResult {
  const {state, strings} = view;
  if (isLockedOut(state)) return renderKnockButton(view);
  if (!isFull(state)) return renderJoinButton(strings.join);
  return html`<button part="wait-button" class=${state.waitingForSeat ? '' : 'primary'}>
    ${state.waitingForSeat ? html`<span class="spinner" aria-hidden="true"></span>${strings.stopWaiting}` : strings.waitForSeat}
  </button>`;
}

const renderForm = (view: CallView): TemplateResult =>
  html`<form class="lobby-form" part="lobby-form" @submit=${(event: Event) => onSubmit(event, view)}>
    <slot name="logo"></slot>
    <div>
      <h2 class="title" part="title">${view.strings.lobbyTitle}</h2>
      <p class="presence" part="presence">${icon('people')}<span>${presenceWords(view.state, view.strings)}</span></p>
    </div>
    ${renderKnocks(view)} ${renderAlert(view)} ${renderDeviceNotice(view)}
    <label class="field">
      <span class="field-label">${view.strings.yourName}</span>
      <input
        part="name-input"
        name="name"
        autocomplete="name"
        enterkeyhint="go"
        maxlength=${participantLimits.nameLength}
        dir="auto"
        .value=${view.state.name}
        @input=${onNameInput}
      />
    </label>
    ${renderDevicePickers(view)} ${renderJoin(view)}
    <slot name="lobby"></slot>
  </form>`;

/** Before the call: how one looks, one's name, who is there, and the button. */
export const renderLobby = (view: CallView): TemplateResult =>
  html`<section class="scene lobby" part="lobby" tabindex="-1">${renderPreview(view)} ${renderForm(view)}</section>`;
