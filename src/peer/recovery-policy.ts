/** What is known of a connection that was up. Times are ms by one clock, `-Infinity` for never. */
export interface RecoveryFacts {
  readonly role: 'offerer' | 'answerer';
  readonly connectionState: RTCPeerConnectionState;
  /** Nothing has been heard for longer than the other side is ever quiet: see `silence-watch`. */
  readonly silent: boolean;
  /** Since when it is not connected, or silent; null while all is well. */
  readonly troubledSince: number | null;
  /** When something last hinted that the own network is another one. */
  readonly networkChangedAt: number;
  readonly attempts: number;
  readonly lastAttemptAt: number;
  readonly online: boolean;
  readonly now: number;
  /** 0-1, another for each wait: two sides, or two of eight links, do not try in step. */
  readonly jitter: number;
}

/**
 * `disconnected` while something is heard, as `silence-watch` finds out within a second or two: checks were lost, as on a line
 * that is full, and what they were to tell is known. If it is the other way that is broken, the other side hears nothing and
 * is quicker. A restart would add to a full line, and its checks be lost as well: then Firefox ends what ran until then.
 */
const patienceMs = 6_000;
/** What a path that survived a change of network takes to be heard on again: a few packets of sound. */
const changeMs = 300;
/** A trouble that begins later than this after a hint of another network has another cause. */
const hintMs = 10_000;
/** The offerer hears nothing either, and is quicker: the answerer can only ask it to. */
const answererWaitsMs = 2_500;
/** After the first attempt: for an answer by way of the store, and for ICE after it. */
export const firstWaitMs = 2_000;
/** Keeps a call back within seconds. */
const longestWaitMs = 8_000;
/** A wait is made longer or shorter by up to this part. */
const jitterShare = 0.2;

/**
 * When to try to recover: at once where the network changed, the connection failed or nothing is heard, after some
 * seconds where it is only disconnected, later each time after that, and never while offline. It never gives up: only a person or a lapsed lease
 * ends a link.
 *
 * @returns ms from now, 0 for at once, Infinity for not before something changes
 */
export function recoverInMs(facts: RecoveryFacts): number {
  const {connectionState, online, now} = facts;
  if (!online || connectionState === 'closed') return Infinity;
  return Math.max(0, (isOfChange(facts) ? afterChange(facts) : afterTrouble(facts)) - now);
}

/** A hint that was not acted upon yet, and that the trouble, if there is one, may come from. */
const isOfChange = ({networkChangedAt, lastAttemptAt, troubledSince}: RecoveryFacts): boolean =>
  networkChangedAt > Math.max(lastAttemptAt, (troubledSince ?? -Infinity) - hintMs);

/** If the path is broken there is nothing to wait for. If it looks well, a moment will tell by which way to restart. */
function afterChange({role, troubledSince, networkChangedAt}: RecoveryFacts): number {
  if (role === 'answerer') return troubledSince === null ? Infinity : networkChangedAt + answererWaitsMs;
  return troubledSince === null ? networkChangedAt + changeMs : -Infinity;
}

function afterTrouble({
  role,
  connectionState,
  silent,
  troubledSince,
  attempts,
  lastAttemptAt,
  jitter,
}: RecoveryFacts): number {
  if (troubledSince === null) return Infinity;
  if (attempts > 0) {
    const waitMs = Math.min(firstWaitMs * 2 ** (attempts - 1), longestWaitMs);
    return lastAttemptAt + waitMs * (1 + jitterShare * (2 * jitter - 1));
  }
  const isHeardStill = connectionState !== 'failed' && !silent;
  return troubledSince + (isHeardStill ? patienceMs : 0) + (role === 'answerer' ? answererWaitsMs : 0);
}
