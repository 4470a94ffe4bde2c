import type {Clock} from '../util/clock.js';

/** How often is listened; with sound alone there are five packets in this time. */
const tickMs = 100;
/** A page that stood still, or whose timers the browser slows down, has heard nothing for no longer than this at a time. */
const longestTickMs = 200;
/** With sound or picture coming in, 20 packets a second and more, this long without any is no accident. */
const afterMediaMs = 1_000;
/** Of heartbeats alone, two a second, three in a row may be late on a bad line. */
const afterHeartbeatsMs = 2_000;
/**
 * A silence shorter than this that ended on the path that there was came of a busy machine or a line that stutters: the
 * next one has to be longer by half before anything is done, or a machine with too much to do would get more of it.
 */
const longestStutterMs = 3_000;
/** Of whom nothing is heard for this long, that is said: they may have been killed, frozen, or cut off. */
const longMs = 5_000;

/** How long the other side has been quiet: not longer than it is ever, longer than that, or so long that people wonder. */
export type Silence = 'none' | 'short' | 'long';

export interface SilenceWatchOptions {
  readonly clock: Clock;
  /** Grows with each message of the control channel. */
  readonly messageCount: () => number;
  readonly receivers: () => readonly RTCRtpReceiver[];
  readonly onChange: (silence: Silence) => void;
}

/** Listens for anything from the other side: a message, a packet of sound or picture. */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #cancelTick: () => void;
  #tickedAt: number;
  #messageCount = 0;
  #mediaTime = 0;
  #silentMs = 0;
  /** What was heard last came after this. */
  #heardAfter: number;
  #mediaHeard = false;
  #silence: Silence = 'none';
  #isGivenUp = false;
  #isRenewed = false;
  /** The least that counts as silence. */
  #patienceMs = 0;

  /** Listens from now on: begin when there is something to be heard. */
  constructor(options: SilenceWatchOptions) {
    this.#options = options;
    this.#tickedAt = options.clock.now();
    this.#heardAfter = this.#tickedAt;
    this.#cancelTick = options.clock.after(tickMs, this.#tick);
  }

  /** Whether anything has come since this time, for certain. */
  isHeardSince(at: number): boolean {
    return this.#heardAfter >= at;
  }

  /** The path that there was is given up: the other side counts as silent until something is heard. */
  expect(): void {
    this.#isGivenUp = true;
    this.#judge();
  }

  /** There is another path from now on, which may be what ends the silence. */
  renew(): void {
    this.#isRenewed = true;
  }

  stop(): void {
    this.#cancelTick();
  }

  #tick = (): void => {
    const {clock} = this.#options;
    const now = clock.now();
    this.#cancelTick = clock.after(tickMs, this.#tick);
    this.#listen(Math.min(now - this.#tickedAt, longestTickMs));
    this.#tickedAt = now;
    this.#judge();
  };

  #listen(passedMs: number): void {
    const messageCount = this.#options.messageCount();
    const mediaTime = this.#latestMedia();
    const mediaHeard = mediaTime !== this.#mediaTime;
    const heard = mediaHeard || messageCount !== this.#messageCount;
    this.#messageCount = messageCount;
    this.#mediaTime = mediaTime;
    if (!heard) {
      this.#silentMs += passedMs;
      return;
    }
    if (this.#silence !== 'none' && !this.#isRenewed) this.#bear(this.#silentMs);
    this.#silentMs = 0;
    this.#isGivenUp = false;
    this.#isRenewed = false;
    this.#mediaHeard = mediaHeard;
    this.#heardAfter = this.#tickedAt;
  }

  #judge(): void {
    const usualMs = this.#mediaHeard ? afterMediaMs : afterHeartbeatsMs;
    const isShort = this.#isGivenUp || this.#silentMs >= Math.max(usualMs, this.#patienceMs);
    const silence = this.#silentMs >= longMs ? 'long' : isShort ? 'short' : 'none';
    if (silence === this.#silence) return;
    this.#silence = silence;
    this.#options.onChange(silence);
  }

  #bear(stutterMs: number): void {
    if (stutterMs < longestStutterMs)
      this.#patienceMs = Math.max(this.#patienceMs, Math.min(1.5 * stutterMs, longestStutterMs));
  }

  /** When a packet last came to be heard or seen, by a clock of the browser's; only that it changes counts. */
  #latestMedia(): number {
    const times = this.#options
      .receivers()
      .flatMap(receiver => receiver.getSynchronizationSources().map(({timestamp}) => timestamp));
    return Math.max(0, ...times);
  }
}
