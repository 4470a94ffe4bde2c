import {version} from './version.js';
import {VideoCall} from './video-call.js';

export * from './video-call.js';
export {CallError} from './errors.js';

const tag = 'video-call';

/** A tag that is taken stays as it is: loading twice never throws. Another version's is worth a word. */
function define(): void {
  if (!('customElements' in globalThis)) return;
  const taken = customElements.get(tag);
  if (!taken) {
    customElements.define(tag, VideoCall);
    return;
  }
  const there = 'version' in taken ? String(taken.version) : 'of another origin';
  // eslint-disable-next-line no-console -- it concerns the page's author, before any element has a log level
  if (there !== version) console.warn(`<${tag}> ${there} is registered already; ${version} is not used.`);
}

define();

declare global {
  interface HTMLElementTagNameMap {
    'video-call': VideoCall;
  }
}
