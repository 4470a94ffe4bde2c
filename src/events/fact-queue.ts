/**
 * Tells a page facts in the order in which they became true. What a listener brings about, such as by leaving when it
 * hears of having joined, is told after what was true before.
 */
export class FactQueue {
  readonly #page: EventTarget;
  readonly #untold: Event[] = [];
  #isTelling = false;

  /** @param page what the events are dispatched on */
  constructor(page: EventTarget) {
    this.#page = page;
  }

  tell(...facts: readonly Event[]): void {
    this.#untold.push(...facts);
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let fact = this.#untold.shift(); fact; fact = this.#untold.shift()) this.#page.dispatchEvent(fact);
    this.#isTelling = false;
  }
}
