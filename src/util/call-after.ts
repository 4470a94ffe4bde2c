import type {Clock} from './clock.js';

/** Calls back once after `delayMs`, unless `signal` is aborted before. */
export function callAfter(clock: Clock, delayMs: number, callback: () => void, signal: AbortSignal): void {
  const cancel = clock.after(delayMs, () => {
    signal.removeEventListener('abort', cancel);
    callback();
  });
  signal.addEventListener('abort', cancel, {once: true});
}
