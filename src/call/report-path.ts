import type {ConnectionPath} from '../peer/stats-sample.js';

/** What the browser was allowed to try. */
export interface TriedWays {
  readonly relayOnly: boolean;
  readonly iceServers: readonly RTCIceServer[];
}

/** How the packets travel, and what was never tried, so that nobody takes it for blocked. */
export function pathWords(path: ConnectionPath, {relayOnly, iceServers}: TriedWays): string {
  const {local, remote, protocol, relayProtocol} = path;
  const isUdpUntried = isOverTcp.test(relayProtocol) && !iceServers.some(hasUdpRelay);
  const words = [local, remote, protocol, relayProtocol, isUdpUntried && 'udp-untried', relayOnly && 'relay-only'];
  return words.filter(Boolean).join(' ');
}

const isOverTcp = /^(?:tcp|tls)$/;

/** `turn:` is UDP unless it says otherwise (RFC 7065); browsers take `turns:` for TLS over TCP. */
const hasUdpRelay = ({urls}: RTCIceServer): boolean =>
  [urls].flat().some(url => url.startsWith('turn:') && !/[?&]transport=tcp/i.test(url));
