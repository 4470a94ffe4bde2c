import type {LinkState, PeerLink, PeerLinkFactory, PeerLinkHandlers} from '../../src/peer/peer-link.js';
import type {Candidate} from '../../src/protocol/candidate.js';
import type {Description} from '../../src/protocol/connection.js';
import type {ControlMessage} from '../../src/protocol/control-message.js';
import type {Clock} from '../../src/util/clock.js';
import type {SeededRandom} from '../support/random.js';
import type {Trace} from './trace.js';

/** Whose link it is. */
export interface LinkOwner {
  readonly uid: string;
  readonly name: string;
  readonly isAlive: boolean;
  /** The page's timers: they end with it. */
  readonly clock: Clock;
}

/** Of those that could connect, this part fails, as ICE does on bad networks. */
const iceFailureShare = 0.02;
const lostByeShare = 0.05;
const failedNegotiationShare = 0.003;
/** Of the offers that the store did not take, so many get through over a channel that is heard at one end at least. */
const channelShare = 0.5;
/** `RtcPeerLink.heedRequest`: who asks and is not reached by then is given up for a new connection. */
const heedAfterMs = 750;
/** `IceRecovery` over `recovery-policy`: the first restart of an interrupted link, and the pauses after it. */
const restartAfterMs = [1_000, 2_000, 4_000, 8_000] as const;

/**
 * Where links meet: two of them connect once each holds the other's description of the same revision and both are alive.
 * It stands for ICE, DTLS and the control channel.
 */
export class LinkWorld {
  readonly links = new Map<string, FakeLink>();
  readonly random: SeededRandom;
  readonly trace: Trace;
  readonly #clock: Clock;
  /** What is wrong at all times, by the first that was seen. */
  fault: string | null = null;
  /** Faults end at some point, so that a run can come to rest. */
  isCalm = false;
  #made = 0;

  constructor(clock: Clock, random: SeededRandom, trace: Trace) {
    this.#clock = clock;
    this.random = random;
    this.trace = trace;
  }

  /** The factory of one page. */
  factory(owner: LinkOwner): PeerLinkFactory {
    return ({role, uid, handlers}) => {
      const open = this.openLinks(owner).find(link => link.other === uid);
      if (open) this.fault ??= `${owner.name} opened a second link to ${uid} beside ${open.id}`;
      const link = new FakeLink(this, owner, {id: `${owner.uid}${uid}${++this.#made}`, role, other: uid, handlers});
      this.links.set(link.id, link);
      this.trace.note(() => `${owner.name} opens ${link.id} as ${role}`);
      return link;
    };
  }

  openLinks(owner: LinkOwner): readonly FakeLink[] {
    return [...this.links.values()].filter(link => link.owner === owner && link.state !== 'closed');
  }

  after(delayMs: number, callback: () => void): void {
    this.#clock.after(delayMs, callback);
  }

  /** Both hold the same revision of one another's descriptions: they connect after a while, each in its own time. */
  tryToConnect(link: FakeLink): void {
    const peer = link.peer;
    if (!peer || !areAgreed(link, peer)) return;
    const {revision} = link;
    if (!this.isCalm && this.random.chance(iceFailureShare)) {
      for (const each of [link, peer])
        this.after(this.random.integer(15_000, 30_000), () => {
          each.failToConnect(revision);
        });
      return;
    }
    const delayMs = this.random.integer(20, this.random.chance(0.1) ? 4_000 : 500);
    for (const each of [link, peer]) {
      this.after(delayMs + this.random.integer(0, 200), () => {
        if (each.revision === revision && each.peer && areAgreed(each, each.peer)) each.goUp();
      });
    }
  }

  /** One side is gone or cannot be heard any more: the other, if they had begun, notices after some seconds. */
  fallSilent(link: FakeLink): void {
    const {peer} = link;
    if (peer?.peer !== link) return;
    this.after(this.random.integer(2_000, 12_000), () => {
      peer.notice();
    });
  }

  /** The path between two that are connected breaks; it may heal by itself, or needs an ICE restart. */
  breakPath(link: FakeLink): void {
    const peer = link.peer;
    if (!peer || link.state !== 'connected') return;
    const heals = this.random.chance(0.4);
    this.trace.note(() => `the path of ${link.id} and ${peer.id} breaks${heals ? ' for a while' : ''}`);
    for (const each of [link, peer]) each.pathBrokenAt = each.revision;
    for (const each of [link, peer])
      this.after(this.random.integer(1_000, 6_000), () => {
        each.notice();
      });
    if (!heals) return;
    this.after(this.random.integer(500, 20_000), () => {
      for (const each of [link, peer]) each.pathBrokenAt = 0;
      this.tryToConnect(link);
    });
  }
}

