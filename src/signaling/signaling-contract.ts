import type {CaseTable} from './contract/case-table.js';
import {entering} from './contract/entering.js';
import type {ContractCase, ContractEnvironment, ContractNeed, ContractResult} from './contract/environment.js';
import {joining} from './contract/joining.js';
import {leaving} from './contract/leaving.js';
import {meeting} from './contract/meeting.js';
import {Scene} from './contract/scene.js';

export type {ContractCase, ContractClient, ContractEnvironment, ContractResult} from './contract/environment.js';

/**
 * The promises of {@link Signaling}, each as a case that an implementation is held against. It belongs to no test
 * framework: name each case as its test, and run it there.
 *
 * ```ts
 * import {test} from 'node:test';
 * import {signalingContract} from 'video-call-element/signaling-contract.js';
 *
 * for (const {name, run} of signalingContract(createEnvironment)) {
 *   test(name, async t => {
 *     if ((await run()) === 'skipped') t.skip();
 *   });
 * }
 * ```
 *
 * Cases are run one after another: one of them sets the clock of the whole process wrong for a moment. Each takes an
 * environment of its own, closes it, and waits ten seconds at most for something to be told.
 *
 * @param create makes a room that nobody has used; called once for each case that is run
 */
export function signalingContract(create: () => Promise<ContractEnvironment>): readonly ContractCase[] {
  return [entering, joining, meeting, leaving].flatMap(table => casesOf(table, create));
}

function casesOf(table: CaseTable, create: () => Promise<ContractEnvironment>): readonly ContractCase[] {
  return Object.entries(table).map(([name, entry]) => {
    const {needs, run} = typeof entry === 'function' ? {needs: [], run: entry} : entry;
    return {
      name,
      run: async (): Promise<ContractResult> => {
        const environment = await create();
        try {
          if (!needs.every(need => isMet(need, environment))) return 'skipped';
          const scene = new Scene(environment);
          await run(scene);
          scene.checkPeople();
          return 'passed';
        } finally {
          await environment.close();
        }
      },
    };
  });
}

const isMet = (need: ContractNeed, {checksRules, lapse}: ContractEnvironment): boolean =>
  need === 'rules' ? checksRules : lapse !== undefined;
