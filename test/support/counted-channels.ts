import type {UnderWay} from './under-way.js';

/**
 * From now on each message of a `BroadcastChannel` is under way until its receiver has taken it, or is closed. The messages
 * go as they ever do; they are counted only, as no channel tells what it has still to deliver.
 *
 * @returns puts the real class back
 */
export function countChannels(underWay: UnderWay): () => void {
  const RealChannel = globalThis.BroadcastChannel;
  const open = new Set<CountedChannel>();

  class CountedChannel extends RealChannel {
    readonly #due: (() => void)[] = [];

    constructor(name: string) {
      super(name);
      open.add(this);
      this.addEventListener('message', () => this.#due.shift()?.());
    }

    override postMessage(message: unknown): void {
      // A closed one throws, and then nothing is under way.
      super.postMessage(message);
      for (const other of open) if (other !== this && other.name === this.name) other.#due.push(underWay.begin());
    }

    override close(): void {
      open.delete(this);
      super.close();
      for (const end of this.#due.splice(0)) end();
    }
  }

  globalThis.BroadcastChannel = CountedChannel;
  return () => {
    globalThis.BroadcastChannel = RealChannel;
  };
}
