import {CallError, isAborted} from '../errors.js';

/** A signaling of the page's may fail with anything. */
export function callErrorOf(error: unknown): CallError {
  if (error instanceof CallError) return error;
  return isAborted(error) ? CallError.aborted(error) : notSetUp(error);
}

/** What failed on the way into the call, and says nothing of itself. */
export const notSetUp = (cause: unknown): CallError =>
  new CallError('signaling-unreachable', 'The call could not be set up. Try again.', {cause});
