import {noChange} from 'lit';
import {directive, Directive, type ElementPart} from 'lit/directive.js';

/**
 * When what has the focus gives way to something else, such as one screen to another or a notice to nothing, the focus
 * goes to the screen that is there then (its `.scene`) rather than being lost to the page. It goes to no button: a key
 * that is still held down must not press what has just appeared.
 */
class KeepFocus extends Directive {
  render(): unknown {
    return noChange;
  }

  /** Before what is inside is drawn. */
  override update({element}: ElementPart): unknown {
    const root = element.getRootNode();
    if (root instanceof ShadowRoot && root.activeElement !== null) {
      queueMicrotask(() => {
        if (root.activeElement === null) element.querySelector<HTMLElement>('.scene')?.focus({preventScroll: true});
      });
    }
    return noChange;
  }
}

/** On the element around everything that comes and goes. */
export const keepFocus = directive(KeepFocus);
