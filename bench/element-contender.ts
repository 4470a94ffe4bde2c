import type {Page} from 'puppeteer-core';
import {callMarkup, type CallAttributes} from '../test/e2e/support/call-page.js';
import {firstFrameWithin, measure, patienceMs, withPages, type Contender} from './contender.js';
import {projectId, type Stage} from './stage.js';

let rooms = 0;
export const freshRoom = (): string => `bench-${String(process.pid)}-${String(++rooms)}`;

/** A plain page with one call, as README shows it; its signaling goes through the proxy. @returns its address */
export function addCallPage({pages, proxies}: Stage, attributes: CallAttributes): string {
  const markup = callMarkup({
    'firebase-config': JSON.stringify({projectId, apiKey: 'demo'}),
    emulator: `127.0.0.1:${String(proxies.rules.port)}`,
    'ice-servers': '[]',
    // Small: both ends share the cores of one machine, and an encoder's speed is not what is measured.
    'max-video-height': 180,
    ...attributes,
  });
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>call</title><link rel="icon" href="data:,">
<script type="module" src="/cdn/video-call.js"></script>
<style>video-call { display: block; inline-size: 400px; block-size: 480px }</style>${markup}</html>`;
  return pages.addPage(`/call-${String(++rooms)}.html`, {html});
}

export async function waitForPhase(page: Page, ...phases: readonly string[]): Promise<void> {
  const isInPhase = (wanted: readonly string[]): boolean =>
    wanted.includes(document.querySelector('video-call')?.phase ?? '');
  await page.waitForFunction(isInPhase, {timeout: patienceMs, polling: 20}, phases);
}

/** The button of this part, inside the shadow tree. */
export async function buttonOf(page: Page, part: string) {
  const selector = `video-call >>> [part~="${part}"]:not([disabled])`;
  const button = await page.waitForSelector(selector, {visible: true, timeout: patienceMs});
  if (!button) throw new Error(`No button ${part}`);
  return button;
}

/** The pointer comes over the element: the lobby is entered, offers come in, answers are prepared. */
export async function comeNear(page: Page): Promise<void> {
  await (await buttonOf(page, 'join-button')).hover();
}

/** An answer lies ready in this page. */
export async function waitUntilPrepared(page: Page): Promise<void> {
  const isPrepared = (): boolean =>
    window.benchProbe.connections.some(
      ({localDescription, iceGatheringState}) =>
        localDescription?.type === 'answer' && iceGatheringState === 'complete',
    );
  await page.waitForFunction(isPrepared, {timeout: patienceMs, polling: 20});
}

/** The camera is on before the click, as it is for the baselines. */
async function startPreview(page: Page): Promise<void> {
  await (await buttonOf(page, 'preview-button')).click();
  await waitForCamera(page);
}

async function waitForCamera(page: Page): Promise<void> {
  const isOn = (): boolean => document.querySelector('video-call')?.camera.status === 'on';
  await page.waitForFunction(isOn, {timeout: patienceMs, polling: 20});
}

async function openHost(stage: Stage, room: string, open: Parameters<Parameters<typeof withPages>[0]>[0]['open']) {
  const {page} = await open(stage.host, addCallPage(stage, {room, autojoin: true}));
  await waitForPhase(page, 'waiting');
  await waitForCamera(page);
  return page;
}

/** From the lobby, with the answer prepared. `stayMs` is how long the person then looks at the button. */
export const elementFromLobby = (stayMs: number): Contender => ({
  id: 'element-lobby',
  run: stage =>
    withPages(async ({open}) => {
      const room = freshRoom();
      const host = await openHost(stage, room, open);
      const {page: newcomer} = await open(stage.newcomer, addCallPage(stage, {room}));
      await startPreview(newcomer);
      await comeNear(newcomer);
      await waitUntilPrepared(newcomer);
      if (stayMs > 0) await new Promise(resolve => setTimeout(resolve, stayMs));
      const button = await buttonOf(newcomer, 'join-button');
      return measure(stage, {newcomer, host, server: 'rules', start: () => button.click()});
    }),
});

/** Without a lobby: everything is done while the page loads. */
export const elementAutojoin: Contender = {
  id: 'element-autojoin',
  run: stage =>
    withPages(async ({open}) => {
      const room = freshRoom();
      const host = await openHost(stage, room, open);
      const {page: newcomer} = await open(stage.newcomer, addCallPage(stage, {room, autojoin: true}));
      return measure(stage, {newcomer, host, server: 'rules', start: () => Promise.resolve()});
    }),
};

/** Somebody in a call reloads their page: everything is done while it loads again, and the host has them in their old seat. */
export const elementReload: Contender = {
  id: 'element-reload',
  run: stage =>
    withPages(async ({open}) => {
      const room = freshRoom();
      const host = await openHost(stage, room, open);
      const {page: newcomer} = await open(stage.newcomer, addCallPage(stage, {room, autojoin: true}));
      await Promise.all([newcomer, host].map(page => page.evaluate(firstFrameWithin, patienceMs)));
      const before = await host.evaluate(othersOfThisPage);
      const connectionsBefore = await host.evaluate(() => window.benchProbe.connections.length);
      const run = await measure(stage, {newcomer, host, server: 'rules', start: () => newcomer.reload()});
      await host.waitForFunction(isSeenAnew, {timeout: patienceMs, polling: 20}, connectionsBefore);
      const after = await host.evaluate(othersOfThisPage);
      if (after.join() !== before.join()) throw new Error(`${before.join()} came back as ${after.join()}`);
      return run;
    }),
};

/** Runs in the page. */
function othersOfThisPage(): readonly string[] {
  return document.querySelector('video-call')?.participants.map(({uid}) => uid) ?? [];
}

/** Runs in the page: a connection that came after so many others brings a picture. */
async function isSeenAnew(earlierCount: number): Promise<boolean> {
  const later = window.benchProbe.connections.slice(earlierCount);
  const reports = await Promise.all(later.map(connection => connection.getStats()));
  const stats = reports.flatMap(report => [...report.values()] as RTCInboundRtpStreamStats[]);
  return stats.some(({type, framesDecoded}) => type === 'inbound-rtp' && (framesDecoded ?? 0) > 0);
}
