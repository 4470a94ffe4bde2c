import {appendFileSync} from 'node:fs';
import type {BrowserContext, ConsoleMessage} from 'puppeteer-core';
import {CallPage} from '../../e2e/support/call-page.js';
import type {BrowserName} from '../../e2e/support/stage.js';
import {drawnCapture, type Drawing} from '../../e2e/support/faults.js';
import {waitUntil} from '../../e2e/support/waiting.js';
import {withEar} from './listening.js';
import type {Host} from './network.js';
import {withTimeline} from './timeline.js';
import {withVoice} from './voice.js';

/** Light for two cores. */
export const smallPicture: Drawing = {width: 160, height: 120, framesPerSecond: 12};

/** The path that a call takes, by `getStats`. */
export interface Path {
  readonly local: string;
  readonly remote: string;
  /** How the own relay is reached: `udp`, `tcp` or `tls`; '' where there is none. */
  readonly relayProtocol: string;
}

/** One person in a case: a host, a browser, and the page with the call. */
export class Seat {
  readonly host: Host;
  readonly browserName: BrowserName;
  readonly call: CallPage;
  readonly #lines: string[] = [];

  private constructor(host: Host, browserName: BrowserName, call: CallPage) {
    this.host = host;
    this.browserName = browserName;
    this.call = call;
    call.page.on('console', message => {
      this.#note(message);
    });
  }

  static async open(
    host: Host,
    browserName: BrowserName,
    {context, url, picture}: {readonly context: BrowserContext; readonly url: string; readonly picture: Drawing},
  ): Promise<Seat> {
    // The recorder of e2e comes last: its connections are those that the element gets.
    const call = await CallPage.open(context, url, [drawnCapture(picture), withVoice, withTimeline, withEar]);
    return new Seat(host, browserName, call);
  }

  /** Waits until the far picture moves, looking from a moment on. @returns since when, in ms after that moment */
  async movesAgain(from: number, withinMs = 30_000): Promise<number> {
    const at = await waitUntil(
      `${this.host.role}: the far picture moves`,
      () => this.call.page.evaluate(moment => window.labTimeline.movesFrom(moment), from),
      value => value !== null,
      {withinMs},
    );
    return (at ?? 0) - from;
  }

  /** Waits until the far picture has moved for so long without standing still. */
  async hasMovedFor(ms: number): Promise<void> {
    await waitUntil(
      `${this.host.role}: the far picture moves for ${ms} ms`,
      () => this.call.page.evaluate(() => window.labTimeline.movingMs()),
      movingMs => movingMs >= ms,
      {withinMs: ms + 30_000},
    );
  }

  /** What phases the call went through since a moment. */
  phasesSince(from: number): Promise<readonly string[]> {
    return this.call.page.evaluate(
      moment => window.labTimeline.phases.filter(({at}) => at >= moment).map(({phase}) => phase),
      from,
    );
  }

  /** Waits for a phase reached after a moment. @returns how long after it, in ms */
  async reaches(phase: string, from: number, withinMs = 30_000): Promise<number> {
    const at = await waitUntil(
      `${this.host.role}: phase ${phase}`,
      () =>
        this.call.page.evaluate(
          (wanted, moment) =>
            window.labTimeline.phases.find(each => each.phase === wanted && each.at >= moment)?.at ?? null,
          phase,
          from,
        ),
      value => value !== null,
      {withinMs},
    );
    return (at ?? 0) - from;
  }

  /** Waits for an error told after a moment. @returns how long after it, in ms */
  async hearsError(code: string, from: number, withinMs = 30_000): Promise<number> {
    const at = await waitUntil(
      `${this.host.role}: error ${code}`,
      () =>
        this.call.page.evaluate(
          (wanted, moment) =>
            window.labTimeline.errors.find(each => each.code === wanted && each.at >= moment)?.at ?? null,
          code,
          from,
        ),
      value => value !== null,
      {withinMs},
    );
    return (at ?? 0) - from;
  }

