import type {Connection} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import type {Participant} from '../protocol/participant.js';
import type {ShownDocuments} from './pair-documents.js';
import {PairWork, type PairContext} from './pair-work.js';

/** The pairs of this side: one with everybody whom the store names, and with everybody whom it is linked to. */
export class PairSet implements Iterable<PairWork> {
  readonly #ownUid: string;
  readonly #contextFor: (uid: string) => PairContext;
  readonly #pairs = new Map<string, PairWork>();
  #connections: readonly Connection[] = [];

  constructor(ownUid: string, contextFor: (uid: string) => PairContext) {
    this.#ownUid = ownUid;
    this.#contextFor = contextFor;
  }

  [Symbol.iterator](): Iterator<PairWork> {
    return this.#pairs.values();
  }

  /** Whether somebody is heard without trouble. */
  get isAnyoneHeard(): boolean {
    return [...this].some(({isConnected, link}) => isConnected && !link?.isTroubled);
  }

  find(uid: string): PairWork | null {
    return this.#pairs.get(uid) ?? null;
  }

  isConnectedTo(uid: string): boolean {
    return this.find(uid)?.isConnected ?? false;
  }

  updateConnections(connections: readonly Connection[]): void {
    this.#connections = connections;
  }

  /** What the store shows between the two. */
  documentsOf({uid}: PairWork): ShownDocuments {
    return {outgoing: this.#connection(this.#ownUid, uid), incoming: this.#connection(uid, this.#ownUid)};
  }

  /** Has one with each whom the store names. */
  include(participants: readonly Participant[]): void {
    for (const uid of this.#named(participants)) {
      if (uid !== this.#ownUid && !this.#pairs.has(uid)) this.#pairs.set(uid, new PairWork(uid, this.#contextFor(uid)));
    }
  }

  /** Of who is gone without a trace nothing is kept: in a room that is open all day many come by. */
  forgetAllBut(participants: readonly Participant[]): void {
    const named = this.#named(participants);
    for (const [uid, pair] of this.#pairs) if (pair.isIdle && !named.has(uid)) this.#pairs.delete(uid);
  }

  /** Sends to everybody connected. @returns how many it was sent to */
  broadcast(message: ControlMessage): number {
    return [...this].filter(({link}) => link?.send(message) ?? false).length;
  }

  dropLinks(options?: {readonly leaving: boolean}): void {
    for (const pair of this) pair.dropLink(options);
  }

  clear(): void {
    this.#pairs.clear();
  }

  #connection(from: string, to: string): Connection | null {
    return this.#connections.find(connection => connection.from === from && connection.to === to) ?? null;
  }

  #named(participants: readonly Participant[]): ReadonlySet<string> {
    return new Set([...participants.map(({uid}) => uid), ...this.#connections.flatMap(({from, to}) => [from, to])]);
  }
}
