import {waitUntil} from '@open-wc/testing';
import '../../../../src/define.js';
import type {CallPhase} from '../../../../src/call/call-state.js';
import type {CallError} from '../../../../src/errors.js';
import type {VideoCallEventMap} from '../../../../src/events/event-map.js';
import type {Signaling} from '../../../../src/signaling/signaling.js';
import {systemClock} from '../../../../src/util/clock.js';
import type {VideoCall} from '../../../../src/video-call.js';
import {eventTypes} from '../../../support/event-types.js';
import {MemoryStore, type MemorySignaling} from '../../../support/memory-signaling.js';
import {SeededRandom} from '../../../support/random.js';

/** Real connections between two elements of one page, on a busy machine. */
const patience = {interval: 5, timeout: 15_000};

export const until = (condition: () => boolean, what: string): Promise<void> => waitUntil(condition, what, patience);

export const untilPhase = (element: VideoCall, phase: CallPhase): Promise<void> =>
  until(() => element.phase === phase, `the phase is ${phase}`);

/** Keeps every event of an element from now on. */
export function listenTo(element: VideoCall): Event[] {
  const events: Event[] = [];
  for (const type of eventTypes) element.addEventListener(type, event => events.push(event));
  return events;
}

export const typesOf = (events: readonly Event[], ...wanted: readonly (keyof VideoCallEventMap)[]): readonly string[] =>
  events.map(({type}) => type).filter(type => wanted.some(each => each === type));

/** What the person reads. */
export const wordsOf = (element: VideoCall): string => textIn(element.renderRoot);

const textIn = (root: ParentNode): string =>
  [...root.querySelectorAll('[part~="notice"], [part~="status"], [part~="alert"], [role="alert"]')]
    .map(({textContent}) => textContent)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Elements of one test, over one store in memory; none captures anything, and none asks a server for anything. */
export class Elements {
  readonly store = new MemoryStore({clock: systemClock, random: new SeededRandom(1).next, delayMs: () => 1});
  readonly #made: VideoCall[] = [];
  readonly #devices: MemorySignaling[] = [];

  /** Not in the document yet. */
  create(attributes: Readonly<Record<string, string>> = {}): VideoCall {
    const element = document.createElement('video-call');
    const all = {'ice-servers': '[]', 'without-video': '', 'start-muted': '', ...attributes};
    for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
    this.#made.push(element);
    return element;
  }

  /** In the document, and drawn once. */
  async show(
    attributes: Readonly<Record<string, string>> = {},
    properties: Partial<VideoCall> = {},
  ): Promise<VideoCall> {
    const element = Object.assign(this.create(attributes), properties);
    document.body.append(element);
    await element.updateComplete;
    return element;
  }

  /** Somebody of this name, in the lobby of a room in the store. */
  person(uid: string, attributes: Readonly<Record<string, string>> = {}): Promise<VideoCall> {
    return this.show({room: 'table-7', 'display-name': uid, ...attributes}, {signaling: this.signaling(uid)});
  }

  signaling(uid: string): Signaling & MemorySignaling {
    const device = this.store.signaling(uid);
    this.#devices.push(device);
    return device;
  }

  /** These people, joined one after another and connected with each other. */
  async call(...uids: readonly string[]): Promise<readonly VideoCall[]> {
    const people: VideoCall[] = [];
    for (const uid of uids) {
      const element = await this.person(uid);
      people.push(element);
      await element.join();
    }
    const isConnected = ({participants}: VideoCall): boolean =>
      participants.length === uids.length - 1 && participants.every(({connection}) => connection === 'connected');
    await until(() => people.every(isConnected), 'everybody is connected');
    return people;
  }

  /** Who is in the store's room. */
  present(room = 'table-7'): readonly string[] {
    return [...this.store.state(room).participants.keys()].sort();
  }

  async close(): Promise<void> {
    for (const element of this.#made) element.remove();
    // A removed element may still have been moved, until the turn after next.
    await new Promise(resolve => setTimeout(resolve));
    await Promise.resolve();
    for (const device of this.#devices) device.die();
    // All tests of a browser have one storage: what was typed and chosen would be remembered in the next.
    localStorage.clear();
    sessionStorage.clear();
  }
}

/** What `promise` rejects with, which must be a {@link CallError}. */
export async function failureOf(promise: Promise<unknown>): Promise<CallError> {
  return promise.then(
    () => {
      throw new Error('it resolved');
    },
    (error: unknown) => error as CallError,
  );
}
