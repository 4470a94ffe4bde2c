import type {BrowserContext, Page} from 'puppeteer-core';
import type {VideoCall} from '../../../src/video-call.js';
import type {CallErrorCode} from '../../../src/errors.js';
import type {CallPhase} from '../../../src/call/call-state.js';
import type {Fault} from './faults.js';
import * as media from './media-probe.js';
import {eventTypes, type EventType} from '../../support/event-types.js';
import {startRecording, type RecordedCapture, type RecordedCommit, type RecordedEvent} from './recorder.js';
import {patienceMs, waitUntil} from './waiting.js';

/** What a test sees of a participant. */
export interface SeenParticipant {
  readonly uid: string;
  readonly name: string;
  readonly connection: string;
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** Attributes by name; `true` is a boolean attribute that is present. */
export type CallAttributes = Readonly<Record<string, string | number | true>>;

/** The markup of one call. */
export function callMarkup(attributes: CallAttributes): string {
  const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const list = Object.entries(attributes).map(([name, value]) =>
    value === true ? name : `${name}="${escape(String(value))}"`,
  );
  return `<video-call ${list.join(' ')}></video-call>`;
}

/**
 * One person with one call: a page in a browser context of its own, acted on as a person does (real clicks) and read
 * through the element's public API.
 */
export class CallPage {
  readonly page: Page;
  readonly #context: BrowserContext;

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.#context = context;
  }

  /** Opens an address that has one `<video-call>`, and waits until the element is there. */
  static async open(context: BrowserContext, url: string, faults: readonly Fault[] = []): Promise<CallPage> {
    // A window of its own: a tab behind another one would get no frames and slow timers.
    const page = await context.newPage({type: 'window'});
    // tsx wraps inner functions in this helper of esbuild's, which functions that run in the page then lack.
    await page.evaluateOnNewDocument('globalThis.__name = value => value');
    for (const fault of faults) await fault(page);
    await page.evaluateOnNewDocument(startRecording, [...eventTypes]);
    await page.goto(url);
    const call = new CallPage(page, context);
    await call.waitUntilUpgraded();
    return call;
  }

  /** Runs a function in the page, on the element. It may use nothing from outside itself but `argument`. */
  async onElement<Result>(
    act: (call: VideoCall, argument: string) => Result | Promise<Result>,
    argument = '',
  ): Promise<Result> {
    const element = await this.page.$('video-call');
    if (!element) throw new Error('There is no <video-call> on this page');
    const result = await element.evaluate(act, argument);
    await element.dispose();
    return result;
  }

  async waitUntilUpgraded(): Promise<void> {
    await this.page.waitForFunction(() => customElements.get('video-call') !== undefined, {timeout: patienceMs});
  }

  /** Clicks the button of this part with the mouse, as soon as it is there and enabled. */
  async click(part: string): Promise<void> {
    await this.page.bringToFront();
    const button = await this.page.waitForSelector(`video-call >>> [part~="${part}"]:not([disabled])`, {
      visible: true,
      timeout: patienceMs,
    });
    await button?.click();
    await button?.dispose();
  }

  /** Moves the mouse onto the part, as a person does who is about to click. */
  async hover(part: string): Promise<void> {
    await this.page.bringToFront();
    const target = await this.page.waitForSelector(`video-call >>> [part~="${part}"]`, {
      visible: true,
      timeout: patienceMs,
    });
    await target?.hover();
    await target?.dispose();
  }

  async waitForButton(part: string): Promise<void> {
    const button = await this.page.waitForSelector(`video-call >>> [part~="${part}"]:not([disabled])`, {
      timeout: patienceMs,
    });
    await button?.dispose();
  }

  /** Clicks a button that is there, at a moment of the machine's clock, ms since 1970: several pages can do it together. */
  async clickAt(part: string, at: number): Promise<void> {
    await this.page.evaluate(
      async (name, moment) => {
        await new Promise(resolve => setTimeout(resolve, moment - Date.now()));
        const {shadowRoot} = document.querySelector('video-call') ?? {};
        shadowRoot?.querySelector<HTMLButtonElement>(`[part~="${name}"]`)?.click();
      },
      part,
      at,
    );
  }

  join(): Promise<void> {
    return this.click('join-button');
  }

  leave(): Promise<void> {
    return this.click('leave-button');
  }

  phase(): Promise<CallPhase> {
    return this.onElement(call => call.phase);
  }

  waitForPhase(...phases: readonly CallPhase[]): Promise<CallPhase> {
    return waitUntil(
      `phase ${phases.join(' or ')}`,
      () => this.phase(),
      phase => phases.includes(phase),
    );
  }

  /** Everything that the element says at the moment. */
  words(): Promise<string> {
    return this.onElement(call => call.shadowRoot?.querySelector<HTMLElement>('[part~="call"]')?.innerText ?? '');
  }

  waitForWords(pattern: RegExp): Promise<string> {
    return waitUntil(
      `the words ${String(pattern)}`,
      () => this.words(),
      words => pattern.test(words),
    );
  }

