/**
 * `npm run leaks`: one page joins and leaves a call 200 times, beside somebody who stays; then what both pages still have
 * open is counted, and how much their heaps grew. In Chromium, which tells. Ends with 1 if anything is left.
 */
import {parseArgs} from 'node:util';
import type {CDPSession, Page} from 'puppeteer-core';
import {readRoomDocuments} from '../test/e2e/support/documents.js';
import {addCallPage, freshRoom, waitForPhase} from './element-contender.js';
import {startCounting, type Leftovers} from './leftovers.js';
import {projectId, setUpStage, type Stage} from './stage.js';

/** The first calls load code and fill caches. */
const warmUpCycles = 10;
/** Collections in a row that changed nothing. */
const settledAfter = 10;
const heapLimitBytes = 1_000_000;
/** Lit leaves a comment behind for each tile that goes: https://github.com/lit/lit/issues/5298. To be 0 when that is mended. */
const nodesPerCycle = 1;

const {values} = parseArgs({options: {cycles: {type: 'string', default: '200'}}});
const cycles = Number(values.cycles);
if (!Number.isInteger(cycles) || cycles < 1) throw new Error('--cycles takes a whole number');

/** What a page has after garbage collection. */
interface Sample extends Leftovers {
  readonly documents: number;
  readonly eventListeners: number;
  readonly nodes: number;
  readonly heapBytes: number;
}

interface Guest {
  readonly page: Page;
  readonly devtools: CDPSession;
}

async function openGuest(browser: Stage['host'], url: string): Promise<Guest> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage({type: 'window'});
  await page.evaluateOnNewDocument('globalThis.__name = value => value');
  await page.evaluateOnNewDocument(startCounting);
  await page.evaluateOnNewDocument(() => {
    performance.setResourceTimingBufferSize(0);
  });
  await page.goto(url);
  const devtools = await page.createCDPSession();
  await devtools.send('Performance.enable');
  return {page, devtools};
}

/** Joins, is connected, leaves, and is out. */
async function joinAndLeave(): Promise<void> {
  const call = document.querySelector('video-call');
  if (!call) throw new Error('no call');
  await call.join();
  if (call.phase !== 'connected')
    await new Promise<void>(resolve => {
      const onChange = (): void => {
        if (call.phase !== 'connected') return;
        call.removeEventListener('phase-change', onChange);
        resolve();
      };
      call.addEventListener('phase-change', onChange);
    });
  await call.leave();
}

async function sample(stage: Stage, {page, devtools}: Guest, room: string): Promise<Sample> {
  const address = `127.0.0.1:${String(stage.proxies.rules.port)}`;
  const documents = await readRoomDocuments(address, projectId, room);
  return {
    ...(await page.evaluate(() => window.countLeftovers())),
    documents: documents.length,
    ...(await settledMemory(devtools)),
  };
}

/** Pictures and connections are let go in several steps, by threads of their own: until nothing becomes less any more. */
async function settledMemory(devtools: CDPSession): Promise<Pick<Sample, 'eventListeners' | 'nodes' | 'heapBytes'>> {
  let least = {eventListeners: Infinity, nodes: Infinity, heapBytes: Infinity};
  for (let unchanged = 0; unchanged < settledAfter; unchanged++) {
    await devtools.send('HeapProfiler.collectGarbage');
    const {metrics} = await devtools.send('Performance.getMetrics');
    const metric = (name: string): number => metrics.find(each => each.name === name)?.value ?? NaN;
    const now = {
      eventListeners: metric('JSEventListeners'),
      nodes: metric('Nodes'),
      heapBytes: metric('JSHeapUsedSize'),
    };
    if (now.nodes < least.nodes || now.heapBytes < least.heapBytes * 0.99) unchanged = 0;
    least = now;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  return least;
}

/** The same page after the warm-up and at the end. */
function tell(who: string, before: Sample, after: Sample): readonly string[] {
  console.log(`\n${who.padEnd(22)} ${'before'.padStart(12)} ${'after'.padStart(12)}`);
  const faults: string[] = [];
  for (const key of Object.keys(before) as (keyof Sample)[]) {
    console.log(`${key.padEnd(22)} ${String(before[key]).padStart(12)} ${String(after[key]).padStart(12)}`);
    const allowed = {heapBytes: heapLimitBytes, nodes: cycles * nodesPerCycle}[key as string] ?? 0;
    if (after[key] > before[key] + allowed) faults.push(`${who}: ${key} grew from ${before[key]} to ${after[key]}`);
  }
  return faults;
}

// What a browser keeps for its own ends is no leak of the page's: code compiled again and again as it turns out to be used
// often, and for whoever watches requests all that came of them.
const launchOptions = {args: ['--js-flags=--no-opt --no-maglev --no-sparkplug'], networkEnabled: false};
const stage = await setUpStage('chromium', 'test-results/bench-site', launchOptions);
try {
  const room = freshRoom();
  const stays = await openGuest(stage.host, addCallPage(stage, {room, autojoin: true}));
  await waitForPhase(stays.page, 'waiting');
  const comes = await openGuest(stage.newcomer, addCallPage(stage, {room}));
  const repeat = async (times: number): Promise<void> => {
    for (let cycle = 0; cycle < times; cycle++) await comes.page.evaluate(joinAndLeave);
    // Who stays has heard of it when they are alone again.
    await waitForPhase(stays.page, 'waiting');
  };
  const both = async () => [await sample(stage, comes, room), await sample(stage, stays, room)] as const;
  await repeat(warmUpCycles);
  const [comesBefore, staysBefore] = await both();
  const startedAt = performance.now();
  await repeat(cycles);
  const seconds = (performance.now() - startedAt) / 1_000;
  const [comesAfter, staysAfter] = await both();
  console.log(`${cycles} calls in ${seconds.toFixed(0)} s`);
  const faults = [
    ...tell('who comes and goes', comesBefore, comesAfter),
    ...tell('who stays', staysBefore, staysAfter),
  ];
  await stays.page.evaluate(() => document.querySelector('video-call')?.leave());
  const left = await readRoomDocuments(`127.0.0.1:${String(stage.proxies.rules.port)}`, projectId, room);
  if (left.length > 0) faults.push(`${left.length} documents are left`);
  console.log(faults.length > 0 ? `\n${faults.join('\n')}` : '\nnothing is left behind');
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await stage.stop();
}
