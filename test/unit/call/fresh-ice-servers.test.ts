import {expect} from '@open-wc/testing';
import {endOf, FreshIceServers} from '../../../src/call/fresh-ice-servers.js';
import {silentLog} from '../../../src/log.js';
import {ManualClock} from '../../support/manual-clock.js';
import {setupSession, tripMs} from './session-fixture.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const turnUntil = (endMs: number): RTCIceServer => ({
  urls: 'turn:turn.example',
  username: `${Math.floor(endMs / 1_000)}:call`,
  credential: 'secret',
});
const fixed: RTCIceServer = {urls: 'turn:turn.example', username: 'mia', credential: 'secret'};

describe('endOf', () => {
  const at = 1_795_000_000_000;
  const cases: readonly (readonly [string, readonly RTCIceServer[], number | null])[] = [
    ['no server', [], null],
    ['a STUN server', [{urls: 'stun:a'}], null],
    ['a name', [fixed], null],
    ['a time and a name', [turnUntil(at)], at],
    ['a time alone', [{...fixed, username: '1795000000'}], at],
    ['the first of two', [turnUntil(at + hourMs), turnUntil(at)], at],
    ['a telephone number', [{...fixed, username: '01512345678'}], null],
    ['a name that begins with a figure', [{...fixed, username: '1795000000mia'}], null],
  ];
  for (const [name, servers, end] of cases) it(`of ${name}`, () => expect(endOf(servers)).to.equal(end));
});

describe('ICE servers', () => {
  /** Whose credentials last for so long, each time that they are asked for. */
  function setupTest({lifeMs = null as number | null} = {}) {
    const clock = new ManualClock(1_700_000_000_000);
    const sleep = {ms: 0};
    const askedAt: number[] = [];
    const told: (readonly RTCIceServer[])[] = [];
    const reply = {fails: false};
    const ask = (): Promise<readonly RTCIceServer[]> => {
      askedAt.push(clock.now());
      if (reply.fails) return Promise.reject(new Error('offline'));
      return Promise.resolve([lifeMs === null ? fixed : turnUntil(clock.now() + lifeMs)]);
    };
    const servers = new FreshIceServers({
      ...{ask, clock, log: silentLog},
      storeNow: clock.now,
      deviceNow: () => clock.now() + sleep.ms,
      onChange: list => told.push(list),
    });
    /** Minutes between two questions. */
    const waits = (): readonly number[] => askedAt.slice(1).map((at, index) => (at - (askedAt[index] ?? 0)) / minuteMs);
    return {clock, sleep, servers, told, reply, waits};
  }

  it('are asked for again two minutes before their credentials end', async () => {
    const {clock, servers, told, waits} = setupTest({lifeMs: 30 * minuteMs});
    await servers.load(new AbortController().signal);
    await clock.advance(28 * minuteMs - 1);
    expect(waits()).to.deep.equal([]);
    await clock.advance(60 * minuteMs);
    expect(waits()).to.deep.equal([28, 28, 28]);
    expect(told).to.have.length(3);
    expect(servers.current).to.equal(told.at(-1));
  });

  it('are asked for again each hour where nothing says when they end, and are told of only if they are others', async () => {
    const {clock, servers, told, waits} = setupTest();
    await servers.load(new AbortController().signal);
    await clock.advance(2.5 * hourMs);
    expect(waits()).to.deep.equal([60, 60]);
    expect(told).to.deep.equal([]);
  });

  it('are kept, and asked for again soon, where nobody answers', async () => {
    const {clock, servers, told, reply, waits} = setupTest({lifeMs: 30 * minuteMs});
    await servers.load(new AbortController().signal);
    const before = servers.current;
    reply.fails = true;
    await clock.advance(29.5 * minuteMs);
    expect(waits()).to.deep.equal([28, 1]);
    expect(servers.current).to.equal(before);
    reply.fails = false;
    await clock.advance(minuteMs);
    expect(told).to.have.length(1);
  });

  it('are asked for at once where a connection is in trouble after their credentials have ended, once a trouble', async () => {
    const {clock, servers, told, waits} = setupTest({lifeMs: 15_000});
    await servers.load(new AbortController().signal);
    servers.renewDoubtful();
    await clock.advance(15_000);
    servers.renewDoubtful();
    servers.renewDoubtful();
    await clock.advance(1);
    expect(waits()).to.deep.equal([0.25]);
    expect(told).to.have.length(1);
    servers.stop();
    await clock.advance(minuteMs);
    servers.renewDoubtful();
    expect(waits()).to.have.length(1);
  });

  for (const [name, lifeMs, asked] of [
    ['that do not seem to have ended', hourMs, 1],
    ['that seem to have ended long ago', -5 * hourMs, 5],
    ['that do not say when they end', null, 0],
  ] as const)
    it(`${name} are asked for ${asked} times in half a minute of trouble`, async () => {
      const {clock, servers, waits} = setupTest({lifeMs});
      await servers.load(new AbortController().signal);
      for (let trouble = 0; trouble < 5; trouble++) {
        await clock.advance(6_000);
        for (let hint = 0; hint < 7; hint++) servers.renewDoubtful();
      }
      await clock.advance(1);
      expect(waits()).to.have.length(asked);
    });

  it('that do not say when they end are asked for where a connection is in trouble after a night asleep, once a trouble', async () => {
    const {clock, sleep, servers, waits} = setupTest();
    await servers.load(new AbortController().signal);
    await clock.advance(minuteMs);
    sleep.ms = 9 * hourMs;
    for (let hint = 0; hint < 7; hint++) servers.renewDoubtful();
    await clock.advance(minuteMs);
    servers.renewDoubtful();
    expect(waits()).to.deep.equal([1]);
  });

  for (const [name, lifeMs] of [
    ['say', 30 * minuteMs],
    ['do not say', null],
  ] as const)
    it(`that ${name} when they end are asked for where a connection is made after a night asleep, once`, async () => {
      const {clock, sleep, servers, reply, waits} = setupTest({lifeMs});
      await servers.load(new AbortController().signal);
      await clock.advance(10 * minuteMs);
      servers.renewOverdue();
      expect(waits(), 'in time').to.deep.equal([]);
      sleep.ms = 9 * hourMs;
      reply.fails = true;
      servers.renewOverdue();
      servers.renewOverdue();
      await clock.advance(0);
      expect(waits()).to.deep.equal([10]);
      reply.fails = false;
      await clock.advance(minuteMs);
      expect(waits(), 'nobody answered').to.deep.equal([10, 1]);
      servers.renewOverdue();
      expect(waits()).to.have.length(2);
      servers.stop();
      sleep.ms = 18 * hourMs;
      servers.renewOverdue();
      expect(waits()).to.have.length(2);
    });

  it('are asked for at once where somebody would not wait, whatever becomes of it, and not once stopped', async () => {
    const {clock, servers, told, reply, waits} = setupTest({lifeMs: 30 * minuteMs});
    await servers.renew();
    await servers.load(new AbortController().signal);
    await clock.advance(minuteMs);
    await servers.renew();
    expect(servers.current).to.equal(told.at(-1));
    reply.fails = true;
    await servers.renew();
    expect(servers.current).to.equal(told.at(-1));
    expect(waits()).to.deep.equal([1, 0]);
    servers.stop();
    await servers.renew();
    expect(waits()).to.have.length(2);
  });

  it('are not asked for all the time where they seem to have ended long ago', async () => {
    const {clock, servers, waits} = setupTest({lifeMs: -24 * hourMs});
    await servers.load(new AbortController().signal);
    await clock.advance(3.5 * minuteMs);
    expect(waits()).to.deep.equal([1, 1, 1]);
  });

  it('are not asked for again where the call was left before they came', async () => {
    const {clock, servers} = setupTest();
    const leaving = new AbortController();
    const loading = servers.load(leaving.signal);
    servers.stop();
    leaving.abort(new Error('left'));
    expect(await loading.catch((error: unknown) => error)).to.have.property('message', 'left');
    await clock.advance(minuteMs);
    expect(clock.pending).to.equal(0);
  });

  it('are not asked for any more once stopped', async () => {
    const {clock, servers, waits} = setupTest({lifeMs: 30 * minuteMs});
    await servers.load(new AbortController().signal);
    servers.stop();
    await clock.advance(2 * hourMs);
    expect(waits()).to.deep.equal([]);
    expect(clock.pending).to.equal(0);
  });
});

