import assert from 'node:assert/strict';
import {setTimeout as delay} from 'node:timers/promises';
import {waitUntil} from '../../e2e/support/waiting.js';
import type {NetworkCase} from '../support/case.js';
import type {Host, Uplink} from '../support/network.js';
import {pairings} from '../support/runner.js';
import type {Scene} from '../support/scene.js';
import type {Seat} from '../support/seat.js';

const recoveryLimitMs = 3_000;
const relay = ['udp', 'tcp'] as const;

/** How often each side moves in one call: enough that four pairings make 40 together. */
const moves = ({quick}: Scene): number => (quick ? 1 : 5);

const sides = [
  [0, 'offerer'],
  [1, 'answerer'],
] as const;

const otherUplink = {wifi: 'mobile', mobile: 'wifi'} as const;

/** A host goes to its other uplink. @returns when it did */
function move(host: Host, from: Uplink): number {
  host.switchTo(otherUplink[from]);
  return Date.now();
}

/** The link of each side in turn, or of the first, goes away and comes back; nobody gives up meanwhile. */
async function survivesOutages(scene: Scene, downMs: number): Promise<void> {
  const seats = await scene.meet(relay);
  for (const [index, who] of scene.quick ? sides.slice(0, 1) : sides) {
    const {host} = seats[index];
    await scene.goesOn(seats);
    const downAt = Date.now();
    host.goOffline('wifi');
    const noticedMs = await Promise.all(seats.map(seat => seat.reaches('reconnecting', downAt, downMs)));
    scene.note(`${who}: reconnecting shown ms`, Math.max(...noticedMs));
    await delay(downAt + downMs - Date.now());
    host.goOnline('wifi');
    scene.recovered(`${who}: picture back ms`, await scene.untilBothMove(seats, Date.now(), 45_000));
    await staysTheSameCall(seats);
  }
}

/** Nobody left, or failed: each sees one other, connected. */
async function staysTheSameCall(seats: readonly Seat[]): Promise<void> {
  await isACall(seats);
  for (const {call} of seats) assert.deepEqual(await call.page.evaluate(() => window.labTimeline.leavings), []);
}

/** Each sees one other, connected. */
async function isACall(seats: readonly Seat[]): Promise<void> {
  for (const {call} of seats) {
    await call.waitForConnected(1);
    assert.deepEqual(await call.pageErrors(), []);
  }
}

/** When the leases of the room were renewed, ms since 1970. */
async function renewals(scene: Scene): Promise<readonly number[]> {
  const documents = await scene.documents();
  return documents.map(({fields}) => {
    const {renewedAt} = fields as {readonly renewedAt?: {readonly timestampValue: string}};
    return Date.parse(renewedAt?.timestampValue ?? '');
  });
}

/** Stops the whole browser of one side for as long, as a laptop that sleeps. */
async function frozen(
  scene: Scene,
  {host, browserName}: Seat,
  forMs: number,
  meanwhile: (frozenAt: number) => Promise<void>,
): Promise<void> {
  const browser = await scene.lab.browser(host, browserName);
  const frozenAt = Date.now();
  browser.signal('SIGSTOP');
  try {
    await meanwhile(frozenAt);
    await delay(frozenAt + forMs - Date.now());
  } finally {
    browser.signal('SIGCONT');
  }
}

/** Ends the whole browser of one side, which can say nothing any more. @returns when */
async function killed(scene: Scene, {host, browserName}: Seat): Promise<number> {
  const browser = await scene.lab.browser(host, browserName);
  scene.lab.forgetBrowser(host, browserName);
  browser.signal('SIGKILL');
  return Date.now();
}

const untilDocuments = (scene: Scene, count: number): Promise<unknown> =>
  waitUntil(
    `${count} documents of the room`,
    async () => (await scene.documents()).length,
    length => length === count,
    {withinMs: 20_000},
  );

const outage = (downMs: number): NetworkCase => ({
  name: `link down ${downMs / 1000} s`,
  must: 'recovers in under 3 s after it is back, reconnecting shown meanwhile',
  withinMs: 2 * (downMs + 60_000),
  recoversWithinMs: recoveryLimitMs,
  quickPairings: downMs > 10_000 ? pairings.slice(0, 1) : pairings.slice(0, 3),
  run: scene => survivesOutages(scene, downMs),
});

