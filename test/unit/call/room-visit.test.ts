import {expect} from '@open-wc/testing';
import {RoomVisit, type RoomVisitHandlers, type RoomVisitOptions} from '../../../src/call/room-visit.js';
import {CallError} from '../../../src/errors.js';
import {silentLog} from '../../../src/log.js';
import {leaseMs, type Participant} from '../../../src/protocol/participant.js';
import type {Signaling} from '../../../src/signaling/signaling.js';
import {ManualClock} from '../../support/manual-clock.js';
import {MemoryStore, type MemorySignaling} from '../../support/memory-signaling.js';

const room = 'table-7';
const minuteMs = 60_000;
/** Longer than there and back. */
const tripMs = 100;

/** A room in the memory store, and one visit of it; time passes only when the test says so. */
async function setup({
  state = 'lobby',
  wrap = signaling => signaling,
}: Partial<Pick<RoomVisitOptions, 'state'>> & {readonly wrap?: (signaling: Signaling) => Signaling} = {}) {
  const clock = new ManualClock();
  const store = new MemoryStore({clock, random: () => 0.5, delayMs: () => 10});
  const told: string[] = [];
  const person = {isAboutToJoin: false};
  const handlers: RoomVisitHandlers = {
    onMembers: () => told.push('members'),
    onAdmission: () => told.push('admission'),
    onMessage: () => told.push('message'),
    onRoomFull: () => told.push('full'),
    onTakenOver: () => told.push('taken over'),
    onRelayNeeded: () => told.push('relay'),
    onTrouble: () => told.push('trouble'),
    onShutOut: ({code}) => told.push(code),
    onKnocks: () => told.push('knocks'),
    onLive: live => told.push(live ? 'live' : 'not live'),
    onUsage: () => told.push('usage'),
    onLobbyIdle: () => told.push('idle'),
  };
  const options = (signaling: MemorySignaling): RoomVisitOptions => ({
    signaling,
    room,
    capacity: 4,
    state,
    name: 'Mia',
    createLink: () => expect.fail('nobody else is there'),
    preparedLifeMs: Infinity,
    isAboutToJoin: () => person.isAboutToJoin,
    clock,
    log: silentLog,
    handlers,
  });
  const device = store.signaling('mia');
  const entering = RoomVisit.enter({...options(device), signaling: wrap(device)}, new AbortController().signal);
  await clock.advance(tripMs);
  return {
    clock,
    store,
    told,
    device,
    person,
    visit: await entering,
    entry: (): Participant | undefined => store.state(room).participants.get('mia'),
    enterElsewhere: async () => {
      const other = RoomVisit.enter(
        {
          ...options(store.signaling('mia')),
          handlers: {...handlers, onTakenOver: () => told.push('the newer one was taken over')},
        },
        new AbortController().signal,
      );
      await clock.advance(tripMs);
      return other;
    },
  };
}

/** When the lease was renewed within `forMs`, in ms from now. */
async function renewals({clock, entry}: Awaited<ReturnType<typeof setup>>, forMs: number): Promise<readonly number[]> {
  const startedAt = clock.now();
  const times: number[] = [];
  let last = entry()?.renewedAt;
  for (let passed = 0; passed < forMs; passed += 1_000) {
    await clock.advance(1_000);
    const renewed = entry()?.renewedAt;
    if (renewed !== last && renewed !== undefined) times.push(clock.now() - startedAt);
    last = renewed;
  }
  return times;
}

describe('RoomVisit: the lease', () => {
  it('is renewed every 80 s in the call, for as long as it lasts', async () => {
    const fixture = await setup({state: 'joined'});
    const times = await renewals(fixture, 60 * minuteMs);
    expect(times, 'at most 45 an hour').to.have.length.within(44, 45);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...gaps), 'longest without').to.be.at.most(81_000);
    expect(fixture.entry()?.state).to.equal('joined');
  });

  it('outlives one renewal that was lost', () => {
    expect(leaseMs).to.be.above(2 * 80_000);
  });

  it('is renewed at once when the store is back: whoever enters would sweep it', async () => {
    const fixture = await setup({state: 'joined'});
    fixture.device.cutOff();
    await fixture.clock.advance(10 * minuteMs);
    fixture.device.comeBack();
    const before = fixture.entry()?.renewedAt ?? Infinity;
    await fixture.clock.advance(tripMs);
    expect(fixture.entry()?.renewedAt).to.be.above(before);
    const [first, ...more] = await renewals(fixture, 2 * minuteMs);
    expect(first, 'as usual from then on').to.be.within(79_000, 81_000);
    expect(more).to.deep.equal([]);
  });

  it('is not renewed out of turn after an outage in which no renewal was due', async () => {
    const fixture = await setup({state: 'joined'});
    fixture.device.cutOff();
    await fixture.clock.advance(minuteMs);
    fixture.device.comeBack();
    const times = await renewals(fixture, minuteMs);
    expect(times, '80 s from the entry').to.have.length(1);
    expect(times[0]).to.be.within(19_000, 21_000);
  });

  it('ends with the visit, and no timer is left', async () => {
    const fixture = await setup({state: 'joined'});
    const left = fixture.visit.leave();
    await fixture.clock.advance(tripMs);
    await left;
    expect(fixture.entry()).to.equal(undefined);
    expect(fixture.clock.pending).to.equal(0);
  });
});

