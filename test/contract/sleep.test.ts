import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {test} from 'node:test';
import type {SignalingRoom} from '../../src/signaling/signaling.js';
import {systemClock, type Clock} from '../../src/util/clock.js';
import {startTestEmulator} from './support/firestore-emulator.js';

const starting = startTestEmulator('demo-sleep');
const patient = {signal: new AbortController().signal} as const;
const minuteMs = 60_000;

/** The clock of a computer that may sleep: then it stands still, while date and store go on. */
function sleepyClock() {
  let sleptMs = 0;
  const clock: Clock = {...systemClock, now: () => systemClock.now() - sleptMs};
  return {clock, sleep: (forMs: number) => (sleptMs += forMs)};
}

/** ann has joined by a clock that may sleep, ben is in the lobby. */
async function setup() {
  const {open} = await starting;
  const {clock, sleep} = sleepyClock();
  const room = randomUUID();
  const enter = (state: 'lobby' | 'joined', inTime: Clock): Promise<SignalingRoom> => {
    const nothing = (): void => undefined;
    const handlers = {onParticipants: nothing, onConnections: nothing, onLive: nothing};
    const session = randomUUID();
    return open(undefined, inTime).signaling.enter({room, session, capacity: 4, state, name: 'x', handlers}, patient);
  };
  const ben = await enter('lobby', systemClock);
  const ann = await enter('joined', clock);
  const offerToBen = (revision: number): Promise<void> =>
    ann.offer(
      {to: ben.uid, toSession: ben.session, description: {sdp: `v=0 ${revision}`, revision}, candidates: []},
      patient,
    );
  return {ann, sleep, offerToBen};
}

/** How far the time of the store as ann knows it is from the date, which is the emulator's. */
const errorMs = (ann: SignalingRoom): number => Math.abs(ann.serverNow() - Date.now());

test('after a sleep the first offer is one that the rules take', async () => {
  const {ann, sleep, offerToBen} = await setup();
  await offerToBen(1);
  sleep(10 * minuteMs);
  await offerToBen(2);
  assert.ok(errorMs(ann) < minuteMs);
});

for (const [name, write] of [
  ['a renewal', (ann: SignalingRoom) => ann.renew(patient)],
  ['a return to the lobby', (ann: SignalingRoom) => ann.returnToLobby(patient)],
] as const)
  test(`after a sleep of days ${name} is one that the rules take`, async () => {
    const {ann, sleep} = await setup();
    sleep(3 * 24 * 60 * minuteMs);
    await write(ann);
    assert.ok(errorMs(ann) < minuteMs);
  });
