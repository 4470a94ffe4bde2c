import type {Knock} from '../protocol/knock.js';
import {CallEvent} from './call-event.js';

/** `knock`: somebody asks to be let into a locked room of one's own; `admit(uid)` or `refuse(uid)` is the answer. */
export class KnockEvent extends CallEvent<Pick<Knock, 'uid' | 'name'>> {
  constructor(detail: Pick<Knock, 'uid' | 'name'>) {
    super('knock', detail);
  }
}
