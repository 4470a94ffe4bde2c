import {test} from 'node:test';
import {signalingContract, type ContractEnvironment} from '../../src/signaling/signaling-contract.js';

/** Makes each case of the contract a test. */
export function testContract(create: () => Promise<ContractEnvironment>): void {
  for (const {name, run} of signalingContract(create)) {
    test(name, async t => {
      if ((await run()) === 'skipped') t.skip('not asked of this store');
    });
  }
}
