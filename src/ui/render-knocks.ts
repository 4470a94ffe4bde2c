import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {Strings} from '../locale/strings.js';
import type {Knock} from '../protocol/knock.js';
import {ask} from './ask.js';
import type {CallView} from './call-view.js';
import {icon} from './icons.js';

/** As many as fit above a small stage; whoever came later is shown when these have an answer. */
const mostShown = 3;

/** A name that is written the other way leaves the sentence around it as it is. */
const isolated = (name: string): string => name && `\u2068${name}\u2069`;

const wordsOf = (name: string, strings: Strings): string => strings.asksToBeLetIn(name || strings.guest);

function renderKnock({uid, name}: Knock, {strings}: CallView): TemplateResult {
  return html`<div class="knock" part="knock" role="group" aria-label=${wordsOf(name, strings)}>
    ${icon('person')}
    <span class="knock-words">${wordsOf(isolated(name), strings)}</span>
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

/** Reads out each who comes, also after another without a name, and nobody again when one of them has an answer. */
export const renderKnockNews = ({state: {knocks}, strings}: CallView): TemplateResult =>
  html`<div class="news" role="status" aria-atomic="false">
    ${repeat(
      knocks,
      ({uid}) => uid,
      ({name}) => html`<p>${wordsOf(name, strings)}</p>`,
    )}
  </div>`;

/** Who knocks at a room of one's own, to be let in or not. The region that says so is there before anybody does. */
export function renderKnocks(view: CallView): TemplateResult {
  const {state, strings} = view;
  const shown = state.knocks.slice(0, mostShown);
  const more = state.knocks.length - shown.length;
  return html`${renderKnockNews(view)}
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
