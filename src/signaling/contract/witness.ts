import type {Connection} from '../../protocol/connection.js';
import type {Participant} from '../../protocol/participant.js';
import type {Pair, SignalingHandlers} from '../signaling.js';

/** Long enough for a slow network, short enough for a test run. */
const waitLimitMs = 10_000;

/** Remembers what one client's handlers were told, and lets a case wait for it. */
export class Witness implements SignalingHandlers {
  participants: readonly Participant[] = [];
  connections: readonly Connection[] = [];
  isLive = false;
  /** How often it was told that the present state was lost. */
  losses = 0;
  /** How often any handler was called. */
  calls = 0;
  /** The first promise that was broken while nobody was looking. */
  broken: Error | null = null;
  /** Set by whoever enters when `enter` has resolved. */
  hasEntered = false;
  /** Set where the environment makes a lease older than it was. */
  mayLapse = false;
  readonly #waiting = new Set<() => void>();

  readonly onParticipants = (participants: readonly Participant[]): void => {
    const older = participants.find(now => this.participants.some(before => isBefore(now, before)));
    if (older && !this.mayLapse)
      this.broken ??= new Error(`an older state of participant ${older.uid} was told after a newer one`);
    this.participants = participants;
    this.#onCall();
  };

  readonly onConnections = (connections: readonly Connection[]): void => {
    this.connections = connections;
    this.#onCall();
  };

  readonly onLive = (live: boolean): void => {
    this.isLive = live;
    if (!live) this.losses++;
    this.#onCall();
  };

  participant(uid: string): Participant | undefined {
    return this.participants.find(participant => participant.uid === uid);
  }

  connection({from, to}: Pair): Connection | undefined {
    return this.connections.find(connection => connection.from === from && connection.to === to);
  }

  /** Resolves as soon as `condition` holds for what was told. @throws {Error} if that takes too long */
  async until(what: string, condition: () => boolean): Promise<void> {
    const limitAt = performance.now() + waitLimitMs;
    while (!condition()) await this.#nextCall(what, limitAt - performance.now());
  }

  #nextCall(what: string, limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const onCall = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(onCall);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(onCall);
        reject(new Error(`not told within ${String(waitLimitMs)} ms: ${what}; ${this.#summary()}`));
      }, limitMs);
      this.#waiting.add(onCall);
    });
  }

  #onCall(): void {
    this.calls++;
    if (!this.hasEntered) this.broken ??= new Error('a handler was called before enter() resolved');
    for (const wake of [...this.#waiting]) wake();
  }

  #summary(): string {
    const people = this.participants.map(({uid, session, state}) => `${uid} (${session}, ${state})`).join(', ');
    const pairs = this.connections.map(({from, to, offer, answer}) => {
      const answered = answer ? `, answered ${String(answer.revision)}` : '';
      return `${from} to ${to} (offer ${String(offer.revision)}${answered})`;
    });
    return `last told: participants [${people}], connections [${pairs.join(', ')}]`;
  }
}

const isBefore = (now: Participant, before: Participant): boolean =>
  now.uid === before.uid &&
  now.session === before.session &&
  (now.renewedAt < before.renewedAt || now.networkEpoch < before.networkEpoch);
