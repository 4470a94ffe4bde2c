import type {ContractNeed} from './environment.js';
import type {Scene} from './scene.js';

export type ContractStep = (scene: Scene) => Promise<void>;

/** Promises by name; those that not every store can be asked for say what they need. */
export type CaseTable = Readonly<
  Record<string, ContractStep | {readonly needs: readonly ContractNeed[]; readonly run: ContractStep}>
>;
