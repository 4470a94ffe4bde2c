import {CallError} from '../../errors.js';
import {within} from '../../util/within.js';
import type {FirestoreAccess} from './access.js';
import {signInSilent} from './failure.js';

/** Opening may say nothing for this long; then the person is told, in less than 10 s. */
const openLimitMs = 9_000;

/**
 * One way to Firestore, opened when it is first asked for and shared by all rooms; another one when its user is gone, its
 * SDK has failed, or its App Check did not answer.
 */
export class SharedAccess {
  readonly #open: (signal: AbortSignal) => Promise<FirestoreAccess>;
  #opening: Promise<FirestoreAccess> | null = null;
  #opened: FirestoreAccess | null = null;
  #closed = new AbortController();

  /** @param open is called off when it is no longer wanted */
  constructor(open: (signal: AbortSignal) => Promise<FirestoreAccess>) {
    this.#open = open;
  }

  /** One that takes long goes on, and whoever asks next waits for the same. @throws {CallError} as `connect`; aborted */
  async get(signal: AbortSignal): Promise<FirestoreAccess> {
    if (this.#opened?.userGone.aborted || this.#opened?.path.broken.aborted) await this.close();
    const limit = AbortSignal.timeout(openLimitMs);
    this.#opening ??= this.#start(this.#closed.signal);
    try {
      return await within(this.#opening, AbortSignal.any([signal, limit]));
    } catch (error) {
      if (signal.aborted) throw CallError.aborted(error);
      throw error === limit.reason ? signInSilent(error) : error;
    }
  }

  /** Frees what is open, and what is being opened, which is called off. */
  async close(): Promise<void> {
    const [opened, opening] = [this.#opened, this.#opening];
    this.#closed.abort(CallError.aborted());
    this.#closed = new AbortController();
    this.#opening = null;
    this.#opened = null;
    await opened?.dispose();
    // Why it came to nothing was told to whoever asked for it.
    await opening?.catch(() => undefined);
  }

  async #start(closed: AbortSignal): Promise<FirestoreAccess> {
    try {
      const access = await this.#open(closed);
      if (!closed.aborted) return (this.#opened = access);
      await access.dispose();
    } catch (error) {
      if (!closed.aborted) this.#opening = null;
      throw error;
    }
    throw CallError.aborted();
  }
}
