import {randomUUID} from 'node:crypto';
import {after} from 'node:test';
import {getApp} from 'firebase/app';
import {disableNetwork, enableNetwork, getFirestore} from 'firebase/firestore';
import {startEmulator} from '../../../scripts/emulator.mjs';
import {CallError, type CallErrorCode} from '../../../src/errors.js';
import {silentLog} from '../../../src/log.js';
import type {Knock} from '../../../src/protocol/knock.js';
import type {Participant} from '../../../src/protocol/participant.js';
import {emulatorUser} from '../../../src/signaling/firestore/emulator-user.js';
import {firestoreSignaling} from '../../../src/signaling/firestore/firestore-signaling.js';
import type {Signaling, SignalingRoom, SignalingUsage} from '../../../src/signaling/signaling.js';
import type {RoomOwnership} from '../../../src/signaling/room-ownership.js';
import {systemClock} from '../../../src/util/clock.js';
import {waitUntil} from '../../e2e/support/waiting.js';
import {RestClient} from '../../rules/support/rest-client.js';
import type {Fields} from '../../rules/support/values.js';

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
  readonly #appName = randomUUID();
  #entered: SignalingRoom | null = null;

  constructor(emulator: string, room: string) {
    const appName = this.#appName;
    this.uid = emulatorUser(projectId, appName).uid;
    this.#room = room;
    this.signaling = firestoreSignaling({
      firebaseConfig: {projectId, apiKey: 'demo'},
      firebaseApp: null,
      database: '(default)',
      authToken: null,
      appCheckSiteKey: '',
      emulator,
      authEmulator: '',
      appName,
      clock: systemClock,
      log: silentLog,
    });
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
    await waitUntil(what, () => Promise.resolve(isSo()), Boolean, 10_000);
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

// Node has no tabs: what a tab would remember of who it is.
const remembered = new Map<string, string>();
if (!('sessionStorage' in globalThis)) {
  const sessionStorage = {
    getItem: (key: string) => remembered.get(key) ?? null,
    setItem: (key: string, value: string) => void remembered.set(key, value),
  };
  Object.assign(globalThis, {sessionStorage});
}

const starting = startEmulator({projectId, rules: 'firestore.rules'});
const opened: Guest[] = [];
after(async () => {
  for (const {signaling} of opened) await signaling.dispose?.();
  await (await starting).stop();
});

/** A room that its owner has entered; locked, unless the fields say otherwise. Null is a room without a document. */
export async function setupOwnedRoom(fields: Fields | null = {locked: true}): Promise<OwnedRoomScene> {
  const {host, port} = await starting;
  const client = new RestClient({host, port}, projectId);
  const room = randomUUID();
  const path = `videoCall/v1/rooms/${room}`;
  const guest = (): Guest => {
    const someone = new Guest(`${host}:${String(port)}`, room);
    opened.push(someone);
    return someone;
  };
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
