import {isShutOut, type CallError} from '../../errors.js';
import type {Log} from '../../log.js';
import type {Connection} from '../../protocol/connection.js';
import type {Participant} from '../../protocol/participant.js';
import type {Clock} from '../../util/clock.js';
import type {SignalingHandlers} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {Door} from './door.js';
import {listenToConnections, listenToParticipants, type RawDocument} from './listeners.js';
import {readConnections, readParticipants} from './read-documents.js';
import type {UsageCount} from './usage-count.js';

type Which = 'participants' | 'connections';

/** A listener that ended is opened again after this long, and longer each time. */
const relistenMs = {first: 1_000, longest: 30_000} as const;

export interface RoomListenersOptions {
  readonly access: FirestoreAccess;
  readonly room: string;
  readonly usage: UsageCount;
  readonly clock: Clock;
  readonly log: Log;
  readonly handlers: SignalingHandlers;
  readonly serverNow: () => number;
  /** Writes the own entry anew if it is gone: rules end the listener of whom others swept. */
  readonly restore: () => Promise<void>;
  /** What connections there are, before anybody else is told. */
  readonly onConnections: (connections: readonly Connection[]) => void;
  /** A knock at this person's own room is over without an answer. */
  readonly onKnockOver: (uid: string) => void;
}

/** The two listeners of a room, kept alive, and what they told last. Nothing is told before the entry is through. */
export class RoomListeners {
  readonly #options: RoomListenersOptions;
  readonly #stops = new Map<Which, () => void>();
  /** Whether each tells the present state; absent until it has told anything. */
  readonly #live = new Map<Which, boolean>();
  /** What is to be told as soon as it may be: of each kind the latest. */
  readonly #untold = new Map<Which | 'live' | 'knocks', () => void>();
  readonly #door: Door;
  #connections: readonly Connection[] = [];
  #participants: readonly Participant[] = [];
  #mayTell = false;
  #ended = false;

  constructor(options: RoomListenersOptions) {
    this.#options = options;
    this.#door = new Door({
      clock: options.clock,
      serverNow: options.serverNow,
      onKnocks: knocks => this.#tell('knocks', () => options.handlers.onKnocks?.(knocks)),
      onOver: options.onKnockOver,
    });
  }

  /** Who knocks at this person's own room. */
  get knocking(): readonly string[] {
    return this.#door.knocking;
  }

  /** Who else waits in the lobby. */
  get inLobby(): readonly string[] {
    return this.#participants
      .filter(({uid, state}) => state === 'lobby' && uid !== this.#options.access.uid)
      .map(({uid}) => uid);
  }

  /** The connections that name oneself, as last told. */
  get connections(): readonly Connection[] {
    return this.#connections;
  }

  /** @throws {CallError} signaling-unreachable */
  listen(which: Which, attempt = 0): void {
    if (this.#ended) return;
    const {access, room, usage} = this.#options;
    const listen = which === 'participants' ? listenToParticipants : listenToConnections;
    const stop = listen(access, room, usage, {
      onDocuments: documents => {
        attempt = 0;
        this.#read(which, documents);
      },
      onLive: live => this.#setLive(which, live),
      onEnd: error => {
        this.#setLive(which, false);
        this.#listenAgain(which, attempt + 1, error);
      },
    });
    this.#stops.set(which, stop);
  }

  /** From the next turn on: whoever waits for the entry hears of it first. */
  tell(): void {
    this.#options.clock.after(0, () => {
      this.#mayTell = true;
      for (const tell of this.#untold.values()) tell();
      this.#untold.clear();
    });
  }

  /** Connections that were read in another way. */
  show(documents: readonly RawDocument[]): void {
    if (!this.#ended) this.#read('connections', documents);
  }

  /** Tells why nothing more is told. */
  shutOut(error: CallError): void {
    this.#tell('live', () => this.#options.handlers.onLive(false, error));
    this.stop();
  }

  /** What was told last is out of date by now, and stays so. */
  lose(): void {
    this.#setLive('connections', false);
  }

  stop(): void {
    this.#ended = true;
    this.#door.close();
    for (const stop of this.#stops.values()) stop();
  }

  #listenAgain(which: Which, attempt: number, cause: Error): void {
    if (this.#ended) return;
    const {clock, log, restore} = this.#options;
    log.warn(`listening to ${which} again`, cause);
    const delayMs = Math.min(relistenMs.first * 2 ** (attempt - 1), relistenMs.longest);
    const cancel = clock.after(delayMs, () => {
      void restore()
        .catch((error: unknown) => {
          log.debug('own entry', error);
          if (isShutOut(error)) this.shutOut(error);
        })
        .then(() => this.listen(which, attempt))
        .catch((error: unknown) => log.warn(`no listening to ${which}`, error));
    });
    this.#stops.set(which, cancel);
  }

  #setLive(which: Which, live: boolean): void {
    this.#live.set(which, live);
    const states = [...this.#live.values()];
    const isLive = states.every(Boolean);
    // One is there and the other still on its way: nothing is lost, and nobody is to start counting from here.
    if (isLive && states.length < 2) return;
    this.#tell('live', () => this.#options.handlers.onLive(isLive));
  }

  #read(which: Which, documents: readonly RawDocument[]): void {
    const {access, handlers, log} = this.#options;
    if (which === 'participants') {
      const participants = readParticipants(documents, log);
      this.#participants = participants;
      this.#tell(which, () => handlers.onParticipants(participants));
      return;
    }
    const {connections, knocks} = readConnections(documents, log);
    this.#connections = connections;
    this.#options.onConnections(connections);
    this.#tell(which, () => handlers.onConnections(connections));
    this.#door.show(knocks.filter(({uid}) => uid !== access.uid));
  }

  #tell(what: Which | 'live' | 'knocks', tell: () => void): void {
    if (!this.#mayTell) this.#untold.set(what, tell);
    else if (!this.#ended) tell();
  }
}
