import {isInCall, type CallState, type Cause, type ChatMessage, type RemoteParticipant} from '../call/call-state.js';
import type {CallQuality} from '../call/quality.js';
import type {CallError} from '../errors.js';
import type {Strings} from '../locale/strings.js';
import type {Knock} from '../protocol/knock.js';
import {hasSameFields} from '../util/same-fields.js';
import {CallErrorEvent} from './call-error.js';
import {CameraChangeEvent} from './camera-change.js';
import {JoinedEvent} from './joined.js';
import {KnockEvent} from './knock.js';
import {LeftEvent, type LeftReason} from './left.js';
import {ChatMessageEvent} from './message.js';
import {MicrophoneChangeEvent} from './microphone-change.js';
import {ParticipantJoinedEvent} from './participant-joined.js';
import {ParticipantLeftEvent} from './participant-left.js';
import {ParticipantUpdatedEvent} from './participant-updated.js';
import {PhaseChangeEvent} from './phase-change.js';
import {QualityChangeEvent} from './quality-change.js';
import {qualityWords} from './quality-words.js';
import {ScreenShareChangeEvent} from './screen-share-change.js';
import {SignalingUsageEvent} from './signaling-usage.js';

/** Who asked for what is under way. */
export interface Causes {
  readonly join: Cause;
  readonly leave: Cause;
}

/**
 * The facts that a page is told when the state went from `before` to `after`, in the order in which they are told.
 *
 * @param strings the words, for what is told in words too
 */
export function eventsFor(
  before: CallState,
  after: CallState,
  causes: Causes,
  strings: () => Strings,
): readonly Event[] {
  return [
    ...phaseEvents(before, after, causes),
    ...participantEvents(peopleIn(before), peopleIn(after)),
    ...mediaEvents(before, after),
    ...newMessages(before, after).map(message => new ChatMessageEvent({message})),
    ...newKnocks(before, after).map(({uid, name}) => new KnockEvent({uid, name})),
    ...qualityEvents(before.quality, after.quality, strings),
    ...(after.usage === before.usage ? [] : [new SignalingUsageEvent(after.usage)]),
    ...newErrors(before, after).map(error => new CallErrorEvent({error})),
  ];
}

const qualityEvents = (before: CallQuality, after: CallQuality, strings: () => Strings): readonly Event[] =>
  after === before ? [] : [new QualityChangeEvent({...after, words: qualityWords(before, after, strings())})];

/** Of the call, and of each of the own devices. A screen that is off was not chosen: nothing failed. */
const errorsIn = ({error, microphone, camera, screen}: CallState): readonly (CallError | null)[] => [
  error,
  microphone.error,
  camera.error,
  screen.status === 'unavailable' ? screen.error : null,
];

function newErrors(before: CallState, after: CallState): readonly CallError[] {
  const known = new Set(errorsIn(before));
  return errorsIn(after).filter(error => error !== null && !known.has(error)) as readonly CallError[];
}

/** The others are told of from `joined` on, though a connection may be faster than the seat. */
const peopleIn = ({phase, participants}: CallState): readonly RemoteParticipant[] =>
  isInCall(phase) ? participants : nobody;

const nobody: readonly RemoteParticipant[] = [];

const newKnocks = ({knocks: before}: CallState, {knocks: after}: CallState): readonly Knock[] =>
  after.filter(({uid}) => !before.some(knock => knock.uid === uid));

/** New ones come at the end; old ones may have gone at the beginning. */
function newMessages({messages: before}: CallState, {messages: after}: CallState): readonly ChatMessage[] {
  const last = before.at(-1);
  return last ? after.slice(after.indexOf(last) + 1) : after;
}

function phaseEvents(before: CallState, after: CallState, causes: Causes): readonly Event[] {
  if (before.phase === after.phase) return [];
  const [wasIn, isIn] = [isInCall(before.phase), isInCall(after.phase)];
  const cause = phaseCause(before, after, causes);
  return [
    new PhaseChangeEvent({from: before.phase, to: after.phase, cause}),
    ...(isIn && !wasIn ? [new JoinedEvent({cause: causes.join})] : []),
    ...(wasIn && !isIn ? [new LeftEvent({reason: leftReason(after, causes), cause})] : []),
  ];
}

function phaseCause(before: CallState, after: CallState, causes: Causes): Cause {
  if (after.phase === 'ended') return causes.leave;
  if (after.phase === 'joining' || (before.phase === 'joining' && isInCall(after.phase))) return causes.join;
  return isInCall(after.phase) ? 'remote' : 'system';
}

/** Of an error that says by itself why one is out. */
const toldReasons = ['taken-over', 'room-full', 'room-locked', 'removed'] as const;

function leftReason({phase, error}: CallState, causes: Causes): LeftReason {
  const told = toldReasons.find(reason => reason === error?.code);
  if (told) return told;
  if (phase === 'failed') return 'failed';
  return causes.leave === 'user' ? 'left' : 'page';
}

function participantEvents(
  before: readonly RemoteParticipant[],
  after: readonly RemoteParticipant[],
): readonly Event[] {
  if (before === after) return [];
  const find = (list: readonly RemoteParticipant[], uid: string): RemoteParticipant | undefined =>
    list.find(each => each.uid === uid);
  return [
    ...before.filter(({uid}) => !find(after, uid)).map(participant => new ParticipantLeftEvent({participant})),
    ...after.filter(({uid}) => !find(before, uid)).map(participant => new ParticipantJoinedEvent({participant})),
    ...after
      .filter(participant => {
        const was = find(before, participant.uid);
        return was !== undefined && was !== participant;
      })
      .map(participant => new ParticipantUpdatedEvent({participant})),
  ];
}

function mediaEvents(before: CallState, after: CallState): readonly Event[] {
  const {microphone, camera, screen} = after;
  return [
    ...(hasSameFields(before.microphone, microphone) ? [] : [new MicrophoneChangeEvent({microphone})]),
    ...(hasSameFields(before.camera, camera) ? [] : [new CameraChangeEvent({camera})]),
    ...(hasSameFields(before.screen, screen) ? [] : [new ScreenShareChangeEvent({screenShare: screen})]),
  ];
}
