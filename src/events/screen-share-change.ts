import type {LocalScreen} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `screen-share-change`: the own screen is shared, or no longer. */
export class ScreenShareChangeEvent extends CallEvent<{readonly screenShare: LocalScreen}> {
  constructor(detail: {readonly screenShare: LocalScreen}) {
    super('screen-share-change', detail);
  }
}
