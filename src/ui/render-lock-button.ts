import {html, type TemplateResult} from 'lit';
import {ask} from './ask.js';
import type {CallView} from './call-view.js';
import {icon} from './icons.js';

/** The button that locks a room of one's own, and opens it; nobody else has one. */
export function renderLockButton({state: {ownRoom}, strings}: CallView): TemplateResult | null {
  if (!ownRoom) return null;
  const {locked} = ownRoom;
  return html`<button
    type="button"
    part="control-button lock-button"
    class="control lock ${locked ? 'on' : 'off'}"
    aria-label=${strings.lock}
    aria-pressed=${locked ? 'true' : 'false'}
    title=${locked ? strings.openRoom : strings.lockRoom}
    @click=${ask({type: 'toggle-lock'})}
  >
    ${icon(locked ? 'lock' : 'lock-open')}
  </button>`;
}
