import {CallError} from './errors.js';

/** One join at a time, whoever asks for it, until it is there, has failed, or is called off. */
export class JoinAttempt {
  #joining: Promise<void> | null = null;
  #call = new AbortController();
  #isBegun = false;

  /** Asked for again meanwhile it is the same promise. @throws what `join` throws */
  run(join: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#joining) return this.#joining;
    this.#call = new AbortController();
    this.#isBegun = false;
    const joining = join(this.#call.signal).finally(() => {
      if (this.#joining === joining) this.#joining = null;
    });
    this.#joining = joining;
    return joining;
  }

  /** From here on it is meant for the settings that there are now. */
  begin(): void {
    this.#isBegun = true;
  }

  /** Calls off a join that has begun: it was meant for other settings. One that has not is meant for the new ones. */
  callOffBegun(): void {
    if (this.#isBegun) this.callOff();
  }

  callOff(): void {
    this.#joining = null;
    this.#call.abort(CallError.aborted());
  }
}
