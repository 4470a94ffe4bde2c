import type {WaitOptions} from './signaling.js';

/** What the owner of a room knows of it. */
export interface OwnedRoomState {
  /** Only its owner and who was admitted may enter. */
  readonly locked: boolean;
}

/**
 * What the owner of a room can do, and nobody else: everything rejects with not-owner for others. Nobody is made an
 * owner by it.
 *
 * @throws {CallError} not-owner, signaling-unreachable, aborted
 */
export interface RoomOwnership {
  /** Looks whether this side owns the room; null if not. */
  look(options: WaitOptions): Promise<OwnedRoomState | null>;
  /** Lets somebody in, now and for some hours, whether they knock or not, and also if they were removed. */
  admit(uid: string, options: WaitOptions): Promise<void>;
  /** Answers a knock without letting anybody in; they may knock again. */
  refuse(uid: string, options: WaitOptions): Promise<void>;
  /**
   * Takes somebody out of the room and keeps them out, locked or not, until they are admitted. Their participant is told
   * to everybody as `removed`, upon which all end their links to them.
   */
  remove(uid: string, options: WaitOptions): Promise<void>;
  /** Locks the room for whoever has not joined yet, the lobby included, or opens it, also for those who knock. */
  lock(locked: boolean, options: WaitOptions): Promise<void>;
}
