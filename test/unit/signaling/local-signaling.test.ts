import {expect} from '@open-wc/testing';
import {localSignaling} from '../../../src/signaling/local-signaling.js';
import {signalingContract} from '../../../src/signaling/signaling-contract.js';
import {Witness} from '../../../src/signaling/contract/witness.js';
import type {SignalingRoom} from '../../../src/signaling/signaling.js';
import {createLocalEnvironment} from '../../support/local-environment.js';

describe('localSignaling in a browser', () => {
  describe('keeps the contract', () => {
    for (const {name, run} of signalingContract(createLocalEnvironment)) {
      it(name, async function () {
        if ((await run()) === 'skipped') this.skip();
      });
    }
  });

  const opened: SignalingRoom[] = [];
  let room: string;
  let sessions = 0;

  beforeEach(() => {
    sessionStorage.clear();
    room = crypto.randomUUID();
  });

  afterEach(() => {
    for (const each of opened.splice(0)) each.leaveAtOnce();
  });

  /** Enters as a tab does, without saying who it is. */
  async function enter(slot?: string): Promise<{readonly room: SignalingRoom; readonly told: Witness}> {
    const told = new Witness();
    told.hasEntered = true;
    const request = {
      room,
      session: `session-${++sessions}`,
      capacity: 4,
      state: 'lobby',
      name: '',
      handlers: told,
    } as const;
    const signaling = localSignaling(slot === undefined ? {} : {slot});
    const entered = await signaling.enter(request, {signal: new AbortController().signal});
    opened.push(entered);
    return {room: entered, told};
  }

  it('is the same person after a reload', async () => {
    const before = await enter();
    before.room.leaveAtOnce();
    const after = await enter();
    expect(after.room.uid).to.equal(before.room.uid);
  });

  it('is somebody else in a tab that was opened anew', async () => {
    const before = await enter();
    sessionStorage.clear();
    const other = await enter();
    expect(other.room.uid).not.to.equal(before.room.uid);
  });

  it('is somebody else for each element of a page', async () => {
    const [first, second] = [await enter('1'), await enter('2')];
    await first.told.until('both', () => first.told.participants.length === 2);
    expect(first.room.uid).not.to.equal(second.room.uid);
  });

  it('lets a duplicated tab take over', async () => {
    const original = await enter();
    const duplicate = await enter();
    await original.told.until('the other tab', () => {
      return original.told.participant(original.room.uid)?.session === duplicate.room.session;
    });
    expect(original.told.participants).to.have.length(1);
  });

  it('drops what is malformed, and goes on', async () => {
    const first = await enter('1');
    await first.told.until('the beginning', () => first.told.isLive);
    const {calls} = first.told;
    const stranger = new BroadcastChannel(`video-call v1 ${room}`);
    const [at, uid, session, version] = [Date.now(), 'x', 'y', 1];
    const participant = {
      uid,
      session,
      state: 'lobby',
      name: '',
      capacity: 4,
      joinedAt: null,
      renewedAt: at,
      networkEpoch: 0,
    };
    const holding = {participant, enteredAt: at, version, offers: [], answers: []};
    const malformed: readonly unknown[] = [
      null,
      'hello',
      [],
      {},
      {type: 'hello'},
      {type: 'hello', at: 'now'},
      {type: 'unknown', at},
      {type: 'seen', at, uid, session},
      {type: 'gone', at, uid, session, version: 0},
      {type: 'gone', at, uid: '', session, version},
      {type: 'holding', at},
      {type: 'holding', at, holding: {...holding, participant: null}},
      {type: 'holding', at, holding: {...holding, participant: {...participant, capacity: 99}}},
      {type: 'holding', at, holding: {...holding, enteredAt: NaN}},
      {type: 'holding', at, holding: {...holding, version: 1.5}},
      {type: 'holding', at, holding: {...holding, offers: 'all'}},
      {type: 'holding', at, holding: {...holding, offers: [{id: 'o', to: uid}]}},
      {type: 'holding', at, holding: {...holding, answers: Array.from({length: 100}, () => ({}))}},
    ];
    for (const message of malformed) stranger.postMessage(message);
    // In order on one channel: when the last one is through, all have been dropped.
    stranger.postMessage({type: 'holding', at, holding});
    await first.told.until('somebody well-formed', () => first.told.participant(uid) !== undefined);
    stranger.close();
    expect(first.told.participants).to.have.length(2);
    expect(first.told.calls - calls, 'each stream once').to.equal(2);
  });

  it('tells the others at once when the page goes', async () => {
    const [staying, going] = [await enter('1'), await enter('2')];
    await staying.told.until('both', () => staying.told.participants.length === 2);
    going.room.leaveAtOnce();
    await staying.told.until('one', () => staying.told.participants.length === 1);
  });
});
