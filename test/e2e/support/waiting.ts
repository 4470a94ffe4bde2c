import {setTimeout as delay} from 'node:timers/promises';

const usualEveryMs = 50;

/** Long enough for a browser that shares two cores with three others; a test that passes never waits for it. */
export const patienceMs = 45_000;

export interface WaitingOptions {
  readonly withinMs?: number;
  /** What costs the machine much to read is read less often. */
  readonly everyMs?: number;
}

/**
 * Reads a value again and again until it is what the test waits for.
 *
 * @param what for the message, e.g. `phase "connected"`
 * @param read the present value
 * @param isReached whether to stop
 * @throws {Error} with the last value, after `withinMs`
 */
export async function waitUntil<Value>(
  what: string,
  read: () => Promise<Value>,
  isReached: (value: Value) => boolean,
  {withinMs = patienceMs, everyMs = usualEveryMs}: WaitingOptions = {},
): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (isReached(value)) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms for ${what}; last: ${inShort(value)}`);
    await delay(everyMs);
  }
}

/** Session descriptions would fill pages of a log. */
function inShort(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' && inner.length > 200 ? `${inner.slice(0, 200)}…` : inner,
  );
  return text.slice(0, 4000);
}
