import type {Log} from '../log.js';
import type {Clock} from '../util/clock.js';
import {compareSamples, readEveryMs, readSample, type StatsDelta, type StatsSample} from './stats-sample.js';

/** Reads a connection's statistics at most once in two seconds, and tells what happened since the last time. */
export class StatsMonitor {
  readonly #connection: RTCPeerConnection;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onDelta: (delta: StatsDelta, sample: StatsSample) => void;
  #last: StatsSample | null = null;
  #cancel: (() => void) | null = null;
  #stopped = false;

  constructor(
    connection: RTCPeerConnection,
    options: {
      readonly clock: Clock;
      readonly log: Log;
      readonly onDelta: (delta: StatsDelta, sample: StatsSample) => void;
    },
  ) {
    this.#connection = connection;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#onDelta = options.onDelta;
    this.#plan();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #plan(): void {
    this.#cancel = this.#clock.after(readEveryMs, () => {
      void this.#read()
        .catch((error: unknown) => this.#log.debug('getStats', error))
        .finally(() => {
          if (!this.#stopped) this.#plan();
        });
    });
  }

  async #read(): Promise<void> {
    const report = await this.#connection.getStats();
    if (this.#stopped) return;
    const sample = readSample(entriesOf(report), this.#clock.now());
    if (this.#last) this.#onDelta(compareSamples(this.#last, sample), sample);
    this.#last = sample;
  }
}

/** `RTCStatsReport` is maplike; its iterator is not in every browser's types. */
function entriesOf(report: RTCStatsReport): Iterable<readonly [string, unknown]> {
  const entries: (readonly [string, unknown])[] = [];
  report.forEach((stats: unknown, id: string) => entries.push([id, stats]));
  return entries;
}
