import type {Cause} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `join-request`: somebody asked to join. `preventDefault()` keeps them out of it. */
export class JoinRequestEvent extends CallEvent<{readonly cause: Cause}> {
  constructor(detail: {readonly cause: Cause}) {
    super('join-request', detail, {cancelable: true});
  }
}
