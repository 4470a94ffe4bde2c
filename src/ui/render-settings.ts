import {html, type TemplateResult} from 'lit';
import type {CallView} from './call-view.js';
import {icon} from './icons.js';
import {alertWords} from './render-alert.js';
import {renderDevicePickers} from './render-device-pickers.js';
import {renderKnockNews} from './render-knocks.js';
import {renderVolume} from './render-volume.js';
import {statusOf} from './status-words.js';

/** Opens the settings of the element that a button is in. */
export function openSettings(event: Event): void {
  const root = event.currentTarget instanceof Node ? event.currentTarget.getRootNode() : null;
  const dialog = root instanceof ShadowRoot ? root.querySelector<HTMLDialogElement>('dialog.settings') : null;
  if (dialog && !dialog.open) dialog.showModal();
}

/** The browser gives the focus back to what had it; where that is gone, such as a notice, it goes to the screen. */
function onClose({currentTarget: dialog}: Event): void {
  if (!(dialog instanceof Element)) return;
  const root = dialog.getRootNode();
  // Until the next frame what is in the closed dialog still has it.
  if (root instanceof ShadowRoot && (root.activeElement === null || dialog.contains(root.activeElement)))
    root.querySelector<HTMLElement>('.scene')?.focus({preventScroll: true});
}

/**
 * While the dialog is open everything outside it is inert, and what is said there goes unheard
 * (https://github.com/w3c/aria/issues/1854): it is said in here as well. Closed, only the ones outside are heard.
 */
const renderNews = (view: CallView): readonly TemplateResult[] => [
  ...[statusOf(view).words, alertWords(view)].map(words => html`<p class="news" role="status">${words}</p>`),
  renderKnockNews(view),
];

/** Camera, microphone, speaker and volume, in a dialog that is there as long as its screen and opened by {@link openSettings}. */
export const renderSettings = (view: CallView): TemplateResult =>
  html`<dialog part="dialog" class="settings" aria-label=${view.strings.settings} closedby="any" @close=${onClose}>
    ${renderNews(view)}
    <form method="dialog" class="dialog-body">
      <div class="dialog-head">
        <h2 class="title">${view.strings.settings}</h2>
        <button class="close" part="close-button" aria-label=${view.strings.close} title=${view.strings.close}>
          ${icon('close')}
        </button>
      </div>
      ${renderDevicePickers(view)} ${renderVolume(view)}
    </form>
  </dialog>`;
