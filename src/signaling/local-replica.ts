import type {Connection} from '../protocol/connection.js';
import {compareRank, type Participant} from '../protocol/participant.js';
import type {HeldOffer, Holding, HoldingId} from './local-message.js';

/** A connection, and the id of the offer in it. */
export type LocalConnection = Connection & {readonly offerId: string};

/**
 * What one tab knows of the room: the last holding of each person. Participants and connections are read off it, never
 * stored, so that tabs that know the same holdings see the same room.
 */
export class LocalReplica {
  readonly #holdings = new Map<string, Holding>();

  get(uid: string): Holding | undefined {
    return this.#holdings.get(uid);
  }

  /** Takes over what is newer than the present holding. @returns false for what is older or the same */
  put(holding: Holding): boolean {
    const {uid} = holding.participant;
    const present = this.#holdings.get(uid);
    if (present && !isNewer(holding, present)) return false;
    this.#holdings.set(uid, holding);
    return true;
  }

  /** Takes this holding away. @returns false if it is not there, or a newer one has come */
  remove({uid, session, version}: HoldingId): boolean {
    const present = this.#holdings.get(uid);
    if (present?.participant.session !== session || present.version > version) return false;
    return this.#holdings.delete(uid);
  }

  participants(): readonly Participant[] {
    return [...this.#holdings.values()].map(({participant}) => participant);
  }

  /** The connections that name this person. */
  connectionsOf(uid: string): readonly LocalConnection[] {
    const all = [...this.#holdings.values()].flatMap(holding =>
      holding.offers.map(offer => this.#connection(holding.participant, offer)),
    );
    return all.filter(connection => connection !== null).filter(({from, to}) => from === uid || to === uid);
  }

  /** An offer stands while its addressee is there, has not closed it, and is not found to have joined before its maker. */
  #connection(from: Participant, offer: HeldOffer): LocalConnection | null {
    const to = this.#holdings.get(offer.to);
    const held = to?.answers.find(({offerId}) => offerId === offer.id);
    if (to?.participant.session !== offer.toSession || held?.closed || compareRank(from, to.participant) >= 0)
      return null;
    return {
      offerId: offer.id,
      from: from.uid,
      fromSession: from.session,
      to: offer.to,
      toSession: offer.toSession,
      offer: offer.description,
      offerCandidates: offer.candidates,
      answer: held?.description ?? null,
      answerCandidates: held?.candidates ?? [],
      expireAt: offer.expireAt,
    };
  }
}

/** Of one session the later version, of two sessions of one person the one that entered later. */
export function isNewer(a: Holding, b: Holding): boolean {
  if (a.participant.session === b.participant.session) return a.version > b.version;
  return a.enteredAt === b.enteredAt ? a.participant.session > b.participant.session : a.enteredAt > b.enteredAt;
}
