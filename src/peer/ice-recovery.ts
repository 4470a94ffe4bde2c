import type {Clock} from '../util/clock.js';
import {restartInMs} from './recovery-policy.js';

/** Asks for ICE restarts while a connection is interrupted, when `recovery-policy` says so. */
export class IceRecovery {
  readonly #clock: Clock;
  readonly #connection: RTCPeerConnection;
  readonly #restart: () => void;
  readonly #ended = new AbortController();
  #interruptedAt: number | null = null;
  #attempts = 0;
  #lastAttemptAt = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(options: {readonly clock: Clock; readonly connection: RTCPeerConnection; readonly restart: () => void}) {
    this.#clock = options.clock;
    this.#connection = options.connection;
    this.#restart = options.restart;
    const {signal} = this.#ended;
    this.#connection.addEventListener('connectionstatechange', this.#plan, {signal});
    globalThis.addEventListener('online', this.#plan, {signal});
    globalThis.addEventListener('offline', this.#plan, {signal});
  }

  /** Whether the link is interrupted now. */
  update(interrupted: boolean): void {
    if (!interrupted) this.#attempts = 0;
    this.#interruptedAt = interrupted ? (this.#interruptedAt ?? this.#clock.now()) : null;
    this.#plan();
  }

  stop(): void {
    this.#ended.abort();
    this.#cancel?.();
  }

  #plan = (): void => {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#interruptedAt === null) return;
    const inMs = restartInMs({
      connectionState: this.#connection.connectionState,
      interruptedAt: this.#interruptedAt,
      attempts: this.#attempts,
      lastAttemptAt: this.#lastAttemptAt,
      online: navigator.onLine,
      now: this.#clock.now(),
    });
    if (inMs !== Infinity) this.#cancel = this.#clock.after(inMs, this.#attempt);
  };

  #attempt = (): void => {
    this.#attempts++;
    this.#lastAttemptAt = this.#clock.now();
    this.#plan();
    this.#restart();
  };
}
