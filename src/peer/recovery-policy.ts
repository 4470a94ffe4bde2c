/** What is known of a connection that was up. */
export interface RecoveryFacts {
  readonly connectionState: RTCPeerConnectionState;
  /** Since when it is not connected, ms by the clock of `now`. */
  readonly interruptedAt: number;
  readonly attempts: number;
  readonly lastAttemptAt: number;
  readonly online: boolean;
  readonly now: number;
}

/** `disconnected` mostly heals by itself within this; a restart costs a round trip and interrupts nothing (RFC 8445, section 2.4). */
const patienceMs = 1_500;
const backoffMs = {first: 4_000, longest: 30_000} as const;

/**
 * When to restart ICE: at once where the connection failed, soon where it is only disconnected, later each time after
 * that, and never while offline. It never gives up: only a person or a lapsed lease ends a link.
 *
 * @returns ms from now, 0 for at once, Infinity for not before something changes
 */
export function restartInMs({
  connectionState,
  interruptedAt,
  attempts,
  lastAttemptAt,
  online,
  now,
}: RecoveryFacts): number {
  if (!online || connectionState === 'connected' || connectionState === 'closed') return Infinity;
  if (attempts === 0) return connectionState === 'failed' ? 0 : Math.max(0, interruptedAt + patienceMs - now);
  const waitMs = Math.min(backoffMs.first * 2 ** (attempts - 1), backoffMs.longest);
  return Math.max(0, lastAttemptAt + waitMs - now);
}
