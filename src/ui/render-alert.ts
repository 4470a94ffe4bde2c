import {html, nothing, type TemplateResult} from 'lit';
import {keyed} from 'lit/directives/keyed.js';
import type {CallError, CallErrorCode} from '../errors.js';
import {ask} from './ask.js';
import type {CallView} from './call-view.js';
import {failureOf, type Failure} from './error-words.js';
import {icon} from './icons.js';
import {deviceFailure, isDeviceRetryable, type DeviceFailure} from './own-devices.js';

/** The lobby tells of them itself. */
const toldInLobby: readonly CallErrorCode[] = ['room-full', 'room-locked', 'aborted'];

/** The page, or the app around it, forbids capture: no person can help that, so the page may say what else there is. */
const noCapture: readonly CallErrorCode[] = ['blocked-by-page', 'in-app-browser'];

/** What the person should know now: of the call, else of the microphone or camera. */
function currentFailure({state, strings}: CallView): DeviceFailure | null {
  const {error} = state;
  if (error && !toldInLobby.includes(error.code)) return {error, title: undefined};
  return deviceFailure(state, strings);
}

/** What the alert says; '' while there is none. */
export function alertWords(view: CallView): string {
  const failure = currentFailure(view);
  if (!failure) return '';
  const {title, text} = failureOf(failure.error, view.strings);
  return `${failure.title ?? title} ${text}`;
}

/** A person who has read it puts it away; another error brings a new alert. The focus goes to where it can go on from. */
function onClose(event: Event): void {
  const alert = event.currentTarget instanceof Element ? event.currentTarget.closest('.alert') : null;
  alert?.closest<HTMLElement>('.scene')?.focus({preventScroll: true});
  alert?.toggleAttribute('hidden', true);
}

/** The button that does something about a failure. */
function actionOf(error: CallError, {state: {microphone, camera}, strings}: CallView): Failure['action'] {
  if (!isDeviceRetryable(error)) return failureOf(error, strings).action;
  const request = {type: 'preview', microphone: microphone.wanted, camera: camera.wanted} as const;
  return {label: strings.retry, request};
}

function renderContent({error, title}: DeviceFailure, view: CallView): TemplateResult {
  const {strings} = view;
  const failure = failureOf(error, strings);
  const {text, detail} = failure;
  const action = actionOf(error, view);
  return html`<div class="alert" part="alert">
    ${icon('warning')}
    <div class="alert-words">
      <strong>${title ?? failure.title}</strong>
      <p>${text}</p>
      ${detail ? html`<p class="detail">${detail}</p>` : nothing}
      ${
        action
          ? html`<button type="button" part="retry-button" class="small" @click=${ask(action.request)}>
              ${action.label}
            </button>`
          : nothing
      }
      ${noCapture.includes(error.code) ? html`<slot name="fallback"></slot>` : nothing}
    </div>
    <button type="button" class="close" aria-label=${strings.close} title=${strings.close} @click=${onClose}>
      ${icon('close')}
    </button>
  </div>`;
}

/** Failures that leave the person where they are. The region is there before there is something to say in it. */
export function renderAlert(view: CallView): TemplateResult {
  const failure = currentFailure(view);
  return html`<div class="alerts" role="alert">
    ${failure ? keyed(failure.error, renderContent(failure, view)) : nothing}
  </div>`;
}
