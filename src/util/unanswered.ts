/**
 * Whether what a page's function threw, or `fetch`, means that nobody answered: a network error is a `TypeError` (Fetch, 5.6),
 * a limit a `TimeoutError`. Such a thing may work a moment later; what is wrong with the settings does not.
 */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof DOMException && ['TimeoutError', 'NetworkError'].includes(error.name));
