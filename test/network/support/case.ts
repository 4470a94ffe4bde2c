import type {Pairing, Scene} from './scene.js';

/** One thing that a call must survive or do. */
export interface NetworkCase {
  readonly name: string;
  /** What must hold, in the words of the table. */
  readonly must: string;
  /** Does it once; throws if it does not hold. */
  run(scene: Scene): Promise<void>;
  /** With `--quick` it runs in these pairings only, the first of all unless given. */
  readonly quickPairings?: readonly Pairing[];
  /** How long one run may take. */
  readonly withinMs: number;
  /** The 95th percentile of its pooled recoveries, which must not be exceeded. */
  readonly recoversWithinMs?: number;
  /** Runs in a pairing, where five are too few for that percentile or one says it all. */
  readonly runs?: number;
}
