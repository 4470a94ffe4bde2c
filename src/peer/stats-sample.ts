/** What one reading of `getStats` says of a connection, as running totals. Field names are those of webrtc-stats. */
export interface StatsSample {
  readonly atMs: number;
  readonly bytesSent: number;
  readonly sounds: readonly IncomingSound[];
  readonly videoPacketsReceived: number;
  readonly videoPacketsLost: number;
  readonly freezeMs: number;
  readonly outgoing: readonly OutgoingStream[];
  readonly roundTripMs: number | null;
  /** What the sender's congestion control thinks fits; null where the browser does not tell (Firefox). */
  readonly availableKbps: number | null;
  readonly cpuLimited: boolean;
  readonly bandwidthLimited: boolean;
  readonly path: ConnectionPath | null;
  /** Names without parameters, such as `VP8`. */
  readonly codecs: readonly string[];
}

/** One of the streams of sound that come: of a microphone or a screen. */
export interface IncomingSound {
  readonly ssrc: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /**
   * What was made up and is to be heard. After half a second without a packet browsers make up silence, without end where the
   * sender stopped on purpose; of a gap in what is sent, the half second before it tells enough.
   */
  readonly concealedSamples: number;
  readonly totalSamples: number;
}

/** One of the streams that are sent: a microphone, a camera, a screen or its sound. */
export interface OutgoingStream {
  readonly ssrc: number;
  readonly isPicture: boolean;
  readonly packetsSent: number;
  /** Share of its packets that the far side missed, 0-1, as it reported last: of a picture each second, of sound up to 7 s ago. */
  readonly farLoss: number;
}

/** How the packets travel: kinds of candidates and protocols, never an address. */
export interface ConnectionPath {
  readonly local: string;
  readonly remote: string;
  readonly protocol: string;
  /** Between this side and its TURN server; '' without one. */
  readonly relayProtocol: string;
}

/** What happened between two samples. Rates and shares are of that time only. */
export interface StatsDelta {
  readonly durationMs: number;
  readonly sentKbps: number;
  readonly packetsSent: number;
  /** Share of the far side's packets that were missed here, 0-1. */
  readonly nearLoss: number;
  /** The same of what is sent: each stream counts by its packets, for of the few of a small picture one lost is a large share. */
  readonly farLoss: number;
  /** Of pictures alone, which are reported more often. */
  readonly farPictureLoss: number;
  /** Of the sound that was played and goes on being sent, what was made up. */
  readonly concealedShare: number;
  /** Of that what was not lost, 0-1: it came too late. */
  readonly lateShare: number;
  readonly freezeShare: number;
  readonly roundTripMs: number | null;
  readonly availableKbps: number | null;
  readonly cpuLimited: boolean;
  readonly bandwidthLimited: boolean;
}

/** `getStats` of eight connections costs something on a phone; a person notices a change within seconds anyway. */
export const readEveryMs = 2_000;

type Stats = Readonly<Record<string, unknown>>;

