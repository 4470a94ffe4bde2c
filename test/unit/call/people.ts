import type {Connection} from '../../../src/protocol/connection.js';
import type {Participant} from '../../../src/protocol/participant.js';

/** Somebody in the room, joined at this second of the store's clock or, with null, in the lobby. */
export const person = (uid: string, joinedAt: number | null, more: Partial<Participant> = {}): Participant => ({
  uid,
  session: `${uid}-session`,
  state: joinedAt === null ? 'lobby' : 'joined',
  name: joinedAt === null ? '' : uid.toUpperCase(),
  capacity: 4,
  joinedAt,
  renewedAt: 1_000,
  networkEpoch: 0,
  ...more,
});

/** What one offers the other in their present sessions. */
export const connection = (from: string, to: string, more: Partial<Connection> = {}): Connection => ({
  from,
  fromSession: `${from}-session`,
  to,
  toSession: `${to}-session`,
  offer: {sdp: 'v=0', revision: 1},
  offerCandidates: [],
  answer: null,
  answerCandidates: [],
  expireAt: 200_000,
  ...more,
});
