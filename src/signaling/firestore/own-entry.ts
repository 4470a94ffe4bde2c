import {leaseMs} from '../../protocol/participant.js';
import {Turns} from '../../util/turns.js';
import {ConflictError} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {commit, look, type CommitResult, type Precondition, type Write} from './commit.js';
import {RuleRefusal} from './failure.js';
import type {UsageCount} from './usage-count.js';
import {decodeFields} from './values.js';

/** What the store holds of this user, read by REST. */
interface Stored {
  readonly session: string;
  readonly state: string;
  /** '' if there is nothing. */
  readonly updateTime: string;
  /** Joined, and by the time of the store its lease has not lapsed. */
  readonly isInCall: boolean;
}

/**
 * The own participant document, written by one session only: each write names the `updateTime` of the one before, so an
 * old page can neither renew nor delete what a newer session wrote. One write at a time.
 */
export class OwnEntry {
  readonly #access: FirestoreAccess;
  readonly #path: string;
  readonly #session: string;
  readonly #usage: UsageCount;
  #updateTime = '';
  /** A write whose reply never came may have made another version. */
  #isUnsure = false;
  readonly #turns = new Turns();
  /** Writes that were asked for and have no outcome yet. */
  #underWay = 0;

  /** @param usage counts what is read here; writes are counted by whoever asks for them */
  constructor(access: FirestoreAccess, path: string, session: string, usage: UsageCount) {
    this.#access = access;
    this.#path = path;
    this.#session = session;
    this.#usage = usage;
  }

  /**
   * For a write that nobody can wait for. Null while another is under way: which version that one makes is not known yet,
   * and the one before would refuse the farewell.
   */
  get precondition(): Precondition | null {
    return this.#underWay === 0 ? this.#lastVersion : null;
  }

  /** The same while the farewell itself is under way: it makes no version, but what was called off for it may have. */
  get preconditionOfFarewell(): Precondition | null {
    return this.#underWay <= 1 && !this.#isUnsure && this.#updateTime !== '' ? this.#lastVersion : null;
  }

  /**
   * Commits writes of which the first is to the own entry. If a reply was lost, what it would have said is read, and the
   * commit repeated unless `isDone`.
   *
   * @throws {ConflictError} another session took over, the entry is gone, or the rest is out of date
   */
  write(
    build: (precondition: Precondition) => readonly Write[],
    signal: AbortSignal,
    isDone: (stored: Stored) => boolean = () => false,
  ): Promise<CommitResult | null> {
    return this.#inTurn(async () => {
      try {
        if (this.#updateTime === '') throw new ConflictError('the reply to the entry never came');
        return await this.#commit(build(this.#lastVersion), signal);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        const stored = await this.#adopt(error, signal);
        if (isDone(stored)) return null;
        if (error instanceof RuleRefusal) throw error;
        return await this.#commit(build(this.#lastVersion), signal);
      }
    });
  }

  /** The same for a first write, whatever was there before. Null if it was there already: its reply was lost. */
  create(writes: readonly Write[], signal: AbortSignal): Promise<CommitResult | null> {
    return this.#inTurn(async () => {
      try {
        return await this.#commit(writes, signal);
      } catch (error) {
        if (!(error instanceof RuleRefusal) || !error.wasRepeated) throw error;
        // Rules hold whoever has joined to the rank that they have: a second time the same entry is none.
        await this.#adopt(error, signal).catch((failed: unknown) => {
          throw failed instanceof ConflictError ? error : failed;
        });
        return null;
      }
    });
  }

  /**
   * The same, but not over another session that is in the call. Only where something is there it is read: one commit, as ever,
   * where there is nothing.
   *
   * @throws {ConflictError} another session is in the call, or wrote just now
   */
  createYielding(entry: Write, signal: AbortSignal): Promise<CommitResult | null> {
    return this.#inTurn(async () => {
      let precondition: Precondition = {exists: false};
      for (let isFirst = true; ; isFirst = false) {
        try {
          return await this.#commit([{...entry, precondition}], signal);
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
          const isByRule = error instanceof RuleRefusal;
          if (isByRule && !error.wasRepeated) throw error;
          const stored = await this.#lookIfThere(signal);
          if (stored.session === this.#session) {
            this.#take(stored.updateTime);
            return null;
          }
          if (!isFirst || isByRule || stored.isInCall) throw error;
          const {updateTime} = stored;
          precondition = updateTime === '' ? precondition : {updateTime};
        }
      }
    });
  }

  get #lastVersion(): Precondition {
    return {updateTime: this.#updateTime};
  }

  async #commit(writes: readonly Write[], signal: AbortSignal): Promise<CommitResult> {
    try {
      const result = await commit(this.#access, writes, signal);
      this.#take(result.updateTimes[0] ?? '');
      return result;
    } catch (error) {
      this.#isUnsure ||= !(error instanceof ConflictError);
      throw error;
    }
  }

  #take(updateTime: string): void {
    this.#updateTime = updateTime;
    this.#isUnsure = false;
  }

  /** Takes over the `updateTime` of a write of this session whose reply never came. */
  async #adopt(conflict: ConflictError, signal: AbortSignal): Promise<Stored> {
    const stored = await this.#look(signal);
    if (stored.session !== this.#session) throw conflict;
    if (stored.updateTime === this.#updateTime && !(conflict instanceof RuleRefusal)) throw conflict;
    this.#take(stored.updateTime);
    return stored;
  }

  async #look(signal: AbortSignal): Promise<Stored> {
    const {fields, updateTime, serverTimeMs} = await look(this.#access, this.#path, signal);
    this.#usage.add({reads: 1});
    const {session, state, renewedAt} = decodeFields(fields ?? {});
    const isInCall = state === 'joined' && serverTimeMs <= Number(renewedAt) + leaseMs;
    return {session: String(session), state: String(state), updateTime, isInCall};
  }

  /** What has gone by then nobody may read: that takes a document of one's own. */
  async #lookIfThere(signal: AbortSignal): Promise<Stored> {
    try {
      return await this.#look(signal);
    } catch (error) {
      if (error instanceof RuleRefusal) return {session: '', state: '', updateTime: '', isInCall: false};
      throw error;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay++;
    return this.#turns.take(() =>
      work().finally(() => {
        this.#underWay--;
      }),
    );
  }
}
