import {randomUUID} from 'node:crypto';
import {after} from 'node:test';
import {startEmulator} from '../../../scripts/emulator.mjs';
import {silentLog, type Log} from '../../../src/log.js';
import {emulatorUser} from '../../../src/signaling/firestore/emulator-user.js';
import {firestoreSignaling} from '../../../src/signaling/firestore/firestore-signaling.js';
import type {Signaling} from '../../../src/signaling/signaling.js';
import {systemClock, type Clock} from '../../../src/util/clock.js';
import {readRoomDocuments} from '../../e2e/support/documents.js';

/** One person's way to the emulator. */
export interface EmulatorClient {
  readonly uid: string;
  readonly signaling: Signaling;
  /** Of the Firebase app; the same name is the same person. */
  readonly appName: string;
}

/** An emulator with the shipped rules, for all tests of a file. */
export interface FirestoreEmulator {
  readonly projectId: string;
  readonly host: string;
  readonly port: number;
  /** Somebody; with the same app name the same person again. Freed after the last test. */
  open(appName?: string, clock?: Clock, log?: Log): EmulatorClient;
  /** Paths of all documents of a room. */
  documents(room: string): Promise<readonly string[]>;
}

// Node has no tabs: what a tab would remember, so that the same person can come a second time.
const remembered = new Map<string, string>();
const sessionStorage = {
  getItem: (key: string) => remembered.get(key) ?? null,
  setItem: (key: string, value: string) => void remembered.set(key, value),
};
Object.assign(globalThis, {sessionStorage});

/** Starts one, stopped after the last test of the file. */
export function startTestEmulator(projectId: string): Promise<FirestoreEmulator> {
  const starting = startEmulator({projectId, rules: 'firestore.rules'});
  const opened: Signaling[] = [];
  after(async () => {
    for (const signaling of opened) await signaling.dispose?.();
    await (await starting).stop();
  });
  return starting.then(({host, port}) => {
    const emulator = `${host}:${String(port)}`;
    return {
      ...{projectId, host, port},
      open: (appName = randomUUID(), clock = systemClock, log = silentLog) => {
        const signaling = firestoreSignaling({
          firebaseConfig: {projectId, apiKey: 'demo'},
          firebaseApp: null,
          database: '(default)',
          authToken: null,
          appCheckSiteKey: '',
          emulator,
          authEmulator: '',
          appName,
          clock,
          log,
        });
        opened.push(signaling);
        return {uid: emulatorUser(projectId, appName).uid, signaling, appName};
      },
      documents: async room => (await readRoomDocuments(emulator, projectId, room)).map(({path}) => path),
    };
  });
}
