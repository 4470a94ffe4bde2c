import type {CallState} from '../call/call-state.js';
import type {Strings} from '../locale/strings.js';

/** Whether the owner of the room has to be asked before one can join. */
export const isLockedOut = ({error, knocking}: CallState): boolean =>
  error?.code === 'room-locked' || knocking === 'asking';

/** Where one stands at the door of a locked room, in words. */
export function lockedOutWords({knocking}: CallState, strings: Strings): string {
  switch (knocking) {
    case 'no':
      return strings.roomIsLocked;
    case 'asking':
      return strings.waitingForAnswer;
    case 'refused':
      return strings.notLetIn;
  }
}
