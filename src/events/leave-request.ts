import type {Cause} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `leave-request`: somebody asked to leave. `preventDefault()` keeps them in. */
export class LeaveRequestEvent extends CallEvent<{readonly cause: Cause}> {
  constructor(detail: {readonly cause: Cause}) {
    super('leave-request', detail, {cancelable: true});
  }
}
