import {html, nothing, type TemplateResult} from 'lit';
import {ask} from './ask.js';
import type {CallView} from './call-view.js';
import {failureOf, type Failure} from './error-words.js';
import {icon, type IconName} from './icons.js';
import {renderJoinButton} from './render-join-button.js';

interface Notice {
  readonly icon: IconName;
  readonly words: Pick<Failure, 'title' | 'text' | 'detail'>;
  readonly action: TemplateResult | typeof nothing;
  readonly slot: TemplateResult;
  /** A failure: read out at once. */
  readonly alarming: boolean;
}

const renderNotice = ({icon: name, words, action, slot, alarming}: Notice): TemplateResult =>
  html`<section class="scene notice" part="notice" tabindex="-1">
    <slot name="logo"></slot>
    <div class="notice-words" role=${alarming ? 'alert' : nothing}>
      <span class="medallion ${alarming ? 'alarming' : ''}">${icon(name)}</span>
      <h2 class="title" part="title">${words.title}</h2>
      <p>${words.text}</p>
      ${words.detail ? html`<p class="detail" lang="en">${words.detail}</p>` : nothing}
    </div>
    ${action} ${slot}
  </section>`;

function failureNotice(view: CallView, fallback: {readonly title: string; readonly text: string}): Notice {
  const {error} = view.state;
  const failure: Failure = error ? failureOf(error, view.strings) : {...fallback, detail: '', action: null};
  const {action} = failure;
  return {
    icon: error ? 'warning' : 'camera',
    // Its own words say that trying goes on: here nothing does.
    words: error?.code === 'signaling-unreachable' ? {...failure, text: fallback.text} : failure,
    action: action
      ? html`<button type="button" part="retry-button" class="primary" @click=${ask(action.request)}>
          ${action.label}
        </button>`
      : nothing,
    slot: html``,
    alarming: error !== null,
  };
}

/** Nothing may leave the page yet: what that means, and the button. */
export const renderConsent = ({strings}: CallView): TemplateResult =>
  renderNotice({
    icon: 'shield',
    words: {title: strings.consentTitle, text: strings.consentText, detail: ''},
    action: html`<slot name="consent"></slot>
      <button type="button" part="consent-button" class="primary" @click=${ask({type: 'grant-consent'})}>
        ${strings.consentButton}
      </button>`,
    slot: html``,
    alarming: false,
  });

/** Left, by choice or because of an error. */
export function renderEnded(view: CallView): TemplateResult {
  const {strings, state} = view;
  const slot = html`<slot name="ended"></slot>`;
  if (state.error) return renderNotice({...failureNotice(view, {title: '', text: ''}), slot});
  return renderNotice({
    icon: 'leave',
    words: {title: strings.endedTitle, text: strings.endedText, detail: ''},
    action: renderJoinButton(strings.joinAgain, ask({type: 'join'})),
    slot,
    alarming: false,
  });
}

/** Nothing to join yet, and nothing to try before the page sets something else. */
export const renderIdle = (view: CallView): TemplateResult =>
  renderNotice({
    ...failureNotice(view, {title: view.strings.idleTitle, text: view.strings.idleText}),
    action: nothing,
  });

/** Cannot go on by itself. */
export const renderFailed = (view: CallView): TemplateResult =>
  renderNotice(failureNotice(view, {title: view.strings.failedTitle, text: view.strings.idleText}));

/** Never will here. */
export const renderUnsupported = (view: CallView): TemplateResult =>
  renderNotice({
    ...failureNotice(view, {title: view.strings.unsupportedTitle, text: view.strings.unsupportedText}),
    slot: html`<slot name="fallback"></slot>`,
  });
