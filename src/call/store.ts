import {initialCallState, type CallState} from './call-state.js';
import {reduceCall} from './call-reducer.js';
import type {CallUpdate} from './call-update.js';

/** Told of each change, once the new state can be read. */
export type StoreListener = (after: CallState, before: CallState, update: CallUpdate) => void;

/** Holds the one frozen snapshot of a call. */
export class Store {
  readonly #listener: StoreListener;
  #state: CallState = initialCallState;

  constructor(listener: StoreListener) {
    this.#listener = listener;
  }

  get state(): CallState {
    return this.#state;
  }

  update(update: CallUpdate): void {
    const before = this.#state;
    this.#state = Object.freeze(reduceCall(before, update));
    if (this.#state !== before) this.#listener(this.#state, before, update);
  }
}
