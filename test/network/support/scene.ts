import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import type {BrowserContext} from 'puppeteer-core';
import {callMarkup, type CallAttributes} from '../../e2e/support/call-page.js';
import {readRoomDocuments, type StoredDocument} from '../../e2e/support/documents.js';
import type {BrowserName} from '../../e2e/support/stage.js';
import {projectId, type Lab} from './lab.js';
import {serverAddress, signalingPort, type Host} from './network.js';
import {Seat, smallPicture} from './seat.js';
import type {TurnTransport} from './turn-server.js';

/** Who is first in the room, and so offers; and who comes second, and answers. */
export type Pairing = readonly [BrowserName, BrowserName];

/**
 * Pictures are shown by the far side's clock, which Chromium reckons from those that came so far: after an outage in the first
 * seconds of a call it is wrong by up to two seconds, later by little (docs/network-lab.md).
 */
const goingOnMs = 10_000;

export interface SceneOptions {
  readonly lab: Lab;
  readonly pairing: Pairing;
  readonly quick: boolean;
  /** For the names of its logs. */
  readonly name: string;
}

/** One run of a case: the figures it takes, and everything it opens, closed at its end. */
export class Scene {
  readonly lab: Lab;
  readonly pairing: Pairing;
  readonly quick: boolean;
  readonly figures = new Map<string, number | string>();
  /** What the cameras give. */
  picture = smallPicture;
  /** Times of recovery, to be pooled. */
  readonly recoveriesMs: number[] = [];
  readonly #name: string;
  readonly #room: string;
  readonly #seats: Seat[] = [];
  readonly #contexts: BrowserContext[] = [];
  static #count = 0;

  constructor(options: SceneOptions) {
    this.lab = options.lab;
    this.pairing = options.pairing;
    this.quick = options.quick;
    this.#name = options.name;
    this.#room = `lab-${++Scene.#count}`;
  }

  get hosts(): readonly [Host, Host] {
    return this.lab.network.hosts;
  }

  note(figure: string, value: number | string): void {
    this.figures.set(figure, typeof value === 'number' ? Math.round(value * 10) / 10 : value);
  }

  /** Of several the largest. */
  noteMost(figure: string, value: number): void {
    this.#noteOf(figure, value, Math.max);
  }

  /** Of several the smallest. */
  noteLeast(figure: string, value: number): void {
    this.#noteOf(figure, value, Math.min);
  }

  #noteOf(figure: string, value: number, choose: (a: number, b: number) => number): void {
    this.note(figure, choose(value, Number(this.figures.get(figure) ?? value)));
  }

  /** A recovery took this long. */
  recovered(figure: string, ms: number): void {
    this.noteMost(figure, ms);
    this.recoveriesMs.push(ms);
  }

  /** Opens the call at a host, and joins. The first who is opened offers. */
  async open(index: 0 | 1, attributes: CallAttributes): Promise<Seat> {
    const host = this.hosts[index];
    const name = this.pairing[index];
    const {pages} = this.lab;
    const url = pages.addPage(`/${this.#room}-${host.role}.html`, {html: pageOf(this.#room, attributes)});
    const {browser} = await this.lab.browser(host, name);
    const context = await browser.createBrowserContext();
    this.#contexts.push(context);
    const seat = await Seat.open(host, name, {context, url, picture: this.picture});
    this.#seats.push(seat);
    return seat;
  }

  /** The list of ICE servers at an address of its own, which can be asked again. */
  serveIceServers(transports: readonly TurnTransport[], lifeSeconds?: number): string {
    const html = JSON.stringify(this.lab.turn.iceServers(transports, lifeSeconds));
    const path = `/${this.#room}-ice-servers.json`;
    this.lab.pages.addPage(path, {html, headers: {'Content-Type': 'application/json'}});
    return path;
  }

  /** Both join, and see one another. */
  async meet(
    transports: readonly TurnTransport[],
    attributes?: CallAttributes,
    credentialSeconds?: number,
  ): Promise<readonly [Seat, Seat]> {
    const [ann, ben, joinedAt] = await this.join(transports, attributes, credentialSeconds);
    this.note('connected ms', await this.untilBothMove([ann, ben], joinedAt));
    return [ann, ben];
  }

  /** Both meet, and the call has been going on for a while. */
  async inMidCall(transports: readonly TurnTransport[]): Promise<readonly [Seat, Seat]> {
    const seats = await this.meet(transports);
    await this.goesOn(seats);
    return seats;
  }

  /** The call is, or is again, one that has been going on for a while. */
  async goesOn(seats: readonly Seat[]): Promise<void> {
    await Promise.all(seats.map(seat => seat.hasMovedFor(goingOnMs)));
  }

  /** Both join. @returns with the moment in which the second one did */
  async join(
    transports: readonly TurnTransport[],
    attributes: CallAttributes = {},
    credentialSeconds?: number,
  ): Promise<readonly [Seat, Seat, number]> {
    const iceServers = this.serveIceServers(transports, credentialSeconds);
    const all = {autojoin: true, 'ice-servers': iceServers, ...attributes} as const;
    const ann = await this.open(0, all);
    await ann.call.waitForPhase('waiting');
    const ben = await this.open(1, all);
    const joinedAt = Date.now();
    return [ann, ben, joinedAt];
  }

  /** Waits until both see the other move. @returns the later of the two, in ms after the moment */
  async untilBothMove(seats: readonly Seat[], from: number, withinMs?: number): Promise<number> {
    return Math.max(...(await Promise.all(seats.map(seat => seat.movesAgain(from, withinMs)))));
  }

  /** What the store holds of this room, read past every network. */
  documents(): Promise<readonly StoredDocument[]> {
    return readRoomDocuments(this.lab.emulatorAddress, projectId, this.#room);
  }

  async writeLogs(): Promise<void> {
    mkdirSync(logFolder, {recursive: true});
    const fileName = this.#name.replaceAll(/[^\w]+/g, '-');
    await Promise.all(
      this.#seats.map(async seat => seat.writeLog(join(logFolder, `${fileName}-${seat.host.role}.log`))),
    );
  }

  /** Closes the pages, and makes the network good again. */
  async close(): Promise<void> {
    await this.lab.reset();
    await Promise.all(this.#contexts.map(context => context.close().catch(() => undefined)));
  }
}

export const logFolder = 'test-results/network';

function pageOf(room: string, attributes: CallAttributes): string {
  const markup = callMarkup({
    room,
    'firebase-config': JSON.stringify({projectId, apiKey: 'demo'}),
    emulator: `${serverAddress}:${signalingPort}`,
    'log-level': 'debug',
    ...attributes,
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>call</title>
<script type="module" src="/cdn/video-call.js"></script>
<style>video-call { display: block; block-size: 90vh }</style>
${markup}</html>`;
}
