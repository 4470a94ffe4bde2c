import type {CallError} from '../errors.js';
import type {Log} from '../log.js';
import type {PeerLinkFactory} from '../peer/peer-link.js';
import type {Connection} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import type {Participant} from '../protocol/participant.js';
import type {Knock} from '../protocol/knock.js';
import type {RoomOwnership} from '../signaling/room-ownership.js';
import type {
  EnterRequest,
  Signaling,
  SignalingHandlers,
  SignalingRoom,
  SignalingUsage,
} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';
import {PeerMesh, type PeerMeshHandlers} from './peer-mesh.js';

/** At most 45 renewals an hour, and one may be lost before the lease of three minutes lapses: a second one comes too late. */
const renewEveryMs = 80_000;
/** Somebody in the lobby without any input for this long is no longer about to join. */
const lobbyPatienceMs = 120_000;

export interface RoomVisitHandlers extends PeerMeshHandlers {
  onLive(live: boolean): void;
  /** Somebody asks to be let in, and the room is this side's own. */
  onKnocks(knocks: readonly Knock[]): void;
  onUsage(usage: SignalingUsage): void;
  /** Nobody touched the lobby for long: this visit has ended, and another begins with the next intent. */
  onLobbyIdle(): void;
}

export interface RoomVisitOptions {
  readonly signaling: Signaling;
  readonly room: string;
  readonly capacity: number;
  readonly state: 'lobby' | 'joined';
  readonly name: string;
  /** As {@link EnterRequest.yields}. */
  readonly yields?: EnterRequest['yields'];
  readonly createLink: PeerLinkFactory;
  readonly preparedLifeMs: number;
  /** Without any input too: the person said so, and waits. */
  readonly isAboutToJoin: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly handlers: RoomVisitHandlers;
}

/** One session in one room: from the entry, through lobby and call, until it is left. */
export class RoomVisit {
  readonly #options: RoomVisitOptions;
  readonly #room: SignalingRoom;
  readonly #mesh: PeerMesh;
  readonly #ended = new AbortController();
  #lastInputAt: number;
  #isJoining: boolean;
  #isLive = true;
  /** When the last renewal that got through was sent. */
  #renewedAt: number;
  #cancelRenewal: (() => void) | null = null;
  #cancelIdleCheck: (() => void) | null = null;

  private constructor(options: RoomVisitOptions, room: SignalingRoom) {
    const {capacity, clock, log, createLink, handlers, preparedLifeMs} = options;
    this.#options = options;
    this.#room = room;
    this.#lastInputAt = clock.now();
    this.#renewedAt = clock.now();
    this.#isJoining = options.state === 'joined';
    this.#mesh = new PeerMesh({room, capacity, clock, log, createLink, handlers, preparedLifeMs});
    this.#planRenewal();
    this.#planIdleCheck(lobbyPatienceMs);
  }

