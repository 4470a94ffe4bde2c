import type {CallState} from '../call/call-state.js';
import type {Strings} from '../locale/strings.js';
import type {CallView} from './call-view.js';
import {isLockedOut, lockedOutWords} from './locked-out.js';
import {noticeWords, pausedWords} from './own-devices.js';
import {pictureOffWords} from './own-picture.js';
import {isFull} from './room-is-full.js';

/** What is happening, in words, and whether it wants to be noticed. */
export interface Status {
  readonly words: string;
  /** It is about the whole call, and no tile says it: shown over the stage. */
  readonly urgent: boolean;
}

const calm = (words: string): Status => ({words, urgent: false});
const urgent = (words: string): Status => ({words, urgent: true});

function inCallStatus(state: CallState, strings: Strings): Status {
  const {participants, signalingLive} = state;
  const nameOf = (connection: string): string | undefined => {
    const person = participants.find(each => each.connection === connection);
    return person && (person.name || strings.guest);
  };
  const paused = pausedWords(state, strings);
  if (paused) return urgent(paused);
  const interrupted = nameOf('interrupted');
  const notice = noticeWords(state, strings);
  if (notice) return urgent(notice);
  const pictureOff = pictureOffWords(state, strings);
  if (pictureOff) return urgent(pictureOff);
  if (!signalingLive) return urgent(strings.signalingLost);
  if (interrupted) return calm(strings.interruptedWith(interrupted));
  const connecting = nameOf('connecting');
  if (connecting) return calm(strings.connectingTo(connecting));
  const [first, ...others] = participants;
  if (!first) return calm(strings.waitingTitle);
  return calm(
    others.length > 0 ? strings.peopleInCall(others.length + 2) : strings.inCallWith(first.name || strings.guest),
  );
}

function lobbyWords(state: CallState, strings: Strings): string {
  const notice = noticeWords(state, strings);
  if (notice) return notice;
  const {waitingForSeat, membersPresent} = state;
  if (isLockedOut(state)) return lockedOutWords(state, strings);
  if (waitingForSeat) return strings.waitingForSeat;
  if (isFull(state)) return strings.roomFull;
  return membersPresent === null ? strings.membersUnknown : strings.membersPresent(membersPresent);
}

/** The status line of a view. Pure. */
export function statusOf({state, strings, consentNeeded}: CallView): Status {
  switch (state.phase) {
    case 'idle':
      return calm(strings.idleTitle);
    case 'lobby':
      return calm(consentNeeded ? strings.consentTitle : lobbyWords(state, strings));
    case 'joining':
      return urgent(strings.joining);
    case 'waiting':
    case 'connected':
      return inCallStatus(state, strings);
    case 'reconnecting':
      return urgent(strings.reconnecting);
    case 'ended':
      return calm(strings.endedTitle);
    case 'failed':
      return calm(strings.failedTitle);
    case 'unsupported':
      return calm(strings.unsupportedTitle);
  }
}
