import type {Cause} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `left` by choice, `page` navigated away or removed the element, `failed` see `call-error`, `taken-over` by another tab, `room-full` no seat, `removed` by the owner of the room, or `room-locked` by them while away. */
export type LeftReason = 'left' | 'page' | 'failed' | 'taken-over' | 'room-full' | 'room-locked' | 'removed';

/** `left`: this side is out of the call. */
export class LeftEvent extends CallEvent<{readonly reason: LeftReason; readonly cause: Cause}> {
  constructor(detail: {readonly reason: LeftReason; readonly cause: Cause}) {
    super('left', detail);
  }
}
