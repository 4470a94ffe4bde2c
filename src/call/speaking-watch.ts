import type {Clock} from '../util/clock.js';
import {Speaking} from './speaking.js';

/** Somebody who can be listened to: connected, and their microphone is on. */
export interface WatchedVoice {
  readonly uid: string;
  /** Since it was asked last. */
  isLoud(): boolean;
}

export interface SpeakingWatchOptions {
  readonly clock: Clock;
  /** Others speak than before. */
  readonly onChange: (uids: readonly string[]) => void;
}

/** A ring that comes later than this does not belong to the word any more. */
const lookEveryMs = 250;
/** So many of many are asked more seldom: each look makes a browser's main thread wait for another one, as in `SilenceWatch`. */
const leastMsEach = 60;

/** Looks who speaks, with one timer for all, for as long as there is somebody to listen to and the page is seen. */
export class SpeakingWatch {
  readonly #options: SpeakingWatchOptions;
  readonly #speaking = new Speaking();
  #voices: readonly WatchedVoice[] = [];
  #cancelLook: (() => void) | null = null;

  constructor(options: SpeakingWatchOptions) {
    this.#options = options;
  }

  /** Whom to listen to from now on; who is not among them does not speak any more. */
  follow(voices: readonly WatchedVoice[]): void {
    this.#voices = voices;
    this.#tell(() => false);
    if (voices.length === 0) this.#stop();
    else this.#cancelLook ??= this.#plan();
  }

  #stop(): void {
    this.#cancelLook?.();
    this.#cancelLook = null;
  }

  #plan(): () => void {
    const delayMs = Math.max(lookEveryMs, leastMsEach * this.#voices.length);
    return this.#options.clock.after(delayMs, () => {
      this.#cancelLook = this.#plan();
      this.#tell(voice => !document.hidden && voice.isLoud());
    });
  }

  #tell(isLoud: (voice: WatchedVoice) => boolean): void {
    const voices = this.#voices.map(voice => ({uid: voice.uid, isLoud: isLoud(voice)}));
    const before = this.#speaking.uids;
    const uids = this.#speaking.hear(voices, this.#options.clock.now());
    if (uids !== before) this.#options.onChange(uids);
  }
}
