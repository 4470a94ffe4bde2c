import {leaseMs} from '../../src/protocol/participant.js';
import {localSignaling} from '../../src/signaling/local-signaling.js';
import type {ContractClient, ContractEnvironment} from '../../src/signaling/signaling-contract.js';
import type {SignalingRoom} from '../../src/signaling/signaling.js';

/** Longer than a newcomer listens and a write waits for a tab that does not reply. */
const settleMs = 240;

/** A room between tabs that are all in this one process, for the contract suite. */
export function createLocalEnvironment(): Promise<ContractEnvironment> {
  const rooms: SignalingRoom[] = [];
  let aheadMs = 0;
  const now = (): number => performance.timeOrigin + performance.now() + aheadMs;
  const environment: ContractEnvironment = {
    room: crypto.randomUUID(),
    checksRules: true,
    open: (sameAs?: ContractClient) => {
      const uid = sameAs?.uid ?? crypto.randomUUID();
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
    settle: () => new Promise(resolve => setTimeout(resolve, settleMs)),
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
}
