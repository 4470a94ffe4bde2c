import type {Log} from '../../log.js';
import type {Clock} from '../../util/clock.js';
import {ConflictError} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {commit, commitAtOnce, look} from './commit.js';
import {stringOf} from './own-entry.js';

/** One own document, and all that may have written it. */
interface UnsureEntry {
  readonly access: FirestoreAccess;
  readonly sessions: Set<string>;
  /** Of the last of these, by the local clock. */
  since: number;
  takenBack: Promise<void> | null;
}

const takeBackLimitMs = 8_000;
/** After this another device of the same person has more likely come in than the page has gone. */
const freshMs = 30_000;

/**
 * Own entries that may be in the store though their replies never came. While entering is tried again the next one takes
 * their place; who gives up instead would be seen in the room until a lease lapses.
 */
export class UnsureEntries {
  readonly #clock: Clock;
  readonly #log: Log;
  /** By the path of the own document. */
  readonly #entries = new Map<string, UnsureEntry>();

  constructor({clock, log}: {readonly clock: Clock; readonly log: Log}) {
    this.#clock = clock;
    this.#log = log;
  }

  add(access: FirestoreAccess, path: string, session: string): void {
    const known = this.#entries.get(path);
    const since = this.#clock.now();
    if (known?.takenBack === null) {
      known.sessions.add(session);
      known.since = since;
    } else this.#entries.set(path, {access, sessions: new Set([session]), since, takenBack: null});
  }

  /** An entry whose reply came has taken its place. */
  settle(path: string): void {
    this.#entries.delete(path);
  }

  /** Resolves when none is left, or none could be reached: then they lapse by themselves. */
  async takeBack(): Promise<void> {
    await Promise.all([...this.#entries].map(([path, entry]) => (entry.takenBack ??= this.#takeBack(path, entry))));
  }

  /** On `pagehide`: whatever is there by then, as nobody can wait to be told (docs/decisions/closed-tabs.md); old ones lapse. */
  takeBackAtOnce(): void {
    const now = this.#clock.now();
    for (const [path, {access, since}] of this.#entries)
      if (now - since < freshMs) commitAtOnce(access, [{delete: path}]);
    this.#entries.clear();
  }

  async #takeBack(path: string, entry: UnsureEntry): Promise<void> {
    const {access, sessions} = entry;
    const signal = AbortSignal.timeout(takeBackLimitMs);
    try {
      const {fields, updateTime} = await look(access, path, signal);
      if (sessions.has(stringOf(fields?.['session'])))
        await commit(access, [{delete: path, precondition: {updateTime}}], signal);
    } catch (error) {
      if (error instanceof ConflictError) this.#log.debug('a newer entry stays', error);
      else this.#log.warn('could not take an entry back, it lapses by itself', error);
    }
    if (this.#entries.get(path) === entry) this.#entries.delete(path);
  }
}