interface LinkOptions {
  readonly id: string;
  readonly role: 'offerer' | 'answerer';
  /** The uid at the far end. */
  readonly other: string;
  readonly handlers: PeerLinkHandlers;
}

/** A `PeerLink` without a browser: descriptions name the links, nothing is sent. */
export class FakeLink implements PeerLink {
  readonly id: string;
  readonly role: 'offerer' | 'answerer';
  readonly other: string;
  readonly owner: LinkOwner;
  revision = 0;
  state: LinkState = 'connecting';
  /** The revision whose path is broken, 0 for none. */
  pathBrokenAt = 0;
  readonly #world: LinkWorld;
  readonly #handlers: PeerLinkHandlers;
  #peerId: string | null = null;
  /** The revision that both descriptions are known of and, of an answerer, that was released. */
  #openRevision = 0;
  #awaitsAnswer = false;
  #turn: Promise<unknown> = Promise.resolve();
  #cancelRestart: (() => void) | null = null;

  constructor(world: LinkWorld, owner: LinkOwner, {id, role, other, handlers}: LinkOptions) {
    this.#world = world;
    this.owner = owner;
    this.id = id;
    this.role = role;
    this.other = other;
    this.#handlers = handlers;
  }

  get peer(): FakeLink | null {
    return (this.#peerId === null ? undefined : this.#world.links.get(this.#peerId)) ?? null;
  }

  /** Whether it can carry media: alive, and its description and the other's are in force. */
  get isOpen(): boolean {
    return this.state !== 'closed' && this.owner.isAlive && this.#openRevision === this.revision && this.revision > 0;
  }

  makeOffer(revision: number): Promise<Description> {
    return this.#inTurn(async () => {
      this.revision = revision;
      this.#awaitsAnswer = true;
      await this.#gather(500);
      this.#foundLate(revision);
      return {sdp: `offer ${this.id}`, revision};
    });
  }

  takeAnswer(answer: Description): Promise<boolean> {
    return this.#inTurn(async () => {
      if (answer.revision !== this.revision || !this.#awaitsAnswer) return false;
      await this.#gather(5);
      this.#peerId = answer.sdp.split(' ')[1] ?? null;
      this.#awaitsAnswer = false;
      this.#openRevision = answer.revision;
      this.#world.tryToConnect(this);
      return true;
    });
  }

  makeAnswer(offer: Description, {gatherMs}: {readonly gatherMs: number} = {gatherMs: 500}): Promise<Description> {
    return this.#inTurn(async () => {
      if (this.#peerId !== null && !this.continues(offer)) throw new Error(`${this.id} cannot answer ${offer.sdp}`);
      this.#peerId = offer.sdp.split(' ')[1] ?? null;
      this.revision = offer.revision;
      await this.#gather(gatherMs);
      this.#foundLate(offer.revision);
      return {sdp: `answer ${this.id} to ${offer.sdp}`, revision: offer.revision};
    });
  }

  tryOffer(): Promise<void> {
    return Promise.resolve();
  }

  hurry(): void {
    // Gathering takes no time here that anybody could shorten.
  }

  release(): void {
    this.#openRevision = this.revision;
    this.#world.tryToConnect(this);
  }

  /** Candidates are not its business: a way is there or not. */
  readonly hasRelay = true;
  readonly isTroubled = false;

  heedRequest(): void {
    if (this.state === 'interrupted') return this.#become('lost');
    if (this.state === 'connecting') return this.#handlers.onOutdated();
    if (this.state !== 'connected') return;
    const {revision} = this;
    this.owner.clock.after(heedAfterMs, () => {
      const isDeafThere = this.peer === null || !areAgreed(this, this.peer);
      if (this.state === 'connected' && this.revision === revision && isDeafThere && this.#isListening())
        this.#become('lost');
    });
  }

  /** Over the channel, which does not always carry it. */
  restart({revision}: Description): void {
    const {peer} = this;
    if (!peer?.isListeningTo(this) || !this.#world.random.chance(channelShare)) return;
    this.#awaitsAnswer = false;
    this.#openRevision = revision;
    this.#world.trace.note(() => `${this.id} has its channel carry revision ${revision}`);
    this.#world.after(this.#world.random.integer(20, 500), () => {
      peer.restartedByChannel(revision);
    });
  }

  isListeningTo(link: FakeLink): boolean {
    return this.#isListening() && this.peer === link;
  }

  continues(offer: Description): boolean {
    return offer.sdp === `offer ${this.#peerId ?? ''}`;
  }

  addCandidates(_candidates: readonly Candidate[]): void {
    // Connections are decided by descriptions; that candidates arrive is the contract suite's to prove.
  }

  send(message: ControlMessage): boolean {
    if (this.state !== 'connected') return false;
    const {peer} = this;
    this.#world.after(this.#world.random.integer(1, 80), () => {
      peer?.receive(message);
    });
    return true;
  }

  close({leaving} = {leaving: false}): void {
    if (this.state === 'closed') return;
    const wasConnected = this.state === 'connected';
    this.state = 'closed';
    this.#cancelRestart?.();
    this.#world.trace.note(() => `${this.owner.name} closes ${this.id}`);
    const {peer} = this;
    if (!peer) return;
    const isHeard = wasConnected && peer.state === 'connected' && !this.#world.random.chance(lostByeShare);
    if (!isHeard) this.#world.fallSilent(this);
    else
      this.#world.after(this.#world.random.integer(1, 80), () => {
        peer.hearClose(leaving);
      });
  }

  receive(message: ControlMessage): void {
    if (this.#isListening()) this.#handlers.onMessage(message);
  }

  hearClose(left: boolean): void {
    if (this.#isListening()) this.#handlers.onGone(left);
  }

  /** Asked by who hears nothing, and is heard here. */
  hearRestartAsked(by: FakeLink): void {
    const isHeard = this.state === 'connected' && this.peer === by && this.revision === by.revision;
    if (isHeard && this.pathBrokenAt !== this.revision && this.#isListening()) this.#handlers.onRestartNeeded();
  }

  goUp(): void {
    if (!this.#isListening() || this.state === 'connected') return;
    const isFirst = this.state === 'connecting';
    this.#cancelRestart?.();
    this.#become('connected');
    if (isFirst && this.#isListening()) this.#handlers.onOpen();
  }

  failToConnect(revision: number): void {
    if (!this.#isListening() || this.state !== 'connecting' || this.revision !== revision) return;
    this.#become('lost');
  }

  /** Nothing is heard of the other side: `disconnected`, or, before it was ever up, `failed`. */
  notice(): void {
    if (!this.#isListening() || (this.peer && this.pathBrokenAt !== this.revision && areAgreed(this, this.peer)))
      return;
    if (this.state === 'connected') {
      this.#become('interrupted');
      this.#planRestart(0);
    } else if (this.state === 'connecting' && this.#world.random.chance(0.5)) this.#become('lost');
  }

  #planRestart(attempt: number): void {
    if (this.state !== 'interrupted') return;
    const afterMs = restartAfterMs[Math.min(attempt, restartAfterMs.length - 1)] ?? 0;
    this.#cancelRestart = this.owner.clock.after(afterMs, () => {
      this.#planRestart(attempt + 1);
      if (this.role === 'answerer') this.peer?.hearRestartAsked(this);
      if (this.role === 'answerer' || !this.#restartByChannel()) this.#handlers.onRestartNeeded();
    });
  }

  /** Now and then the control channel still works when the media's path does not. */
  #restartByChannel(): boolean {
    const {peer} = this;
    if (!peer?.isOpen || peer.peer !== this || this.pathBrokenAt === 0 || !this.#world.random.chance(0.2)) return false;
    this.revision++;
    this.#openRevision = this.revision;
    const {revision} = this;
    this.#world.trace.note(() => `${this.id} restarts by its channel as revision ${revision}`);
    this.#world.after(this.#world.random.integer(20, 500), () => {
      peer.restartedByChannel(revision);
    });
    return true;
  }

  restartedByChannel(revision: number): void {
    if (!this.#isListening() || revision <= this.revision) return;
    this.revision = revision;
    this.#openRevision = revision;
    this.#world.tryToConnect(this);
  }

  #foundLate(revision: number): void {
    const {random} = this.#world;
    if (!random.chance(0.3)) return;
    this.owner.clock.after(random.integer(1, 3_000), () => {
      const candidate = {revision, sdpMid: '0', candidate: `candidate:1 1 udp 1 ${this.id} 1 typ host`};
      if (this.#isListening()) this.#handlers.onCandidates([candidate]);
    });
  }

  #become(state: LinkState): void {
    this.state = state;
    this.#world.trace.note(() => `${this.id} (${this.role}, revision ${this.revision}) is ${state}`);
    this.#handlers.onState(state);
  }

  #isListening(): boolean {
    return this.owner.isAlive && this.state !== 'closed';
  }

  #gather(limitMs: number): Promise<void> {
    const {random, isCalm} = this.#world;
    const afterMs = random.integer(1, limitMs);
    if (!isCalm && random.chance(failedNegotiationShare)) throw new Error(`${this.id} could not negotiate`);
    return new Promise((resolve, reject) => {
      this.owner.clock.after(afterMs, () => {
        if (this.state === 'closed') reject(new Error(`${this.id} is closed`));
        else resolve();
      });
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function areAgreed(a: FakeLink, b: FakeLink): boolean {
  const isWhole = a.isOpen && b.isOpen && a.peer === b && b.peer === a && a.revision === b.revision;
  return isWhole && a.role !== b.role && a.pathBrokenAt !== a.revision && b.pathBrokenAt !== b.revision;
}
