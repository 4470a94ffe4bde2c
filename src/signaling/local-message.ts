import {formatCandidates, parseCandidates, parseDescription, type Description} from '../protocol/connection.js';
import type {Candidate} from '../protocol/candidate.js';
import {participantLimits} from '../protocol/participant-limits.js';
import {parseParticipant, type Participant} from '../protocol/participant.js';
import {parseInteger, parseList, parseOneOf, parseRecord, parseString, parseTime} from '../protocol/shape.js';

/** An offer as its maker holds it. */
export interface HeldOffer {
  /** Of this offer alone, so that an answer cannot be taken for that of another. */
  readonly id: string;
  readonly to: string;
  readonly toSession: string;
  readonly description: Description;
  readonly candidates: readonly Candidate[];
  /** Server time in ms. */
  readonly expireAt: number;
}

/** What its addressee holds about an offer. */
export interface HeldAnswer {
  readonly offerId: string;
  readonly from: string;
  readonly description: Description | null;
  readonly candidates: readonly Candidate[];
  /** The addressee removed the connection. */
  readonly closed: boolean;
}

/** All that one session has to say. Nobody else changes it, and it is always told whole: so no order can garble it. */
export interface Holding {
  readonly participant: Participant;
  /** Server time in ms; of two sessions of one person the later one counts. */
  readonly enteredAt: number;
  /** Counts up with each change. */
  readonly version: number;
  readonly offers: readonly HeldOffer[];
  readonly answers: readonly HeldAnswer[];
}

/** One version of one session's holding. */
export interface HoldingId {
  readonly uid: string;
  readonly session: string;
  readonly version: number;
}

/** What tabs say to one another. `at` is the sender's server time. */
export type LocalMessage = {readonly at: number} & (
  | {readonly type: 'hello'}
  | {readonly type: 'holding'; readonly holding: Holding}
  | ({readonly type: 'seen'; readonly by: string} & HoldingId)
  | ({readonly type: 'gone'} & HoldingId)
);

/** More than a room of eight can make; a bound so that a broken page does not fill the others' memory. */
const mostHeld = 64;
const idLength = 200;

/** A message in a form that {@link parseLocalMessage} reads. */
export function formatLocalMessage(message: LocalMessage): unknown {
  if (message.type !== 'holding') return message;
  const {holding} = message;
  const formatHeld = (held: HeldOffer | HeldAnswer): unknown => ({
    ...held,
    candidates: formatCandidates(held.candidates),
  });
  return {
    ...message,
    holding: {...holding, offers: holding.offers.map(formatHeld), answers: holding.answers.map(formatHeld)},
  };
}

/** A message as it arrived: another version of this package, or another script, may use the same channel. @throws {MalformedError} */
export function parseLocalMessage(data: unknown): LocalMessage {
  const fields = parseRecord(data, 'message');
  const at = parseTime(fields['at'], 'at');
  const type = parseOneOf(fields['type'], 'type', ['hello', 'holding', 'seen', 'gone']);
  switch (type) {
    case 'hello':
      return {type, at};
    case 'holding':
      return {type, at, holding: parseHolding(fields['holding'])};
    case 'seen':
      return {type, at, by: parseUid(fields['by'], 'by'), ...parseHoldingId(fields)};
    case 'gone':
      return {type, at, ...parseHoldingId(fields)};
  }
}

function parseHolding(value: unknown): Holding {
  const fields = parseRecord(value, 'holding');
  const participant = parseRecord(fields['participant'], 'participant');
  return {
    participant: parseParticipant(participant['uid'], participant),
    enteredAt: parseTime(fields['enteredAt'], 'enteredAt'),
    version: parseVersion(fields['version']),
    offers: parseList(fields['offers'], 'offers', mostHeld, parseHeldOffer),
    answers: parseList(fields['answers'], 'answers', mostHeld, parseHeldAnswer),
  };
}

function parseHeldOffer(value: unknown): HeldOffer {
  const fields = parseRecord(value, 'offer');
  return {
    id: parseString(fields['id'], 'id', idLength, 1),
    to: parseUid(fields['to'], 'to'),
    toSession: parseSession(fields['toSession']),
    description: parseDescription(fields['description'], 'offer.description'),
    candidates: parseCandidates(fields['candidates'], 'offer.candidates'),
    expireAt: parseTime(fields['expireAt'], 'expireAt'),
  };
}

function parseHeldAnswer(value: unknown): HeldAnswer {
  const fields = parseRecord(value, 'answer');
  const description = fields['description'];
  return {
    offerId: parseString(fields['offerId'], 'offerId', idLength, 1),
    from: parseUid(fields['from'], 'from'),
    description: description === null ? null : parseDescription(description, 'answer.description'),
    candidates: parseCandidates(fields['candidates'], 'answer.candidates'),
    closed: fields['closed'] === true,
  };
}

const parseHoldingId = (fields: Readonly<Record<string, unknown>>): HoldingId => ({
  uid: parseUid(fields['uid'], 'uid'),
  session: parseSession(fields['session']),
  version: parseVersion(fields['version']),
});

const parseUid = (value: unknown, what: string): string => parseString(value, what, participantLimits.uidLength, 1);
const parseSession = (value: unknown): string => parseString(value, 'session', participantLimits.sessionLength, 1);
const parseVersion = (value: unknown): number => parseInteger(value, 'version', 1, Number.MAX_SAFE_INTEGER);
