import type {RemoteParticipant} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `participant-joined`: somebody else is in the call; their connection may still be in the making. */
export class ParticipantJoinedEvent extends CallEvent<{readonly participant: RemoteParticipant}> {
  constructor(detail: {readonly participant: RemoteParticipant}) {
    super('participant-joined', detail);
  }
}
