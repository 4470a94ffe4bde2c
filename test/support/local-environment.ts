import {leaseMs} from '../../src/protocol/participant.js';
import {localSignaling} from '../../src/signaling/local-signaling.js';
import type {ContractClient, ContractEnvironment} from '../../src/signaling/signaling-contract.js';
import type {SignalingRoom} from '../../src/signaling/signaling.js';
import {systemClock} from '../../src/util/clock.js';
import {countChannels} from './counted-channels.js';
import {countedClock, UnderWay} from './under-way.js';

/** A room between tabs that are all in this one process, for the contract suite. */
export function createLocalEnvironment(): Promise<ContractEnvironment> {
  const rooms: SignalingRoom[] = [];
  let aheadMs = 0;
  const underWay = new UnderWay();
  const restoreChannels = countChannels(underWay);
  const now = (): number => performance.timeOrigin + systemClock.now() + aheadMs;
  const clock = countedClock({...systemClock, now}, underWay);
  const environment: ContractEnvironment = {
    room: crypto.randomUUID(),
    checksRules: true,
    open: (sameAs?: ContractClient) => {
      const uid = sameAs?.uid ?? crypto.randomUUID();
      const signaling = localSignaling({uid, clock});
      const entering = {
        enter: async (...given: Parameters<typeof signaling.enter>) => {
          const room = await signaling.enter(...given);
          rooms.push(room);
          return room;
        },
      };
      return Promise.resolve({uid, signaling: entering});
    },
    settle: () => underWay.ended(),
    lapse: () => {
      aheadMs += leaseMs + 1_000;
      return Promise.resolve();
    },
    close: () => {
      for (const room of rooms) room.leaveAtOnce();
      restoreChannels();
      return Promise.resolve();
    },
  };
  return Promise.resolve(environment);
}
