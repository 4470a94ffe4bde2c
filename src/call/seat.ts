import type {CallError} from '../errors.js';
import {createDeferred, type Deferred} from '../util/deferred.js';
import {within} from '../util/within.js';
import {hasSeatFor, type Admission} from './admission.js';
import type {RoomVisit} from './room-visit.js';
import type {Store} from './store.js';

export interface SeatOptions {
  readonly store: Store;
  /** Seats that this side states. */
  readonly capacity: () => number;
  /** The room, once it is entered. */
  readonly visit: () => Pick<RoomVisit, 'uid' | 'isSeated'> | null;
  /** There is one that the person in the lobby waits for. */
  readonly onFree: () => void;
}

/** The own seat in a room: whether there is one, and the waits for it, a person's in the lobby and that of a join. */
export class Seat {
  readonly #options: SeatOptions;
  /** Who sits where; null until the room has said. */
  #admission: Admission | null = null;
  /** What the join that is under way waits for. */
  #expected: Deferred<undefined> | null = null;

  constructor(options: SeatOptions) {
    this.#options = options;
  }

  /** Known to be there for whoever joins now; null until something is known. */
  get isFree(): boolean | null {
    return this.#admission && hasSeatFor(this.#admission, this.#options.capacity());
  }

  /** Takes in who sits where. */
  follow(admission: Admission): void {
    this.#admission = admission;
    const {store, visit} = this.#options;
    const others = admission.admitted.filter(({uid}) => uid !== visit()?.uid);
    const {membersPresent, capacity} = store.state;
    if (membersPresent !== others.length || capacity !== admission.capacity)
      store.update({type: 'admission', membersPresent: others.length, capacity: admission.capacity});
    this.settle();
    this.takeIfFree();
  }

  /** Nothing is heard of the room any more. */
  forget(): void {
    this.#admission = null;
  }

  /** Where a person waits for one in the lobby, and it is there. */
  takeIfFree(): void {
    const {store, onFree} = this.#options;
    const {waitingForSeat, phase} = store.state;
    if (waitingForSeat && phase === 'lobby' && this.isFree) onFree();
  }

  /** A join begins: whether it has a seat is told from now on. @returns to be called when it is over */
  expect(): () => void {
    const expected = createDeferred<undefined>();
    this.#expected = expected;
    return () => {
      if (this.#expected === expected) this.#expected = null;
    };
  }

  /** Whether the room gave one, now that something of it is new. */
  settle(): void {
    if (this.#options.visit()?.isSeated) this.#expected?.resolve(undefined);
  }

  /** There is none. @returns false if no join waits for one */
  refuse(error: CallError): boolean {
    this.#expected?.reject(error);
    return this.#expected !== null;
  }

  /** Waits for the seat that is expected. @throws {CallError} why there is none; the signal's reason */
  async taken(signal: AbortSignal): Promise<void> {
    // Another join may expect one by now.
    signal.throwIfAborted();
    if (this.#expected && !this.#options.visit()?.isSeated) await within(this.#expected.promise, signal);
  }
}
