import type {Log} from '../log.js';

/** The part of a browser that keeps the screen on; absent in old ones, and outside a secure context. */
export interface WakeLockPlace {
  readonly wakeLock: Pick<WakeLock, 'request'> | undefined;
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener'>;
}

/**
 * Keeps the screen on during a call, where nobody touches anything for long. Browsers take the lock away with each page
 * that is hidden (Screen Wake Lock, section 6.1), so it is asked for again when the page is seen. Refused, as with
 * little battery, the call goes on without; and since Safari wants a click or a key before the first one, it is asked for
 * again with the next.
 */
export class ScreenWakeLock {
  readonly #place: WakeLockPlace;
  readonly #log: Log;
  /** Ends the wish, and with it what is held. */
  #held: AbortController | null = null;
  /** Ends the wait for a click or a key. */
  #waiting = new AbortController();

  constructor(log: Log, place: WakeLockPlace = {wakeLock: navigator.wakeLock, document}) {
    this.#log = log;
    this.#place = place;
  }

  hold(): void {
    if (this.#held) return;
    this.#held = new AbortController();
    const {signal} = this.#held;
    const ask = (): void => void this.#ask(signal);
    this.#place.document.addEventListener('visibilitychange', ask, {signal});
    ask();
  }

  release(): void {
    this.#held?.abort();
    this.#held = null;
    this.#waiting.abort();
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const {wakeLock, document} = this.#place;
    if (!wakeLock || document.visibilityState !== 'visible') return;
    this.#waiting.abort();
    try {
      const lock = await wakeLock.request('screen');
      const release = (): void => void lock.release();
      if (signal.aborted) release();
      else signal.addEventListener('abort', release, {once: true});
    } catch (error) {
      this.#log.debug('the screen may go dark', error);
      if (!signal.aborted) this.#askWhenTouched(signal);
    }
  }

  #askWhenTouched(held: AbortSignal): void {
    this.#waiting.abort();
    this.#waiting = new AbortController();
    const {signal} = this.#waiting;
    const ask = (): void => void this.#ask(held);
    for (const type of ['pointerup', 'keydown']) {
      this.#place.document.addEventListener(type, ask, {signal, capture: true, passive: true});
    }
  }
}
