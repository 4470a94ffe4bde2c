import type {Connection} from '../../src/protocol/connection.js';
import type {Participant} from '../../src/protocol/participant.js';
import type {Log} from '../../src/log.js';
import type {StoreState} from '../support/memory-rules.js';

/** What happened in one run, in words. Off unless a run is told again, as words cost more than the run. */
export class Trace {
  readonly lines: string[] = [];
  readonly #isOn: boolean;
  readonly #now: () => number;
  readonly #sessions = new Map<string, string>();

  constructor(isOn: boolean, now: () => number) {
    this.#isOn = isOn;
    this.#now = now;
  }

  note(say: () => string): void {
    if (!this.#isOn) return;
    this.lines.push(`${(this.#now() / 1000).toFixed(3).padStart(9)}  ${say()}`);
  }

  /** Sessions are random; here they are called by whose they are and which. */
  session(uid: string, session: string): string {
    const known = this.#sessions.get(session);
    if (known !== undefined) return known;
    const count = [...this.#sessions.values()].filter(name => name.startsWith(uid)).length;
    const name = `${uid}${count + 1}`;
    this.#sessions.set(session, name);
    return name;
  }

  log(who: () => string): Log {
    const say =
      (level: string) =>
      (message: string, ...details: readonly unknown[]): void => {
        const reasons = details.map(detail => (detail instanceof Error ? detail.message : ''));
        this.note(() => `${who()} ${level}: ${[message, ...reasons].join(' ')}`);
      };
    return {error: say('error'), warn: say('warn'), info: say('info'), debug: say('debug')};
  }

  /** What one commit changed. */
  change(before: StoreState, after: StoreState): void {
    if (!this.#isOn) return;
    for (const [key, entry] of after.participants) {
      if (before.participants.get(key) !== entry) this.note(() => `  store: ${this.#participant(entry)}`);
    }
    for (const key of before.participants.keys()) {
      if (!after.participants.has(key)) this.note(() => `  store: ${key} is deleted`);
    }
    for (const [key, entry] of after.connections) {
      if (before.connections.get(key) !== entry) this.note(() => `  store: ${this.#connection(entry)}`);
    }
    for (const key of before.connections.keys()) {
      if (!after.connections.has(key)) this.note(() => `  store: ${key} is deleted`);
    }
  }

  state({participants, connections}: StoreState): string {
    const entries = [
      ...[...participants.values()].map(entry => this.#participant(entry)),
      ...[...connections.values()].map(entry => this.#connection(entry)),
    ];
    return entries.length === 0 ? 'empty' : entries.join('; ');
  }

  #participant({uid, session, state, joinedAt, renewedAt, capacity}: Participant): string {
    const joined = joinedAt === null ? '' : ` at ${joinedAt % 1e7}`;
    return `${this.session(uid, session)} ${state}${joined}, lease from ${renewedAt % 1e7}, capacity ${capacity}`;
  }

  #connection({from, fromSession, to, toSession, offer, answer}: Connection): string {
    const names = `${this.session(from, fromSession)} to ${this.session(to, toSession)}`;
    const answered = answer ? `, answered by ${answer.sdp}` : '';
    return `${names}: offer ${offer.revision} (${offer.sdp})${answered}`;
  }
}
