import type {Clock} from '../util/clock.js';
import {onNetworkChange} from './network-hints.js';
import {firstWaitMs, recoverInMs} from './recovery-policy.js';
import type {Trouble} from './peer-link.js';
import type {Silence} from './silence-watch.js';

export interface IceRecoveryOptions {
  readonly role: 'offerer' | 'answerer';
  readonly clock: Clock;
  readonly connection: RTCPeerConnection;
  /** A trouble begins or goes on, or the network changed. */
  readonly onTrouble: (trouble: Trouble) => void;
  /** The network changed before the connection was ever up: what was described names addresses that are gone. */
  readonly onOutdated: () => void;
  /** It is time to try. What was heard before the network last changed says nothing of the path that there is now. */
  readonly recover: (networkChangedAt: number) => void;
}

/** One change is hinted at more than once: being offline, the type of the network, being online. */
const hintsMs = 500;

/** Asks for recovery of a connection that was up, when `recovery-policy` says so. */
export class IceRecovery {
  readonly #options: IceRecoveryOptions;
  readonly #ended = new AbortController();
  #silence: Silence = 'none';
  #wasUp = false;
  #troubledSince: number | null = null;
  #networkChangedAt = -Infinity;
  #attempts = 0;
  #lastAttemptAt = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(options: IceRecoveryOptions) {
    this.#options = options;
    const {signal} = this.#ended;
    options.connection.addEventListener('connectionstatechange', this.#look, {signal});
    globalThis.addEventListener('offline', this.#plan, {signal});
    onNetworkChange(this.#onNetworkChange, signal);
  }

  get isTroubled(): boolean {
    return this.#troubledSince !== null;
  }

  /** The connection is up: from here on it is kept so. */
  begin(): void {
    this.#wasUp = true;
    this.#look();
  }

  hear(silence: Silence): void {
    this.#silence = silence;
    this.#look();
  }

  stop(): void {
    this.#ended.abort();
    this.#cancel?.();
  }

  #look = (): void => {
    if (!this.#wasUp) return;
    const {connection, clock, onTrouble} = this.#options;
    const isWell = connection.connectionState === 'connected' && this.#silence === 'none';
    if (isWell) {
      this.#troubledSince = null;
      this.#attempts = 0;
    } else if (this.#troubledSince === null) {
      this.#troubledSince = clock.now();
      // What was tried so shortly before may have been for this trouble, and its answer is still waited for.
      if (this.#troubledSince - this.#lastAttemptAt >= firstWaitMs) this.#attempts = 0;
      onTrouble('unheard');
    }
    this.#plan();
  };

  #onNetworkChange = (): void => {
    if (!this.#wasUp) {
      this.#planOutdated();
      return;
    }
    this.#networkChangedAt = this.#options.clock.now();
    // What was tried for an earlier hint, which the path survived, is no attempt that failed.
    if (!this.isTroubled) this.#attempts = 0;
    this.#options.onTrouble('network-changed');
    this.#plan();
  };

  /** There is nothing to be made without a network: the next hint is that there is one. */
  #planOutdated(): void {
    const {clock, onTrouble, onOutdated} = this.#options;
    this.#cancel?.();
    if (!navigator.onLine) return;
    onTrouble('network-changed');
    this.#cancel = clock.after(hintsMs, onOutdated);
  }

  #plan = (): void => {
    this.#cancel?.();
    this.#cancel = null;
    if (!this.#wasUp) return;
    const {role, clock, connection} = this.#options;
    const inMs = recoverInMs({
      role,
      connectionState: connection.connectionState,
      silent: this.#silence !== 'none',
      troubledSince: this.#troubledSince,
      networkChangedAt: this.#networkChangedAt,
      attempts: this.#attempts,
      lastAttemptAt: this.#lastAttemptAt,
      online: navigator.onLine,
      now: clock.now(),
      jitter: Math.random(),
    });
    if (inMs !== Infinity) this.#cancel = clock.after(inMs, this.#attempt);
  };

  #attempt = (): void => {
    const {clock, onTrouble, recover} = this.#options;
    if (this.#attempts > 0) onTrouble(this.#attempts === 1 ? 'unheard' : 'unheard-still');
    this.#attempts++;
    this.#lastAttemptAt = clock.now();
    this.#plan();
    recover(this.#networkChangedAt);
  };
}
