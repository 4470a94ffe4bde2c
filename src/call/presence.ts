import {compareRank, leaseMs, type Participant} from '../protocol/participant.js';

/** Kept beyond the lease before anybody is taken for gone: an estimate of the store's time is off by a round trip. */
export const lapseMarginMs = 5_000;

/** When somebody counts as gone unless they renew, in server time. */
export const lapsesAt = ({renewedAt}: Participant): number => renewedAt + leaseMs + lapseMarginMs;

/** Splits who is there from whose lease has lapsed. A live link proves more than a lease does. */
export function splitByLease(
  participants: readonly Participant[],
  known: {
    readonly serverNow: number;
    readonly trusted: boolean;
    readonly isLinked: (uid: string) => boolean;
    readonly ownUid: string;
  },
): {readonly present: readonly Participant[]; readonly lapsed: readonly Participant[]} {
  const isPresent = (participant: Participant): boolean =>
    !known.trusted ||
    participant.uid === known.ownUid ||
    lapsesAt(participant) > known.serverNow ||
    known.isLinked(participant.uid);
  return {present: participants.filter(isPresent), lapsed: participants.filter(entry => !isPresent(entry))};
}

/** Whether sweeping falls to this person: the first by rank, so that not everybody pays for it. */
export const isSweeper = (uid: string, present: readonly Participant[]): boolean =>
  [...present].sort(compareRank)[0]?.uid === uid;
