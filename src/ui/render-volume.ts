import {html, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import {sendRequest} from './ask.js';
import type {CallView} from './call-view.js';

function onInput({currentTarget}: Event): void {
  if (currentTarget instanceof HTMLInputElement)
    sendRequest(currentTarget, {type: 'set-volume', volume: currentTarget.valueAsNumber / 100});
}

/** How loud the others are, in percent: that is how a slider is read out. */
export const renderVolume = ({strings, volume}: CallView): TemplateResult =>
  html`<label class="field">
    <span class="field-label">${strings.volume}</span>
    <input part="volume-slider" type="range" step="5" .value=${live(`${volume * 100}`)} @input=${onInput} />
  </label>`;
