import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {test} from 'node:test';
import {silentLog} from '../../src/log.js';
import type {Connection} from '../../src/protocol/connection.js';
import {connect} from '../../src/signaling/firestore/connect.js';
import {lookAtConnections} from '../../src/signaling/firestore/connections-look.js';
import {readConnections} from '../../src/signaling/firestore/read-documents.js';
import type {SignalingHandlers} from '../../src/signaling/signaling.js';
import {createDeferred} from '../../src/util/deferred.js';
import {startTestEmulator} from './support/firestore-emulator.js';

const projectId = 'demo-look';
const starting = startTestEmulator(projectId);
const signal = new AbortController().signal;
const patient = {signal};

test('what is looked at by REST is what the listener tells', async () => {
  const {host, port, open} = await starting;
  const room = `Tisch #7 50%? ${randomUUID()}`;
  const told = createDeferred<readonly Connection[]>();
  const ignore = () => undefined;
  const silent: SignalingHandlers = {onParticipants: ignore, onConnections: ignore, onLive: ignore};
  const listening: SignalingHandlers = {
    ...silent,
    onConnections: connections => {
      if (connections.length > 0) told.resolve(connections);
    },
  };
  const [ann, ben] = [open(), open()];
  const member = await ann.signaling.enter(
    {room, session: 'ann-1', capacity: 4, state: 'joined', name: 'Ann', handlers: silent},
    patient,
  );
  await ben.signaling.enter(
    {room, session: 'ben-1', capacity: 4, state: 'lobby', name: '', handlers: listening},
    patient,
  );
  const candidates = [{revision: 1, sdpMid: '0', candidate: 'candidate:1 1 udp 1 192.0.2.7 9 typ host'}];
  await member.offer(
    {to: ben.uid, toSession: 'ben-1', description: {sdp: 'v=0\r\ns=ü\r\n', revision: 1}, candidates},
    patient,
  );

  const access = await connect(
    {
      ...{config: {projectId, apiKey: 'demo'}, firebaseApp: null, database: '(default)', authToken: null},
      ...{appCheckSiteKey: '', emulator: `${host}:${String(port)}`, authEmulator: '', log: silentLog},
      appName: ben.appName,
    },
    signal,
  );
  assert.equal(access.uid, ben.uid);
  const {connections} = readConnections(await lookAtConnections(access, room, signal), silentLog);
  assert.deepEqual(connections, await told.promise);
  assert.equal(connections.length, 1);
});
