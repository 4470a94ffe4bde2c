import {noChange} from 'lit';
import {directive, Directive, type ElementPart} from 'lit/directive.js';

/**
 * When a screen gives way to another, the focus that was in it goes to the next one (its `.scene`) rather than being
 * lost to the page. It goes to no button: a key that is still held down must not press what has just appeared.
 */
class KeepFocus extends Directive {
  #screen = '';

  render(_screen: string): unknown {
    return noChange;
  }

  override update({element}: ElementPart, [screen]: [string]): unknown {
    const root = element.getRootNode();
    const hadFocus = root instanceof ShadowRoot && root.activeElement !== null;
    if (hadFocus && this.#screen !== '' && screen !== this.#screen) {
      // Behind the settings it is inert, and they keep the focus.
      queueMicrotask(() => element.querySelector<HTMLElement>('.scene')?.focus({preventScroll: true}));
    }
    this.#screen = screen;
    return noChange;
  }
}

/** On the element around the screens; `screen` names the one that is shown. */
export const keepFocus = directive(KeepFocus);
