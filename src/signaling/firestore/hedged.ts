import {pause} from '../../util/pause.js';

export interface HedgeOptions {
  /** When, after the first, the same is tried once more beside what is under way. */
  readonly againAfterMs: readonly number[];
  /** How soon after a failure the next try follows; without it, it waits for its time. */
  readonly afterFailureMs?: number;
  readonly signal: AbortSignal;
  /** Whether an error is an outcome too, such as a refusal, and no reason to wait for the others. */
  readonly isOutcome: (error: unknown) => boolean;
}

/**
 * Does the same several times, staggered, until one of them has an outcome; the others are called off. Only for what may
 * be repeated.
 *
 * @param work gets the failures before it, the latest last
 * @throws the outcome that is an error, or the first failure if nothing else came
 */
export function hedged<T>(
  work: (signal: AbortSignal, failures: readonly unknown[]) => Promise<T>,
  options: HedgeOptions,
): Promise<T> {
  const {againAfterMs, afterFailureMs, signal, isOutcome} = options;
  const tries = [0, ...againAfterMs].map(delayMs => ({
    delayMs,
    own: new AbortController(),
    hurry: new AbortController(),
  }));
  return new Promise((resolve, reject) => {
    const failures: unknown[] = [];
    const end = (winner: AbortController | null, settle: () => void): void => {
      for (const {own} of tries) if (own !== winner) own.abort();
      settle();
    };
    tries.forEach(({delayMs, own, hurry}, index) => {
      const either = AbortSignal.any([signal, own.signal]);
      untilDue({delayMs, afterFailureMs, hurry: hurry.signal, signal: either})
        .then(() => work(either, failures))
        .then(
          result => end(own, () => resolve(result)),
          (error: unknown) => {
            failures.push(error);
            if (isOutcome(error)) end(null, () => reject(error));
            else if (failures.length === tries.length) end(null, () => reject(failures[0]));
            else if (afterFailureMs !== undefined) tries[index + 1]?.hurry.abort();
          },
        );
    });
  });
}

/** The first at once: a timer would let whatever else the page has to do go before it. */
async function untilDue({
  delayMs,
  afterFailureMs = 0,
  hurry,
  signal,
}: {
  readonly delayMs: number;
  readonly afterFailureMs: number | undefined;
  /** The one before it failed. */
  readonly hurry: AbortSignal;
  readonly signal: AbortSignal;
}): Promise<void> {
  if (delayMs === 0) return;
  try {
    await pause(delayMs, AbortSignal.any([signal, hurry]));
  } catch {
    await pause(afterFailureMs, signal);
  }
}
