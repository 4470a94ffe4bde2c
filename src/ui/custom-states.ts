import {isInCall, type CallState} from '../call/call-state.js';

/** What a page's CSS can ask for as `video-call:state(…)`. */
const customStates: readonly (readonly [name: string, holds: (state: CallState) => boolean])[] = [
  ['in-call', ({phase}) => isInCall(phase)],
  ['microphone-on', ({microphone}) => microphone.status === 'on'],
  ['camera-on', ({camera}) => camera.status === 'on'],
  ['sharing-screen', ({screen}) => screen.status === 'on'],
];

/** The custom states of an element (HTML, "Exposing custom element states"). */
export class CustomStates {
  readonly #internals: ElementInternals;

  constructor(element: HTMLElement) {
    this.#internals = element.attachInternals();
  }

  /** Takes them from a call. Browsers without `:state()` go without: Chrome before 125 refuses names without dashes. */
  show(call: CallState): void {
    if (!CSS.supports('selector(:state(on))')) return;
    const {states} = this.#internals;
    for (const [name, holds] of customStates) {
      if (holds(call)) states.add(name);
      else states.delete(name);
    }
  }
}
