import {after} from 'node:test';
import type {Browser} from 'puppeteer-core';
import {launch} from '../../../scripts/browsers.mjs';
import {startEmulator} from '../../../scripts/emulator.mjs';
import {startPageServer, type PageServer} from './page-server.js';

export type BrowserName = 'chromium' | 'firefox';

/** What all tests of a file share: an emulator with the shipped rules, the built element, and browsers. */
export interface Stage {
  readonly projectId: string;
  /** `host:port` of the emulator. */
  readonly emulator: string;
  readonly pages: PageServer;
  browser(name: BrowserName): Promise<Browser>;
}

const projectId = 'demo-e2e';
const stopping: (() => Promise<unknown>)[] = [];
const browsers = new Map<BrowserName, Promise<Browser>>();
let stage: Promise<Stage> | undefined;

/** The stage of this test process, set up at the first call and taken down after its last test. */
export function sharedStage(): Promise<Stage> {
  stage ??= setUp();
  return stage;
}

async function setUp(): Promise<Stage> {
  const emulator = await startEmulator({projectId, rules: 'firestore.rules'});
  stopping.push(emulator.stop);
  const pages = await startPageServer();
  pages.addFolder('/cdn', process.env['VIDEO_CALL_CDN'] ?? 'dist/cdn');
  stopping.push(() => pages.stop());
  return {projectId, emulator: `${emulator.host}:${emulator.port}`, pages, browser: sharedBrowser};
}

function sharedBrowser(name: BrowserName): Promise<Browser> {
  const running = browsers.get(name);
  if (running) return running;
  const browser = launch(name);
  browsers.set(name, browser);
  stopping.push(async () => (await browser).close());
  return browser;
}

after(async () => {
  for (const stop of stopping.reverse()) await stop();
});
