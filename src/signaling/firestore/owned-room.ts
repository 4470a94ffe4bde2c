import {CallError} from '../../errors.js';
import {ConflictError, type WaitOptions} from '../signaling.js';
import type {OwnedRoomState, RoomOwnership} from '../room-ownership.js';
import type {Write} from './commit.js';
import {admittedPath, knockPath, participantPath, roomPath} from './paths.js';
import type {RoomListeners} from './room-listeners.js';
import type {RoomRequests} from './room-requests.js';

/** As long as an own entry stands without a renewal: more than a meeting, and nothing that outlives it for long. */
const admissionLifeMs = 12 * 3_600_000;

/** What the owner of a room writes. The rules decide who that is: nothing is asked before. */
export class OwnedRoom implements RoomOwnership {
  readonly #requests: RoomRequests;
  readonly #listeners: RoomListeners;
  /** The listener may still show the knock of whom this side has just removed. */
  readonly #removed = new Set<string>();

  constructor(requests: RoomRequests, listeners: RoomListeners) {
    this.#requests = requests;
    this.#listeners = listeners;
  }

  async look({signal}: WaitOptions): Promise<OwnedRoomState | null> {
    const {document} = await this.#requests.readDocument(signal);
    return document?.owner === this.#requests.author.uid ? {locked: document.locked} : null;
  }

  /** Rules let nobody knock who was removed, so for who knocks the list of those needs no write. */
  async admit(uid: string, options: WaitOptions): Promise<void> {
    const {room, serverNowMs} = await this.#requests.authorInTime(options.signal);
    const fields = {videoCallExpireAt: new Date(serverNowMs + admissionLifeMs)};
    const isOnList = this.#removed.has(uid) || !this.#listeners.knocking.includes(uid);
    await this.#commit(
      [
        {set: admittedPath(room, uid), fields, now: ['admittedAt']},
        {delete: knockPath(room, uid)},
        ...(isOnList ? [this.#roomWrite({take: {removed: [uid]}})] : []),
      ],
      options,
    );
  }

  refuse(uid: string, options: WaitOptions): Promise<void> {
    return this.#commit([{delete: knockPath(this.#requests.author.room, uid)}], options);
  }

  async remove(uid: string, options: WaitOptions): Promise<void> {
    const {room} = this.#requests.author;
    this.#removed.add(uid);
    const keepOut: readonly Write[] = [
      this.#roomWrite({append: {removed: [uid]}}),
      {delete: admittedPath(room, uid)},
      {delete: knockPath(room, uid)},
    ];
    const takeOut: Write = {
      set: participantPath(room, uid),
      fields: {state: 'removed'},
      mask: ['state'],
      precondition: {exists: true},
    };
    if (await this.#attempt([...keepOut, takeOut], options)) return;
    // They are not in the room, or have just left it.
    await this.#commit(keepOut, options).catch(async (refused: unknown) => {
      throw (await this.look(options)) ? listIsFull(refused) : refused;
    });
    // From here on they cannot enter; they may have done so between the two.
    await this.#attempt([takeOut], options);
  }

  async lock(locked: boolean, options: WaitOptions): Promise<void> {
    const {room} = this.#requests.author;
    // Who knocks takes the end of the knock for an answer, and enters.
    const answers = locked ? [] : this.#listeners.knocking.map(uid => ({delete: knockPath(room, uid)}));
    await this.#commit([this.#roomWrite({fields: {locked}, mask: ['locked']}), ...answers], options);
    if (!locked) return;
    // Each by itself: who has joined since is in, and stays.
    await Promise.all(
      this.#listeners.inLobby.map(uid => this.#attempt([{delete: participantPath(room, uid)}], options)),
    );
  }

  #roomWrite(change: Partial<Write & {readonly set: string}>): Write {
    return {set: roomPath(this.#requests.author.room), fields: {}, mask: [], ...change, precondition: {exists: true}};
  }

  /** @returns false if it met another write, or the rules refuse it */
  async #attempt(writes: readonly Write[], {signal}: WaitOptions): Promise<boolean> {
    try {
      await this.#requests.commit(writes, signal);
      return true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }

  async #commit(writes: readonly Write[], {signal}: WaitOptions): Promise<void> {
    try {
      await this.#requests.commit(writes, signal);
    } catch (error) {
      throw error instanceof ConflictError ? CallError.notOwner(error) : error;
    }
  }
}

/** The one thing that the rules refuse to the owner. */
const listIsFull = (cause: unknown): CallError =>
  new CallError(
    'permission-denied',
    'This room keeps out as many people as its list “removed” can hold. Lock it, or admit some of them again.',
    {cause},
  );
