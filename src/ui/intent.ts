import {noChange} from 'lit';
import {directive, Directive, type DirectiveParameters, type ElementPart} from 'lit/directive.js';
import {sendRequest} from './ask.js';

const inputs = ['pointerenter', 'pointermove', 'pointerdown', 'keydown', 'focusin', 'input'] as const;
/** A pointer moves with each frame; that somebody is there need not be said as often. */
const moveEveryMs = 1_000;

/** Tells of intent with each input, as long as that is wanted; of a pointer that goes on moving once a second. */
class Intent extends Directive {
  #isWanted = false;
  #isListening = false;
  #movedAt = -Infinity;

  render(isWanted: boolean): unknown {
    this.#isWanted = isWanted;
    return noChange;
  }

  override update({element}: ElementPart, [isWanted]: DirectiveParameters<this>): unknown {
    if (!this.#isListening) for (const type of inputs) element.addEventListener(type, this.#onInput, {passive: true});
    this.#isListening = true;
    return this.render(isWanted);
  }

  #onInput = ({type, timeStamp, currentTarget}: Event): void => {
    if (!this.#isWanted) return;
    if (type === 'pointermove') {
      if (timeStamp - this.#movedAt < moveEveryMs) return;
      this.#movedAt = timeStamp;
    }
    sendRequest(currentTarget, {type: 'intent'});
  };
}

/** On the element around everything that a person may touch. */
export const intent = directive(Intent);
