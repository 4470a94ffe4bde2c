import type {Log} from '../log.js';
import type {Clock} from '../util/clock.js';
import {within} from '../util/within.js';

export interface FreshIceServersOptions {
  /** The list as it is now. @throws {CallError} invalid-config */
  readonly ask: () => Promise<readonly RTCIceServer[]>;
  /** Another list than before: for connections that are there already. */
  readonly onChange: (servers: readonly RTCIceServer[]) => void;
  readonly clock: Clock;
  /** ms since 1970, as well as it is known: the ends of credentials are moments, and dates of devices may be hours off. */
  readonly storeNow: () => number;
  /** The device's own date, right or not: it goes on while a computer sleeps, unlike clocks. */
  readonly deviceNow: () => number;
  readonly log: Log;
}

/** Where nothing says when credentials end. Hosted services give them for hours. */
const usualLifeMs = 60 * 60_000;
/** A reply has time, and so has a second try. */
const beforeEndMs = 2 * 60_000;
/** Where the time is not known rightly they may seem to have ended long ago. */
const leastLifeMs = 60_000;
const longestLifeMs = 12 * usualLifeMs;
/** One trouble has many hints. */
const sameTroubleMs = 5_000;
/** Older ones may have ended unnoticed: clocks stand still while a computer sleeps. */
const surelyFreshMs = 30_000;
/** The same where nothing says when they end: no hosted service gives credentials for less. */
const probablyFreshMs = 5 * 60_000;

/** The ICE servers of a call, asked for again before their credentials end, so that a restart after hours still works. */
export class FreshIceServers {
  readonly #options: FreshIceServersOptions;
  #servers: readonly RTCIceServer[] = [];
  #cancel: (() => void) | null = null;
  #askedAt = -Infinity;
  /** By the device's own date. */
  #askedByDate = -Infinity;
  /** When they are to be asked for again, by the device's own date. */
  #dueByDate = Infinity;

  constructor(options: FreshIceServersOptions) {
    this.#options = options;
  }

  get current(): readonly RTCIceServer[] {
    return this.#servers;
  }

  /** Asks now, and again in time until stopped. @throws {CallError} invalid-config; the signal's reason */
  async load(signal: AbortSignal): Promise<void> {
    this.#noteAsking();
    this.#servers = await within(this.#options.ask(), signal);
    signal.throwIfAborted();
    this.#planNext(this.#lifeMs());
  }

  /** The time is known better than when they were loaded. */
  planAnew(): void {
    if (this.#cancel !== null) this.#planNext(this.#lifeMs());
  }

  /** Asks now, because a person would not wait. Never rejects: what cannot be had anew stays as it was. */
  async renew(): Promise<void> {
    if (this.#cancel !== null) await this.#renew();
  }

  /** A connection is in trouble: with credentials that have ended (the device slept, say) it could not be restarted. */
  renewDoubtful(): void {
    if (this.#cancel !== null && this.#areDoubtful()) void this.#renew();
  }

  /** A connection is made: a device that slept may have missed the time to ask, and nothing is in trouble that would tell. */
  renewOverdue(): void {
    if (this.#cancel !== null && this.#options.deviceNow() > this.#dueByDate) void this.#renew();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #areDoubtful(): boolean {
    const {clock, storeNow, deviceNow} = this.#options;
    const end = endOf(this.#servers);
    if (end === null) return deviceNow() - this.#askedByDate >= probablyFreshMs;
    const freshMs = end <= storeNow() ? sameTroubleMs : surelyFreshMs;
    return clock.now() - this.#askedAt >= freshMs;
  }

  #noteAsking(): void {
    this.#askedAt = this.#options.clock.now();
    this.#askedByDate = this.#options.deviceNow();
    this.#dueByDate = Infinity;
  }

  #planNext(inMs: number): void {
    this.stop();
    this.#dueByDate = this.#options.deviceNow() + inMs;
    this.#cancel = this.#options.clock.after(inMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const {ask, onChange, log} = this.#options;
    const planned = this.#cancel;
    this.#noteAsking();
    try {
      const servers = await ask();
      if (this.#cancel !== planned) return;
      const isNew = JSON.stringify(servers) !== JSON.stringify(this.#servers);
      this.#servers = servers;
      if (isNew) onChange(servers);
      this.#planNext(this.#lifeMs());
    } catch (error) {
      log.warn('ice-servers could not be asked for again', error);
      this.#askedAt = -Infinity;
      this.#askedByDate = -Infinity;
      if (this.#cancel === planned) this.#planNext(leastLifeMs);
    }
  }

  #lifeMs(): number {
    const end = endOf(this.#servers);
    if (end === null) return usualLifeMs;
    return Math.min(Math.max(end - this.#options.storeNow() - beforeEndMs, leastLifeMs), longestLifeMs);
  }
}

/**
 * When the first of the credentials ends, in ms since 1970: a time-limited user name begins with its end in seconds
 * (draft-uberti-behave-turn-rest-00, section 2.2; coturn's `use-auth-secret`). Null where none says.
 */
export function endOf(servers: readonly RTCIceServer[]): number | null {
  const ends = servers.flatMap(({username = ''}) => {
    const seconds = /^(\d{9,10})(?::|$)/.exec(username)?.[1];
    return seconds === undefined ? [] : [Number(seconds) * 1_000];
  });
  return ends.length > 0 ? Math.min(...ends) : null;
}