  participants(): Promise<readonly SeenParticipant[]> {
    return this.onElement(call =>
      call.participants.map(({uid, name, connection, microphone, camera}) => ({
        ...{uid, name, connection},
        ...{microphone, camera},
      })),
    );
  }

  /** Waits until exactly `count` others are there, all of them connected. */
  waitForConnected(count: number): Promise<readonly SeenParticipant[]> {
    return waitUntil(
      `${count} connected participants`,
      () => this.participants(),
      participants =>
        participants.length === count && participants.every(participant => participant.connection === 'connected'),
    );
  }

  waitForParticipants(count: number): Promise<readonly SeenParticipant[]> {
    return waitUntil(
      `${count} participants`,
      () => this.participants(),
      participants => participants.length === count,
    );
  }

  /** The public events so far since the page was loaded, in order. */
  async events(type?: EventType): Promise<readonly RecordedEvent[]> {
    const events = await this.page.evaluate(() => window.videoCallRecording.events);
    return type === undefined ? events : events.filter(event => event.type === type);
  }

  /** The codes of all `call-error` events so far. */
  async errorCodes(): Promise<readonly string[]> {
    return (await this.events('call-error')).map(({detail}) => errorOf(detail).code);
  }

  /** Waits for a `call-error` with this code. @returns its message */
  async waitForError(code: CallErrorCode, withinMs = patienceMs): Promise<string> {
    const errors = await waitUntil(
      `call-error ${code}`,
      async () => (await this.events('call-error')).map(({detail}) => errorOf(detail)),
      seen => seen.some(error => error.code === code),
      {withinMs},
    );
    return errors.find(error => error.code === code)?.message ?? '';
  }

  /** Waits for the first event of this type, however long ago it was. */
  async waitForEvent(type: EventType): Promise<RecordedEvent> {
    const events = await waitUntil(
      `event ${type}`,
      () => this.events(type),
      seen => seen.length > 0,
    );
    const [first] = events;
    if (!first) throw new Error(`No event ${type}`);
    return first;
  }

  /** The REST commits that this page has sent since it was loaded. */
  commits(): Promise<readonly RecordedCommit[]> {
    return this.page.evaluate(() => window.videoCallRecording.commits);
  }

  /** What each `getUserMedia` has asked for. */
  captures(): Promise<readonly RecordedCapture[]> {
    return this.page.evaluate(() => window.videoCallRecording.captures);
  }

  /** What is still in use: own tracks that capture, and connections that are open. */
  inUse(): Promise<{readonly tracks: number; readonly connections: number}> {
    return this.page.evaluate(() => {
      const {ownTracks, connections} = window.videoCallRecording;
      return {
        tracks: ownTracks.filter(track => track.readyState === 'live').length,
        connections: connections.filter(connection => connection.connectionState !== 'closed').length,
      };
    });
  }

  /** Waits until no own track captures and no connection is open; a connection may be closed a moment after the call. */
  async waitForNothingInUse(): Promise<void> {
    await waitUntil(
      'nothing in use',
      () => this.inUse(),
      ({tracks, connections}) => tracks + connections === 0,
    );
  }

  /** Uncaught errors and unhandled rejections of the page. */
  pageErrors(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.videoCallRecording.errors);
  }

  /** Someone is heard here. */
  waitForSound(): Promise<void> {
    return media.waitForSound(this.page);
  }

  /** Nobody is heard here. */
  waitForSilence(): Promise<void> {
    return media.waitForSilence(this.page);
  }

  /** Each of `count` others is seen here, and heard if asked: frames of each are decoded, and sound. */
  waitForMediaFromEach(count: number, options: {readonly sound: boolean}): Promise<void> {
    return media.waitForMediaFromEach(this.page, count, options);
  }

  /** Frames arrive here, and `count` far pictures change. */
  async waitForMovingPictures(count = 1): Promise<void> {
    await media.waitForFrames(this.page);
    await media.waitForMovingPictures(this.page, count);
  }

  /** Far pictures on show. */
  async farPictureCount(): Promise<number> {
    return (await media.readFarPictures(this.page)).length;
  }

  /** Waits until the far picture arrives here in a height, in pixels, as it should be. */
  waitForFrameHeight(what: string, isReached: (heightPx: number) => boolean): Promise<void> {
    return media.waitForFrameHeight(this.page, what, isReached);
  }

  /** How each far voice is played here. */
  farAudio(): Promise<readonly media.PlayedAudio[]> {
    return media.readFarAudio(this.page);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.waitUntilUpgraded();
  }

  /** Closes the tab as a person does, so that `pagehide` runs. */
  async closeTab(): Promise<void> {
    await this.page.close({runBeforeUnload: false});
  }

  /** Closes the tab, if it is open still, and forgets what it stored. Of a browser that is gone there is nothing to close. */
  async close(): Promise<void> {
    if (this.#context.browser().connected) await this.#context.close();
  }
}

/** A `CallError` as the recorder writes it down. */
function errorOf(detail: unknown): {readonly code: string; readonly message: string} {
  const {error} = detail as {readonly error?: {readonly code: string; readonly message: string}};
  return error ?? {code: '', message: ''};
}
