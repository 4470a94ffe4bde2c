import {waitUntil} from '@open-wc/testing';

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

  /** Waits until it is about as loud as this. */
  async until(element: HTMLMediaElement, amplitude: number): Promise<void> {
    const isAsLoud = (): boolean => Math.abs(this.of(element) - amplitude) < 0.2 * amplitude;
    await waitUntil(isAsLoud, `as loud as ${amplitude}`, {interval: 10, timeout: 10_000});
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
