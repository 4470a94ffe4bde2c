import type {Connection} from '../protocol/connection.js';
import type {SignalingRoom} from '../signaling/signaling.js';

/** What the two of a pair have in the store for one another. */
export interface ShownDocuments {
  readonly outgoing: Connection | null;
  readonly incoming: Connection | null;
}

/** The documents of a pair as the store shows them, less what was deleted here already and is only shown late. */
export class PairDocuments {
  readonly #room: SignalingRoom;
  readonly #signal: AbortSignal;
  #shown: ShownDocuments = {outgoing: null, incoming: null};
  #deleted = {outgoing: '', incoming: ''};
  #refused = '';
  #highestRevision = 0;

  constructor({room, signal}: {readonly room: SignalingRoom; readonly signal: AbortSignal}) {
    this.#room = room;
    this.#signal = signal;
  }

  get outgoing(): Connection | null {
    return this.#unlessDeleted('outgoing');
  }

  get incoming(): Connection | null {
    return this.#unlessDeleted('incoming');
  }

  observe(shown: ShownDocuments): void {
    this.#shown = shown;
    // What comes back under the same name is a late copy of a write, and nobody else would delete it.
    if (!shown.outgoing) this.#deleted.outgoing = '';
    if (!shown.incoming) this.#deleted.incoming = '';
    this.noteRevision(shown.outgoing?.offer.revision ?? 0);
  }

  /** What this one offers cannot be answered, and is not looked at again. */
  refuse(incoming: Connection): void {
    this.#refused = identity(incoming);
  }

  isRefused(incoming: Connection): boolean {
    return identity(incoming) === this.#refused;
  }

  /** A link of the pair has come to this one, by whichever path. */
  noteRevision(revision: number): void {
    this.#highestRevision = Math.max(this.#highestRevision, revision);
  }

  /** For an offer to come: above this one, and above all that there were. */
  nextRevision(revision: number): number {
    this.noteRevision(revision);
    return ++this.#highestRevision;
  }

  async delete(which: keyof ShownDocuments): Promise<void> {
    const connection = this[which];
    if (!connection) return;
    await this.#room.deleteConnection({from: connection.from, to: connection.to}, {signal: this.#signal});
    this.#deleted[which] = identity(connection);
  }

  #unlessDeleted(which: keyof ShownDocuments): Connection | null {
    const connection = this.#shown[which];
    return connection && identity(connection) === this.#deleted[which] ? null : connection;
  }
}

/** One state of a connection: a deletion counts for this one, not for what is written later. */
const identity = ({fromSession, offer}: Connection): string => `${fromSession} ${String(offer.revision)}`;
