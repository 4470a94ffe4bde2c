import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {test} from 'node:test';
import {silentLog} from '../../src/log.js';
import {leaseMs} from '../../src/protocol/participant.js';
import {MalformedError} from '../../src/protocol/shape.js';
import {participantsPath} from '../../src/signaling/firestore/paths.js';
import type {ContractClient, ContractEnvironment} from '../../src/signaling/signaling-contract.js';
import type {Signaling, SignalingHandlers} from '../../src/signaling/signaling.js';
import {RestClient} from '../rules/support/rest-client.js';
import {systemClock} from '../../src/util/clock.js';
import {UnderWay} from '../support/under-way.js';
import {testContract} from './run-contract.js';
import {countRequests} from './support/counted-requests.js';
import {startTestEmulator} from './support/firestore-emulator.js';
import {ListenerFence, type FencedClient} from './support/listener-fence.js';

const projectId = 'demo-contract';
const starting = startTestEmulator(projectId);

testContract(async () => {
  const {host, port, open} = await starting;
  const room = randomUUID();
  const opened: Signaling[] = [];
  const people = new Map<string, FencedClient>();
  const requests = new UnderWay();
  const restoreFetch = countRequests(requests);
  const fence = new ListenerFence(new RestClient({host, port}, projectId), room);
  const environment: ContractEnvironment = {
    room,
    checksRules: true,
    open: (sameAs?: ContractClient) => {
      const {uid, signaling, appName} = open(sameAs && people.get(sameAs.uid)?.appName);
      people.set(uid, {uid, appName});
      opened.push(signaling);
      return Promise.resolve({uid, signaling});
    },
    settle: async () => {
      await requests.ended();
      await fence.pass([...people.values()]);
    },
    lapse: () => ageLeases(`${host}:${String(port)}`, room),
    close: async () => {
      for (const signaling of opened) await signaling.dispose?.();
      restoreFetch();
    },
  };
  return environment;
});

test('a document in no form that it knows is told to nobody, and a developer reads of it in the log', async () => {
  const {host, port, open} = await starting;
  const room = randomUUID();
  const warned: (readonly [string, boolean])[] = [];
  const warn = (message: string, error: unknown) => warned.push([message, error instanceof MalformedError]);
  const ann = open(undefined, systemClock, {...silentLog, warn});
  let [people, pairs]: [readonly string[], number] = [[], 0];
  const handlers: SignalingHandlers = {
    onParticipants: participants => (people = participants.map(({uid}) => uid)),
    onConnections: connections => (pairs = connections.length),
    onLive: () => undefined,
  };
  const request = {room, session: randomUUID(), capacity: 4, state: 'joined', name: 'Ann', handlers} as const;
  await ann.signaling.enter(request, {signal: new AbortController().signal});
  // The fence is such a document, one among the people and one among the pairs.
  await new ListenerFence(new RestClient({host, port}, projectId), room).pass([ann]);

  assert.deepEqual([people, pairs], [[ann.uid], 0]);
  const asItShould = ['dropped a malformed document', true] as const;
  assert.deepEqual(warned, [asItShould, asItShould]);
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