  /** @throws {CallError} {ConflictError} as `Signaling.enter` */
  static async enter(options: RoomVisitOptions, signal: AbortSignal): Promise<RoomVisit> {
    const session = crypto.randomUUID();
    let visit: RoomVisit | null = null;
    // What the store tells before the entry is through; each a whole state, so the last one is enough.
    const early: {
      participants?: readonly Participant[];
      connections?: readonly Connection[];
      live?: Parameters<SignalingHandlers['onLive']>;
    } = {};
    const handlers: SignalingHandlers = {
      onParticipants: participants =>
        visit ? visit.#mesh.updateParticipants(participants) : (early.participants = participants),
      onConnections: connections =>
        visit ? visit.#mesh.updateConnections(connections) : (early.connections = connections),
      onLive: (...live) => (visit ? visit.#onLive(...live) : (early.live = live)),
      onKnocks: options.handlers.onKnocks,
      onUsage: options.handlers.onUsage,
    };
    const {signaling, room, capacity, state, name, yields = false} = options;
    const request = {room, session, capacity, state, name, yields, handlers};
    visit = new RoomVisit(options, await signaling.enter(request, {signal}));
    if (early.live) visit.#onLive(...early.live);
    if (early.connections) visit.#mesh.updateConnections(early.connections);
    if (early.participants) visit.#mesh.updateParticipants(early.participants);
    return visit;
  }

  get uid(): string {
    return this.#room.uid;
  }

  /** The store's time, ms since 1970. */
  serverNow(): number {
    return this.#room.serverNow();
  }

  get ownership(): RoomOwnership | null {
    return this.#room.ownership ?? null;
  }

  get isSeated(): boolean {
    return this.#mesh.isSeated;
  }

  /** Resolves when the join is committed; the seat is certain with `onAdmission`. */
  async join(name: string, signal: AbortSignal): Promise<void> {
    this.#isJoining = true;
    this.touch();
    try {
      await this.#mesh.join(name, signal);
    } catch (error) {
      this.#isJoining = false;
      throw error;
    }
  }

  /** The store put this side back into the lobby. */
  backInLobby(): void {
    this.#isJoining = false;
    this.touch();
  }

  /** The person is there. */
  touch(): void {
    this.#lastInputAt = this.#options.clock.now();
  }

  setNear(near: boolean): void {
    this.#mesh.setNear(near);
  }

  /** A person would not wait for the next attempt to get through to somebody. */
  tryAgain(): void {
    this.#mesh.tryAgain();
  }

  /** @returns to how many it was sent */
  broadcast(message: ControlMessage): number {
    return this.#mesh.broadcast(message);
  }

  /** Says goodbye to everybody and takes all entries back. */
  leave(): Promise<void> {
    this.#end();
    return this.#room.leave();
  }

  /** On `pagehide`: the little that may be all there is time for goes first. */
  leaveAtOnce(): void {
    this.#room.leaveAtOnce();
    this.#end();
  }

  /** Ends without a write: the entries are another session's, or gone. */
  abandon(): void {
    this.#end();
    this.#room.abandon();
  }

  #end(): void {
    this.#ended.abort();
    this.#cancelRenewal?.();
    this.#cancelIdleCheck?.();
    this.#mesh.close();
  }

  #onLive(live: boolean, error?: CallError): void {
    this.#mesh.updateLive(live);
    this.#options.handlers.onLive(live);
    if (error) this.#options.handlers.onShutOut(error);
    const isBack = live && !this.#isLive;
    this.#isLive = live;
    // Whoever enters after an outage sweeps what lapsed in it.
    if (isBack && this.#options.clock.now() - this.#renewedAt > renewEveryMs) this.#renew();
  }

  #planRenewal(): void {
    this.#cancelRenewal?.();
    this.#cancelRenewal = this.#options.clock.after(renewEveryMs, () => this.#renew());
  }

  #planIdleCheck(inMs: number): void {
    const {clock, isAboutToJoin} = this.#options;
    this.#cancelIdleCheck = clock.after(inMs, () => {
      const leftMs =
        this.#isJoining || isAboutToJoin() ? lobbyPatienceMs : this.#lastInputAt + lobbyPatienceMs - clock.now();
      if (leftMs > 0) this.#planIdleCheck(leftMs);
      else this.#leaveIdleLobby();
    });
  }

  #leaveIdleLobby(): void {
    const {log, handlers} = this.#options;
    this.leave().catch((error: unknown) => log.warn('leaving the lobby', error));
    handlers.onLobbyIdle();
  }

  #renew(): void {
    const {clock, log} = this.#options;
    const sentAt = clock.now();
    this.#planRenewal();
    this.#room.renew({signal: this.#ended.signal}).then(
      () => {
        this.#renewedAt = sentAt;
      },
      (error: unknown) => {
        // A lapse is mended when the store shows it; a takeover is seen there too.
        if (!this.#ended.signal.aborted) log.warn('renewing the lease', error);
      },
    );
  }
}
