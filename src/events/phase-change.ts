import type {CallPhase, Cause} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `phase-change`: the call is in another phase. */
export class PhaseChangeEvent extends CallEvent<{
  readonly from: CallPhase;
  readonly to: CallPhase;
  readonly cause: Cause;
}> {
  constructor(detail: {readonly from: CallPhase; readonly to: CallPhase; readonly cause: Cause}) {
    super('phase-change', detail);
  }
}
