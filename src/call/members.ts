import type {PeerLink} from '../peer/peer-link.js';
import type {Participant} from '../protocol/participant.js';
import type {PairSet} from './pair-set.js';

/** Somebody with a seat, or with a live link whatever the store says. */
export interface Member {
  readonly uid: string;
  readonly session: string;
  /** As their entry states it; '' if the entry is gone. */
  readonly name: string;
  readonly link: PeerLink | null;
}

/** Who lost the seat while the store was out of reach, and is linked all the same, still sees whom they are linked to. */
export function membersOf(seated: readonly Participant[], pairs: PairSet): readonly Member[] {
  const members = seated.map(({uid, session, name}) => ({uid, session, name, link: pairs.find(uid)?.link ?? null}));
  const linkedOnly = [...pairs].filter(pair => pair.isConnected && !seated.some(({uid}) => uid === pair.uid));
  return [...members, ...linkedOnly.map(({uid, session, link}) => ({uid, session, name: '', link}))];
}
