import {setTimeout as delay} from 'node:timers/promises';
import {randomUUID} from 'node:crypto';
import {leaseMs} from '../../src/protocol/participant.js';
import {localSignaling} from '../../src/signaling/local-signaling.js';
import type {ContractClient, ContractEnvironment} from '../../src/signaling/signaling-contract.js';
import type {SignalingRoom} from '../../src/signaling/signaling.js';
import {testContract} from './run-contract.js';

/** Longer than a newcomer listens, and than a write waits for a tab that does not reply. */
const settleMs = 240;

testContract(() => {
  const rooms: SignalingRoom[] = [];
  let aheadMs = 0;
  const now = (): number => performance.timeOrigin + performance.now() + aheadMs;
  const environment: ContractEnvironment = {
    room: randomUUID(),
    checksRules: true,
    open: (sameAs?: ContractClient) => {
      const uid = sameAs?.uid ?? randomUUID();
      const signaling = localSignaling({uid, now});
      const entering = {
        enter: async (...given: Parameters<typeof signaling.enter>) => {
          const room = await signaling.enter(...given);
          rooms.push(room);
          return room;
        },
      };
      return Promise.resolve({uid, signaling: entering});
    },
    settle: () => delay(settleMs),
    lapse: () => {
      aheadMs += leaseMs + 1_000;
      return Promise.resolve();
    },
    close: () => {
      for (const room of rooms) room.leaveAtOnce();
      return Promise.resolve();
    },
  };
  return Promise.resolve(environment);
});
