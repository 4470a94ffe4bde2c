import {CallError} from '../errors.js';
import {ConflictError} from '../signaling/signaling.js';
import {RoomVisit, type RoomVisitOptions} from './room-visit.js';
import type {Store} from './store.js';
import {UnreachableRetry} from './unreachable-retry.js';

export interface RoomEntryOptions extends Omit<RoomVisitOptions, 'state' | 'name' | 'capacity' | 'yields'> {
  readonly store: Store;
  readonly capacity: () => number;
  /** What has to be there before anybody can be met. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
  readonly onEntered: (visit: RoomVisit) => void;
}

/** A pointer that goes on moving asks that often whether the same person is still in the call elsewhere: a read each time. */
const askAgainMs = 20_000;

/**
 * The way into a room, and the visit that comes of it. While signaling is out of reach it is tried again and again, and
 * the state says so.
 */
export class RoomEntry {
  readonly #options: RoomEntryOptions;
  readonly #retry: UnreachableRetry;
  #visit: RoomVisit | null = null;
  #underWay: Promise<RoomVisit | null> | null = null;
  /** When an intent last left the call to another session of this person. */
  #yieldedAt = -Infinity;
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

  /** The room as it is, or will be, unless an intent yields; null where nothing is entered. */
  get current(): RoomVisit | Promise<RoomVisit | null> | null {
    return this.#visit ?? this.#underWay;
  }

  /** @throws {CallError} as `Signaling.enter`, but for signaling-unreachable */
  enter(state: 'lobby' | 'joined', signal: AbortSignal): Promise<RoomVisit> {
    return this.#track(this.#retry.run(() => this.#enterOnce({state}, signal), signal));
  }

  /**
   * Enters the lobby where nobody has asked for it but a pointer: not over a call of the same person elsewhere.
   * @returns null where there is one, and the state says so
   * @throws as `enter`
   */
  async enterYielding(signal: AbortSignal): Promise<RoomVisit | null> {
    if (this.#options.clock.now() < this.#yieldedAt + askAgainMs) return null;
    return this.#track(this.#retry.run(() => this.#enterUnlessElsewhere(signal), signal));
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
    this.#yieldedAt = -Infinity;
    return visit;
  }

  /** Waits until a way in that was called off has taken back what it wrote. */
  async calledOff(): Promise<void> {
    await this.#calledOff;
  }

  #track<T extends RoomVisit | null>(entering: Promise<T>): Promise<T> {
    const underWay = entering.finally(() => {
      if (this.#underWay === underWay) this.#underWay = null;
    });
    this.#underWay = underWay;
    return underWay;
  }

  async #enterUnlessElsewhere(signal: AbortSignal): Promise<RoomVisit | null> {
    try {
      return await this.#enterOnce({state: 'lobby', yields: true}, signal);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      signal.throwIfAborted();
      const {clock, store} = this.#options;
      this.#yieldedAt = clock.now();
      store.update({type: 'elsewhere'});
      return null;
    }
  }

  async #enterOnce(how: Pick<RoomVisitOptions, 'state' | 'yields'>, signal: AbortSignal): Promise<RoomVisit> {
    const {store, capacity, ready, onEntered} = this.#options;
    await ready(signal);
    const visit = await RoomVisit.enter(
      {...this.#options, ...how, capacity: capacity(), name: store.state.name},
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
