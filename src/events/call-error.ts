import type {CallError} from '../errors.js';
import {CallEvent} from './call-event.js';

/** `call-error`: something failed that the person should know of. */
export class CallErrorEvent extends CallEvent<{readonly error: CallError}> {
  constructor(detail: {readonly error: CallError}) {
    super('call-error', detail);
  }
}
