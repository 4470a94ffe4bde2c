import assert from 'node:assert/strict';
import {setTimeout as delay} from 'node:timers/promises';
import {rungs} from '../../../src/call/send-rungs.js';
import type {NetworkCase} from '../support/case.js';
import type {Heard} from '../support/listening.js';
import type {Line} from '../support/nat.js';
import type {Scene} from '../support/scene.js';
import type {Seat} from '../support/seat.js';

/** The ladder has found its rung by then, also where it has to go all the way down. */
const settleMs = 20_000;
const listenMs = 12_000;
/** In one call: what a line does to it does not hang on how it began. */
const timesToListen = 5;
/** A tone this far over its neighbours is heard. */
const audibleDb = 10;
const audibleShare = 0.9;
/** What was in queues when the ladder went to sound only. */
const fewPictures = 3;
/** Large enough for each rung to show; two cores have to make and show two of them. */
const picture = {width: 640, height: 360, framesPerSecond: 15} as const;
/** Encoders make even numbers of lines, and the first second of counting may hold a frame more. */
const tolerance = {linesPx: 2, framesPerSecond: 1} as const;

const percent = (share: number): number => Math.round(share * 1_000) / 10;
const audibleSeconds = ({marginsDb}: Heard): number =>
  marginsDb.filter(margin => margin >= audibleDb).length / Math.max(1, marginsDb.length);

/** Which rung the ladder of this side is on. */
const rungOf = ({call}: Seat): Promise<number> =>
  call.page.evaluate(() => {
    const participants = document.querySelector('video-call')?.quality.participants ?? {};
    return Math.max(...Object.values(participants).map(each => each.picture.step));
  });
const rungsOf = (seats: readonly Seat[]): Promise<readonly number[]> => Promise.all(seats.map(rungOf));

const listen = async (seats: readonly Seat[], forMs: number): Promise<readonly Heard[]> => {
  await Promise.all(seats.map(({call}) => call.page.evaluate(() => window.labEar.begin())));
  await delay(forMs);
  return Promise.all(seats.map(({call}) => call.page.evaluate(() => window.labEar.end())));
};
const mostConcealedOf = (heard: readonly Heard[]): number =>
  Math.max(...heard.map(({concealedShare}) => concealedShare));

/** What came of the picture is no more than the rung of who sends it says, and something where it says so. */
function assertPicture({framesPerSecond, frameHeightPx}: Heard, rung: number): void {
  const {kbps, scaleDownBy, framesPerSecond: most = 0} = rungs[rung] ?? {};
  if (!kbps || !scaleDownBy) {
    assert.ok(framesPerSecond < fewPictures, `${framesPerSecond} pictures a second came, of none`);
    return;
  }
  assert.ok(framesPerSecond > 0, 'a picture was sent, and none came');
  assert.ok(framesPerSecond <= most + tolerance.framesPerSecond, `${framesPerSecond} a second on rung ${rung}`);
  assert.ok(frameHeightPx <= picture.height / scaleDownBy + tolerance.linesPx, `${frameHeightPx} px on rung ${rung}`);
}

/** One time of listening: what both hear of one another, held against the limits. */
async function hearsWell(scene: Scene, seats: readonly Seat[], mostConcealed: number): Promise<void> {
  const before = await rungsOf(seats);
  const heard = await listen(seats, listenMs);
  const after = await rungsOf(seats);
  const concealed = mostConcealedOf(heard);
  const audible = Math.min(...heard.map(audibleSeconds));
  scene.noteMost('concealed %', percent(concealed));
  scene.noteLeast('seconds heard %', percent(audible));
  scene.noteLeast('pictures a second', Math.min(...heard.map(({framesPerSecond}) => framesPerSecond)));
  scene.noteMost('rung', Math.max(...after));
  assert.ok(concealed <= mostConcealed, `${percent(concealed)} % of the sound was made up`);
  assert.ok(audible >= audibleShare, `the tone was heard in ${percent(audible)} % of seconds`);
  for (const [index, each] of heard.entries()) {
    const far = 1 - index;
    if (before[far] === after[far]) assertPicture(each, after[far] ?? 0);
  }
}

/** The same line for both: what either sends goes over it once. */
async function hearsOver(scene: Scene, line: Line, mostConcealed: number): Promise<void> {
  scene.picture = picture;
  const seats = await scene.meet(['udp']);
  scene.hosts[0].routers.wifi.setLine(line);
  scene.note('concealed at first %', percent(mostConcealedOf(await listen(seats, settleMs))));
  for (let time = 0; time < (scene.quick ? 1 : timesToListen); time++) await hearsWell(scene, seats, mostConcealed);
  for (const {call} of seats) await call.waitForConnected(1);
}

const loss = (share: number, mostConcealed: number): NetworkCase => ({
  name: `${percent(share)} % loss`,
  must: `at most ${percent(mostConcealed)} % of the sound made up, the tone heard in 90 % of seconds`,
  withinMs: 240_000,
  runs: 1,
  run: scene => hearsOver(scene, {loss: share}, mostConcealed),
});

const narrow = (rateKbps: number, mostConcealed: number): NetworkCase => ({
  name: `${rateKbps} kbit/s`,
  must: `at most ${percent(mostConcealed)} % of the sound made up, the tone heard in 90 % of seconds`,
  withinMs: 240_000,
  runs: 1,
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
