import type {Log} from '../../log.js';
import {unreachable} from './failure.js';

/** A browser has dropped dead connections by then; so long a recovery takes at most that comes to anything. */
const suspicionMs = 10_000;

/**
 * Whether what is open to the store still leads there. After a change of network it may be dead though nothing says so,
 * and the SDK, which takes a dead stream for alive for up to a minute, waits as long before it tries again.
 */
export class StorePath {
  readonly #reopenListeners: (() => Promise<void>) | null;
  readonly #log: Log;
  readonly #deaf = new Set<() => void>();
  readonly #broken = new AbortController();
  /** When something last hinted that it may lead nowhere; a reply to what was asked later shows that it does lead there. */
  #suspectedAt: number | null = null;
  #isReached = true;
  #isReopening = false;

  /** @param reopenListeners has the SDK begin a new stream; null where the page listens by the same one */
  constructor(reopenListeners: (() => Promise<void>) | null, log: Log) {
    this.#reopenListeners = reopenListeners;
    this.#log = log;
  }

  /**
   * Aborted, with what it threw, when the SDK has failed by an internal assertion. It does nothing but throw then, until there is another one:
   * https://github.com/firebase/firebase-js-sdk/issues/10310.
   */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Opens a listener of the SDK. @returns a function that ends it @throws {CallError} signaling-unreachable if that has failed */
  listen(open: () => () => void): () => void {
    try {
      const stop = open();
      return () => {
        try {
          stop();
        } catch {
          // Failed since it was opened: nothing is heard of it any more.
        }
      };
    } catch (error) {
      this.#broken.abort(error);
      throw unreachable(error);
    }
  }

  /** Calls back, until `signal`, whenever listeners may be deaf and cannot be opened anew. */
  onDeaf(callback: () => void, signal: AbortSignal): void {
    this.#deaf.add(callback);
    signal.addEventListener('abort', () => this.#deaf.delete(callback));
  }

  /** A write should not wait for a connection that is open already. */
  get isSuspect(): boolean {
    const isDoubted = this.#suspectedAt !== null && performance.now() < this.#suspectedAt + suspicionMs;
    return !this.#isReached || isDoubted;
  }

  /** Something hints that the network is another one. */
  suspect({listeners}: {readonly listeners: boolean}): void {
    this.#suspectedAt = performance.now();
    if (listeners) this.#reopen();
  }

  /** A request got there. The first that does again shows the way: listeners need not wait for their next try. */
  reached({askedAt}: {readonly askedAt: number}): void {
    if (!this.#isReached) this.#reopen();
    this.#isReached = true;
    if (this.#suspectedAt !== null && askedAt >= this.#suspectedAt) this.#suspectedAt = null;
  }

  /** A request did not get there. */
  lost(): void {
    this.#isReached = false;
  }

  #reopen(): void {
    if (!this.#reopenListeners || this.broken.aborted) {
      for (const callback of this.#deaf) callback();
      return;
    }
    if (this.#isReopening) return;
    this.#isReopening = true;
    this.#reopenListeners()
      .catch((error: unknown) => {
        this.#log.debug('listening anew', error);
        if (String(error).includes('INTERNAL ASSERTION')) this.#broken.abort(error);
      })
      .finally(() => {
        this.#isReopening = false;
      });
  }
}
