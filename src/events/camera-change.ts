import type {LocalDevice} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `camera-change`: the own camera was turned on or off, changed, or could not be had. */
export class CameraChangeEvent extends CallEvent<{readonly camera: LocalDevice}> {
  constructor(detail: {readonly camera: LocalDevice}) {
    super('camera-change', detail);
  }
}