describe('ICE servers of a call', () => {
  const {now} = Date;
  afterEach(() => (Date.now = now));

  for (const hours of [-5, 0, 5])
    it(`are asked for again two minutes before their credentials end, by a date that is ${hours} hours off`, async () => {
      const askedAt: number[] = [];
      const {clock, memory, session} = setupSession({
        iceServers: () => {
          askedAt.push(memory.now());
          return Promise.resolve([turnUntil(memory.now() + 30 * minuteMs)]);
        },
      });
      Date.now = () => memory.now() + hours * hourMs;
      const joining = session.join();
      await clock.advance(tripMs);
      await joining;
      await clock.advance(57 * minuteMs);
      expect(askedAt.map(at => Math.round((at - (askedAt[0] ?? 0)) / minuteMs))).to.deep.equal([0, 28, 56]);
      const leaving = session.leave();
      await clock.advance(tripMs);
      await leaving;
    });

  it('are asked for at once when somebody comes after a night asleep, alone in the room', async () => {
    let asked = 0;
    let sleptMs = 0;
    Date.now = () => now() + sleptMs;
    const {clock, session, sit} = setupSession({
      iceServers: () => {
        asked++;
        return Promise.resolve([]);
      },
    });
    const joining = session.join();
    await clock.advance(tripMs);
    await joining;
    sleptMs = 9 * hourMs;
    expect(asked).to.equal(1);
    await sit('mia');
    expect(asked).to.equal(2);
    const leaving = session.leave();
    await clock.advance(tripMs);
    await leaving;
  });
});