export const recoveryCases: readonly NetworkCase[] = [
  {
    name: 'address changes',
    must: 'picture moves again in under 3 s at the 95th percentile',
    withinMs: 300_000,
    recoversWithinMs: recoveryLimitMs,
    runs: 1,
    quickPairings: pairings,
    async run(scene) {
      const seats = await scene.meet(relay);
      const at: Uplink[] = ['wifi', 'wifi'];
      for (let round = 0; round < moves(scene); round++) {
        for (const [index, who] of sides) {
          await scene.goesOn(seats);
          const from = at[index] ?? 'wifi';
          const movedAt = move(seats[index].host, from);
          at[index] = otherUplink[from];
          scene.recovered(`${who} moved ms`, await scene.untilBothMove(seats, movedAt));
          await staysTheSameCall(seats);
        }
      }
    },
  },
  outage(5_000),
  outage(30_000),
  {
    name: 'signaling dead, address changes',
    must: 'recovers as soon as signaling is back, not earlier given up',
    withinMs: 150_000,
    recoversWithinMs: 5_000,
    async run(scene) {
      const seats = await scene.inMidCall(relay);
      await scene.lab.setSignaling({outage: 'refused'});
      move(seats[1].host, 'wifi');
      await delay(20_000);
      const phases = await Promise.all(seats.map(({call}) => call.phase()));
      assert.deepEqual(phases, ['reconnecting', 'reconnecting']);
      await scene.lab.setSignaling({outage: 'none'});
      scene.recovered('picture back ms', await scene.untilBothMove(seats, Date.now(), 60_000));
      await staysTheSameCall(seats);
    },
  },
  {
    name: 'signaling gone for 10 minutes',
    must: 'changes nothing in the running call; afterwards lease and documents are right again',
    withinMs: 840_000,
    runs: 1,
    quickPairings: [],
    async run(scene) {
      const seats = await scene.inMidCall(relay);
      const goneAt = Date.now();
      await scene.lab.setSignaling({outage: 'refused'});
      while (Date.now() < goneAt + 600_000) {
        await scene.goesOn(seats);
        await staysTheSameCall(seats);
      }
      const phases = await Promise.all(seats.map(seat => seat.phasesSince(goneAt)));
      assert.deepEqual(phases.flat(), []);
      assert.ok((await renewals(scene)).every(at => at < goneAt + 1_000));
      const backAt = Date.now();
      await scene.lab.setSignaling({outage: 'none'});
      await waitUntil(
        'two people with leases of now, and nothing else',
        async () => (await scene.documents()).length === 2 && (await renewals(scene)).every(at => at > backAt),
        isRight => isRight,
        {withinMs: 100_000},
      );
      scene.note('documents right ms', Date.now() - backAt);
      await staysTheSameCall(seats);
    },
  },
  {
    name: 'TURN server killed and restarted',
    must: 'recovers, in under 5 s at the 95th percentile after it is back',
    withinMs: 150_000,
    recoversWithinMs: 5_000,
    async run(scene) {
      for (const host of scene.hosts) host.routers.wifi.configure('symmetric');
      const seats = await scene.inMidCall(relay);
      await scene.lab.turn.kill();
      const killedAt = Date.now();
      const noticedMs = await Promise.all(seats.map(seat => seat.reaches('reconnecting', killedAt)));
      scene.note('reconnecting shown ms', Math.max(...noticedMs));
      await scene.lab.turn.start();
      scene.recovered('picture back ms', await scene.untilBothMove(seats, Date.now(), 60_000));
      await staysTheSameCall(seats);
    },
  },
  {
    name: 'TURN credentials ended',
    must: 'recovers with new ones, in under 5 s at the 95th percentile',
    withinMs: 150_000,
    recoversWithinMs: 5_000,
    async run(scene) {
      const lifeSeconds = 15;
      for (const host of scene.hosts) host.routers.wifi.configure('symmetric');
      const endAt = Date.now() + lifeSeconds * 1000;
      const seats = await scene.meet(['udp'], {}, lifeSeconds);
      await delay(endAt + 2_000 - Date.now());
      scene.serveIceServers(['udp']);
      const [first] = seats;
      first.host.routers.mobile.configure('symmetric');
      scene.recovered('picture back ms', await scene.untilBothMove(seats, move(first.host, 'wifi'), 60_000));
      await staysTheSameCall(seats);
    },
  },
  {
    name: 'one browser killed',
    must: 'noticed after 5 s of silence, and said',
    withinMs: 120_000,
    async run(scene) {
      const [ann, ben] = await scene.inMidCall(relay);
      const noticedMs = await ann.reaches('reconnecting', await killed(scene, ben));
      scene.note('reconnecting shown ms', noticedMs);
      assert.ok(noticedMs <= 7_000, `noticed after ${noticedMs} ms`);
      assert.equal((await ann.call.participants())[0]?.connection, 'interrupted');
    },
  },
  {
    name: 'one browser killed, and never back',
    must: 'removed when its lease has lapsed; nothing of it is left, and nothing at all when the other has left',
    withinMs: 360_000,
    runs: 1,
    quickPairings: [],
    async run(scene) {
      const [ann, ben] = await scene.inMidCall(relay);
      const killedAt = await killed(scene, ben);
      scene.note('removed ms', await ann.reaches('waiting', killedAt, 290_000));
      await untilDocuments(scene, 1);
      await ann.call.page.evaluate(() => document.querySelector('video-call')?.leave());
      await untilDocuments(scene, 0);
    },
  },
  {
    name: 'one browser frozen for 20 s',
    must: 'noticed after 5 s of silence; back after the freeze, in under 3 s at the 95th percentile',
    withinMs: 150_000,
    recoversWithinMs: recoveryLimitMs,
    async run(scene) {
      const seats = await scene.inMidCall(relay);
      const [ann, ben] = seats;
      await frozen(scene, ben, 20_000, async frozenAt => {
        const noticedMs = await ann.reaches('reconnecting', frozenAt);
        scene.note('reconnecting shown ms', noticedMs);
        assert.ok(noticedMs <= 7_000, `noticed after ${noticedMs} ms`);
      });
      scene.recovered('picture back ms', await scene.untilBothMove(seats, Date.now(), 60_000));
      await staysTheSameCall(seats);
    },
  },
  {
    name: 'one browser frozen for 5 minutes',
    must: 'removed when its lease has lapsed; in the call again by itself after the freeze',
    withinMs: 480_000,
    runs: 1,
    quickPairings: [],
    async run(scene) {
      const seats = await scene.inMidCall(relay);
      const [ann, ben] = seats;
      await frozen(scene, ben, 300_000, async frozenAt => {
        scene.note('removed ms', await ann.reaches('waiting', frozenAt, 290_000));
        await untilDocuments(scene, 1);
      });
      scene.recovered('picture back ms', await scene.untilBothMove(seats, Date.now(), 60_000));
      await isACall(seats);
    },
  },
];
