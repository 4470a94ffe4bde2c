import assert from 'node:assert/strict';
import {setTimeout as delay} from 'node:timers/promises';
import type {NetworkCase} from '../support/case.js';
import type {Heard} from '../support/listening.js';
import type {Line} from '../support/nat.js';
import type {Scene} from '../support/scene.js';
import type {Seat} from '../support/seat.js';

/** The ladder has found its rung by then, also where it has to go all the way down. */
const settleMs = 20_000;
const listenMs = 15_000;
/** A tone this far over its neighbours is heard. */
const audibleDb = 10;
const audibleShare = 0.9;
/** Of twelve a second, what was in queues when the ladder went to sound only. */
const fewPictures = 3;

const percent = (share: number): number => Math.round(share * 1_000) / 10;
const audibleSeconds = ({marginsDb}: Heard): number =>
  marginsDb.filter(margin => margin >= audibleDb).length / Math.max(1, marginsDb.length);

/** Whether the ladder of this side sends a picture. */
const sendsPicture = ({call}: Seat): Promise<boolean> =>
  call.page.evaluate(() => {
    const participants = document.querySelector('video-call')?.quality.participants ?? {};
    return Object.values(participants).every(({picture}) => !picture.soundOnly);
  });

/** What the far side sends now, and did when it was asked before. */
type Sends = 'picture' | 'sound only' | 'now the one, now the other';
const sendsMeanwhile = (before: boolean, after: boolean): Sends =>
  before !== after ? 'now the one, now the other' : after ? 'picture' : 'sound only';

/** The same line for both: what either sends goes over it once. */
async function hearsOver(scene: Scene, line: Line, mostConcealed: number): Promise<void> {
  const seats = await scene.meet(['udp']);
  scene.hosts[0].routers.wifi.setLine(line);
  await delay(settleMs);
  const before = await Promise.all(seats.map(sendsPicture));
  await Promise.all(seats.map(({call}) => call.page.evaluate(() => window.labEar.begin())));
  await delay(listenMs);
  const heard = await Promise.all(seats.map(({call}) => call.page.evaluate(() => window.labEar.end())));
  const after = await Promise.all(seats.map(sendsPicture));
  const sent = before.map((was, index) => sendsMeanwhile(was, after[index] ?? was));
  const concealed = Math.max(...heard.map(({concealedShare}) => concealedShare));
  const audible = Math.min(...heard.map(audibleSeconds));
  scene.note('concealed %', percent(concealed));
  scene.note('seconds heard %', percent(audible));
  scene.note('least pictures a second', Math.min(...heard.map(({framesPerSecond}) => framesPerSecond)));
  scene.note('sent', sent.join(', '));
  assert.ok(concealed <= mostConcealed, `${percent(concealed)} % of the sound was made up`);
  assert.ok(audible >= audibleShare, `the tone was heard in ${percent(audible)} % of seconds`);
  for (const [index, {framesPerSecond}] of heard.entries()) {
    const far = sent[1 - index];
    if (far === 'picture') assert.ok(framesPerSecond > 0, 'a picture was sent, and none came');
    if (far === 'sound only')
      assert.ok(framesPerSecond < fewPictures, `${framesPerSecond} pictures a second came, of none`);
  }
  for (const {call} of seats) await call.waitForConnected(1);
}

const loss = (share: number, mostConcealed: number): NetworkCase => ({
  name: `${percent(share)} % loss`,
  must: `at most ${percent(mostConcealed)} % of the sound made up, the tone heard in 90 % of seconds`,
  withinMs: 120_000,
  run: scene => hearsOver(scene, {loss: share}, mostConcealed),
});

const narrow = (rateKbps: number, mostConcealed: number): NetworkCase => ({
  name: `${rateKbps} kbit/s`,
  must: `at most ${percent(mostConcealed)} % of the sound made up, the tone heard in 90 % of seconds`,
  withinMs: 120_000,
  run: scene => hearsOver(scene, {rateKbps}, mostConcealed),
});

export const poorLineCases: readonly NetworkCase[] = [
  loss(0.02, 0.05),
  loss(0.05, 0.05),
  loss(0.1, 0.12),
  loss(0.2, 0.25),
  narrow(200, 0.05),
  narrow(64, 0.05),
];
