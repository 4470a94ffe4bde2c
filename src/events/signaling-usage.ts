import type {SignalingUsage} from '../signaling/signaling.js';
import {CallEvent} from './call-event.js';

/** `signaling-usage`: operations of the store, as it bills them, since the room was entered. */
export class SignalingUsageEvent extends CallEvent<SignalingUsage> {
  constructor(detail: SignalingUsage) {
    super('signaling-usage', detail);
  }
}
