import {leaseMs} from '../../src/protocol/participant.js';
import type {ContractClient, ContractEnvironment} from '../../src/signaling/signaling-contract.js';
import {MemoryStore, type MemorySignaling} from '../support/memory-signaling.js';
import {RealWorld} from '../support/real-world.js';
import {testContract} from './run-contract.js';

let seed = 0;

testContract(() => {
  const world = new RealWorld(++seed);
  const store = new MemoryStore(world);
  const devices: MemorySignaling[] = [];
  let people = 0;
  const environment: ContractEnvironment = {
    room: 'room',
    checksRules: true,
    open: (sameAs?: ContractClient) => {
      const device = store.signaling(sameAs?.uid ?? `person-${String(++people)}`);
      devices.push(device);
      return Promise.resolve({uid: device.uid, signaling: device});
    },
    settle: () => world.settle(),
    lapse: () => {
      world.advance(leaseMs + 1_000);
      return Promise.resolve();
    },
    close: () => {
      for (const device of devices) device.die();
      world.close();
      return Promise.resolve();
    },
  };
  return Promise.resolve(environment);
});
