import {html, nothing, type TemplateResult} from 'lit';
import {ask, sendRequest} from './ask.js';

/** Gone only when neither pointer nor focus is on it. */
function onDepart(event: Event): void {
  const button = event.currentTarget;
  if (!(button instanceof Element) || button.matches(':hover, :focus')) return;
  sendRequest(button, {type: 'away-from-join'});
}

/**
 * The button that joins. It says when pointer or focus comes near, so that what the click needs is ready by then.
 * Without `onClick` it submits the form that it is in.
 */
export function renderJoinButton(label: string, onClick?: (event: Event) => void): TemplateResult {
  const near = ask({type: 'near-join'});
  return html`<button
    type=${onClick ? 'button' : 'submit'}
    part="join-button"
    class="primary"
    @pointerenter=${near}
    @focus=${near}
    @pointerleave=${onDepart}
    @blur=${onDepart}
    @click=${onClick ?? nothing}
  >
    ${label}
  </button>`;
}
