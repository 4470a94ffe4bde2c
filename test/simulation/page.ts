import type {Admission} from '../../src/call/admission.js';
import {hasSeatFor} from '../../src/call/admission.js';
import {UnreachableRetry} from '../../src/call/unreachable-retry.js';
import type {Member} from '../../src/call/members.js';
import {RoomVisit, type RoomVisitHandlers} from '../../src/call/room-visit.js';
import {CallError} from '../../src/errors.js';
import type {Clock} from '../../src/util/clock.js';
import type {Signaling} from '../../src/signaling/signaling.js';
import type {MemorySignaling} from '../support/memory-signaling.js';
import type {LinkOwner, LinkWorld} from './link-world.js';
import type {Trace} from './trace.js';

/** Timers this short, and more of them in one second than any reason explains. */
const spinMs = 3;
const mostSpins = 100;

/** A person who reads that the store cannot be reached tries again after this long. */
const retryMs = 3_000;

/** Where a page is, as `CallSession` would show it. */
export type PagePhase = 'idle' | 'entering' | 'lobby' | 'joining' | 'in' | 'taken-over' | 'gone';

export interface PageOptions {
  readonly name: string;
  readonly room: string;
  readonly capacity: number;
  readonly preparedLifeMs: number;
  readonly device: MemorySignaling;
  /** The device's way to the store, or what is made of it. */
  readonly signaling: Signaling;
  readonly links: LinkWorld;
  readonly clock: Clock;
  readonly trace: Trace;
}

/** One page with one `<video-call>`: what `CallSession` does, without media and without an element. */
export class Page implements LinkOwner {
  readonly uid: string;
  readonly name: string;
  readonly device: MemorySignaling;
  readonly clock: Clock;
  phase: PagePhase = 'idle';
  admission: Admission | null = null;
  members: readonly Member[] = [];
  /** Joins again as soon as a seat is free. */
  waitsForSeat = false;
  readonly #options: PageOptions;
  #visit: RoomVisit | null = null;
  #work = new AbortController();
  #spin = {second: 0, count: 0};

  constructor(options: PageOptions) {
    const {device, clock} = options;
    this.#options = options;
    this.uid = device.uid;
    this.name = options.name;
    this.device = device;
    this.clock = {
      now: () => clock.now(),
      after: (delayMs, callback) => {
        this.#checkForSpinning(delayMs);
        return device.after(delayMs, callback);
      },
    };
  }

  get isAlive(): boolean {
    return this.phase !== 'gone';
  }

