import {isSent, type CallState, type RemoteParticipant} from '../call/call-state.js';
import type {Strings} from '../locale/strings.js';
import type {Arrangement} from './tile-layout.js';

/** What one tile shows. */
export interface TileModel {
  /** Stable for as long as it is the same picture of the same person. */
  readonly key: string;
  readonly kind: 'self' | 'person' | 'screen';
  /** Seed of the colour behind the initial. */
  readonly uid: string;
  readonly name: string;
  /** The words under the picture. */
  readonly label: string;
  readonly stream: MediaStream | null;
  /** Whether there is a picture to show; without it, the initial. */
  readonly picture: boolean;
  readonly microphone: boolean;
  /** What is amiss with the line to them, '' while it is well enough. */
  readonly weakness: string;
  readonly connection: RemoteParticipant['connection'];
}

export interface StagePlan {
  readonly arrangement: Arrangement;
  readonly tiles: readonly TileModel[];
}

/** Oneself, as the others see one. */
export function selfTile(state: CallState, strings: Strings): TileModel {
  return {
    key: 'self',
    kind: 'self',
    uid: state.uid,
    name: state.name,
    label: strings.you,
    stream: state.localStream,
    picture: state.localStream !== null && isSent(state.camera),
    microphone: isSent(state.microphone),
    weakness: '',
    connection: 'connected',
  };
}

/** Another person, and how the line to them is. */
export function personTile(
  person: RemoteParticipant,
  strings: Strings,
  line?: Pick<CallState['quality'], 'level'>,
): TileModel {
  const weakLine = line?.level === 'poor' ? strings.weakLine : '';
  return {
    key: person.uid,
    kind: 'person',
    uid: person.uid,
    name: person.name,
    label: person.name || strings.guest,
    stream: person.stream,
    picture: person.camera && person.stream !== null,
    microphone: person.microphone,
    weakness: person.soundOnly ? strings.soundOnly : weakLine,
    connection: person.connection,
  };
}

/** The screen that another person shares. */
function screenTile(person: RemoteParticipant, strings: Strings): TileModel {
  return {
    ...personTile(person, strings),
    key: `${person.uid}/screen`,
    kind: 'screen',
    label: strings.screenOf(person.name || strings.guest),
    stream: person.screenStream,
    picture: person.screenStream !== null,
    microphone: true,
    weakness: '',
  };
}

/** Who is on the stage, in order, and how they stand. Pure. */
export function planStage(state: CallState, strings: Strings): StagePlan {
  const lines = state.quality.participants;
  const people = state.participants.map(person => personTile(person, strings, lines[person.uid]));
  const screens = state.participants.filter(person => person.screen).map(person => screenTile(person, strings));
  const tiles = [...screens, ...people, selfTile(state, strings)];
  if (screens.length > 0) return {arrangement: 'screen', tiles};
  return {arrangement: people.length === 0 ? 'solo' : people.length === 1 ? 'pair' : 'grid', tiles};
}
