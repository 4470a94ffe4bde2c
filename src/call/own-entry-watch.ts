import {CallError, isShutOut} from '../errors.js';
import type {Log} from '../log.js';
import type {Participant} from '../protocol/participant.js';
import type {SignalingRoom} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';

export interface OwnEntryHandlers {
  /** This side joined and found no seat: it is back in the lobby. */
  onRoomFull(): void;
  /** A newer session of the same person is in the room; this one writes nothing any more. */
  onTakenOver(): void;
  /** The owner of the room keeps this side out: removed or room-locked. */
  onShutOut(error: CallError): void;
}

export interface OwnEntryWatchOptions {
  readonly room: SignalingRoom;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly handlers: OwnEntryHandlers;
  /** No seat is left: from here on nobody is to be seen or heard. */
  readonly onUnseated: () => void;
  /** What could not be put right is to be tried again. */
  readonly onRetry: () => void;
}

const retryMs = 2_000;

/** Watches the own entry: what is amiss with it is put right, once for each state that the store shows, or is the end. */
export class OwnEntryWatch {
  readonly #options: OwnEntryWatchOptions;
  /** The store has shown this side joined: its lobby after that means that there was no seat. */
  #wasJoined = false;
  #isGivingUp = false;
  /** The state that is being mended, or was. */
  #mended: readonly Participant[] | null = null;

  constructor(options: OwnEntryWatchOptions) {
    this.#options = options;
  }

  /** From the decision to go back to the lobby until the store shows it: no pair takes a step as a member's. */
  get isGivingUp(): boolean {
    return this.#isGivingUp;
  }

  /** @param isUnseated whether this side, as they are, has joined in vain */
  look(participants: readonly Participant[], isUnseated: boolean): void {
    const {room, signal, handlers} = this.#options;
    const own = participants.find(({uid}) => uid === room.uid);
    if (!own) this.#mend(participants, () => room.restore({signal}));
    else if (own.session !== room.session) handlers.onTakenOver();
    else if (own.state === 'removed') handlers.onShutOut(CallError.removed());
    else if (own.state === 'lobby') this.#lookAtLobby();
    else {
      this.#wasJoined = true;
      if (isUnseated) this.#mend(participants, () => this.#giveUpSeat());
    }
  }

  /** Back in the lobby, by an own write or one that was taken for lost: from here on nobody is to be seen or heard. */
  #lookAtLobby(): void {
    if (!this.#wasJoined) return;
    this.#wasJoined = false;
    this.#isGivingUp = false;
    this.#options.onUnseated();
    this.#options.handlers.onRoomFull();
  }

  async #giveUpSeat(): Promise<void> {
    const {room, signal, onUnseated} = this.#options;
    this.#isGivingUp = true;
    onUnseated();
    try {
      await room.returnToLobby({signal});
    } catch (error) {
      this.#isGivingUp = false;
      throw error;
    }
  }

  #mend(participants: readonly Participant[], mend: () => Promise<void>): void {
    if (this.#mended === participants) return;
    this.#mended = participants;
    const {clock, log, signal, handlers, onRetry} = this.#options;
    mend().catch((error: unknown) => {
      if (signal.aborted) return;
      if (isShutOut(error)) {
        handlers.onShutOut(error);
        return;
      }
      log.warn('own entry', error);
      clock.after(retryMs, () => {
        this.#mended = null;
        onRetry();
      });
    });
  }
}
