import {existsSync, writeFileSync} from 'node:fs';

/** The share of the machine that a session of processes gets beside others, from -20 (most) to 19 (sched(7), autogroup). */
const usual = 0;
const most = -19;

/**
 * Lets these processes, and all they started, go before whatever else the machine does while the clock runs, and only
 * then: what is measured is the way to signal, not who else uses the cores. Linux as root; elsewhere nothing happens.
 */
export class Precedence {
  readonly #files: readonly string[];

  constructor(processIds: readonly number[]) {
    const files = processIds.map(id => `/proc/${String(id)}/autogroup`);
    const mayWrite = process.getuid?.() === 0 && files.every(file => existsSync(file));
    this.#files = mayWrite ? files : [];
  }

  get isPossible(): boolean {
    return this.#files.length > 0;
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#set(most);
    try {
      return await work();
    } finally {
      this.#set(usual);
    }
  }

  #set(nice: number): void {
    for (const file of this.#files) writeFileSync(file, String(nice));
  }
}
