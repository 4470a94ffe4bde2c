/** The one place that reads session descriptions (RFC 8866) as text. */

/** As generous as the most generous of parsers: they take other cases, blanks before the name, and odd line breaks within. */
const candidateLine = /^a=.*candidate/is;

/** The same description without candidates: it can be answered without a packet being sent to the other side. */
export const withoutCandidates = (sdp: string): string =>
  sdp
    .split(/(?<=\n)/)
    .filter(line => !candidateLine.test(line))
    .join('');

/** Candidates that stand in a description, with the mid of their section. */
export function candidatesIn(sdp: string): readonly {readonly sdpMid: string; readonly candidate: string}[] {
  return sdp
    .split(/^(?=m=)/m)
    .slice(1)
    .flatMap(section => {
      const sdpMid = /^a=mid:(\S+)/m.exec(section)?.[1] ?? '';
      return [...section.matchAll(/^a=(candidate:.*?)\r?$/gm)].map(([, candidate = '']) => ({sdpMid, candidate}));
    });
}

/** What stays the same for as long as one `RTCPeerConnection` makes descriptions: `o=<username> <sess-id>` (RFC 8829, section 5.2.1). */
export const connectionIdOf = (sdp: string): string => /^o=(\S+ \S+)/m.exec(sdp)?.[1] ?? '';

const credential = {
  ufrag: /^a=ice-ufrag:([\w+/]{4,256})\r?$/m,
  pwd: /^a=ice-pwd:([\w+/]{22,256})\r?$/m,
} as const;

/**
 * A description that was in force, restarted: with the credentials that another one names (RFC 8839, section 5.4), and
 * nothing else of it. With fixed transceivers nothing else changes. Null where it names none.
 */
export function restarted(sdp: string, by: string): string | null {
  const [ufrag, pwd] = [credential.ufrag.exec(by)?.[1], credential.pwd.exec(by)?.[1]];
  if (ufrag === undefined || pwd === undefined) return null;
  return sdp.replace(/^(a=ice-ufrag:).*?(\r?)$/gm, `$1${ufrag}$2`).replace(/^(a=ice-pwd:).*?(\r?)$/gm, `$1${pwd}$2`);
}

/**
 * The candidate if it is a relay's, without the address that the relay saw (`raddr`, RFC 8839 section 5.1): whoever asks
 * for relays only does not want it told.
 */
export const relayedCandidate = (candidate: string): string | null =>
  / typ relay(?: |$)/.test(candidate) ? candidate.replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 9') : null;

/** The description with no candidates but relayed ones. */
export const relayedOnly = (sdp: string): string =>
  sdp.replace(/^a=(candidate:.*?)(\r?\n)/gm, (_line, candidate: string, end: string) => {
    const relayed = relayedCandidate(candidate);
    return relayed === null ? '' : `a=${relayed}${end}`;
  });

/** Whether a description or a candidate names a TURN relay. */
export const namesRelay = (text: string): boolean => / typ relay(?: |\r?$)/m.test(text);

/**
 * The description with lost packets of Opus asked for again (`nack`, RFC 4585 section 6.2.1), as Chromium and Safari can but
 * offer for pictures only. Inside the jitter buffer's time it repairs more than Opus' own correction, at no cost on a good line.
 */
export const withSoundRepair = (sdp: string): string =>
  sdp.replace(/^a=rtpmap:(\d+) opus\/48000\/2(\r?\n)/gim, (line: string, type: string, end: string) =>
    new RegExp(`^a=rtcp-fb:${type} nack\r?$`, 'm').test(sdp) ? line : `${line}a=rtcp-fb:${type} nack${end}`,
  );
