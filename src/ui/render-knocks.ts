import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {CallState} from '../call/call-state.js';
import {ask} from './ask.js';
import type {CallView} from './call-view.js';
import {icon} from './icons.js';

type Knock = CallState['knocks'][number];

/** As many as fit above a small stage; whoever came later is shown when these have an answer. */
const mostShown = 3;

function renderKnock({uid, name}: Knock, {strings}: CallView): TemplateResult {
  const words = strings.asksToBeLetIn(name || strings.guest);
  return html`<div class="knock" part="knock" role="group" aria-label=${words}>
    ${icon('person')}
    <span class="knock-words" dir="auto">${words}</span>
    <button type="button" part="refuse-button" class="small" @click=${ask({type: 'answer-knock', uid, admit: false})}>
      ${strings.refuse}
    </button>
    <button
      type="button"
      part="admit-button"
      class="small primary"
      @click=${ask({type: 'answer-knock', uid, admit: true})}
    >
      ${strings.admit}
    </button>
  </div>`;
}

/** Who knocked last; '' for nobody. */
export function knockWords({state: {knocks}, strings}: CallView): string {
  const last = knocks.at(-1);
  return last ? strings.asksToBeLetIn(last.name || strings.guest) : '';
}

/** Who knocks at a room of one's own, to be let in or not. The region that says so is there before anybody does. */
export function renderKnocks(view: CallView): TemplateResult {
  const {state, strings} = view;
  const shown = state.knocks.slice(0, mostShown);
  const more = state.knocks.length - shown.length;
  return html`<p class="news" role="status">${knockWords(view)}</p>
    ${
      shown.length === 0
        ? nothing
        : html`<div class="knocks" part="knocks">
            ${repeat(
              shown,
              ({uid}) => uid,
              knock => renderKnock(knock, view),
            )}
            ${more > 0 ? html`<p class="more-knocks">${strings.moreKnocks(more)}</p>` : nothing}
          </div>`
    }`;
}
