import type {CallState} from '../call/call-state.js';

/**
 * Whether there is no seat: because everyone is counted, or because the room said so (somebody in it may have stated a
 * smaller capacity).
 */
export const isFull = ({error, waitingForSeat, membersPresent, capacity}: CallState): boolean =>
  waitingForSeat || error?.code === 'room-full' || (membersPresent !== null && membersPresent >= capacity);