/** Reads a report. Pure; what a browser leaves out counts as zero or null. */
export function readSample(report: Iterable<readonly [string, unknown]>, atMs: number): StatsSample {
  const all = [...report].map(([, stats]) => stats as Stats);
  const ofType = (type: string, kind?: string): readonly Stats[] =>
    all.filter(stats => stats['type'] === type && (kind === undefined || stats['kind'] === kind));
  const videoIn = ofType('inbound-rtp', 'video');
  const videoOut = ofType('outbound-rtp', 'video');
  const reports = ofType('remote-inbound-rtp');
  const pair = selectedPair(all);
  const limitedBy = (reason: string): boolean => videoOut.some(stats => stats['qualityLimitationReason'] === reason);
  return {
    atMs,
    bytesSent: sum(ofType('outbound-rtp'), 'bytesSent'),
    sounds: ofType('inbound-rtp', 'audio').map(incomingSound),
    videoPacketsReceived: sum(videoIn, 'packetsReceived'),
    videoPacketsLost: sum(videoIn, 'packetsLost'),
    freezeMs: sum(videoIn, 'totalFreezesDuration') * 1000,
    outgoing: ofType('outbound-rtp').map(stats => outgoingStream(stats, reports)),
    roundTripMs: inMs(roundTripOf(pair, reports, all)),
    availableKbps: inKbps(numberOf(pair, 'availableOutgoingBitrate')),
    cpuLimited: limitedBy('cpu'),
    bandwidthLimited: limitedBy('bandwidth'),
    path: pathOf(all, pair),
    codecs: [...new Set(ofType('codec').map(({mimeType}) => String(mimeType).replace(/^.*\//, '')))],
  };
}

/** The difference of two samples of one connection; after a restart of the counters nothing is below zero. */
export function compareSamples(before: StatsSample, after: StatsSample): StatsDelta {
  const durationMs = Math.max(after.atMs - before.atMs, 1);
  const more = (key: NumberKey): number => Math.max(0, after[key] - before[key]);
  const sounds = after.sounds.map(sound => heardSince(before.sounds, sound));
  const lost = sum(sounds, 'packetsLost') + more('videoPacketsLost');
  const received = sum(sounds, 'packetsReceived') + more('videoPacketsReceived');
  const steady = sounds.filter(sound => isSteady(before.sounds, sound));
  const concealedShare = share(sum(steady, 'concealedSamples'), sum(steady, 'totalSamples'));
  const sent = after.outgoing.map(stream => sentSince(before.outgoing, stream));
  return {
    durationMs,
    sentKbps: (more('bytesSent') * 8) / durationMs,
    packetsSent: sum(sent, 'packetsSent'),
    nearLoss: share(lost, lost + received),
    farLoss: farLossOf(sent),
    farPictureLoss: farLossOf(sent.filter(({isPicture}) => isPicture)),
    concealedShare,
    lateShare: Math.max(0, concealedShare - lostShareOf(steady)),
    freezeShare: Math.min(1, more('freezeMs') / durationMs),
    roundTripMs: after.roundTripMs,
    availableKbps: after.availableKbps,
    cpuLimited: after.cpuLimited,
    bandwidthLimited: after.bandwidthLimited,
  };
}

type NumberKey = {[Key in keyof StatsSample]: StatsSample[Key] extends number ? Key : never}[keyof StatsSample];

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
const inMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);
const inKbps = (bitsPerSecond: number | null): number | null => (bitsPerSecond === null ? null : bitsPerSecond / 1000);

function numberOf(stats: Stats | undefined, key: string): number | null {
  const value = stats?.[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

const sum = <Item extends object>(list: readonly Item[], key: keyof Item & string): number =>
  list.reduce((total, stats) => total + (numberOf(stats as Stats, key) ?? 0), 0);

function largest(list: readonly Stats[], key: string): number | null {
  const values = list.map(stats => numberOf(stats, key)).filter(value => value !== null);
  return values.length === 0 ? null : Math.max(...values);
}

function incomingSound(stats: Stats): IncomingSound {
  const count = (key: string): number => numberOf(stats, key) ?? 0;
  return {
    ssrc: count('ssrc'),
    packetsReceived: count('packetsReceived'),
    packetsLost: count('packetsLost'),
    concealedSamples: count('concealedSamples') - count('silentConcealedSamples'),
    totalSamples: count('totalSamplesReceived'),
  };
}

/** The sound with what came of it since an earlier sample alone. */
function heardSince(before: readonly IncomingSound[], sound: IncomingSound): IncomingSound {
  const then = before.find(({ssrc}) => ssrc === sound.ssrc);
  const more = (key: keyof IncomingSound): number => Math.max(0, sound[key] - (then?.[key] ?? 0));
  return {
    ssrc: sound.ssrc,
    packetsReceived: more('packetsReceived'),
    packetsLost: more('packetsLost'),
    concealedSamples: more('concealedSamples'),
    totalSamples: more('totalSamples'),
  };
}

/** What was there before, and of which something was sent since: how a sound begins and ends says nothing of the line. */
const isSteady = (before: readonly IncomingSound[], {ssrc, packetsReceived, packetsLost}: IncomingSound): boolean =>
  packetsReceived + packetsLost > 0 && before.some(sound => sound.ssrc === ssrc);

const lostShareOf = (sounds: readonly IncomingSound[]): number =>
  share(sum(sounds, 'packetsLost'), sum(sounds, 'packetsLost') + sum(sounds, 'packetsReceived'));

function outgoingStream(stats: Stats, reports: readonly Stats[]): OutgoingStream {
  const report = reports.find(({ssrc}) => ssrc === stats['ssrc']);
  return {
    ssrc: numberOf(stats, 'ssrc') ?? 0,
    isPicture: stats['kind'] === 'video',
    packetsSent: numberOf(stats, 'packetsSent') ?? 0,
    farLoss: numberOf(report, 'fractionLost') ?? 0,
  };
}

/** The stream with what it sent since an earlier sample alone. */
function sentSince(before: readonly OutgoingStream[], stream: OutgoingStream): OutgoingStream {
  const sentThen = before.find(({ssrc}) => ssrc === stream.ssrc)?.packetsSent ?? 0;
  return {...stream, packetsSent: Math.max(0, stream.packetsSent - sentThen)};
}

/** What a stream reported that sends no more counts for nothing. */
const farLossOf = (sent: readonly OutgoingStream[]): number =>
  share(
    sent.reduce((lost, {packetsSent, farLoss}) => lost + packetsSent * farLoss, 0),
    sum(sent, 'packetsSent'),
  );

/** How long ago something was measured, by the browser's own clock: that of the latest entry. */
function ageOf(stats: Stats, all: readonly Stats[]): number {
  const now = Math.max(...all.map(each => numberOf(each, 'timestamp') ?? -Infinity));
  return now - (numberOf(stats, 'timestamp') ?? now);
}

/** Firefox measures that of a pair only when it chooses it; what reports of RTP say is as old as they are, and is read once. */
function roundTripOf(pair: Stats | undefined, reports: readonly Stats[], all: readonly Stats[]): number | null {
  const newReports = reports.filter(report => ageOf(report, all) < readEveryMs);
  const times = [numberOf(pair, 'currentRoundTripTime'), largest(newReports, 'roundTripTime')];
  const known = times.filter(time => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The one in use: named by the transport, or, in Firefox, marked `selected`. */
function selectedPair(all: readonly Stats[]): Stats | undefined {
  const named = all.find(stats => stats['type'] === 'transport')?.['selectedCandidatePairId'];
  const pairs = all.filter(stats => stats['type'] === 'candidate-pair');
  return pairs.find(({id}) => id === named) ?? pairs.find(({selected}) => selected === true);
}

function pathOf(all: readonly Stats[], pair: Stats | undefined): ConnectionPath | null {
  if (!pair) return null;
  const candidate = (key: string): Stats | undefined => all.find(({id}) => id === pair[key]);
  const local = candidate('localCandidateId');
  const text = (stats: Stats | undefined, key: string): string => {
    const value = stats?.[key];
    return typeof value === 'string' ? value : '';
  };
  return {
    local: text(local, 'candidateType'),
    remote: text(candidate('remoteCandidateId'), 'candidateType'),
    protocol: text(local, 'protocol'),
    relayProtocol: text(local, 'relayProtocol'),
  };
}
