import {CallError} from '../../errors.js';
import type {Candidate} from '../../protocol/candidate.js';
import {ConflictError, type Answer, type EnterRequest, type Offer, type SignalingRoom} from '../signaling.js';
import type {ContractClient, ContractEnvironment} from './environment.js';
import {Witness} from './witness.js';

/** Somebody who has entered, and what they were told. */
export interface Person {
  readonly client: ContractClient;
  readonly uid: string;
  readonly session: string;
  readonly room: SignalingRoom;
  readonly told: Witness;
}

type Entry = Partial<Pick<EnterRequest, 'room' | 'state' | 'name' | 'capacity' | 'yields'>>;

/** For writes that are never called off. */
export const patient = {signal: new AbortController().signal} as const;

/** What a case does with its environment, in few words. */
export class Scene {
  readonly environment: ContractEnvironment;
  readonly #people: Person[] = [];
  #sessions = 0;

  constructor(environment: ContractEnvironment) {
    this.environment = environment;
  }

  /** A session id that no other has. */
  newSession(): string {
    return `session-${String(++this.#sessions)}`;
  }

  request(told: Witness, entry: Entry = {}): EnterRequest {
    const defaults = {room: this.environment.room, state: 'lobby', name: '', capacity: 4} as const;
    return {...defaults, ...entry, session: this.newSession(), handlers: told};
  }

  /** Enters and waits until they are told of themselves. */
  async enter(client: ContractClient, entry: Entry = {}): Promise<Person> {
    const told = new Witness();
    const request = this.request(told, entry);
    const entering = client.signaling.enter(request, patient);
    // Set in the same turn in which the promise settles: before any handler may be called.
    void entering.then(
      () => {
        told.hasEntered = true;
      },
      () => undefined,
    );
    const room = await entering;
    const person = {client, uid: client.uid, session: request.session, room, told};
    this.#people.push(person);
    await told.until('oneself', () => told.participant(client.uid)?.session === request.session);
    return person;
  }

  async newcomer(entry: Entry = {}): Promise<Person> {
    return this.enter(await this.environment.open(), entry);
  }

  member(name = 'Ada'): Promise<Person> {
    return this.newcomer({state: 'joined', name});
  }

  /** A member, and somebody in the lobby whom they have made an offer that both were told of. */
  async offered(): Promise<{readonly member: Person; readonly guest: Person}> {
    const member = await this.member();
    const guest = await this.newcomer();
    await this.offer(member, guest);
    return {member, guest};
  }

  /** The same, answered. */
  async answered(): Promise<{readonly member: Person; readonly guest: Person}> {
    const {member, guest} = await this.offered();
    await guest.room.join({name: 'Grace', answers: [answerTo(member)]}, patient);
    await this.eachTold([member, guest], 'the answer', ({told}) => told.connection(pairOf(member, guest))?.answer);
    return {member, guest};
  }

  /** Commits an offer and waits until both were told. */
  async offer(from: Person, to: Person, revision = 1): Promise<void> {
    await from.told.until('the other', () => from.told.participant(to.uid)?.session === to.session);
    await from.room.offer(offerTo(to, revision), patient);
    await this.eachTold(
      [from, to],
      `offer ${String(revision)}`,
      ({told}) => told.connection(pairOf(from, to))?.offer.revision === revision,
    );
  }

  async eachTold(people: readonly Person[], what: string, condition: (person: Person) => unknown): Promise<void> {
    await Promise.all(people.map(person => person.told.until(what, () => Boolean(condition(person)))));
  }

  /** Lets somebody's lease lapse, and nobody else's. */
  async lapse(gone: Person): Promise<void> {
    for (const {told} of this.#people) told.mayLapse = true;
    await this.environment.lapse?.(gone.uid);
    await Promise.all(this.#people.filter(person => person !== gone).map(({room}) => room.renew(patient)));
  }

  /** What had to hold all along, for everybody. */
  checkPeople(): void {
    for (const {told} of this.#people) if (told.broken) throw told.broken;
  }
}

export const pairOf = (from: Person, to: Person): {readonly from: string; readonly to: string} => ({
  from: from.uid,
  to: to.uid,
});

export const offerTo = (to: Person, revision = 1, candidates: readonly Candidate[] = []): Offer => ({
  to: to.uid,
  toSession: to.session,
  description: {sdp: `v=0\r\ns=offer ${String(revision)}\r\n`, revision},
  candidates,
});

export const answerTo = (from: Person, revision = 1, candidates: readonly Candidate[] = []): Answer => ({
  from: from.uid,
  fromSession: from.session,
  description: {sdp: `v=0\r\ns=answer ${String(revision)}\r\n`, revision},
  candidates,
});

export const candidate = (place: number, revision = 1): Candidate => ({
  revision,
  sdpMid: '0',
  candidate: `candidate:${String(place)} 1 udp 2122260223 192.0.2.${String(place % 250)} 5000${String(place % 10)} typ host`,
});

export function check(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(promise);
}

/** @throws {Error} unless the write was refused with {@link ConflictError} */
export async function refused(write: Promise<unknown>, what: string): Promise<void> {
  const error = await failure(write);
  check(error instanceof ConflictError, `${what}: must be refused with ConflictError, but ${describe(error)}`);
}

/** @throws {Error} unless it was called off with the code `aborted` */
export async function calledOff(work: Promise<unknown>, what: string): Promise<void> {
  const error = await failure(work);
  check(
    error instanceof CallError && error.code === 'aborted',
    `${what}: must reject with CallError aborted, but ${describe(error)}`,
  );
}

/** How a promise failed; null if it did not. */
export const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

const describe = (error: unknown): string =>
  error === null
    ? 'it was accepted'
    : `it failed with ${error instanceof Error ? `${error.name}: ${error.message}` : typeof error}`;