  /** Waits until a pair of candidates is selected. */
  path(): Promise<Path> {
    return waitUntil(
      'a selected pair',
      () => this.#selectedPath(),
      path => path !== null,
    ).then(path => path ?? {local: '', remote: '', relayProtocol: ''});
  }

  /** All descriptions that its open connections have at the moment. */
  descriptions(): Promise<readonly string[]> {
    return this.call.page.evaluate(() =>
      window.videoCallRecording.connections
        .filter(({connectionState}) => connectionState !== 'closed')
        .flatMap(({localDescription}) => localDescription?.sdp ?? []),
    );
  }

  /** What the page said and what happened to it, for whoever looks for the cause of a failure. */
  async writeLog(path: string): Promise<void> {
    const timeline = await this.call.page
      .evaluate(() => {
        const {phases, errors, states, frames} = window.labTimeline;
        const gaps = frames.flatMap((at, index) => {
          const before = frames[index - 1] ?? at;
          return at - before > 500 ? [{at: before, picture: `still for ${at - before} ms`}] : [];
        });
        return [...phases, ...errors, ...states, ...gaps].sort((a, b) => a.at - b.at);
      })
      .catch((error: unknown) => [{at: Date.now(), state: String(error)}]);
    const happened = timeline.map(({at, ...what}) => `${timeOf(at)} ${JSON.stringify(what)}`);
    const pairs = await this.#candidatePairs().catch((error: unknown) => [String(error)]);
    const report = await this.call.onElement(element => element.getReport()).catch(String);
    const all = [...[...this.#lines, ...happened].sort(), ...pairs, JSON.stringify(report)];
    appendFileSync(path, `${all.join('\n')}\n`);
  }

  #candidatePairs(): Promise<readonly string[]> {
    return this.call.page.evaluate(async () => {
      const open = window.videoCallRecording.connections.filter(each => each.connectionState !== 'closed');
      const reports = await Promise.allSettled(open.map(connection => connection.getStats()));
      return reports.flatMap(report => {
        const stats = (report.status === 'fulfilled' ? [...report.value.values()] : []) as (RTCStats &
          Record<string, unknown>)[];
        const name = (id: unknown): string => {
          const found = stats.find(each => each.id === id);
          return found
            ? ['candidateType', 'protocol', 'address', 'port'].map(key => String(found[key])).join(' ')
            : '?';
        };
        const candidates = stats
          .filter(({type}) => type.endsWith('-candidate'))
          .map(({id, type}) => `${type} ${name(id)}`);
        const pairs = stats
          .filter(({type}) => type === 'candidate-pair')
          .map(
            each =>
              `pair ${String(each['state'])} ${name(each['localCandidateId'])} → ${name(each['remoteCandidateId'])}`,
          );
        return [...candidates, ...pairs];
      });
    });
  }

  #note(message: ConsoleMessage): void {
    this.#lines.push(`${timeOf(Date.now())} ${message.text()}`);
  }

  #selectedPath(): Promise<Path | null> {
    return this.call.page.evaluate(async () => {
      const open = window.videoCallRecording.connections.filter(each => each.connectionState === 'connected');
      for (const connection of open) {
        const stats = [...(await connection.getStats()).values()] as RTCStats[];
        const pairs = stats.filter(each => each.type === 'candidate-pair') as (RTCIceCandidatePairStats & {
          selected?: boolean;
        })[];
        const transport = stats.find(each => each.type === 'transport') as RTCTransportStats | undefined;
        const pair = pairs.find(each => each.id === transport?.selectedCandidatePairId || each.selected);
        const find = (id: string | undefined) =>
          stats.find(each => each.id === id) as {candidateType?: string; relayProtocol?: string} | undefined;
        const [local, remote] = [find(pair?.localCandidateId), find(pair?.remoteCandidateId)];
        if (local?.candidateType && remote?.candidateType)
          return {
            local: local.candidateType,
            remote: remote.candidateType,
            relayProtocol: local.relayProtocol ?? '',
          };
      }
      return null;
    });
  }
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(14, 23);
