import type {TestContext} from 'node:test';
import type {Browser} from 'puppeteer-core';
import {callMarkup, CallPage, type CallAttributes} from './call-page.js';
import {readRoomDocuments, type StoredDocument} from './documents.js';
import type {Fault} from './faults.js';
import type {TestPage} from './page-server.js';
import {sharedStage, type BrowserName, type Stage} from './stage.js';
import {waitUntil} from './waiting.js';

/** A page of a test's own, and where it is opened if not at the server itself: behind a line, say. */
export interface OpenedPage extends TestPage {
  readonly origin?: string;
}

/** One room of a test, its pages closed when the test ends. */
export interface TestRoom {
  readonly room: string;
  readonly stage: Stage;
  /** Opens the room in a browser, a shared one by its name; attributes are added to those that reach the emulator. */
  open(browser: BrowserName | Browser, attributes?: CallAttributes, faults?: readonly Fault[]): Promise<CallPage>;
  /** Opens a page of the test's own; `markup` is that of a call in this room with these attributes. */
  openOn(
    browser: BrowserName,
    page: (markup: string) => OpenedPage,
    attributes?: CallAttributes,
    faults?: readonly Fault[],
  ): Promise<CallPage>;
  /** All documents of the room. */
  documents(): Promise<readonly StoredDocument[]>;
  /** Waits until exactly these documents are left, by their paths in the room. */
  waitForDocuments(isReached: (paths: readonly string[]) => boolean, what: string): Promise<readonly string[]>;
  waitUntilEmpty(): Promise<void>;
}

let rooms = 0;

/** The attributes with which a page reaches the emulator of the stage, and nothing but loopback. */
export function emulatorAttributes({projectId, emulator}: Stage): CallAttributes {
  return {
    'firebase-config': JSON.stringify({projectId, apiKey: 'demo'}),
    emulator,
    'ice-servers': '[]',
  };
}

/** A plain page with this markup of one call, as README shows it. */
export const plainPage = (markup: string): TestPage => ({
  html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>call</title>
<script type="module" src="/cdn/video-call.js"></script>
<style>video-call { display: block; block-size: 90vh }</style>
${markup}</html>`,
});

/** Opens a page that has one call, in a browser context of its own. */
export async function openPage(
  browser: BrowserName | Browser,
  page: OpenedPage,
  faults: readonly Fault[] = [],
): Promise<CallPage> {
  const stage = await sharedStage();
  const path = `/call-${++rooms}.html`;
  const served = stage.pages.addPage(path, page);
  const url = page.origin === undefined ? served : page.origin + path;
  const running = typeof browser === 'string' ? await stage.browser(browser) : browser;
  return CallPage.open(await running.createBrowserContext(), url, faults);
}

/** Opens a plain page with one call. */
export async function openCall(
  browser: BrowserName | Browser,
  {
    room,
    attributes = {},
    faults = [],
  }: {readonly room: string; readonly attributes?: CallAttributes; readonly faults?: readonly Fault[]},
): Promise<CallPage> {
  const stage = await sharedStage();
  return openPage(browser, plainPage(callMarkup({room, ...emulatorAttributes(stage), ...attributes})), faults);
}

/** The fixture of an end-to-end test: a fresh room, and everything that is opened closed after the test. */
export async function setupCalls(test: TestContext): Promise<TestRoom> {
  const stage = await sharedStage();
  const room = `room-${process.pid}-${++rooms}`;
  const opened: CallPage[] = [];
  test.after(() => Promise.all(opened.map(call => call.close())));
  const kept = async (opening: Promise<CallPage>) => {
    const call = await opening;
    opened.push(call);
    return call;
  };
  const documents = () => readRoomDocuments(stage.emulator, stage.projectId, room);
  const waitForDocuments: TestRoom['waitForDocuments'] = (isReached, what) =>
    waitUntil(what, async () => (await documents()).map(document => document.path), isReached);
  return {
    room,
    stage,
    documents,
    waitForDocuments,
    open: (browser, attributes = {}, faults = []) => kept(openCall(browser, {room, attributes, faults})),
    openOn: (browser, page, attributes, faults) =>
      kept(openPage(browser, page(callMarkup({room, ...emulatorAttributes(stage), ...attributes})), faults)),
    waitUntilEmpty: async () => {
      await waitForDocuments(paths => paths.length === 0, 'an empty room');
    },
  };
}
