import type {CallQuality} from '../call/quality.js';
import {CallEvent} from './call-event.js';

/** `quality-change`: how well the connections do, for oneself (the worst of them) and for each participant by uid. */
export class QualityChangeEvent extends CallEvent<CallQuality> {
  constructor(detail: CallQuality) {
    super('quality-change', detail);
  }
}
