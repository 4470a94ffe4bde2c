import {waitUntil} from '@open-wc/testing';

/** Sound that begins, or becomes louder, is for a moment as loud as anything between. */
const steadySeconds = 0.2;

/** Measures what an element plays, before its own volume. */
export class Loudness {
  readonly #context = new AudioContext();
  readonly #analyser = new AnalyserNode(this.#context);
  readonly #samples = new Float32Array(this.#analyser.fftSize);
  #stream: MediaProvider | null = null;
  #source: MediaStreamAudioSourceNode | null = null;

  /** Amplitude of a tone, from 0 to 1. */
  of({srcObject}: HTMLMediaElement): number {
    if (this.#stream !== srcObject) this.#listenTo(srcObject);
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    return Math.sqrt(2 * power);
  }

  /** Waits until it is, and stays, about as loud as this. */
  async until(element: HTMLMediaElement, amplitude: number): Promise<void> {
    let since = Infinity;
    const isSteady = (): boolean => {
      const isAsLoud = Math.abs(this.of(element) - amplitude) < 0.2 * amplitude;
      const now = this.#context.currentTime;
      since = isAsLoud ? Math.min(since, now) : Infinity;
      return now - since > steadySeconds;
    };
    await waitUntil(isSteady, `as loud as ${amplitude}`, {interval: 10, timeout: 10_000});
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  #listenTo(stream: MediaProvider | null): void {
    this.#stream = stream;
    this.#source?.disconnect();
    this.#source =
      stream instanceof MediaStream ? new MediaStreamAudioSourceNode(this.#context, {mediaStream: stream}) : null;
    this.#source?.connect(this.#analyser);
  }
}
