import type {CallQuality} from '../call/quality.js';
import {CallEvent} from './call-event.js';

/** What `quality-change` tells. */
export interface QualityChange extends CallQuality {
  /** The same for the person, in sentences and in the language of the element; '' while nothing is amiss. */
  readonly words: string;
}

/**
 * `quality-change`: how well the connections do, for oneself (the worst of them) and for each participant by uid, and how the
 * own picture is sent to them.
 */
export class QualityChangeEvent extends CallEvent<QualityChange> {
  constructor(detail: QualityChange) {
    super('quality-change', detail);
  }
}
