import {CallError} from '../../errors.js';
import {calledOff, check, patient, refused} from './scene.js';
import type {CaseTable, ContractStep} from './case-table.js';
import {Witness} from './witness.js';

/** Longer than a reply takes on a bad day, far shorter than a clock that is hours off. */
const plausibleMs = 60_000;
const hourMs = 3_600_000;

/** 64 UTF-16 units of scripts from right to left, combined marks and emoji. */
const unicodeName = `Zoë שלום नमस्ते 👩‍👩‍👧‍👦 e\u0301 ${'界'.repeat(64)}`.slice(0, 64);

/** Coming in, being seen, and the store's time. */
export const entering: CaseTable = {
  'enter: whoever is in the lobby is told of themselves, unnamed and not joined': async scene => {
    const {told, uid, session, room} = await scene.newcomer({name: 'not said here', capacity: 5});
    const own = told.participant(uid);
    check(room.uid === uid && room.session === session, 'the room must know its uid and session');
    check(
      own?.state === 'lobby' && own.name === '' && own.joinedAt === null,
      'the lobby entry must be unnamed and not joined',
    );
    check(own.capacity === 5 && own.networkEpoch === 0, 'capacity must be as stated, networkEpoch 0');
    await told.until('onLive(true)', () => told.isLive);
    check(told.losses === 0, 'nothing can be lost that was never told: a newcomer may count on what it sees');
  },

  'enter: joined at once, with name and time': async scene => {
    const {told, uid} = await scene.member('Ada');
    const own = told.participant(uid);
    check(own?.state === 'joined' && own.name === 'Ada', 'the entry must be joined and named');
    check(own.joinedAt !== null && own.renewedAt >= own.joinedAt, 'the store must stamp joinedAt and renewedAt');
  },

  'enter: eight people all see the same eight': async scene => {
    const clients = await Promise.all(Array.from({length: 8}, () => scene.environment.open()));
    const people = await Promise.all(clients.map(client => scene.enter(client, {capacity: 8})));
    await scene.eachTold(people, 'all eight', ({told}) => people.every(({uid}) => told.participant(uid)));
    for (const {told} of people) check(told.participants.length === 8, 'there must be nobody else');
  },

  'enter: a name in any script arrives as it is': async scene => {
    const observer = await scene.newcomer();
    const {uid} = await scene.member(unicodeName);
    await observer.told.until('the name', () => observer.told.participant(uid) !== undefined);
    check(observer.told.participant(uid)?.name === unicodeName, 'the name must be what was given');
  },

  'enter: rooms know nothing of one another': async scene => {
    const here = await scene.member();
    const there = await scene.newcomer({room: `${scene.environment.room}-other`});
    await scene.environment.settle();
    check(!there.told.participant(here.uid) && !here.told.participant(there.uid), 'nobody of another room may be told');
  },

  'enter: called off before it began, it leaves nothing': async scene => {
    const observer = await scene.newcomer();
    const client = await scene.environment.open();
    const told = new Witness();
    await calledOff(
      client.signaling.enter(scene.request(told), {signal: AbortSignal.abort()}),
      'enter with an aborted signal',
    );
    await scene.environment.settle();
    check(told.calls === 0, 'no handler may be called after an abort');
    check(!observer.told.participant(client.uid), 'no entry may be left');
  },

  'enter: called off on the way, it leaves nothing': async scene => {
    const observer = await scene.newcomer();
    const client = await scene.environment.open();
    const told = new Witness();
    const controller = new AbortController();
    const entering = client.signaling.enter(scene.request(told, {state: 'joined', name: 'Ada'}), controller);
    controller.abort();
    await calledOff(entering, 'enter called off on the way');
    await scene.environment.settle();
    check(told.calls === 0, 'no handler may be called after an abort');
    check(!observer.told.participant(client.uid), 'no entry may be left');
  },

  'time: as the store has it, by a local clock that is hours ahead': byClockOff(5 * hourMs),
  'time: as the store has it, by a local clock that is hours behind': byClockOff(-5 * hourMs),

  'time: the lease is renewed with the time of the store': async scene => {
    const {told, uid, room} = await scene.newcomer();
    const before = told.participant(uid)?.renewedAt ?? 0;
    await room.renew(patient);
    await told.until('a later lease', () => (told.participant(uid)?.renewedAt ?? 0) > before);
    check(
      Math.abs(room.serverNow() - (told.participant(uid)?.renewedAt ?? 0)) < plausibleMs,
      'serverNow() must be near it',
    );
  },

  'takeover: the old session sees the new one, and cannot write any more': async scene => {
    const old = await scene.member();
    const guest = await scene.newcomer();
    const fresh = await scene.enter(await scene.environment.open(old.client));
    check(fresh.uid === old.uid, 'open(client) must be the same person');
    await scene.eachTold(
      [old, guest],
      'the new session',
      ({told}) => told.participant(old.uid)?.session === fresh.session,
    );
    check(guest.told.participants.length === 2, 'one person must have one entry');
    await refused(old.room.renew(patient), 'renew by the old session');
    await refused(old.room.join({name: 'Ada', answers: []}, patient), 'join by the old session');
    await refused(old.room.returnToLobby(patient), 'returnToLobby by the old session');
    await refused(old.room.raiseNetworkEpoch(patient), 'raiseNetworkEpoch by the old session');
    await refused(old.room.restore(patient), 'restore by the old session');
    await scene.environment.settle();
    check(guest.told.participant(old.uid)?.session === fresh.session, 'the new session must stand');
    check(guest.told.participant(old.uid)?.state === 'lobby', 'the old session must have changed nothing');
  },

  'takeover: the old session can make no offer': async scene => {
    const old = await scene.member();
    const guest = await scene.newcomer();
    const fresh = await scene.enter(await scene.environment.open(old.client), {state: 'joined', name: 'Ada'});
    await old.told.until('the new session', () => old.told.participant(old.uid)?.session === fresh.session);
    const offer = {to: guest.uid, toSession: guest.session, description: {sdp: 'v=0', revision: 1}, candidates: []};
    await refused(old.room.offer(offer, patient), 'an offer by the old session');
    await scene.environment.settle();
    check(guest.told.connections.length === 0, 'no offer of it may be told');
  },

  'takeover: who yields enters where nobody is, and can join': async scene => {
    const {told, uid, room} = await scene.newcomer({yields: true});
    await room.renew(patient);
    await room.join({name: 'Ada', answers: []}, patient);
    await told.until('oneself joined', () => told.participant(uid)?.state === 'joined');
  },

  'takeover: who yields leaves another session the call': async scene => {
    const old = await scene.member();
    const guest = await scene.newcomer();
    await guest.told.until('the member', () => guest.told.participant(old.uid) !== undefined);
    for (const entry of [{}, {state: 'joined', name: 'Ada'}] as const) {
      const told = new Witness();
      const {signaling} = await scene.environment.open(old.client);
      await refused(signaling.enter(scene.request(told, {...entry, yields: true}), patient), 'an entry that yields');
      await scene.environment.settle();
      check(told.calls === 0, 'no handler may be called of an entry that was refused');
    }
    check(guest.told.participant(old.uid)?.session === old.session, 'the old session must stand');
    await old.room.renew(patient);
    const fresh = await scene.enter(await scene.environment.open(old.client));
    await guest.told.until('who takes over', () => guest.told.participant(old.uid)?.session === fresh.session);
  },

  'takeover: who yields replaces another session in the lobby': async scene => {
    const old = await scene.newcomer();
    const fresh = await scene.enter(await scene.environment.open(old.client), {yields: true});
    await old.told.until('the new session', () => old.told.participant(old.uid)?.session === fresh.session);
    await fresh.room.renew(patient);
  },

  'takeover: who yields replaces another session whose lease has lapsed': {
    needs: ['lapse'],
    run: async scene => {
      const old = await scene.member();
      const guest = await scene.newcomer();
      await scene.lapse(old);
      const fresh = await scene.enter(await scene.environment.open(old.client), {yields: true});
      await guest.told.until('the new session', () => guest.told.participant(old.uid)?.session === fresh.session);
      await fresh.room.renew(patient);
    },
  },

  'takeover: of two that enter at once one remains, and both know which': async scene => {
    const observer = await scene.newcomer();
    const first = await scene.environment.open();
    const second = await scene.environment.open(first);
    const witnesses = [new Witness(), new Witness()];
    const rooms = await Promise.all(
      [first, second].map(({signaling}, place) => {
        const told = witnesses[place] ?? new Witness();
        told.hasEntered = true;
        // Whoever comes second may replace the first before it has resolved: then that one may say so.
        return signaling.enter(scene.request(told, {name: 'Ada', state: 'joined'}), patient).catch((error: unknown) => {
          if (error instanceof CallError && error.code !== 'aborted') throw error;
          return null;
        });
      }),
    );
    await scene.environment.settle();
    const standing = observer.told.participants.filter(({uid}) => uid === first.uid);
    check(standing.length === 1, 'one person must have one entry');
    check(
      rooms.some(room => room?.session === standing[0]?.session),
      'it must be one of the two',
    );
    rooms.forEach((room, place) => {
      const seen = witnesses[place]?.participant(first.uid)?.session;
      check(room === null || seen === standing[0]?.session, 'both must be told which one stands');
    });
  },
};

/** Enters, renews and offers by a wrong clock. */
function byClockOff(offMs: number): ContractStep {
  return async scene => {
    const guest = await scene.newcomer();
    const rightNow = Date.now;
    Date.now = () => rightNow() + offMs;
    try {
      const {told, uid, room} = await scene.member();
      const isKnownTime = (time: number): boolean => Math.abs(time - guest.room.serverNow()) < plausibleMs;
      const renewedAt = (): number => told.participant(uid)?.renewedAt ?? 0;
      check(isKnownTime(renewedAt()), 'the lease must be stamped with the time of the store');
      check(isKnownTime(room.serverNow()), 'serverNow() must not follow the local clock');
      const enteredAt = renewedAt();
      await room.renew(patient);
      await told.until('a later lease', () => renewedAt() > enteredAt);
      check(isKnownTime(renewedAt()), 'it must be renewed with the time of the store');
      const {uid: to, session: toSession} = guest;
      await room.offer({to, toSession, description: {sdp: 'v=0', revision: 1}, candidates: []}, patient);
      await guest.told.until('the offer', () => guest.told.connections.length === 1);
    } finally {
      Date.now = rightNow;
    }
  };
}
