import {formatCandidate, highestRevision, parseCandidate, type Candidate} from './candidate.js';
import {MalformedError, parseInteger, parseList, parseRecord, parseString, parseTime} from './shape.js';
import {participantLimits} from './participant-limits.js';

/** Bounds that `firestore.rules` hold too. */
export const connectionLimits = {sdpLength: 32_768, candidates: 64, candidatesLength: 16_384} as const;

/** A session description and its place in the pair's count: an answer carries the revision of its offer. */
export interface Description {
  readonly sdp: string;
  /** Counts up from 1 for a pair, over Firestore and control channel alike. */
  readonly revision: number;
}

/** What two participants say to one another while they meet: one a pair, made by the offerer. */
export interface Connection {
  readonly from: string;
  readonly fromSession: string;
  readonly to: string;
  readonly toSession: string;
  readonly offer: Description;
  readonly offerCandidates: readonly Candidate[];
  readonly answer: Description | null;
  readonly answerCandidates: readonly Candidate[];
  /** Server time in ms after which anybody present may remove what was left. */
  readonly expireAt: number;
}

/** A connection document as it was read. @throws {MalformedError} */
export function parseConnection(value: unknown): Connection {
  const fields = parseRecord(value, 'connection');
  return {
    from: parseString(fields['from'], 'from', participantLimits.uidLength, 1),
    fromSession: parseString(fields['fromSession'], 'fromSession', participantLimits.sessionLength, 1),
    to: parseString(fields['to'], 'to', participantLimits.uidLength, 1),
    toSession: parseString(fields['toSession'], 'toSession', participantLimits.sessionLength, 1),
    offer: parseDescription(fields['offer'], 'offer'),
    offerCandidates: parseCandidates(fields['offerCandidates'], 'offerCandidates'),
    answer: fields['answer'] === undefined ? null : parseDescription(fields['answer'], 'answer'),
    answerCandidates: parseCandidates(fields['answerCandidates'], 'answerCandidates'),
    expireAt: parseTime(fields['videoCallExpireAt'], 'videoCallExpireAt'),
  };
}

/** Parsers differ in where a line ends that has a line break of another kind in it, or a control character. */
const notOfSdp = /(?![\t\r\n])[\p{Cc}\p{Zl}\p{Zp}]|\r(?!\n)/u;

/** `{sdp, revision}`. @throws {MalformedError} */
export function parseDescription(value: unknown, what: string): Description {
  const fields = parseRecord(value, what);
  const sdp = parseString(fields['sdp'], `${what}.sdp`, connectionLimits.sdpLength, 1);
  if (notOfSdp.test(sdp)) throw new MalformedError(`${what}.sdp has characters that no description has`);
  return {sdp, revision: parseInteger(fields['revision'], `${what}.revision`, 1, highestRevision)};
}

/** A list of candidates in the form of {@link formatCandidate}. @throws {MalformedError} */
export const parseCandidates = (value: unknown, what: string): readonly Candidate[] =>
  parseList(value, what, connectionLimits.candidates, parseCandidate);

/** The form in which candidates stand in a document and on the control channel. */
export const formatCandidates = (candidates: readonly Candidate[]): string[] => candidates.map(formatCandidate);
