import {within} from '../../../src/util/within.js';
import type {UnderWay} from '../../support/under-way.js';

/**
 * From now on each request is under way until the store has replied. What the caller calls off goes on all the same: it
 * may have been sent already, and only so its end is known.
 *
 * @returns puts the real `fetch` back
 */
export function countRequests(underWay: UnderWay): () => void {
  const realFetch = globalThis.fetch;
  globalThis.fetch = (input, {signal, ...init} = {}) => {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const reply = realFetch(input, init).finally(underWay.begin());
    return signal ? within(reply, signal) : reply;
  };
  return () => {
    globalThis.fetch = realFetch;
  };
}
