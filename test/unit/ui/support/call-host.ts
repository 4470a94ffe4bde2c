import {fixture, html} from '@open-wc/testing';
import {LitElement, type PropertyDeclarations, type TemplateResult} from 'lit';
import {callStyles} from '../../../../src/ui/call-styles.js';
import type {CallView} from '../../../../src/ui/call-view.js';
import {defineUi} from '../../../../src/ui/define-ui.js';
import {renderCall} from '../../../../src/ui/render-call.js';
import type {VideoCallTile} from '../../../../src/ui/video-call-tile.js';
import {RequestEvent, type UiRequest} from '../../../../src/ui/request-event.js';

/** Stands where `<video-call>` does: renders a view and keeps the requests that come up. */
export class CallHost extends LitElement {
  static override styles = callStyles;

  static override properties: PropertyDeclarations = {view: {attribute: false}};

  declare view: CallView;
  readonly requests: UiRequest[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.renderRoot.addEventListener(RequestEvent.type, event => {
      event.stopPropagation();
      if (event instanceof RequestEvent) this.requests.push(event.request);
    });
  }

  /** The requests without those that only say that somebody is near. */
  get wishes(): UiRequest[] {
    return this.requests.filter(({type}) => !['intent', 'near-join', 'away-from-join'].includes(type));
  }

  /** The one element with a part. */
  piece(name: string): HTMLElement {
    const [found, ...others] = this.renderRoot.querySelectorAll<HTMLElement>(`[part~="${name}"]`);
    if (!found || others.length > 0)
      throw new Error(`${found ? others.length + 1 : 'no'} elements have the part ${name}`);
    return found;
  }

  has(name: string): boolean {
    return this.renderRoot.querySelector(`[part~="${name}"]`) !== null;
  }

  override render(): TemplateResult {
    return renderCall(this.view);
  }
}

/** Registers what the tests render. */
export function defineCallHost(): void {
  defineUi();
  if (!customElements.get('call-host')) customElements.define('call-host', CallHost);
}

/** A host in the document, of a size in pixels, that shows a view and everything in it. */
export async function setupCall(view: CallView, {width = 960, height = 600} = {}): Promise<CallHost> {
  defineCallHost();
  const host = document.createElement('call-host');
  if (!(host instanceof CallHost)) throw new Error('the tag is taken');
  host.view = view;
  // Whatever the window is: the element is never larger than what is around it.
  host.style.setProperty('max-block-size', 'none');
  host.style.setProperty('height', `${height}px`);
  const around = await fixture<HTMLElement>(html`<div></div>`);
  around.style.setProperty('width', `${width}px`);
  around.append(host);
  await settled(host);
  return host;
}

/** Shows another view. */
export async function show(host: CallHost, view: CallView): Promise<void> {
  host.view = view;
  await settled(host);
}

/** Waits until the host and the elements in it have rendered. */
async function settled(host: CallHost): Promise<void> {
  await host.updateComplete;
  const stage = host.renderRoot.querySelector<LitElement>('video-call-stage');
  await stage?.updateComplete;
  await Promise.all(tilesOf(host).map(tile => tile.updateComplete));
}

/** Brings what is fading in to its end: axe measures the colours of the moment. */
export function finishAnimations(): void {
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  }
}

/** The tiles that a host shows, in the lobby or on the stage. */
export function tilesOf(host: CallHost): VideoCallTile[] {
  const stage = host.renderRoot.querySelector('video-call-stage');
  return [...(stage?.shadowRoot ?? host.renderRoot).querySelectorAll<VideoCallTile>('video-call-tile')];
}
