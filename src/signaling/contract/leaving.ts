import {ConflictError} from '../signaling.js';
import type {CaseTable} from './case-table.js';
import {check, failure, offerTo, pairOf, patient, refused, type Person, type Scene} from './scene.js';

/** Going, and what others may clear up. */
export const leaving: CaseTable = {
  'leave: nothing is left, and no handler is called any more': scene =>
    checkLeaving(scene, person => person.room.leave()),

  'leaveAtOnce: the same, though nobody waits': scene =>
    checkLeaving(scene, person => {
      person.room.leaveAtOnce();
      return Promise.resolve();
    }),

  'abandon: the new session keeps everything, the old one is told nothing more': async scene => {
    const {old} = await checkOldSession(scene, ({room}) => {
      room.abandon();
      return Promise.resolve();
    });
    const {calls} = old.told;
    await scene.newcomer();
    await scene.environment.settle();
    check(old.told.calls === calls, 'no handler may be called after the end');
  },

  'leave: after it, a write fails and brings nothing back': async scene => {
    const observer = await scene.newcomer();
    const {room, uid} = await scene.member();
    await room.leave();
    check((await failure(room.renew(patient))) !== null, 'renew after leave must reject');
    check((await failure(room.restore(patient))) !== null, 'restore after leave must reject');
    check((await failure(room.join({name: 'Ada', answers: []}, patient))) !== null, 'join after leave must reject');
    await scene.environment.settle();
    check(!observer.told.participant(uid), 'nothing may come back');
  },

  'leave: both sides of a pair at the same time': async scene => {
    const observer = await scene.newcomer();
    const {member, guest} = await scene.answered();
    await Promise.all([member.room.leave(), guest.room.leave()]);
    await observer.told.until('both gone', () => observer.told.participants.length === 1);
  },

  'leave: an old session takes nothing of the new one away': async scene => {
    await checkOldSession(scene, ({room}) => room.leave());
  },

  'leaveAtOnce: an old session takes nothing of the new one away': async scene => {
    await checkOldSession(scene, ({room}) => {
      room.leaveAtOnce();
      return Promise.resolve();
    });
  },

  'leave and enter: a new session after the old one left': async scene => {
    const observer = await scene.newcomer();
    const before = await scene.member();
    await before.room.leave();
    const after = await scene.enter(before.client);
    await observer.told.until(
      'the new session',
      () => observer.told.participant(before.uid)?.session === after.session,
    );
    check(observer.told.participants.length === 2, 'there must be one entry a person');
  },

  'leave: an offer that nobody was told of yet is taken along': async scene => {
    const member = await scene.member();
    const guest = await scene.newcomer();
    await member.told.until('the guest', () => member.told.participant(guest.uid) !== undefined);
    await member.room.offer(offerTo(guest), patient);
    await member.room.leave();
    await guest.told.until('them gone', () => !guest.told.participant(member.uid));
    await scene.environment.settle();
    check(guest.told.connections.length === 0, 'no offer may be left');
  },

  'restore: of an entry that stands is refused, or changes nothing but the lease': async scene => {
    const {room, uid, told, session} = await scene.member('Ada');
    const before = told.participant(uid);
    const error = await failure(room.restore(patient));
    check(error === null || error instanceof ConflictError, 'restore must resolve or be refused');
    await scene.environment.settle();
    const after = told.participant(uid);
    check(
      after?.session === session && after.name === 'Ada' && after.state === 'joined',
      'the entry must stay as it was',
    );
    check(after.joinedAt === before?.joinedAt, 'joinedAt must not change');
  },

  'sweep: somebody whose lease has lapsed is removed, and may write themselves anew': {
    needs: ['lapse'],
    run: async scene => {
      const [sweeper, gone] = [await scene.member(), await scene.member('Grace')];
      await sweeper.told.until('both', () => sweeper.told.participant(gone.uid) !== undefined);
      await scene.lapse(gone);
      await sweeper.room.sweep({uids: [gone.uid], pairs: []}, patient);
      await sweeper.told.until('one of them gone', () => !sweeper.told.participant(gone.uid));
      await gone.told.until('oneself gone', () => !gone.told.participant(gone.uid));
      await refused(gone.room.renew(patient), 'renew of an entry that was swept');
      await gone.room.restore(patient);
      await sweeper.told.until('them again', () => sweeper.told.participant(gone.uid)?.session === gone.session);
      const again = sweeper.told.participant(gone.uid);
      check(again?.state === 'joined' && again.name === 'Grace', 'state and name must be as they were');
      await gone.told.until('oneself again', () => gone.told.participant(gone.uid) !== undefined);
      await gone.room.renew(patient);
    },
  },

  'sweep: of somebody who has gone meanwhile is no error': async scene => {
    const [sweeper, gone] = [await scene.member(), await scene.member()];
    await gone.room.leave();
    await sweeper.told.until('them gone', () => !sweeper.told.participant(gone.uid));
    await sweeper.room.sweep({uids: [gone.uid], pairs: [pairOf(sweeper, gone), pairOf(gone, sweeper)]}, patient);
  },

  'sweep: whose lease has not lapsed stays': {
    needs: ['rules'],
    run: async scene => {
      const [sweeper, living] = [await scene.member(), await scene.member()];
      await sweeper.told.until('both', () => sweeper.told.participant(living.uid) !== undefined);
      await refused(sweeper.room.sweep({uids: [living.uid], pairs: []}, patient), 'sweeping the living');
      await scene.environment.settle();
      check(sweeper.told.participant(living.uid) !== undefined, 'the living must stay');
    },
  },

  'sweep: one that may not be removed keeps all': {
    needs: ['rules', 'lapse'],
    run: async scene => {
      const [sweeper, gone, living] = [await scene.member(), await scene.member(), await scene.member()];
      await sweeper.told.until('all', () => sweeper.told.participants.length === 3);
      await scene.lapse(gone);
      await refused(
        sweeper.room.sweep({uids: [gone.uid, living.uid], pairs: []}, patient),
        'sweeping one of the living',
      );
      await scene.environment.settle();
      check(sweeper.told.participants.length === 3, 'all must stay');
    },
  },
};

/** Somebody with an offer each way leaves; the others keep theirs. */
async function checkLeaving(scene: Scene, leave: (person: Person) => Promise<void>): Promise<void> {
  const first = await scene.member();
  const leaver = await scene.member();
  const last = await scene.newcomer();
  await scene.offer(first, leaver);
  await scene.offer(leaver, last);
  await scene.offer(first, last);
  await leave(leaver);
  const {calls} = leaver.told;
  await scene.eachTold([first, last], 'them gone', ({told}) => !told.participant(leaver.uid));
  await scene.eachTold([first, last], 'their connections gone', ({told}) => told.connections.length === 1);
  await scene.enter(await scene.environment.open());
  await scene.environment.settle();
  check(leaver.told.calls === calls, 'no handler may be called after the end');
}

async function checkOldSession(
  scene: Scene,
  leave: (person: Person) => Promise<void>,
): Promise<{readonly old: Person}> {
  const old = await scene.member();
  const guest = await scene.newcomer();
  const fresh = await scene.enter(await scene.environment.open(old.client), {state: 'joined', name: 'Ada'});
  await scene.offer(fresh, guest);
  await leave(old);
  await scene.environment.settle();
  check(guest.told.participant(old.uid)?.session === fresh.session, 'the new session must stand');
  check(
    guest.told.connection(pairOf(fresh, guest))?.offer.sdp === offerTo(guest).description.sdp,
    'its offer must stand',
  );
  return {old};
}
