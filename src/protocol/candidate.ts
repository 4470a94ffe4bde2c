import {MalformedError, parseString} from './shape.js';

/** One ICE candidate (RFC 8839, section 5.1) of a description with this revision. */
export interface Candidate {
  readonly revision: number;
  readonly sdpMid: string;
  /** `candidate:…`, as in `RTCIceCandidate.candidate`. */
  readonly candidate: string;
}

/** What the nine digits of a candidate's revision can name; a description beyond it could have no candidates. */
export const highestRevision = 999_999_999;

const longest = 1024;
const form = /^(\d{1,9}) (\S{1,16}) (candidate:[\x20-\x7e]+)$/;

/**
 * One string a candidate, `<revision> <mid> candidate:…`: security rules cannot look into a list of maps, but they can
 * bound the length of joined strings.
 */
export const formatCandidate = ({revision, sdpMid, candidate}: Candidate): string =>
  `${String(revision)} ${sdpMid} ${candidate}`;

/** The reverse of {@link formatCandidate}. @throws {MalformedError} */
export function parseCandidate(value: unknown): Candidate {
  const match = form.exec(parseString(value, 'candidate', longest));
  if (!match) throw new MalformedError('candidate has another form');
  const [, revision = '', sdpMid = '', candidate = ''] = match;
  return {revision: Number(revision), sdpMid, candidate};
}
