import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Browser, BrowserContext, Page} from 'puppeteer-core';
import {launch} from '../scripts/browsers.mjs';
import {startEmulator} from '../scripts/emulator.mjs';
import type {Fault} from '../test/e2e/support/faults.js';
import {startPageServer, type PageServer} from '../test/e2e/support/page-server.js';
import {baselineHtml} from './baseline-page.js';
import {DelayProxy, type Address} from './delay-proxy.js';
import {startPeerServer} from './peer-server.js';
import {Precedence} from './precedence.js';
import {startProbe} from './probe.js';
import {buildSite, type Site} from './site.js';

export type BrowserName = 'chromium' | 'firefox';
/** Which signaling server a proxy stands in front of. */
export type ServerName = 'rules' | 'open' | 'peer';

/** Everything that all runs share. The host's page is in one browser, the newcomer's in another. */
export interface Stage {
  readonly site: Site;
  readonly pages: PageServer;
  readonly proxies: Readonly<Record<ServerName, DelayProxy>>;
  readonly host: Browser;
  readonly newcomer: Browser;
  readonly precedence: Precedence;
  setDelay(delayMs: number): void;
  stop(): Promise<void>;
}

export const projectId = 'demo-bench';
/** Of its own, because one emulator may serve both. */
export const openProjectId = 'demo-bench-open';

/** The baselines' documents are none that the shipped rules know. */
const openRules = `rules_version = '2';
service cloud.firestore { match /databases/{d}/documents { match /{path=**} { allow read, write: if true; } } }`;

export async function setUpStage(
  browser: BrowserName,
  folder: string,
  launchOptions?: Parameters<typeof launch>[1],
): Promise<Stage> {
  const stopping: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stopping.splice(0).reverse()) await end();
  };
  const kept = async <T>(starting: Promise<T>, end: (started: T) => Promise<unknown>): Promise<T> => {
    const started = await starting;
    stopping.push(() => end(started));
    return started;
  };
  const proxyOf = async (starting: Promise<Address & {stop(): Promise<void>}>): Promise<DelayProxy> => {
    const address = await kept(starting, server => server.stop());
    return kept(DelayProxy.start(address), proxy => proxy.stop());
  };
  try {
    const site = await buildSite(folder);
    const pages = await kept(startPageServer(), server => server.stop());
    servePages(pages, site);
    const proxies = {
      rules: await proxyOf(startEmulator({projectId, rules: 'firestore.rules'})),
      open: await proxyOf(startEmulator({projectId: openProjectId, rules: openRulesFile()})),
      peer: await proxyOf(startPeerServer()),
    };
    const host = await kept(launch(browser, launchOptions), started => started.close());
    const newcomer = await kept(launch(browser, launchOptions), started => started.close());
    const setDelay = (delayMs: number): void => {
      for (const proxy of Object.values(proxies)) proxy.delayMs = delayMs;
    };
    const precedence = new Precedence([process.pid, processIdOf(host), processIdOf(newcomer)]);
    return {site, pages, proxies, host, newcomer, precedence, setDelay, stop};
  } catch (error) {
    await stop();
    throw error;
  }
}

const processIdOf = (browser: Browser): number => browser.process()?.pid ?? NaN;

function servePages(pages: PageServer, {folder, elementFolder}: Site): void {
  pages.addFolder('/cdn', elementFolder);
  pages.addFolder('/baselines', folder);
  for (const name of ['firestore', 'peerjs']) {
    pages.addPage(`/${name}.html`, {html: baselineHtml(`/baselines/baseline-${name}.js`)});
  }
}

function openRulesFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'video-call-bench-'));
  process.once('exit', () => {
    rmSync(folder, {recursive: true, force: true});
  });
  const path = join(folder, 'open.rules');
  writeFileSync(path, openRules);
  return path;
}

/** A page in a context of its own: nothing cached, nobody remembered. */
export interface BenchPage {
  readonly page: Page;
  close(): Promise<void>;
}

export async function openPage(browser: Browser, url: string, faults: readonly Fault[] = []): Promise<BenchPage> {
  const context: BrowserContext = await browser.createBrowserContext();
  // A window of its own: a tab behind another one would get no frames.
  const page = await context.newPage({type: 'window'});
  // tsx wraps inner functions in this helper of esbuild's, which functions that run in the page then lack.
  await page.evaluateOnNewDocument('globalThis.__name = value => value');
  for (const fault of faults) await fault(page);
  await page.evaluateOnNewDocument(startProbe);
  await page.goto(url);
  return {page, close: () => context.close()};
}
