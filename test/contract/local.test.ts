import assert from 'node:assert/strict';
import {test} from 'node:test';
import {localSignaling} from '../../src/signaling/local-signaling.js';
import {createLocalEnvironment} from '../support/local-environment.js';
import {testContract} from './run-contract.js';

testContract(createLocalEnvironment);

test('without a session storage everybody is somebody new', async () => {
  const handlers = {onParticipants: () => undefined, onConnections: () => undefined, onLive: () => undefined};
  const request = {room: 'no-storage', session: 'session', capacity: 4, state: 'lobby', name: '', handlers} as const;
  const options = {signal: new AbortController().signal};
  const rooms = [await localSignaling().enter(request, options), await localSignaling().enter(request, options)];
  assert.notEqual(rooms[0]?.uid, rooms[1]?.uid);
  for (const room of rooms) room.leaveAtOnce();
});
