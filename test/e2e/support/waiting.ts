import {setTimeout as delay} from 'node:timers/promises';

const pollMs = 50;

/** Long enough for a browser that shares two cores with three others; a test that passes never waits for it. */
export const patienceMs = 30_000;

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
  withinMs = patienceMs,
): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (isReached(value)) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms for ${what}; last: ${JSON.stringify(value)}`);
    await delay(pollMs);
  }
}
