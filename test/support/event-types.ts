import type {VideoCallEventMap} from '../../src/events/event-map.js';

export type EventType = keyof VideoCallEventMap;

/** The compiler holds the keys to the map, both ways. */
const all: Readonly<Record<EventType, true>> = {
  'join-request': true,
  'leave-request': true,
  'screen-share-request': true,
  'phase-change': true,
  joined: true,
  left: true,
  'participant-joined': true,
  'participant-updated': true,
  'participant-left': true,
  'microphone-change': true,
  'camera-change': true,
  'screen-share-change': true,
  'device-change': true,
  'volume-change': true,
  message: true,
  knock: true,
  'quality-change': true,
  'signaling-usage': true,
  'call-error': true,
};

/** Every event of the element, so that a test can also tell what did not happen. */
export const eventTypes = Object.keys(all) as readonly EventType[];
