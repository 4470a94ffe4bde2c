import type {CallState} from './call/call-state.js';
import type {Store} from './call/store.js';
import {CallError} from './errors.js';
import type {Clock} from './util/clock.js';

/** A person knows within 10 s that the call service is out of reach, whatever of it does not answer. */
const sayAfterMs = 8_000;

/** Says so when a join takes longer than anybody waits without a word. The join goes on. */
export class SlowJoin {
  readonly #store: Store;
  readonly #clock: Clock;
  #cancel: (() => void) | null = null;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** What the call did became its state. */
  changed({phase}: CallState): void {
    if (phase === 'joining') {
      this.#cancel ??= this.#clock.after(sayAfterMs, this.#say);
      return;
    }
    this.#cancel?.();
    this.#cancel = null;
  }

  #say = (): void => {
    this.#cancel = null;
    const {state} = this.#store;
    // What is known better has been said.
    if (!state.error) this.#store.update({type: 'notice', error: slow()});
    this.changed(this.#store.state);
  };
}

const slow = (): CallError =>
  new CallError(
    'signaling-unreachable',
    'The call service does not answer. Check the internet connection; trying again goes on by itself.',
  );
