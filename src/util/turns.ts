/** Pieces of work that must not overlap: each begins when the one asked for before is over, whatever came of it. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** @returns what comes of the work; if it fails, only whoever asked for it hears of that */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
