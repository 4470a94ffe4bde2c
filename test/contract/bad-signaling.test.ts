import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {test} from 'node:test';
import {RoomVisit, type RoomVisitHandlers} from '../../src/call/room-visit.js';
import type {Member} from '../../src/call/members.js';
import {UnreachableRetry} from '../../src/call/unreachable-retry.js';
import {silentLog} from '../../src/log.js';
import {systemClock} from '../../src/util/clock.js';
import {LinkWorld, type LinkOwner} from '../simulation/link-world.js';
import {Trace} from '../simulation/trace.js';
import {FaultySignaling, type SignalingFaults} from '../support/faulty-signaling.js';
import {SeededRandom} from '../support/random.js';
import {startTestEmulator} from './support/firestore-emulator.js';

const starting = startTestEmulator('demo-bad-signaling');

const faults: SignalingFaults = {
  lost: 0.15,
  unanswered: 0.15,
  late: 0.4,
  repeated: 0.3,
  stale: 0.4,
  longestDelayMs: 400,
};

/** Somebody in a room: real signaling and mesh, connections that are made up. */
class Person implements LinkOwner {
  readonly uid: string;
  readonly name: string;
  readonly isAlive = true;
  readonly clock = systemClock;
  members: readonly Member[] = [];
  visit: RoomVisit | null = null;

  constructor(uid: string) {
    this.uid = uid;
    this.name = uid.slice(0, 6);
  }

  get linked(): readonly string[] {
    return this.members.filter(({link}) => link?.state === 'connected').map(({uid}) => uid);
  }
}

for (const seed of [1, 2, 3]) {
  test(`four over Firestore meet and leave nothing, however bad the way to it is (seed ${seed})`, async () => {
    const emulator = await starting;
    const random = new SeededRandom(seed);
    const trace = new Trace(false, () => 0);
    const links = new LinkWorld(systemClock, random, trace);
    links.isCalm = true;
    const changed = new EventTarget();
    const tell = (): void => void changed.dispatchEvent(new Event('change'));
    const room = randomUUID();
    let isBad = true;

    const enter = async (): Promise<Person> => {
      const {uid, signaling} = emulator.open();
      const person = new Person(uid);
      const handlers: RoomVisitHandlers = {
        onAdmission: tell,
        onMembers: members => {
          person.members = members;
          tell();
        },
        onMessage: () => undefined,
        onRoomFull: () => assert.fail('there is room'),
        onTakenOver: () => assert.fail('nobody else is this person'),
        onShutOut: error => assert.fail(error),
        onRelayNeeded: () => undefined,
        onTrouble: () => undefined,
        onLive: tell,
        onKnocks: () => undefined,
        onUsage: () => undefined,
        onLobbyIdle: () => undefined,
      };
      const options = {
        signaling: new FaultySignaling(signaling, {
          clock: systemClock,
          random,
          faults: () => (isBad ? faults : null),
        }),
        ...{room, capacity: 4, state: 'joined' as const, name: person.name, preparedLifeMs: Infinity},
        ...{clock: systemClock, log: silentLog, handlers, isAboutToJoin: () => false},
        createLink: links.factory(person),
      };
      const retry = new UnreachableRetry(systemClock, () => undefined);
      const unended = new AbortController().signal;
      person.visit = await retry.run(() => RoomVisit.enter(options, unended), unended);
      return person;
    };
    const until = (isReached: () => boolean): Promise<void> =>
      new Promise(resolve => {
        const check = (): void => {
          if (!isReached()) return;
          changed.removeEventListener('change', check);
          resolve();
        };
        changed.addEventListener('change', check);
        check();
      });

    const people = await Promise.all([enter(), enter(), enter(), enter()]);
    await until(() => people.every(({linked}) => new Set(linked).size === 3));
    const [first, ...others] = people;
    await first.visit?.leave();
    await until(() => others.every(({linked}) => linked.length === 2 && !linked.includes(first.uid)));
    assert.equal(links.fault, null);
    isBad = false;
    for (const person of others) await person.visit?.leave();
    assert.deepEqual(await emulator.documents(room), []);
  });
}
