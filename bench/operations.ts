import type {Page} from 'puppeteer-core';
import type {CallAttributes} from '../test/e2e/support/call-page.js';
import {waitUntil} from '../test/e2e/support/waiting.js';
import {addCallPage, buttonOf, comeNear, freshRoom, waitForPhase} from './element-contender.js';
import {openPage, type BenchPage, type Stage} from './stage.js';

/** Eight people on a machine with two cores take a while. */
const patienceMs = 120_000;

/** What a whole call costs of the store, everybody together. */
export interface CallOperations {
  readonly people: number;
  readonly way: 'lobby' | 'autojoin';
  /** Until everybody sees everybody, and the pairs' documents are gone. */
  readonly connected: Operations;
  /** Until everybody has left. */
  readonly left: Operations;
}

export interface Operations {
  readonly writes: number;
  readonly deletes: number;
  readonly reads: number;
}

/**
 * One after the other comes in, everybody meets, one after the other leaves. Nobody sends sound or picture: the documents
 * are the same, and eight people fit on two cores.
 */
export async function countOperations(
  stage: Stage,
  people: number,
  way: CallOperations['way'],
): Promise<CallOperations> {
  stage.setDelay(0);
  const room = freshRoom();
  const opened: BenchPage[] = [];
  const attributes: CallAttributes = {
    room,
    capacity: people,
    'without-video': true,
    'start-muted': true,
    ...(way === 'autojoin' && {autojoin: true}),
  };
  try {
    for (let count = 1; count <= people; count++) {
      const visitor = await openPage(stage.newcomer, addCallPage(stage, attributes));
      opened.push(visitor);
      if (way === 'lobby') await joinFromLobby(visitor.page, count - 1);
      for (const {page} of opened) await waitForConnected(page, count - 1);
    }
    const pages = opened.map(({page}) => page);
    await waitForDeletes(pages, (people * (people - 1)) / 2);
    const connected = await sumOperations(pages);
    for (const page of pages) await page.evaluate(() => document.querySelector('video-call')?.leave());
    return {people, way, connected, left: await sumOperations(pages)};
  } finally {
    await Promise.all(opened.map(visitor => visitor.close()));
  }
}

/** Comes near, waits until an answer to everybody lies ready, clicks. */
async function joinFromLobby(page: Page, others: number): Promise<void> {
  await comeNear(page);
  const preparedAnswers = (count: number): boolean =>
    window.benchProbe.connections.filter(
      ({localDescription, iceGatheringState}) =>
        localDescription?.type === 'answer' && iceGatheringState === 'complete',
    ).length >= count;
  await waitUntil(`${others} prepared answers`, () => page.evaluate(preparedAnswers, others), Boolean, {
    withinMs: patienceMs,
  });
  await (await buttonOf(page, 'join-button')).click();
  await waitForPhase(page, 'waiting', 'connected');
}

async function waitForConnected(page: Page, others: number): Promise<void> {
  const readConnections = (): readonly string[] =>
    (document.querySelector('video-call')?.participants ?? []).map(({connection}) => connection);
  // Not one long wait in the page: the protocol gives up a call of that length.
  await waitUntil(
    `${others} connected others`,
    () => page.evaluate(readConnections),
    connections => connections.length === others && connections.every(each => each === 'connected'),
    {withinMs: patienceMs},
  );
}

/** Each pair's document goes when the two are connected. */
async function waitForDeletes(pages: readonly Page[], pairs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (let seen = -1; seen < pairs; seen = (await sumOperations(pages)).deletes) {
    if (Date.now() > deadline) throw new Error(`${seen} of ${pairs} documents of pairs were deleted`);
  }
}

/** Writes and deletes as the pages sent them, reads as the element counts them from its snapshots. */
async function sumOperations(pages: readonly Page[]): Promise<Operations> {
  const counts = await Promise.all(
    pages.map(page =>
      page.evaluate(() => {
        const {commits} = window.benchProbe;
        const sum = (key: 'writes' | 'deletes'): number => commits.reduce((total, commit) => total + commit[key], 0);
        const reads = document.querySelector('video-call')?.usage.reads ?? NaN;
        return {writes: sum('writes'), deletes: sum('deletes'), reads};
      }),
    ),
  );
  const total = (key: keyof Operations): number => counts.reduce((sum, count) => sum + count[key], 0);
  return {writes: total('writes'), deletes: total('deletes'), reads: total('reads')};
}
