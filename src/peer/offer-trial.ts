import type {Clock} from '../util/clock.js';
import {withoutCandidates} from './sdp.js';

/** Browsers make some hundred connections and no more, and count those that are closed until memory is cleared up (Chromium: 500). */
const restMs = 1_000;

/** Tries offers on connections that nothing depends on: one that is refused half way leaves a connection of no use (Chromium). */
export class OfferTrial {
  readonly #clock: Clock;
  #restsUntil = -Infinity;
  #cancelRest: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Nothing is sent or gathered. After an offer that was refused the next one waits for a moment.
   * @throws what the browser has against the offer
   */
  async run(sdp: string): Promise<void> {
    await this.#rested();
    const connection = new RTCPeerConnection();
    try {
      await connection.setRemoteDescription({type: 'offer', sdp: withoutCandidates(sdp)});
      await connection.createAnswer();
    } catch (error) {
      this.#restsUntil = this.#clock.now() + restMs;
      throw error;
    } finally {
      connection.close();
    }
  }

  stop(): void {
    this.#cancelRest?.();
  }

  #rested(): Promise<void> {
    const waitMs = this.#restsUntil - this.#clock.now();
    if (waitMs <= 0) return Promise.resolve();
    return new Promise(resolve => {
      this.#cancelRest = this.#clock.after(waitMs, resolve);
    });
  }
}
