/** Time as it is handed to everything that waits: monotonic, and turned by hand in tests. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back, whatever happens to the date. */
  now(): number;
  /** Calls back once after `delayMs`. @returns a function that calls it off */
  after(delayMs: number, callback: () => void): () => void;
}

/** The browser's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
