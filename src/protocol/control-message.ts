import {highestRevision, type Candidate} from './candidate.js';
import {formatCandidates, parseCandidates, parseDescription, type Description} from './connection.js';
import {MalformedError, parseInteger, parseOneOf, parseRecord, parseString} from './shape.js';
import {participantLimits} from './participant-limits.js';

/** Bounds of what one message may hold. A chat text is bounded by what a person may want to paste. */
export const controlLimits = {textLength: 4_000, messageLength: 64_000, idLength: 64, fillingLength: 1_000} as const;

/** What one side tells the other of its own media. */
export interface MediaState {
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  /** The line is too narrow for the pictures that are on: `camera` and `screen` are not sent, and false. */
  readonly soundOnly: boolean;
}

/** What goes over the negotiated data channel (id 0) between two peers, as one JSON object a message. */
export type ControlMessage =
  | ({readonly type: 'state'} & MediaState)
  | {readonly type: 'chat'; readonly id: string; readonly text: string}
  /**
   * How many messages have come from whom this goes to, of whatever kind, and how much of their sound came too late to be heard, in
   * percent of the last two seconds.
   */
  | {readonly type: 'heartbeat'; readonly heard: number; readonly latePercent: number}
  /** One of many that show what the line carries. */
  | {readonly type: 'probe'; readonly number: number; readonly filling: string}
  /** This probe came. */
  | {readonly type: 'echo'; readonly number: number}
  | {readonly type: 'bye'}
  | {readonly type: 'offer' | 'answer'; readonly description: Description}
  /** The answerer hears nothing since this revision; whoever reads this is heard by nobody. */
  | {readonly type: 'restart'; readonly revision: number}
  | {readonly type: 'candidates'; readonly candidates: readonly Candidate[]};

/** The wire form of a message, read by {@link parseControlMessage}. */
export const formatControlMessage = (message: ControlMessage): string =>
  JSON.stringify(
    message.type === 'candidates' ? {...message, candidates: formatCandidates(message.candidates)} : message,
  );

/** A message as it arrived. @throws {MalformedError} */
export function parseControlMessage(data: unknown): ControlMessage {
  const fields = parseRecord(parseJson(parseString(data, 'message', controlLimits.messageLength)), 'message');
  return parsers[parseOneOf(fields['type'], 'type', types)](fields);
}

type Parse = (fields: Readonly<Record<string, unknown>>) => ControlMessage;

const parsers: Readonly<Record<ControlMessage['type'], Parse>> = {
  state: fields => ({
    type: 'state',
    name: parseString(fields['name'], 'name', participantLimits.nameLength),
    microphone: fields['microphone'] === true,
    camera: fields['camera'] === true,
    screen: fields['screen'] === true,
    soundOnly: fields['soundOnly'] === true,
  }),
  chat: fields => ({
    type: 'chat',
    id: parseString(fields['id'], 'id', controlLimits.idLength, 1),
    text: parseString(fields['text'], 'text', controlLimits.textLength, 1),
  }),
  heartbeat: fields => ({
    type: 'heartbeat',
    heard: parseInteger(fields['heard'], 'heard', 0, Number.MAX_SAFE_INTEGER),
    latePercent: parseInteger(fields['latePercent'], 'latePercent', 0, 100),
  }),
  probe: fields => ({
    type: 'probe',
    number: parseProbeNumber(fields),
    filling: parseString(fields['filling'], 'filling', controlLimits.fillingLength),
  }),
  echo: fields => ({type: 'echo', number: parseProbeNumber(fields)}),
  bye: () => ({type: 'bye'}),
  restart: fields => ({type: 'restart', revision: parseInteger(fields['revision'], 'revision', 1, highestRevision)}),
  offer: fields => ({type: 'offer', description: parseDescription(fields['description'], 'description')}),
  answer: fields => ({type: 'answer', description: parseDescription(fields['description'], 'description')}),
  candidates: fields => ({type: 'candidates', candidates: parseCandidates(fields['candidates'], 'candidates')}),
};

const types = Object.keys(parsers) as readonly ControlMessage['type'][];

const parseProbeNumber = (fields: Readonly<Record<string, unknown>>): number =>
  parseInteger(fields['number'], 'number', 1, Number.MAX_SAFE_INTEGER);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedError('message is no JSON');
  }
}
