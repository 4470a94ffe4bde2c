/** Time as it is handed to everything that waits: monotonic, and turned by hand in tests. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back, whatever happens to the date. */
  now(): number;
  /** Calls back once after `delayMs`. @returns a function that calls it off */
  after(delayMs: number, callback: () => void): () => void;
}

/** Of a longer delay browsers keep the lower 32 bits, and call back at once (HTML, "run steps after a timeout"). */
const longestTimerMs = 2 ** 31 - 1;

/** The browser's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (leftMs: number): void => {
      const more = leftMs > longestTimerMs;
      timer = setTimeout(more ? () => wait(leftMs - longestTimerMs) : callback, more ? longestTimerMs : leftMs);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};
