import {CallError} from '../errors.js';
import {participantLimits} from '../protocol/participant-limits.js';
import {readableName} from '../util/readable-name.js';
import type {Knock} from '../protocol/knock.js';
import type {RoomOwnership} from '../signaling/room-ownership.js';
import type {WaitOptions} from '../signaling/signaling.js';
import type {Store} from './store.js';

/** A room that was entered, as far as its owner is concerned. */
export interface EnteredRoom {
  readonly uid: string;
  readonly ownership: RoomOwnership | null;
}

export interface RoomOwnerOptions {
  readonly store: Store;
  /** The present room; enters its lobby where nothing was entered yet. @throws {CallError} as `Signaling.enter` */
  readonly enter: () => Promise<EnteredRoom>;
  readonly signal: () => AbortSignal;
}

/**
 * What the owner of a room does with it. Whether this side is the owner is asked only where something needs to know: a
 * knock says so by itself, and every write of somebody else's is refused by the store.
 */
export class RoomOwner {
  readonly #options: RoomOwnerOptions;

  constructor(options: RoomOwnerOptions) {
    this.#options = options;
  }

  onKnocks = (knocks: readonly Knock[]): void => {
    const named = knocks.map(knock => ({...knock, name: readableName(knock.name)}));
    this.#options.store.update({type: 'knocks', knocks: named});
  };

  /** Finds out whether the room is this side's own. */
  async look(): Promise<void> {
    await this.#use(async (ownership, options) => {
      this.#options.store.update({type: 'own-room', ownRoom: await ownership.look(options)});
    });
  }

  /** @throws {CallError} not-owner, invalid-uid */
  admit(uid: string): Promise<void> {
    return this.#use((ownership, options) => ownership.admit(checked(uid), options));
  }

  /** @throws {CallError} not-owner, invalid-uid */
  refuse(uid: string): Promise<void> {
    return this.#use((ownership, options) => ownership.refuse(checked(uid), options));
  }

  /** @throws {CallError} not-owner, invalid-uid */
  remove(uid: string): Promise<void> {
    return this.#use((ownership, options, ownUid) => {
      if (uid === ownUid) throw CallError.invalidUid('This uid is one’s own: leave() is the way out.');
      return ownership.remove(checked(uid), options);
    });
  }

  /** @param force whether it is locked then; the other of what it is. @throws {CallError} not-owner */
  async lock(force?: boolean): Promise<void> {
    const {store} = this.#options;
    if (force === undefined && !store.state.ownRoom) await this.look();
    const {ownRoom} = store.state;
    if (force === undefined && !ownRoom) throw CallError.notOwner();
    const locked = force ?? !ownRoom?.locked;
    await this.#use((ownership, options) => ownership.lock(locked, options));
    store.update({type: 'own-room', ownRoom: {locked}});
  }

  async #use(act: (ownership: RoomOwnership, options: WaitOptions, ownUid: string) => Promise<void>): Promise<void> {
    const signal = this.#options.signal();
    const {uid, ownership} = await this.#options.enter();
    if (!ownership) throw new CallError('not-owner', 'This signaling has no rooms that somebody could own.');
    await act(ownership, {signal}, uid);
  }
}

/** A uid becomes part of a path. @throws {CallError} invalid-uid */
function checked(uid: unknown): string {
  if (typeof uid !== 'string' || uid === '') throw CallError.invalidUid('The uid of a person is a text.');
  if (uid.length > participantLimits.uidLength || uid.includes('/') || uid === '.' || uid === '..')
    throw CallError.invalidUid(`“${uid.slice(0, participantLimits.uidLength)}” is nobody’s uid.`);
  return uid;
}
