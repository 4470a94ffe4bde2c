import {pause} from '../../util/pause.js';

export interface HedgeOptions {
  /** When, after the first, the same is tried once more beside what is under way. */
  readonly againAfterMs: readonly number[];
  readonly signal: AbortSignal;
  /** Whether an error is an outcome too, such as a refusal, and no reason to wait for the others. */
  readonly isOutcome: (error: unknown) => boolean;
}

/**
 * Does the same several times, staggered, until one of them has an outcome; the others are called off. Only for what may
 * be repeated.
 *
 * @throws the outcome that is an error, or the first failure if nothing else came
 */
export function hedged<T>(work: (signal: AbortSignal) => Promise<T>, options: HedgeOptions): Promise<T> {
  const {againAfterMs, signal, isOutcome} = options;
  const delaysMs = [0, ...againAfterMs];
  return new Promise((resolve, reject) => {
    const tries = delaysMs.map(() => new AbortController());
    const failures: unknown[] = [];
    const end = (winner: AbortController | null, settle: () => void): void => {
      for (const each of tries) if (each !== winner) each.abort();
      settle();
    };
    delaysMs.forEach((delayMs, index) => {
      const mine = tries[index] ?? new AbortController();
      const either = AbortSignal.any([signal, mine.signal]);
      pause(delayMs, either)
        .then(() => work(either))
        .then(
          result => end(mine, () => resolve(result)),
          (error: unknown) => {
            failures.push(error);
            const isLast = failures.length === tries.length;
            if (isOutcome(error) || isLast) end(null, () => reject(isLast ? failures[0] : error));
          },
        );
    });
  });
}
