import {MalformedError} from '../protocol/shape.js';
import type {Clock} from '../util/clock.js';
import {
  formatLocalMessage,
  parseLocalMessage,
  type Holding,
  type HoldingId,
  type LocalMessage,
} from './local-message.js';
import {isNewer, LocalReplica} from './local-replica.js';

/** How long a newcomer listens to who is there: tabs of one machine reply within some ms. */
const replyLimitMs = 60;
/** A tab that has not seen a change after this long is frozen or gone; its lease tells which. */
const seenLimitMs = 150;

/**
 * One tab's copy of a room, kept with the others over a `BroadcastChannel`. A change counts once all others have seen
 * it, and each of them has told before what it had changed itself. So whoever finds themselves joined knows of everybody
 * who joined earlier, as with a store that commits one thing after another.
 */
export class LocalBoard {
  readonly replica = new LocalReplica();
  readonly #uid: string;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #channel: BroadcastChannel;
  /** Calls of `publish` that wait, with the uids that have not seen their version. */
  readonly #unseen = new Set<{readonly version: number; readonly by: Set<string>; readonly done: () => void}>();
  /** The newest own holding; null before the first, and after it was swept or replaced. */
  #own: Holding | null = null;
  #aheadMs = 0;

  constructor(room: string, uid: string, clock: Clock, onChange: () => void) {
    this.#uid = uid;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#channel = new BroadcastChannel(`video-call v1 ${room}`);
    this.#channel.addEventListener('message', this.#onMessage);
  }

  get own(): Holding | null {
    return this.#own;
  }

  /** The machine's clock; of tabs that disagree about it, the one that is ahead. */
  serverNow(): number {
    return this.#clock.now() + this.#aheadMs;
  }

  /** Asks who is there, and waits for the replies. */
  async greet(): Promise<void> {
    this.#post({type: 'hello', at: this.serverNow()});
    await new Promise<void>(resolve => this.#clock.after(replyLimitMs, resolve));
  }

  /** Makes this the own holding, and resolves when everybody knows. */
  async publish(own: Holding): Promise<void> {
    this.#own = own;
    this.#post({type: 'holding', at: this.serverNow(), holding: own});
    await this.#seenByAll(own.version);
    if (this.own && this.replica.put(own)) this.#onChange();
  }

  /** Takes a holding away, the own or a lapsed one, here and everywhere. */
  remove({uid, session, version}: HoldingId): void {
    const message = {type: 'gone', at: this.serverNow(), uid, session, version} as const;
    this.#post(message);
    this.#take(message);
  }

  close(): void {
    this.#channel.removeEventListener('message', this.#onMessage);
    this.#channel.close();
    for (const {done} of this.#unseen) done();
  }

  #seenByAll(version: number): Promise<void> {
    const by = new Set(this.replica.participants().map(({uid}) => uid));
    by.delete(this.#uid);
    if (by.size === 0) return Promise.resolve();
    return new Promise(resolve => {
      const done = (): void => {
        callOff();
        this.#unseen.delete(wait);
        resolve();
      };
      const wait = {version, by, done};
      const callOff = this.#clock.after(seenLimitMs, done);
      this.#unseen.add(wait);
    });
  }

  #post(message: LocalMessage): void {
    this.#channel.postMessage(formatLocalMessage(message));
  }

  readonly #onMessage = ({data}: MessageEvent<unknown>): void => {
    try {
      const message = parseLocalMessage(data);
      this.#aheadMs = Math.max(this.#aheadMs, message.at - this.#clock.now());
      this.#take(message);
    } catch (error) {
      // Of another version of this package, or of a stranger on the same channel: none of this room's business.
      if (!(error instanceof MalformedError)) throw error;
    }
  };

  #take(message: LocalMessage): void {
    switch (message.type) {
      case 'hello':
        if (this.#own) this.#post({type: 'holding', at: this.serverNow(), holding: this.#own});
        return;
      case 'holding':
        return this.#takeHolding(message.holding);
      case 'seen':
        return this.#takeSeen(message.by, message);
      case 'gone':
        return this.#takeGone(message);
    }
  }

  #takeHolding(holding: Holding): void {
    const {version, participant} = holding;
    const {uid, session} = participant;
    this.#post({type: 'seen', at: this.serverNow(), by: this.#uid, uid, session, version});
    if (uid === this.#uid && this.#own && isNewer(holding, this.#own)) this.#own = null;
    if (this.replica.put(holding)) this.#onChange();
  }

  #takeSeen(by: string, {uid, session, version}: HoldingId): void {
    if (uid !== this.#uid || session !== this.#own?.participant.session) return;
    for (const wait of this.#unseen) {
      if (wait.version <= version) this.#strike(by, wait);
    }
  }

  #takeGone({uid, session, version}: HoldingId): void {
    const own = this.#own;
    if (uid === this.#uid && own?.participant.session === session && own.version <= version) this.#own = null;
    for (const wait of this.#unseen) this.#strike(uid, wait);
    if (this.replica.remove({uid, session, version})) this.#onChange();
  }

  #strike(uid: string, {by, done}: {readonly by: Set<string>; readonly done: () => void}): void {
    if (by.delete(uid) && by.size === 0) done();
  }
}
