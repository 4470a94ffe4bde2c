import {CallError} from '../errors.js';
import type {Store} from './store.js';

const told = {audioinput: 'microphone', videoinput: 'camera', audiooutput: null} as const;

/**
 * What a person chose and cannot have, though the one before goes on, is told as what fails by itself is: a page hears of it
 * by its own call, a person would only see the choice jump back.
 */
export class DevicePick {
  readonly #store: Store;
  #told: CallError | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The next choice takes back what was told of the last. @throws {CallError} what `choose` throws */
  async make(kind: MediaDeviceKind, choose: () => Promise<void>): Promise<void> {
    this.#tell(null);
    try {
      await choose();
    } catch (error) {
      if (error instanceof CallError && error.code !== 'aborted' && !this.#isTold(kind)) this.#tell(error);
      throw error;
    }
  }

  /** Of a device that is not there any more the state tells by itself; of a speaker there are no words. */
  #isTold(kind: MediaDeviceKind): boolean {
    const device = told[kind];
    return device === null || this.#store.state[device].error !== null;
  }

  /** What else there is to know of the call stands. */
  #tell(error: CallError | null): void {
    if (this.#store.state.error !== this.#told) this.#told = null;
    else if (error !== this.#told) {
      this.#store.update({type: 'notice', error});
      this.#told = error;
    }
  }
}
