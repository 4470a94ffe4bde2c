import {CallEvent} from './call-event.js';

/** `volume-change`: the others are played louder or quieter. */
export class VolumeChangeEvent extends CallEvent<{readonly volume: number}> {
  constructor(detail: {readonly volume: number}) {
    super('volume-change', detail);
  }
}
