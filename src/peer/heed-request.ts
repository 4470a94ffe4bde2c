import {callAfter} from '../util/call-after.js';
import type {Clock} from '../util/clock.js';
import type {ControlChannel} from './control-channel.js';
import {recentMs, type LinkStateWatch} from './link-state-watch.js';
import type {Negotiation} from './negotiation.js';

export interface HeedRequestOptions {
  readonly watch: LinkStateWatch;
  readonly channel: Pick<ControlChannel, 'unacknowledgedSince'>;
  readonly negotiation: Pick<Negotiation, 'revision'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** It was never connected: what was offered is of no use. */
  readonly onOutdated: () => void;
}

/**
 * Whoever asks for a restart has heard nothing for about as long. What was lost on the way has gone out again by then: SCTP
 * waits for 3 s at most (WebRTC's dcsctp).
 */
const deafMs = 3_500;

/** Finds out, within a moment, whether a new start that the other side asks for ends the link: as {@link PeerLink.heedRequest}. */
export function heedRequest({watch, channel, negotiation, clock, signal, onOutdated}: HeedRequestOptions): void {
  if (watch.state === 'connecting') return onOutdated();
  if (!watch.isUp) return;
  const askedAt = clock.now();
  // What was asked for by the store may have been overtaken: a link that has just come back is not given up unheard.
  if (watch.state !== 'connected' && !watch.isHeardSince(askedAt - recentMs)) return watch.lose();
  const {revision} = negotiation;
  // The other side is heard, and hears nothing: not even of what has just come back.
  const isDeafThere = (): boolean => clock.now() - Math.max(channel.unacknowledgedSince, watch.since) >= deafMs;
  const decide = (): void => {
    watch.look();
    const isRestarted = negotiation.revision !== revision;
    if (!watch.isHeardSince(askedAt) || (isDeafThere() && !isRestarted)) watch.lose();
  };
  watch.look();
  callAfter(clock, recentMs, decide, signal);
}