describe('RoomVisit: the lobby', () => {
  it('is kept while there is input, however long', async () => {
    const fixture = await setup();
    for (let minute = 0; minute < 30; minute++) {
      await fixture.clock.advance(minuteMs);
      fixture.visit.touch();
    }
    expect(fixture.entry()?.state).to.equal('lobby');
    expect(fixture.told).not.to.include('idle');
  });

  it('is left after two minutes without any', async () => {
    const fixture = await setup();
    await fixture.clock.advance(2 * minuteMs - 2 * tripMs);
    expect(fixture.entry()?.state, 'before').to.equal('lobby');
    await fixture.clock.advance(3 * tripMs);
    expect(fixture.entry(), 'after').to.equal(undefined);
    expect(fixture.told.at(-1)).to.equal('idle');
    expect(fixture.clock.pending).to.equal(0);
  });

  it('counts the two minutes from the last input', async () => {
    const fixture = await setup();
    await fixture.clock.advance(minuteMs);
    fixture.visit.touch();
    await fixture.clock.advance(minuteMs + 10_000);
    expect(fixture.entry()?.state).to.equal('lobby');
    await fixture.clock.advance(minuteMs);
    expect(fixture.entry()).to.equal(undefined);
  });

  it('is not left by who waits to come in, and only two minutes after the last input by who does not any more', async () => {
    const {clock, told, entry, person, visit} = await setup();
    person.isAboutToJoin = true;
    await clock.advance(20 * minuteMs);
    expect(entry()?.state).to.equal('lobby');
    person.isAboutToJoin = false;
    visit.touch();
    await clock.advance(2 * minuteMs - tripMs);
    expect(entry()?.state, 'before').to.equal('lobby');
    await clock.advance(2 * minuteMs);
    expect(entry(), 'after').to.equal(undefined);
    expect(told).to.include('idle');
  });

  it('is not left by who joins, and by who is put back only after two minutes more', async () => {
    const fixture = await setup();
    await fixture.clock.advance(minuteMs);
    const joined = fixture.visit.join('Mia', new AbortController().signal);
    await fixture.clock.advance(tripMs);
    await joined;
    await fixture.clock.advance(10 * minuteMs);
    expect(fixture.entry()?.state).to.equal('joined');
    fixture.visit.backInLobby();
    await fixture.clock.advance(minuteMs);
    expect(fixture.told).not.to.include('idle');
    await fixture.clock.advance(2 * minuteMs);
    expect(fixture.told).to.include('idle');
  });

  it('is not left while the join is under way, though the store is out of reach', async () => {
    const fixture = await setup();
    fixture.device.cutOff();
    const joined = fixture.visit.join('Mia', new AbortController().signal);
    joined.catch(() => undefined);
    await fixture.clock.advance(5_000);
    expect(fixture.told).not.to.include('idle');
  });
});

describe('RoomVisit: what signaling tells before the entry is through', () => {
  it('counts, the reason why it ended included', async () => {
    const error = new CallError('removed', 'The owner removed you.');
    const {told} = await setup({
      wrap: signaling => ({
        enter: (request, options) => {
          request.handlers.onLive(false, error);
          return signaling.enter(request, options);
        },
      }),
    });
    expect(told).to.include('removed');
  });
});

describe('RoomVisit: the end', () => {
  it('tells nothing any more after it left', async () => {
    const {visit, clock, told, enterElsewhere} = await setup({state: 'joined'});
    const left = visit.leave();
    const before = told.length;
    await clock.advance(tripMs);
    await left;
    expect(told.slice(before)).to.deep.equal([]);
    await enterElsewhere();
    expect(told).not.to.include('taken over');
  });

  it('leaves at once on pagehide', async () => {
    const {visit, clock, entry} = await setup({state: 'joined'});
    visit.leaveAtOnce();
    await clock.advance(tripMs);
    expect(entry()).to.equal(undefined);
  });

  it('says that another session took over, and leaves that one its entry', async () => {
    const {visit, clock, told, entry, enterElsewhere} = await setup({state: 'joined'});
    const session = entry()?.session;
    await enterElsewhere();
    expect(told).to.include('taken over');
    expect(told).not.to.include('the newer one was taken over');
    expect(entry()?.session).not.to.equal(session);
    visit.abandon();
    await clock.advance(10 * minuteMs);
    expect(entry()?.state, 'renewed by the newer one').to.equal('joined');
  });

  it('writes nothing after it was abandoned', async () => {
    const {visit, clock, entry} = await setup({state: 'joined'});
    const before = entry();
    visit.abandon();
    await clock.advance(10 * minuteMs);
    expect(entry()).to.deep.equal(before);
    expect(clock.pending).to.equal(0);
  });
});
