import type {RemoteParticipant} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `participant-updated`: something about somebody changed: connection, name, microphone, camera, screen. */
export class ParticipantUpdatedEvent extends CallEvent<{readonly participant: RemoteParticipant}> {
  constructor(detail: {readonly participant: RemoteParticipant}) {
    super('participant-updated', detail);
  }
}