  /** In the call as far as this page knows. */
  get isIn(): boolean {
    return this.phase === 'in' && (this.#visit?.isSeated ?? false);
  }

  get capacity(): number {
    return this.#options.capacity;
  }

  enter(state: 'lobby' | 'joined'): void {
    if (this.phase !== 'idle' && this.phase !== 'taken-over') return;
    this.#note(`enters as ${state}`);
    this.phase = 'entering';
    const {signal} = this.#work;
    const {room, capacity, preparedLifeMs, signaling, links, trace} = this.#options;
    const options = {
      signaling,
      ...{room, capacity, state, preparedLifeMs},
      name: state === 'joined' ? this.uid : '',
      createLink: links.factory(this),
      isAboutToJoin: () => false,
      clock: this.clock,
      log: trace.log(() => this.name),
      handlers: this.#handlers(signal),
    };
    const retry = new UnreachableRetry(this.clock, () => undefined);
    retry
      .run(() => RoomVisit.enter(options, signal), signal)
      .then(
        visit => {
          this.#onEntered(visit, state, signal);
        },
        () => undefined,
      );
  }

  join(): void {
    if (this.phase !== 'lobby' || !this.#visit) return;
    if (this.admission && !hasSeatFor(this.admission, this.capacity)) return;
    this.#note('joins');
    this.phase = 'joining';
    const {signal} = this.#work;
    this.#visit.join(this.uid, signal).then(
      () => {
        if (!signal.aborted && this.phase === 'joining') this.phase = 'in';
      },
      (error: unknown) => {
        if (!signal.aborted) this.#onJoinFailed(error);
      },
    );
  }

  /** Somebody moves the pointer over the button, or away. */
  setNear(near: boolean): void {
    this.#visit?.setNear(near);
  }

  touch(): void {
    this.#visit?.touch();
  }

  leave(): void {
    if (this.phase === 'idle' || this.phase === 'gone') return;
    this.#note('leaves');
    this.#stop()
      ?.leave()
      .catch(() => {
        this.#note('could not take its entries back');
      });
    this.phase = 'idle';
  }

  /** The tab is closed or reloaded: `pagehide` was heard. */
  close(): void {
    this.#note('is closed');
    this.#stop()?.leaveAtOnce();
    this.#end();
  }

  crash(): void {
    this.#note('crashes');
    this.#end();
    for (const link of this.#options.links.openLinks(this)) this.#options.links.fallSilent(link);
  }

  /** Work that wakes itself all the time would heat a phone without anybody seeing why. */
  #checkForSpinning(delayMs: number): void {
    const second = Math.floor(this.#options.clock.now() / 1_000);
    if (second !== this.#spin.second) this.#spin = {second, count: 0};
    if (delayMs <= spinMs && ++this.#spin.count > mostSpins)
      this.#options.links.fault ??= `${this.name} wakes itself all the time`;
  }

  #end(): void {
    this.phase = 'gone';
    this.device.die();
  }

  #onEntered(visit: RoomVisit, state: 'lobby' | 'joined', signal: AbortSignal): void {
    if (signal.aborted) {
      visit.leave().catch(() => undefined);
      return;
    }
    this.#visit = visit;
    this.phase = state === 'joined' ? 'in' : 'lobby';
  }

  /** What `CallSession` does with each; nothing may come from a visit that has ended. */
  #handlers(signal: AbortSignal): RoomVisitHandlers {
    const {links} = this.#options;
    const unlessEnded = <T extends readonly unknown[]>(what: string, handle: (...given: T) => void) => {
      return (...given: T): void => {
        if (signal.aborted) links.fault ??= `${this.name} was told ${what} after its visit had ended`;
        else handle(...given);
      };
    };
    return {
      onAdmission: unlessEnded('onAdmission', admission => {
        this.admission = admission;
        if (this.waitsForSeat) this.join();
      }),
      onMembers: unlessEnded('onMembers', members => {
        this.members = members;
      }),
      onMessage: unlessEnded('onMessage', () => undefined),
      onRoomFull: unlessEnded('onRoomFull', () => {
        this.#note('finds the room full');
        this.#visit?.backInLobby();
        this.phase = 'lobby';
      }),
      onTakenOver: unlessEnded('onTakenOver', () => {
        this.#note('is taken over');
        this.#stop()?.abandon();
        this.phase = 'taken-over';
      }),
      onRelayNeeded: unlessEnded('onRelayNeeded', () => undefined),
      onTrouble: unlessEnded('onTrouble', () => undefined),
      onShutOut: ({message}) => {
        links.fault ??= `${this.name} was shut out of a room that nobody owns: ${message}`;
      },
      onKnocks: () => {
        links.fault ??= `${this.name} was told of a knock at a room that nobody owns`;
      },
      onLive: unlessEnded('onLive', live => {
        this.#note(live ? 'hears the store' : 'does not hear the store');
      }),
      onUsage: () => undefined,
      onLobbyIdle: unlessEnded('onLobbyIdle', () => {
        this.#note('was idle in the lobby for long');
        this.#stop();
        this.phase = 'idle';
      }),
    };
  }

  #onJoinFailed(error: unknown): void {
    this.#note(`could not join: ${error instanceof Error ? error.message : ''}`);
    this.leave();
    // As a person does: again, until it works.
    if (error instanceof CallError) {
      this.clock.after(retryMs, () => {
        this.enter('joined');
      });
    }
  }

  #stop(): RoomVisit | null {
    this.#work.abort();
    this.#work = new AbortController();
    const visit = this.#visit;
    this.#visit = null;
    this.admission = null;
    this.members = [];
    return visit;
  }

  #note(what: string): void {
    this.#options.trace.note(() => `${this.name} ${what}`);
  }
}
