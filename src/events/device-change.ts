import type {DeviceChoice} from '../media/device-list.js';
import {CallEvent} from './call-event.js';

/** `device-change`: a device was plugged in or out, or can be named now. */
export class DeviceChangeEvent extends CallEvent<{readonly devices: readonly DeviceChoice[]}> {
  constructor(detail: {readonly devices: readonly DeviceChoice[]}) {
    super('device-change', detail);
  }
}
