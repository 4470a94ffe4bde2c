import type {CallState} from '../call/call-state.js';
import type {Strings} from '../locale/strings.js';
import type {CallView} from './call-view.js';
import {failureOf} from './error-words.js';
import {isLockedOut, lockedOutWords} from './locked-out.js';
import {ownNotice} from './own-devices.js';
import {pictureOffWords} from './own-picture.js';
import {isFull} from './room-is-full.js';

/** What is happening, in words, and who sees it. All of it is read out, once. */
export interface Status {
  readonly words: string;
  /**
   * `aside` where there is room; `urgent`: over the stage, as it is about the whole call and no tile says it; `unseen`, for
   * what is drawn with a button of its own.
   */
  readonly look: 'aside' | 'urgent' | 'unseen';
}

const calm = (words: string): Status => ({words, look: 'aside'});
const urgent = (words: string): Status => ({words, look: 'urgent'});
const unseen = (words: string): Status => ({words, look: 'unseen'});

function inCallStatus(view: CallView): Status {
  const {state, strings} = view;
  const {participants, signalingLive} = state;
  const nameOf = (connection: string): string | undefined => {
    const person = participants.find(each => each.connection === connection);
    return person && (person.name || strings.guest);
  };
  const notice = ownNotice(view);
  if (notice) return unseen(notice.words);
  const interrupted = nameOf('interrupted');
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

/** Who is there already, and what stands between them and oneself. Pure. */
export function presenceWords(state: CallState, strings: Strings): string {
  const {waitingForSeat, elsewhere, membersPresent} = state;
  if (isLockedOut(state)) return lockedOutWords(state, strings);
  if (waitingForSeat) return strings.waitingForSeat;
  if (isFull(state)) return strings.roomFull;
  if (elsewhere) return strings.elsewhere;
  return membersPresent === null ? strings.membersUnknown : strings.membersPresent(membersPresent);
}

const lobbyWords = (view: CallView): string => ownNotice(view)?.words ?? presenceWords(view.state, view.strings);

/** What a screen that is a few words has as its title: the error's, where there is one. */
const titled = ({state: {error}, strings}: CallView, title: string): Status =>
  calm(error ? failureOf(error, strings).title : title);

/** The status line of a view. Pure. */
export function statusOf(view: CallView): Status {
  const {state, strings, consentNeeded} = view;
  const isHeldBack = consentNeeded && ['lobby', 'ended', 'failed'].includes(state.phase);
  if (isHeldBack) return calm(strings.consentTitle);
  switch (state.phase) {
    case 'idle':
      return titled(view, strings.idleTitle);
    case 'lobby':
      return calm(lobbyWords(view));
    case 'joining':
      return urgent(strings.joining);
    case 'waiting':
    case 'connected':
      return inCallStatus(view);
    case 'reconnecting':
      return urgent(strings.reconnecting);
    case 'ended':
      return titled(view, strings.endedTitle);
    case 'failed':
      return titled(view, strings.failedTitle);
    case 'unsupported':
      return titled(view, strings.unsupportedTitle);
  }
}
