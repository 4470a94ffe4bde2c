import type {LinkState} from './peer-link.js';
import type {Silence} from './silence-watch.js';

/** What is known of a link, by the browser and by listening. */
export interface LinkFacts {
  readonly before: LinkState;
  readonly connectionState: RTCPeerConnectionState;
  /** Undefined before anything was described. */
  readonly dtlsState: RTCDtlsTransportState | undefined;
  /** The browser has called it failed, and nothing else for a while. */
  readonly hasFailed: boolean;
  readonly isChannelOpen: boolean;
  readonly silence: Silence;
  /** Nothing comes by the path that there was: until something is heard. */
  readonly isPathGivenUp: boolean;
  readonly online: boolean;
}

/** How a link stands by what is known of it now; one that is lost or closed stays so. Pure. */
export function nextLinkState(facts: LinkFacts): LinkState {
  const {before, connectionState, isChannelOpen} = facts;
  if (before === 'lost' || before === 'closed') return before;
  if (isDead(facts)) return 'lost';
  if (before === 'connecting') return connectionState === 'connected' && isChannelOpen ? 'connected' : 'connecting';
  return (connectionState === 'connected' && !isUnheard(facts)) || isHeardStill(facts) ? 'connected' : 'interrupted';
}

/** It cannot come back, as ICE alone can once it was up. */
const isDead = ({before, connectionState, dtlsState, hasFailed}: LinkFacts): boolean =>
  connectionState === 'closed' || dtlsState === 'failed' || (hasFailed && before === 'connecting');

const isUnheard = ({silence, isPathGivenUp, online}: LinkFacts): boolean =>
  silence === 'long' || isPathGivenUp || (silence !== 'none' && !online);

/** Checks are lost, as on a line that is full, and what they were to tell is known. When an interruption is over, ICE says. */
const isHeardStill = ({before, connectionState, silence, isPathGivenUp}: LinkFacts): boolean =>
  before === 'connected' &&
  (connectionState === 'disconnected' || connectionState === 'connecting') &&
  silence === 'none' &&
  !isPathGivenUp;
