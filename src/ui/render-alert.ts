import {html, nothing, type TemplateResult} from 'lit';
import {keyed} from 'lit/directives/keyed.js';
import type {CallState} from '../call/call-state.js';
import type {CallErrorCode} from '../errors.js';
import type {ErrorWords} from '../locale/strings.js';
import {ask} from './ask.js';
import type {CallView} from './call-view.js';
import {failureOf} from './error-words.js';
import {icon} from './icons.js';
import {deviceFailures, screenFailure, type DeviceFailure} from './own-devices.js';

/** The lobby tells of them itself. */
const toldInLobby: readonly CallErrorCode[] = ['room-full', 'room-locked', 'aborted'];

/** The page, or the app around it, forbids capture: no person can help that, so the page may say what else there is. */
const noCapture: readonly CallErrorCode[] = ['blocked-by-page', 'in-app-browser'];

function callFailure({error}: CallState): DeviceFailure | null {
  if (!error || toldInLobby.includes(error.code)) return null;
  return {error, beside: null, title: undefined, text: undefined, retry: null};
}

/**
 * All that there is to know: of the call, of microphone and camera, of the screen. They stand beside each other, so that
 * one that was put away hides no other. What stopped a device is told of it alone: that has the button which helps.
 */
function failuresOf({state, strings}: CallView): readonly (DeviceFailure | null)[] {
  const [call, devices] = [callFailure(state), deviceFailures(state, strings)];
  const isOfDevice = devices.some(device => device?.error === call?.error);
  return [isOfDevice ? null : call, ...devices, screenFailure(state, strings)];
}

/** What the alerts say; '' while there is none. */
export function alertWords(view: CallView): string {
  const said = failuresOf(view).filter(failure => failure !== null);
  return said
    .map(failure => wordsOf(failure, view))
    .map(({title, text}) => `${title} ${text}`)
    .join(' ');
}

const wordsOf = ({error, title, text}: DeviceFailure, {strings}: CallView): ErrorWords => {
  const words = failureOf(error, strings);
  return {title: title ?? words.title, text: text ?? words.text};
};

/** A person who has read it puts it away; another error brings a new alert. The focus goes to where it can go on from. */
function onClose(event: Event): void {
  const alert = event.currentTarget instanceof Element ? event.currentTarget.closest('.alert') : null;
  alert?.closest<HTMLElement>('.scene')?.focus({preventScroll: true});
  alert?.toggleAttribute('hidden', true);
}

function renderContent(failure: DeviceFailure, view: CallView): TemplateResult {
  const {strings, state} = view;
  const {error, retry} = failure;
  const {title, text} = wordsOf(failure, view);
  const {detail, action: ofError} = failureOf(error, strings);
  const action = retry ? {label: strings.retry, request: retry} : ofError;
  // Without a screen there is a call all the same.
  const isNoCall = noCapture.includes(error.code) && error !== state.screen.error;
  return html`<div class="alert" part="alert">
    ${icon('warning')}
    <div class="alert-words">
      <strong>${title}</strong>
      <p>${text}</p>
      ${detail ? html`<p class="detail" lang="en">${detail}</p>` : nothing}
      ${
        action
          ? html`<button type="button" part="retry-button" class="small" @click=${ask(action.request)}>
              ${action.label}
            </button>`
          : nothing
      }
      ${isNoCall ? html`<slot name="fallback"></slot>` : nothing}
    </div>
    <button type="button" class="close" aria-label=${strings.close} title=${strings.close} @click=${onClose}>
      ${icon('close')}
    </button>
  </div>`;
}

/** Failures that leave the person where they are. Each region is there before there is something to say in it. */
export const renderAlert = (view: CallView): readonly TemplateResult[] =>
  failuresOf(view).map(
    failure =>
      html`<div class="alerts" role="alert">
        ${failure ? keyed(failure.error, keyed(failure.beside, renderContent(failure, view))) : nothing}
      </div>`,
  );
