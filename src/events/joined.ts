import type {Cause} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `joined`: this side is in the call. */
export class JoinedEvent extends CallEvent<{readonly cause: Cause}> {
  constructor(detail: {readonly cause: Cause}) {
    super('joined', detail);
  }
}
