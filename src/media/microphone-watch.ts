import type {Clock} from '../util/clock.js';
import type {LevelProbe} from './audio-level.js';
import type {DeviceState} from './local-media.js';

/** What people do not notice of their own microphone: that nothing comes from it, or that they talk while it is off. */
export type MicrophoneNotice = 'silent' | 'talking-while-muted';

export interface MicrophoneWatchOptions {
  readonly clock: Clock;
  /** Begins to measure a track. @throws where the browser cannot */
  readonly probe: (track: MediaStreamTrack) => LevelProbe;
  /** {@link MicrophoneWatch.notice} is another one. */
  readonly onChange: () => void;
}

const tickMs = 250;
/** An open microphone hears the room between two words. Without even that for so long, a switch on it is off, or it is the wrong one. */
const deadAfterMs = 8_000;
/** -36 dBFS: somebody who speaks to this microphone, and not the room behind them. */
const speechLevel = 0.4;
/** Longer than a cough or a key. */
const speechMs = 750;
/** From the last word on: time to read it. */
const lingerMs = 4_000;

interface Listening {
  readonly track: MediaStreamTrack;
  readonly isMuted: boolean;
  /** Null where it cannot be measured. */
  readonly measured: LevelProbe | null;
  end(): void;
}

/** Listens to the own microphone only as far as to tell of {@link MicrophoneNotice}s; nothing of it is kept or sent. */
export class MicrophoneWatch {
  readonly #options: MicrophoneWatchOptions;
  #notice: MicrophoneNotice | null = null;
  #listening: Listening | null = null;
  #deadMs = 0;
  #speechMs = 0;
  #quietMs = 0;

  constructor(options: MicrophoneWatchOptions) {
    this.#options = options;
  }

  get notice(): MicrophoneNotice | null {
    return this.#notice;
  }

  /** Somebody speaks to it just now, and it is on. */
  get isTalking(): boolean {
    const {isMuted = true, measured = null} = this.#listening ?? {};
    return !isMuted && measured !== null && measured.level() >= speechLevel;
  }

  /** As it is now. What the system has taken away for now is silent for a reason that is known. */
  follow({status, track, interrupted}: DeviceState): void {
    const isMuted = status === 'off';
    const wanted = (status === 'on' || isMuted) && !interrupted ? track : null;
    if (this.#listening && this.#listening.track === wanted && this.#listening.isMuted === isMuted) return;
    this.stop();
    if (wanted) this.#listen(wanted, isMuted);
  }

  stop(): void {
    this.#listening?.end();
    this.#listening = null;
    this.#notice = null;
    this.#deadMs = this.#speechMs = this.#quietMs = 0;
  }

  /** A muted track gives nothing to measure; a copy of it is not muted, and goes nowhere. */
  #listen(track: MediaStreamTrack, isMuted: boolean): void {
    const {clock} = this.#options;
    const copy = isMuted ? track.clone() : null;
    if (copy) copy.enabled = true;
    const measured = this.#probe(copy ?? track);
    const look = isMuted ? this.#listenForSpeech : this.#listenForAnything;
    const tick = (): void => {
      cancel = clock.after(tickMs, tick);
      if (measured) this.#tell(look(measured));
    };
    let cancel = clock.after(tickMs, tick);
    const end = (): void => {
      cancel();
      measured?.stop();
      copy?.stop();
    };
    this.#listening = {track, isMuted, measured, end};
  }

  #probe(track: MediaStreamTrack): LevelProbe | null {
    try {
      return this.#options.probe(track);
    } catch {
      // No sound system, or too many in use: then nothing is noticed, and the call is none the worse for it.
      return null;
    }
  }

  #listenForAnything = (probe: LevelProbe): MicrophoneNotice | null => {
    this.#deadMs = probe.isDead() === true ? this.#deadMs + tickMs : 0;
    return this.#deadMs >= deadAfterMs ? 'silent' : null;
  };

  #listenForSpeech = (probe: LevelProbe): MicrophoneNotice | null => {
    const isSpeech = probe.level() >= speechLevel;
    this.#speechMs = isSpeech ? Math.min(speechMs, this.#speechMs + tickMs) : Math.max(0, this.#speechMs - tickMs / 2);
    this.#quietMs = isSpeech ? 0 : this.#quietMs + tickMs;
    const isOver = this.#notice === null || this.#quietMs >= lingerMs;
    return this.#speechMs >= speechMs || !isOver ? 'talking-while-muted' : null;
  };

  #tell(notice: MicrophoneNotice | null): void {
    if (notice === this.#notice) return;
    this.#notice = notice;
    this.#options.onChange();
  }
}
