import type {Participant} from '../protocol/participant.js';
import type {SignalingRoom} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';
import {admission, type Admission} from './admission.js';
import {LeaseTrust} from './lease-trust.js';
import {LobbyQueue} from './lobby-queue.js';
import {lapsesAt, splitByLease} from './presence.js';

export interface AttendanceOptions {
  readonly room: SignalingRoom;
  readonly capacity: number;
  readonly clock: Clock;
}

/** What the links to somebody prove, whatever the store says. */
export interface LinkProof {
  readonly isConnected: boolean;
  hasLeft(session: string): boolean;
}

/** Who is there: whom the store shows, less whose lease has lapsed and who said goodbye; and who of them has a seat. */
export class Attendance {
  readonly #options: AttendanceOptions;
  readonly #trust: LeaseTrust;
  readonly #lobby = new LobbyQueue();
  #isTold = false;
  #participants: readonly Participant[] = [];
  #present: readonly Participant[] = [];
  #lapsed: readonly Participant[] = [];
  #admission: Admission;

  constructor(options: AttendanceOptions) {
    this.#options = options;
    this.#trust = new LeaseTrust(options.clock);
    this.#admission = admission([], options.capacity);
  }

  /** Whoever is told anything was in the store by then: a foreign session is a newer one, and no entry is a swept one. */
  get isTold(): boolean {
    return this.#isTold;
  }

  /** All whom the store shows. */
  get participants(): readonly Participant[] {
    return this.#participants;
  }

  get present(): readonly Participant[] {
    return this.#present;
  }

  get lapsed(): readonly Participant[] {
    return this.#lapsed;
  }

  get admission(): Admission {
    return this.#admission;
  }

  /** The next local time at which a lease lapses or begins to count, or a standstill would be noticed. */
  get wakeAt(): number {
    const {clock, room} = this.#options;
    const now = clock.now();
    const lapses = this.#others.map(entry => now + lapsesAt(entry) - room.serverNow());
    return Math.min(...[...lapses, this.#trust.givenFrom, this.#trust.lookDueAt].filter(at => at > now));
  }

  updateParticipants(participants: readonly Participant[]): void {
    this.#participants = participants;
    this.#isTold = true;
  }

  updateLive(live: boolean): void {
    this.#trust.updateLive(live);
  }

  /** Leases lapse and links come and go while the store shows the same: judges anew. */
  judge(links: {find(uid: string): LinkProof | null}): void {
    const {room, capacity} = this.#options;
    const serverNow = room.serverNow();
    this.#trust.look({isAnyoneElse: this.#others.length > 0, serverNow});
    const {present, lapsed} = splitByLease(this.#participants, {
      serverNow,
      trusted: this.#trust.isGiven,
      isLinked: uid => links.find(uid)?.isConnected ?? false,
      ownUid: room.uid,
    });
    this.#present = present.filter(({uid, session}) => !links.find(uid)?.hasLeft(session));
    this.#lapsed = lapsed;
    this.#admission = admission(this.#present, capacity);
    this.#lobby.update(this.#admission.lobby);
  }

  find(uid: string): Participant | null {
    return this.#present.find(participant => participant.uid === uid) ?? null;
  }

  /** Whether somebody present is admitted, or is in the lobby and a seat is kept for them. */
  isSeatFor(participant: Participant): boolean {
    return this.#admission.admitted.includes(participant) || this.#lobby.isSeatKeptFor(participant, this.#admission);
  }

  get #others(): readonly Participant[] {
    return this.#participants.filter(({uid}) => uid !== this.#options.room.uid);
  }
}
