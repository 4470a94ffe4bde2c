import type {Cause} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `screen-share-request`: somebody asked to share the screen, or to stop. `preventDefault()` stops that. */
export class ScreenShareRequestEvent extends CallEvent<{readonly cause: Cause; readonly on: boolean}> {
  constructor(detail: {readonly cause: Cause; readonly on: boolean}) {
    super('screen-share-request', detail, {cancelable: true});
  }
}
