import type {Signaling} from '../signaling.js';

/** One device (or tab) of one person. */
export interface ContractClient {
  readonly uid: string;
  readonly signaling: Signaling;
}

/**
 * What an implementation has to bring so that the suite can hold it against the contract: one room that nobody has
 * used, and people who can enter it. Each case gets an environment of its own.
 */
export interface ContractEnvironment {
  readonly room: string;
  /**
   * Whether the store itself refuses what `signaling.ts` lists under "What it refuses". Where it leaves that to the
   * participants, the cases about it are skipped.
   */
  readonly checksRules: boolean;
  /** Somebody new, or, given a client, another device of the same person. */
  open(sameAs?: ContractClient): Promise<ContractClient>;
  /**
   * Resolves when nothing is under way any more: no write, no state that was not told. Where that cannot be known, after
   * as long as it takes at most. The suite asks for it before it asserts that something did *not* happen.
   */
  settle(): Promise<void>;
  /**
   * Lets the lease of this person lapse without their doing; that of others may lapse too, the suite renews them. Where
   * it is absent, the cases about lapsed leases are skipped.
   */
  lapse?(uid: string): Promise<void>;
  /** Ends every client that was opened, and frees everything. */
  close(): Promise<void>;
}

/** `skipped` where the environment cannot, or the store need not. */
export type ContractResult = 'passed' | 'skipped';

/** One promise of the contract. */
export interface ContractCase {
  readonly name: string;
  /** Rejects with an `Error` that says which promise was not kept. */
  run(): Promise<ContractResult>;
}

/** What the store or its environment must be able to do for a case to make sense. */
export type ContractNeed = 'rules' | 'lapse';
