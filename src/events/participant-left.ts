import type {RemoteParticipant} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `participant-left`: somebody is out of the call; `participant` is how they were last seen. */
export class ParticipantLeftEvent extends CallEvent<{readonly participant: RemoteParticipant}> {
  constructor(detail: {readonly participant: RemoteParticipant}) {
    super('participant-left', detail);
  }
}
