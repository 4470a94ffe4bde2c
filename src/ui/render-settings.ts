import {html, type TemplateResult} from 'lit';
import type {CallView} from './call-view.js';
import {icon} from './icons.js';
import {renderDevicePickers} from './render-device-pickers.js';
import {renderVolume} from './render-volume.js';

/** Opens the settings of the element that a button is in. */
export function openSettings(event: Event): void {
  const root = event.currentTarget instanceof Node ? event.currentTarget.getRootNode() : null;
  const dialog = root instanceof ShadowRoot ? root.querySelector<HTMLDialogElement>('dialog.settings') : null;
  if (dialog && !dialog.open) dialog.showModal();
}

/** Camera, microphone, speaker and volume, in a dialog that is always there and opened by {@link openSettings}. */
export const renderSettings = (view: CallView): TemplateResult =>
  html`<dialog part="dialog" class="settings" aria-label=${view.strings.settings} closedby="any">
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
