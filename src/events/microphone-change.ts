import type {LocalDevice} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `microphone-change`: the own microphone was turned on or off, changed, or could not be had. */
export class MicrophoneChangeEvent extends CallEvent<{readonly microphone: LocalDevice}> {
  constructor(detail: {readonly microphone: LocalDevice}) {
    super('microphone-change', detail);
  }
}
