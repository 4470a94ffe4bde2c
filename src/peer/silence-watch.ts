import type {Clock} from '../util/clock.js';

/** How often is listened; messages are counted, which costs nothing. */
const tickMs = 100;
/**
 * How often is looked for packets of sound and picture while messages are heard: each look makes a browser's main thread
 * wait for another one. In a call of six, 66 looks a second took 12 % of a core in Chromium.
 */
const mediaEveryMs = 2_000;
/** Heartbeats come every 500 ms. When they are late, packets are looked for more often. */
const doubt = {afterMs: 600, everyMs: 200} as const;
/**
 * A page that stood still has heard nothing for no longer than this at a time. One that nobody looks at, and that plays
 * nothing, has a timer once a second (HTML leaves it to browsers; Chromium does not slow a page in a call further).
 */
const longestTickMs = {seen: 200, hidden: 1_200} as const;
/** With sound coming in, 16 packets a second and more, this long without any is no accident. */
const afterSoundMs = 1_000;
/**
 * Of heartbeats alone, two a second, three in a row may be late on a bad line. A picture may come as slowly: that of a
 * screen, or of a machine with too much to do.
 */
const afterHeartbeatsMs = 2_000;
/**
 * A silence shorter than this that ended on the path that there was came of a busy machine or a line that stutters: the
 * next one has to be longer by half before anything is done, or a machine with too much to do would get more of it.
 */
const longestStutterMs = 3_000;
/** Without a stutter for this long, half of the patience that was learned is forgotten: a change of address has to be noticed soon. */
const calmMs = 180_000;
/** Of whom nothing is heard for this long, that is said: they may have been killed, frozen, or cut off. */
const longMs = 5_000;

/** `none`: no longer quiet than usual; `short`: longer; `long`: so long that people wonder. */
export type Silence = 'none' | 'short' | 'long';

export interface SilenceWatchOptions {
  readonly clock: Clock;
  /** Grows with each message of the control channel. */
  readonly messageCount: () => number;
  readonly receivers: () => readonly RTCRtpReceiver[];
  readonly onChange: (silence: Silence) => void;
  /** Heard again after more than a stutter: after long, or by another path. */
  readonly onRegained: () => void;
}

