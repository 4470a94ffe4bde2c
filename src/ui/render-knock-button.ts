import {html, nothing, type TemplateResult} from 'lit';
import type {CallView} from './call-view.js';

/**
 * Instead of the join button, in front of a locked room: asks to be let in, and no longer. It submits the lobby's form.
 * One template for all its words, so that the button keeps the focus while they change.
 */
export function renderKnockButton({state: {knocking}, strings}: CallView): TemplateResult {
  const words = {no: strings.knock, asking: strings.stopKnocking, refused: strings.knockAgain}[knocking];
  const isAsking = knocking === 'asking';
  return html`<button part="knock-button" class=${isAsking ? '' : 'primary'}>
    ${isAsking ? html`<span class="spinner" aria-hidden="true"></span>` : nothing}${words}
  </button>`;
}
