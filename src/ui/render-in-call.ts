import {html, nothing, type TemplateResult} from 'lit';
import {ask} from './ask.js';
import type {CallView} from './call-view.js';
import {stageExportParts} from './exported-parts.js';
import {icon} from './icons.js';
import {renderAlert} from './render-alert.js';
import {renderControls} from './render-controls.js';
import {renderDeviceNotice} from './render-device-notice.js';
import {renderKnocks} from './render-knocks.js';

/** In, and nobody else is: that this is so, and the page's own words. */
function renderWaiting({state, strings}: CallView): TemplateResult | typeof nothing {
  if (state.phase !== 'waiting' || state.participants.length > 0) return nothing;
  return html`<div class="waiting" part="waiting">
    <strong>${strings.waitingTitle}</strong>
    <slot name="waiting"><span>${strings.waitingText}</span></slot>
  </div>`;
}

function renderSharing({state, strings}: CallView): TemplateResult | typeof nothing {
  if (state.screen.status !== 'on') return nothing;
  return html`<div class="sharing" part="sharing">
    ${icon('screen')}<span>${strings.sharingScreen}</span>
    <button type="button" class="small" @click=${ask({type: 'toggle-screen'})}>${strings.stopSharing}</button>
  </div>`;
}

/** In the call or on the way in: the stage with everybody, and the buttons. */
export const renderInCall = (view: CallView): TemplateResult =>
  html`<section class="scene in-call" tabindex="-1">
    <div class="stage-area" part="stage">
      <video-call-stage
        exportparts=${stageExportParts}
        .call=${view.state}
        .strings=${view.strings}
        .speakerId=${view.state.speaker.deviceId}
        .volume=${view.volume}
      ></video-call-stage>
      ${renderWaiting(view)}
      <div class="toasts">
        ${renderSharing(view)} ${renderKnocks(view)} ${renderAlert(view)} ${renderDeviceNotice(view)}
      </div>
    </div>
    ${renderControls(view)}
  </section>`;
