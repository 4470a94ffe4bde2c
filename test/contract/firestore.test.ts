import {randomUUID} from 'node:crypto';
import {after} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {startEmulator} from '../../scripts/emulator.mjs';
import {silentLog} from '../../src/log.js';
import {leaseMs} from '../../src/protocol/participant.js';
import {emulatorUser} from '../../src/signaling/firestore/emulator-user.js';
import {firestoreSignaling} from '../../src/signaling/firestore/firestore-signaling.js';
import {participantsPath} from '../../src/signaling/firestore/paths.js';
import type {ContractClient, ContractEnvironment} from '../../src/signaling/signaling-contract.js';
import type {Signaling} from '../../src/signaling/signaling.js';
import {systemClock} from '../../src/util/clock.js';
import {testContract} from './run-contract.js';

/** Longer than a commit takes to come back through a listener of the emulator. */
const settleMs = 300;
const projectId = 'demo-contract';
const starting = startEmulator({projectId, rules: 'firestore.rules'});
after(async () => (await starting).stop());

// Node has no tabs: what a tab would remember, so that the same person can come a second time.
const remembered = new Map<string, string>();
globalThis.sessionStorage = {
  getItem: (key: string) => remembered.get(key) ?? null,
  setItem: (key: string, value: string) => void remembered.set(key, value),
} as Storage;

testContract(async () => {
  const {host, port} = await starting;
  const emulator = `${host}:${String(port)}`;
  const room = randomUUID();
  const opened: Signaling[] = [];
  const names = new Map<string, string>();
  const environment: ContractEnvironment = {
    room,
    checksRules: true,
    open: (sameAs?: ContractClient) => {
      const appName = (sameAs && names.get(sameAs.uid)) ?? randomUUID();
      const {uid} = emulatorUser(projectId, appName);
      names.set(uid, appName);
      const signaling = firestoreSignaling({
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
      opened.push(signaling);
      return Promise.resolve({uid, signaling});
    },
    settle: () => delay(settleMs),
    lapse: () => ageLeases(emulator, room),
    close: async () => {
      for (const signaling of opened) await signaling.dispose?.();
    },
  };
  return environment;
});

/** Sets every lease of a room back, past the rules: nobody waits three minutes for a test. */
async function ageLeases(emulator: string, room: string): Promise<void> {
  const documents = `projects/${projectId}/databases/(default)/documents`;
  const headers = {Authorization: 'Bearer owner'};
  const list = await fetch(`http://${emulator}/v1/${documents}/${participantsPath(room)}`, {headers});
  const found = (await list.json()) as {readonly documents?: readonly {readonly name: string}[]};
  const renewedAt = {timestampValue: new Date(Date.now() - leaseMs - 1_000).toISOString()};
  const writes = (found.documents ?? []).map(({name}) => ({
    update: {name, fields: {renewedAt}},
    updateMask: {fieldPaths: ['renewedAt']},
  }));
  await fetch(`http://${emulator}/v1/${documents}:commit`, {method: 'POST', headers, body: JSON.stringify({writes})});
}
