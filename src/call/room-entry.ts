import {CallError} from '../errors.js';
import {RoomVisit, type RoomVisitOptions} from './room-visit.js';
import type {Store} from './store.js';
import {UnreachableRetry} from './unreachable-retry.js';

export interface RoomEntryOptions extends Omit<RoomVisitOptions, 'state' | 'name' | 'capacity'> {
  readonly store: Store;
  readonly capacity: () => number;
  /** What has to be there before anybody can be met. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
  readonly onEntered: (visit: RoomVisit) => void;
}

/**
 * The way into a room, and the visit that comes of it. While signaling is out of reach it is tried again and again, and
 * the state says so.
 */
export class RoomEntry {
  readonly #options: RoomEntryOptions;
  readonly #retry: UnreachableRetry;
  #visit: RoomVisit | null = null;
  #underWay: Promise<RoomVisit> | null = null;
  #calledOff: Promise<unknown> = Promise.resolve();
  /** Pointer or focus is on the join button: it may have got there before the room was entered. */
  #near = false;

  constructor(options: RoomEntryOptions) {
    this.#options = options;
    this.#retry = new UnreachableRetry(options.clock, error => options.store.update({type: 'notice', error}));
  }

  /** Null until the room is entered. */
  get visit(): RoomVisit | null {
    return this.#visit;
  }

  /** The room as it is, or will be; null where nothing is entered. */
  get current(): RoomVisit | Promise<RoomVisit> | null {
    return this.#visit ?? this.#underWay;
  }

  /** @throws {CallError} as `Signaling.enter`, but for signaling-unreachable */
  enter(state: 'lobby' | 'joined', signal: AbortSignal): Promise<RoomVisit> {
    const underWay = this.#retry
      .run(() => this.#enterOnce(state, signal), signal)
      .finally(() => {
        if (this.#underWay === underWay) this.#underWay = null;
      });
    this.#underWay = underWay;
    return underWay;
  }

  setNear(near: boolean): void {
    this.#near = near;
    this.#visit?.setNear(near);
  }

  /** What else has to get through on the way into the call, tried again in the same way. @throws as `UnreachableRetry.run` */
  persist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#retry.run(work, signal);
  }

  /** Where one try after the other fails, the next is now. @returns false if it is not so */
  hurry(): boolean {
    return this.#retry.hurry();
  }

  /** Forgets the room. @returns the visit, for the caller to end */
  release(): RoomVisit | null {
    const visit = this.#visit;
    this.#calledOff = Promise.allSettled([this.#calledOff, this.#underWay]).then(() => undefined);
    this.#visit = null;
    this.#underWay = null;
    return visit;
  }

  /** Waits until a way in that was called off has taken back what it wrote. */
  async calledOff(): Promise<void> {
    await this.#calledOff;
  }

  async #enterOnce(state: 'lobby' | 'joined', signal: AbortSignal): Promise<RoomVisit> {
    const {store, capacity, ready, onEntered} = this.#options;
    await ready(signal);
    const visit = await RoomVisit.enter(
      {...this.#options, capacity: capacity(), state, name: store.state.name},
      signal,
    );
    if (signal.aborted) {
      await visit.leave();
      throw CallError.aborted();
    }
    this.#visit = visit;
    visit.setNear(this.#near);
    onEntered(visit);
    return visit;
  }
}
