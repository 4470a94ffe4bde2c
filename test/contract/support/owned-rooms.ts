import {randomUUID} from 'node:crypto';
import {getApp} from 'firebase/app';
import {disableNetwork, enableNetwork, getFirestore} from 'firebase/firestore';
import {CallError, type CallErrorCode} from '../../../src/errors.js';
import type {Knock} from '../../../src/protocol/knock.js';
import type {Participant} from '../../../src/protocol/participant.js';
import type {Signaling, SignalingRoom, SignalingUsage} from '../../../src/signaling/signaling.js';
import type {RoomOwnership} from '../../../src/signaling/room-ownership.js';
import {waitUntil} from '../../e2e/support/waiting.js';
import {RestClient} from '../../rules/support/rest-client.js';
import type {Fields} from '../../rules/support/values.js';
import {startTestEmulator, type EmulatorClient} from './firestore-emulator.js';

const projectId = 'demo-owned-rooms';
export const patient = {signal: new AbortController().signal} as const;

/** Somebody at the emulator, in one room or at its door, and what they were told. */
export class Guest {
  readonly uid: string;
  readonly signaling: Signaling;
  readonly #room: string;
  participants: readonly Participant[] = [];
  knocks: readonly Knock[] = [];
  usage: SignalingUsage = {reads: 0, writes: 0, deletes: 0};
  shutOut: CallError | undefined;
  readonly #appName: string;
  #entered: SignalingRoom | null = null;

  constructor({uid, signaling, appName}: EmulatorClient, room: string) {
    this.uid = uid;
    this.signaling = signaling;
    this.#appName = appName;
    this.#room = room;
  }

  get entered(): SignalingRoom {
    if (!this.#entered) throw new Error(`${this.uid} has not entered`);
    return this.#entered;
  }

  get ownership(): RoomOwnership {
    if (!this.entered.ownership) throw new Error('no room has an owner here');
    return this.entered.ownership;
  }

  /** Enters and waits until they see themselves. */
  async enter(state: 'lobby' | 'joined' = 'joined'): Promise<void> {
    const session = randomUUID();
    const handlers = {
      onParticipants: (participants: readonly Participant[]) => (this.participants = participants),
      onConnections: () => undefined,
      onKnocks: (knocks: readonly Knock[]) => (this.knocks = knocks),
      onLive: (_live: boolean, error?: CallError) => (this.shutOut = error ?? this.shutOut),
      onUsage: (usage: SignalingUsage) => (this.usage = usage),
    };
    this.#entered = await this.signaling.enter(
      {room: this.#room, session, capacity: 4, state, name: 'x', handlers},
      patient,
    );
    await this.until('oneself', () => this.participants.some(entry => entry.session === session));
  }

  knock(name = 'Eve', signal: AbortSignal = patient.signal): Promise<void> {
    if (!this.signaling.knock) throw new Error('nobody can knock here');
    return this.signaling.knock({room: this.#room, name}, {signal});
  }

  /** Has no connection while something else happens. */
  async whileOffline(act: () => Promise<void>): Promise<void> {
    const db = getFirestore(getApp(this.#appName));
    await disableNetwork(db);
    await act();
    await enableNetwork(db);
  }

  /** How somebody else's entry looks to this one. */
  sees({uid}: Guest): Participant['state'] | 'nobody' {
    return this.participants.find(entry => entry.uid === uid)?.state ?? 'nobody';
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    await waitUntil(what, () => Promise.resolve(isSo()), Boolean, {withinMs: 10_000});
  }
}

/** A room of its own for one test. */
export interface OwnedRoomScene {
  readonly owner: Guest;
  guest(): Guest;
  /** Writes the room's own document as trusted code does, past the rules. */
  make(fields: Fields): Promise<void>;
  /** Writes a document below the room, past the rules. */
  put(path: string, fields: Fields): Promise<void>;
  read(path: string): Promise<Fields | undefined>;
}

const starting = startTestEmulator(projectId);

/** A room that its owner has entered; locked, unless the fields say otherwise. Null is a room without a document. */
export async function setupOwnedRoom(fields: Fields | null = {locked: true}): Promise<OwnedRoomScene> {
  const {host, port, open} = await starting;
  const client = new RestClient({host, port}, projectId);
  const room = randomUUID();
  const path = `videoCall/v1/rooms/${room}`;
  const guest = (): Guest => new Guest(open(), room);
  const put = async (below: string, values: Fields): Promise<void> => {
    await client.commit('owner', client.set(below, values));
  };
  const owner = guest();
  const make = (values: Fields): Promise<void> => put(path, {owner: owner.uid, ...values});
  if (fields) await make(fields);
  await owner.enter();
  return {
    owner,
    guest,
    make,
    put: (below, values) => put(`${path}/${below}`, values),
    read: below => client.read('owner', below === '' ? path : `${path}/${below}`),
  };
}

/** For `assert.rejects`. */
export const withCode =
  (code: CallErrorCode) =>
  (error: unknown): boolean =>
    error instanceof CallError && error.code === code;
