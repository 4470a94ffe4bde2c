import {systemClock, type Clock} from '../util/clock.js';
import {LocalRoom} from './local-room.js';
import type {Signaling} from './signaling.js';

/** Nothing of it is needed for one element a page. */
export interface LocalSignalingOptions {
  /** Tells several elements of one page apart: each is a participant of its own. */
  readonly slot?: string;
  /** Who this is, instead of an id that the tab keeps over reloads. */
  readonly uid?: string;
  /** The clock that all tabs share: its `now` is in ms since 1970. */
  readonly clock?: Clock;
}

/** Not `Date.now`, which jumps when somebody sets the clock. */
const machineClock: Clock = {...systemClock, now: () => performance.timeOrigin + systemClock.now()};

/**
 * Signaling between the tabs of one browser, over `BroadcastChannel`, for demos, tests and a first look: no account, no
 * backend. A duplicated tab has the id of the first, and so takes its call over when it joins; a tab that crashed is gone when its
 * lease lapses.
 */
export function localSignaling({
  slot = '',
  uid = tabUid(slot),
  clock = machineClock,
}: LocalSignalingOptions = {}): Signaling {
  return {
    async enter(request, options) {
      const room = new LocalRoom(uid, request, clock);
      try {
        await room.enter(options);
        return room;
      } catch (error) {
        room.leaveAtOnce();
        throw error;
      }
    },
  };
}

/** One id a tab, kept in its session storage: the same person after a reload. */
function tabUid(slot: string): string {
  const key = `video-call local uid ${slot}`;
  const fresh = `local-${crypto.randomUUID()}`;
  try {
    const kept = sessionStorage.getItem(key);
    if (kept === null) sessionStorage.setItem(key, fresh);
    return kept ?? fresh;
  } catch {
    // No storage (Node, a sandboxed frame): somebody new each time.
    return fresh;
  }
}
