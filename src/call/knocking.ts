import {CallError} from '../errors.js';
import type {Signaling} from '../signaling/signaling.js';
import {within} from '../util/within.js';
import type {Store} from './store.js';

export interface KnockingOptions {
  readonly store: Store;
  readonly signaling: Signaling;
  readonly room: string;
  /** Tries again while the signaling is out of reach, and says so. @throws what `work` throws, but for that; aborted */
  readonly persist: (work: () => Promise<void>, signal: AbortSignal) => Promise<void>;
  /** Into the lobby. @throws {CallError} room-locked while not admitted */
  readonly enter: () => Promise<unknown>;
  readonly join: () => Promise<void>;
  /** Puts a failure into the state. @returns it, whatever it was, as what this side rejects with */
  readonly refuse: (error: unknown) => CallError;
}

/** Standing at the door of a locked room: asking, waiting, and joining when let in. */
export class Knocking {
  readonly #options: KnockingOptions;
  #asked: {readonly answer: Promise<void>; readonly given: AbortController} | null = null;

  constructor(options: KnockingOptions) {
    this.#options = options;
  }

  /** Resolves in the call. Asked again meanwhile it is the same question. @throws {CallError} room-locked if refused */
  ask(): Promise<void> {
    if (this.#asked) return this.#asked.answer;
    const given = new AbortController();
    const answer = this.#ask(given.signal).finally(() => {
      if (this.#asked?.given === given) this.#asked = null;
    });
    this.#asked = {answer, given};
    return answer;
  }

  /** No longer wants to come in. */
  stop(): void {
    if (!this.#asked) return;
    this.#asked.given.abort(CallError.aborted());
    this.#asked = null;
    this.#options.store.update({type: 'knocking', asking: false});
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const {store, signaling, room, persist, enter, join, refuse} = this.#options;
    const {knock} = signaling;
    if (!knock) throw new CallError('unsupported', 'This signaling has no rooms that somebody could lock.');
    store.update({type: 'knocking', asking: true});
    try {
      const {name} = store.state;
      await persist(() => within(knock.call(signaling, {room, name}, {signal}), signal), signal);
      signal.throwIfAborted();
      await enter();
      signal.throwIfAborted();
    } catch (error) {
      if (signal.aborted) throw CallError.aborted(error);
      // Answered: what follows from it ends nothing that is still being asked.
      this.#asked = null;
      throw refuse(error);
    }
    this.#asked = null;
    await join();
  }
}
