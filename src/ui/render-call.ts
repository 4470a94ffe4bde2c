import {html, type TemplateResult} from 'lit';
import {keyed} from 'lit/directives/keyed.js';
import type {CallView} from './call-view.js';
import {intent} from './intent.js';
import {keepFocus} from './keep-focus.js';
import {renderInCall} from './render-in-call.js';
import {renderLobby} from './render-lobby.js';
import {renderConsent, renderEnded, renderFailed, renderIdle, renderUnsupported} from './render-notice.js';
import {renderSettings} from './render-settings.js';
import {statusOf} from './status-words.js';

type Screen = 'consent' | 'idle' | 'lobby' | 'in-call' | 'ended' | 'failed' | 'unsupported';

const screens: Readonly<Record<Screen, (view: CallView) => TemplateResult>> = {
  consent: renderConsent,
  idle: renderIdle,
  lobby: renderLobby,
  'in-call': renderInCall,
  ended: renderEnded,
  failed: renderFailed,
  unsupported: renderUnsupported,
};

function screenOf({state: {phase}, consentNeeded}: CallView): Screen {
  switch (phase) {
    case 'joining':
    case 'waiting':
    case 'connected':
    case 'reconnecting':
      return 'in-call';
    case 'lobby':
    case 'ended':
    case 'failed':
      return consentNeeded ? 'consent' : phase;
    default:
      return phase;
  }
}

/**
 * Everything that `<video-call>` shows, for its shadow root, beside `callStyles`. Requests come back as `RequestEvent`s.
 */
export function renderCall(view: CallView): TemplateResult {
  const screen = screenOf(view);
  const {words, look} = statusOf(view);
  // Each screen has its own, closed at first: one that is open would keep the next screen inert.
  const settings = keyed(screen, renderSettings(view));
  return html`<div class="call" part="call" lang=${view.strings.lang} ${intent(screen === 'lobby')} ${keepFocus()}>
    <div><slot name="header"></slot></div>
    ${screens[screen](view)}
    <p part="status" class="status status-${screen} ${look}" role="status">${words}</p>
    ${settings}
  </div>`;
}
