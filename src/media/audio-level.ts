import {silentLog, type Log} from '../log.js';

/** How loud one track is. */
export interface LevelProbe {
  /** Now, from 0 (silence) to 1; 0 as well while the browser does not let sound be measured. */
  level(): number;
  /** Nothing at all comes, not even the noise of a quiet room; null while sound cannot be measured. */
  isDead(): boolean | null;
  stop(): void;
}

export interface AudioLevelOptions {
  /** Another context, to cause faults. */
  readonly createContext?: () => AudioContext;
  readonly log?: Log;
}

/** Quieter than this is silence: the noise of a quiet room. */
const silenceDecibels = -60;
/** -80 dB: below the noise of any microphone that is open, and above what a codec or a filter leaves of nothing. */
const deadAmplitude = 1e-4;
/** Long enough for the lowest voices, short enough to move with them: 43 ms at 48 kHz. */
const sampleCount = 2048;

/**
 * Measures sound with one `AudioContext`, however many tracks there are, since browsers allow few. It is opened with
 * the first probe and closed with the last. Nothing is kept of what is heard.
 *
 * A context is `suspended` before a first click, and iOS takes it away for a phone call or Siri (`interrupted`). The
 * latter is left alone, as WebKit ends it by itself: resuming within leaves a context that says `running` and stands
 * still. Whatever is `suspended` is resumed at the next change, click or key, and when the page is seen again.
 */
export class AudioLevelMeter {
  readonly #createContext: () => AudioContext;
  readonly #log: Log;
  readonly #probes = new Set<LevelProbe>();
  #context: AudioContext | null = null;
  #unlisten = new AbortController();

  constructor({createContext = () => new AudioContext(), log = silentLog}: AudioLevelOptions = {}) {
    this.#createContext = createContext;
    this.#log = log;
  }

  /** Starts to measure an audio track, own or remote. It is neither played nor changed. @throws where the browser cannot */
  watch(track: MediaStreamTrack): LevelProbe {
    const context = (this.#context ??= this.#open());
    try {
      return this.#probe(context, track);
    } catch (error) {
      // Firefox, of a track at another rate than the context's: https://bugzilla.mozilla.org/show_bug.cgi?id=1674892
      if (this.#probes.size === 0) this.#close();
      throw error;
    }
  }

  /** Stops all probes. */
  stop(): void {
    for (const probe of [...this.#probes]) probe.stop();
  }

  #probe(context: AudioContext, track: MediaStreamTrack): LevelProbe {
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const analyser = context.createAnalyser();
    analyser.fftSize = sampleCount;
    source.connect(analyser);
    const samples = new Float32Array(sampleCount);
    const isMeasured = (): boolean => {
      if (context.state !== 'running') return false;
      analyser.getFloatTimeDomainData(samples);
      return true;
    };
    const probe: LevelProbe = {
      level: () => (isMeasured() ? levelOf(samples) : 0),
      isDead: () => (isMeasured() ? samples.every(sample => Math.abs(sample) < deadAmplitude) : null),
      stop: () => {
        if (!this.#probes.delete(probe)) return;
        source.disconnect();
        if (this.#probes.size === 0) this.#close();
      },
    };
    this.#probes.add(probe);
    return probe;
  }

  #open(): AudioContext {
    const context = this.#createContext();
    this.#unlisten = new AbortController();
    const {signal} = this.#unlisten;
    const resume = (): void => this.#resume(context);
    context.addEventListener('statechange', resume, {signal});
    for (const type of ['visibilitychange', 'pointerup', 'keydown']) {
      document.addEventListener(type, resume, {signal, capture: true, passive: true});
    }
    resume();
    return context;
  }

  #resume(context: AudioContext): void {
    if (context.state !== 'suspended' || document.visibilityState !== 'visible') return;
    context.resume().catch((error: unknown) => this.#log.debug('sound cannot be measured yet', error));
  }

  #close(): void {
    this.#unlisten.abort();
    this.#context?.close().catch((error: unknown) => this.#log.debug('the audio context was closed already', error));
    this.#context = null;
  }
}

/** Loudness of samples from -1 to 1 as an ear has it: even steps in decibels. */
export function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  if (power === 0) return 0;
  const decibels = 10 * Math.log10(power);
  return Math.min(1, Math.max(0, 1 - decibels / silenceDecibels));
}
