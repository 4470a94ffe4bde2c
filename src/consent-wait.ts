import {createDeferred, type Deferred} from './util/deferred.js';

/** What must not leave the page yet waits here, until consent is given or no longer asked for. */
export class ConsentWait {
  readonly #isNeeded: () => boolean;
  #wait: Deferred<undefined> | null = null;

  /** @param isNeeded whether consent is asked for now, and not given */
  constructor(isNeeded: () => boolean) {
    this.#isNeeded = isNeeded;
  }

  /** Null if there is nothing to wait for. */
  get promise(): Promise<unknown> | null {
    return this.#isNeeded() ? (this.#wait ??= createDeferred()).promise : null;
  }

  /** Whether it is needed may be another now. */
  update(): void {
    if (this.#isNeeded()) return;
    this.#wait?.resolve(undefined);
    this.#wait = null;
  }
}