/** Listens for anything from the other side: a message, a packet of sound or picture. */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #cancelTick: () => void;
  #tickedAt: number;
  #messageCount = 0;
  #countedAt: number;
  /** One has come since packets were last looked for. */
  #isMessageNew = false;
  /**
   * By receiver, when a packet last came, by a clock of the browser's, of which only that it changes counts. Empty for
   * those that were not asked the last time.
   */
  #mediaTimes: readonly (number | undefined)[] = [];
  /** Since packets were last looked for. */
  #unaskedMs = 0;
  #askedAt: number;
  #silentMs = 0;
  /** What was heard last came after this. */
  #heardAfter: number;
  #soundHeard = false;
  #silence: Silence = 'none';
  #isGivenUp = false;
  #isRenewed = false;
  /** The least that counted as silence when the other side stuttered last. */
  #patienceMs = 0;
  #stutteredAt = -Infinity;

  /** Listens from now on: begin when there is something to be heard. */
  constructor(options: SilenceWatchOptions) {
    this.#options = options;
    this.#tickedAt = options.clock.now();
    this.#heardAfter = this.#tickedAt;
    this.#countedAt = this.#tickedAt;
    this.#askedAt = this.#tickedAt;
    this.#cancelTick = options.clock.after(tickMs, this.#tick);
  }

  /** Whether anything has come since this time, for certain. */
  isHeardSince(at: number): boolean {
    return this.#heardAfter >= at;
  }

  /** The path that there was is given up: the other side counts as silent until something is heard. */
  giveUpPath(): void {
    // What came before says nothing of what comes.
    this.look();
    this.#isGivenUp = true;
    this.#judge();
  }

  /** There is another path from now on, which may be what ends the silence. */
  renew(): void {
    this.#isRenewed = true;
  }

  /** Looks for messages and packets now, before it is their turn: whoever asks for what is heard since now needs two looks. */
  look(): void {
    this.#listenForMessages(this.#silentMs);
    this.#listenForMedia(this.#silentMs);
  }

  stop(): void {
    this.#cancelTick();
  }

  #tick = (): void => {
    const {clock} = this.#options;
    const now = clock.now();
    this.#cancelTick = clock.after(tickMs, this.#tick);
    this.#listen(Math.min(now - this.#tickedAt, longestTickMs[document.hidden ? 'hidden' : 'seen']));
    this.#tickedAt = now;
    this.#judge();
  };

  #listen(passedMs: number): void {
    const silentMs = this.#silentMs;
    this.#silentMs += passedMs;
    this.#unaskedMs += passedMs;
    this.#listenForMessages(silentMs);
    const everyMs = this.#silentMs >= doubt.afterMs ? doubt.everyMs : mediaEveryMs;
    if (this.#unaskedMs >= everyMs) this.#listenForMedia(silentMs);
  }

  #listenForMessages(silentMs: number): void {
    const messageCount = this.#options.messageCount();
    if (messageCount !== this.#messageCount) {
      this.#messageCount = messageCount;
      this.#isMessageNew = true;
      this.#hear({silentMs, sinceMs: 0, after: this.#countedAt});
    }
    this.#countedAt = this.#options.clock.now();
  }

  /** A packet may have come at any time since the last look: it counts as half as old as that. */
  #listenForMedia(silentMs: number): void {
    const heard = this.#heardMedia();
    if (heard) this.#hear({silentMs, sinceMs: this.#unaskedMs / 2, after: this.#askedAt});
    // Only who is heard by something else sends no sound: it may be gone as a whole.
    if (heard || this.#isMessageNew) this.#soundHeard = heard === 'audio';
    this.#isMessageNew = false;
    this.#unaskedMs = 0;
    this.#askedAt = this.#options.clock.now();
  }

  #hear({
    silentMs,
    sinceMs,
    after,
  }: {
    readonly silentMs: number;
    readonly sinceMs: number;
    readonly after: number;
  }): void {
    if (this.#silence !== 'none') this.#end(silentMs);
    else if (silentMs >= this.#usualMs) this.#learn(0);
    this.#silentMs = Math.min(this.#silentMs, sinceMs);
    this.#isGivenUp = false;
    this.#isRenewed = false;
    this.#heardAfter = Math.max(this.#heardAfter, after);
  }

  #judge(): void {
    const isShort = this.#isGivenUp || this.#silentMs >= Math.max(this.#usualMs, this.#patienceNowMs);
    const silence = this.#silentMs >= longMs ? 'long' : isShort ? 'short' : 'none';
    if (silence === this.#silence) return;
    this.#silence = silence;
    this.#options.onChange(silence);
  }

  #end(silentMs: number): void {
    if (this.#isRenewed || silentMs >= longestStutterMs) this.#options.onRegained();
    else this.#learn(1.5 * silentMs);
  }

  /** A stutter, whether it was borne or not: what was learned before is kept from here on. */
  #learn(patienceMs: number): void {
    this.#patienceMs = Math.max(this.#patienceNowMs, Math.min(patienceMs, longestStutterMs));
    this.#stutteredAt = this.#options.clock.now();
  }

  get #usualMs(): number {
    return this.#soundHeard ? afterSoundMs : afterHeartbeatsMs;
  }

  get #patienceNowMs(): number {
    const calms = Math.floor((this.#options.clock.now() - this.#stutteredAt) / calmMs);
    return this.#patienceMs / 2 ** calms;
  }

  /** Of what a packet has come since the last look. Sound is asked first, and mostly is enough. */
  #heardMedia(): string | undefined {
    const times: (number | undefined)[] = [];
    const heard = this.#options.receivers().find((receiver, index) => {
      const time = Math.max(0, ...receiver.getSynchronizationSources().map(({timestamp}) => timestamp));
      times[index] = time;
      const before = this.#mediaTimes[index];
      return before !== undefined && before !== time;
    });
    this.#mediaTimes = times;
    return heard?.track.kind;
  }
}
