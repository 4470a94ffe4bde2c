import {admission} from '../../src/call/admission.js';
import {compareRank, type Participant} from '../../src/protocol/participant.js';
import type {Signaling} from '../../src/signaling/signaling.js';
import type {Clock} from '../../src/util/clock.js';
import type {Connection} from '../../src/protocol/connection.js';
import {pairKey, type StoreState} from '../support/memory-rules.js';
import {FaultySignaling, type SignalingFaults} from '../support/faulty-signaling.js';
import {MemoryStore, type MemorySignaling, type MemoryWorld} from '../support/memory-signaling.js';
import {SeededRandom} from '../support/random.js';
import {LinkWorld} from './link-world.js';
import {Page} from './page.js';
import {Trace} from './trace.js';
import {VirtualClock} from './virtual-clock.js';

const room = 'room';
const uids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

/** What one person does in a run, about, at most. */
const longestDeeds = 15;

/** Longer than a lease: whoever was away for so long has been swept. */
const longestOutageMs = 400_000;

/** One run in so many. */
const faultyEvery = 4;

const latecomer = 'z';
/** After the leases of those who crashed. */
const latecomerMs = 220_000;
const longestLobbyMs = 30_000;

/** After the last fault everything has to be at rest within this: leases, a lease of mistrust, sweeps, repairs. */
const longestRestMs = 1_200_000;
/** Most are at rest as soon as what crashed has lapsed; some are watched for longer, whether they stay so. */
const restMs = 330_000;
const longWatchMs = 700_000;
const longWatchShare = 0.15;
const restCheckEveryMs = 60_000;

/** How one run goes, drawn from its seed. */
interface Temper {
  readonly people: number;
  readonly capacities: readonly number[];
  readonly activeMs: number;
  /** Mean pause between two things that somebody does. */
  readonly pauseMs: number;
  readonly longestDelayMs: number;
  /** Of all ways, this part takes seconds. */
  readonly slowShare: number;
  readonly preparedLifeMs: number;
  readonly autojoinShare: number;
  /** How likely each deed is, relative to one another. */
  readonly weights: Readonly<Record<Deed, number>>;
  /** At the end, whoever is in the lobby stays there. */
  readonly lobbyStays: boolean;
  /** Whoever is cut off in the end is so for as long as a lease at most, or finds the store again at once. */
  readonly outagesLast: boolean;
  readonly pinsOffers: boolean;
  /** Somebody comes when the leases of those who crashed have lapsed, even if others are there to clear up. */
  readonly hasLatecomer: boolean;
}

type Deed = 'enter' | 'join' | 'leave' | 'reload' | 'close' | 'crash' | 'take-over' | 'cut-off' | 'break-path' | 'near';

/** One seeded run: people who come, go, and lose what can be lost; then rest, and what must be true then. */
export class Simulation {
  readonly trace: Trace;
  readonly #clock = new VirtualClock();
  readonly #random: SeededRandom;
  readonly #temper: Temper;
  readonly #store: MemoryStore;
  readonly #links: LinkWorld;
  readonly #signalingFaults: SignalingFaults | null;
  readonly #pages: Page[] = [];
  /** By pair: the offerer's session and rank at the time of the offer. */
  readonly #offeredAs = new Map<string, string>();
  #before: StoreState;
  #fault: string | null = null;
  #isOver = false;
  /** When the last fault is over. */
  #restsFromMs = Infinity;
  #nextCheckAt = Infinity;
  steps = 0;

  constructor(seed: number, isTraced: boolean) {
    this.#random = new SeededRandom(seed);
    this.#temper = drawTemper(this.#random);
    this.#signalingFaults = seed % faultyEvery === 0 ? drawSignalingFaults(this.#random) : null;
    this.trace = new Trace(isTraced, () => this.#clock.now());
    this.#store = new MemoryStore(this.#world());
    this.#links = new LinkWorld(this.#clock, this.#random, this.trace);
    this.#before = this.#store.state(room);
    this.#store.listen(room, this.#onCommit);
    for (const uid of uids.slice(0, this.#temper.people)) this.#planDeed(uid);
    this.#clock.after(this.#temper.activeMs, this.#comeToRest);
  }

  /** What went wrong; null so far, or for good once {@link isOver}. */
  get fault(): string | null {
    return this.#fault ?? this.#links.fault;
  }

  get isOver(): boolean {
    return this.#isOver || this.fault !== null;
  }

  /** Runs the next timer. The caller lets promises settle before it calls again. */
  step(): void {
    this.steps++;
    if (this.#clock.runNext(this.#nextCheckAt)) return;
    const unrest = this.#unrest();
    const isLate = this.#nextCheckAt >= this.#restsFromMs + longestRestMs;
    if (unrest === null) this.#isOver = true;
    else if (isLate) this.#fault = `not at rest: ${unrest}`;
    this.#nextCheckAt += restCheckEveryMs;
  }

  #world(): MemoryWorld {
    const {longestDelayMs, slowShare, pinsOffers} = this.#temper;
    return {
      pinsOffers,
      clock: this.#clock,
      random: this.#random.next,
      delayMs: () =>
        this.#random.chance(slowShare) ? this.#random.integer(1_000, 6_000) : this.#random.integer(1, longestDelayMs),
      note: say => {
        this.trace.note(say);
      },
    };
  }

  readonly #onCommit = (): void => {
    const state = this.#store.state(room);
    this.trace.change(this.#before, state);
    for (const [key, connection] of state.connections) {
      if (this.#before.connections.get(key)?.offer !== connection.offer) this.#onOffer(key, connection, state);
    }
    this.#before = state;
  };

  /** Two offers for one pair: both between the present sessions, and each made by who still ranks as when they made it. */
  #onOffer(key: string, {from, fromSession, to, toSession}: Connection, state: StoreState): void {
    this.#offeredAs.set(key, rankOf(from, state));
    const backKey = pairKey({from: to, to: from});
    const back = state.connections.get(backKey);
    const isBetweenTheSame = back?.fromSession === toSession && back.toSession === fromSession;
    if (isBetweenTheSame && this.#offeredAs.get(backKey) === rankOf(to, state)) {
      this.#fault ??= `two offers between ${from} and ${to}`;
    }
  }

  #planDeed(uid: string): void {
    const {pauseMs, activeMs} = this.#temper;
    const delayMs = -Math.log(1 - this.#random.next()) * pauseMs;
    if (this.#clock.now() + delayMs >= activeMs) return;
    this.#clock.after(delayMs, () => {
      this.#do(uid);
      this.#planDeed(uid);
    });
  }

  /** One thing that this person, or fate, does. Those that make no sense now are nothing done. */
  #do(uid: string): void {
    const living = this.#pages.filter(page => page.uid === uid && page.isAlive);
    const page = living.length === 0 ? this.#open(uid) : this.#random.pick(living);
    const deed = this.#drawDeed();
    switch (deed) {
      case 'enter':
        return page.enter(this.#drawState());
      case 'join':
        if (page.phase === 'idle') page.enter(this.#drawState());
        else page.join();
        return;
      case 'leave':
        return page.leave();
      case 'reload':
        if (this.#random.chance(0.9)) page.close();
        else page.crash();
        this.#clock.after(this.#random.integer(50, 3_000), () => {
          this.#open(uid).enter(this.#drawState());
        });
        return;
      case 'close':
        return page.close();
      case 'crash':
        return page.crash();
      case 'take-over':
        if (living.length === 1) this.#open(uid).enter(this.#drawState());
        return;
      case 'cut-off':
        return this.#cutOff(page);
      case 'break-path': {
        const connected = this.#links.openLinks(page).filter(({state}) => state === 'connected');
        if (connected.length > 0) this.#links.breakPath(this.#random.pick(connected));
        return;
      }
      case 'near':
        page.touch();
        page.setNear(this.#random.chance(0.7));
        page.waitsForSeat = this.#random.chance(0.5);
    }
  }

  #drawDeed(): Deed {
    const entries = Object.entries(this.#temper.weights) as [Deed, number][];
    let left = this.#random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [deed, weight] of entries) {
      left -= weight;
      if (left < 0) return deed;
    }
    return 'enter';
  }

  #drawState(): 'lobby' | 'joined' {
    return this.#random.chance(this.#temper.autojoinShare) ? 'joined' : 'lobby';
  }

  #open(uid: string): Page {
    const {capacities, preparedLifeMs} = this.#temper;
    const page = new Page({
      name: `${uid}/${this.#pages.length + 1}`,
      room,
      capacity: capacities[uids.findIndex(each => each === uid)] ?? 4,
      preparedLifeMs,
      ...this.#deviceOf(uid),
      links: this.#links,
      clock: this.#clock,
      trace: this.trace,
    });
    this.#pages.push(page);
    return page;
  }

  /** In some runs the way to the store is as bad as the contract of signaling allows, beside what the store does by itself. */
  #deviceOf(uid: string): {readonly device: MemorySignaling; readonly signaling: Signaling} {
    const device = this.#store.signaling(uid);
    const faults = this.#signalingFaults;
    if (!faults) return {device, signaling: device};
    const clock: Clock = {now: () => this.#clock.now(), after: (delayMs, callback) => device.after(delayMs, callback)};
    const signaling = new FaultySignaling(device, {
      clock,
      random: this.#random,
      faults: () => (this.#links.isCalm ? null : faults),
    });
    return {device, signaling};
  }

  #cutOff(page: Page): void {
    if (page.device.isCut) return;
    const forMs = this.#random.chance(0.3) ? this.#random.integer(60_000, 400_000) : this.#random.integer(200, 20_000);
    this.trace.note(() => `${page.name} is cut off`);
    page.device.cutOff();
    this.#clock.after(forMs, () => {
      this.#comeBack(page);
    });
  }

  #comeBack(page: Page): void {
    if (!page.device.isCut || !page.isAlive) return;
    this.trace.note(() => `${page.name} can reach the store again`);
    page.device.comeBack();
  }

  /** No more faults from here on; everybody stays where they are. */
  readonly #comeToRest = (): void => {
    this.trace.note(() => 'from here on nobody does anything');
    this.#links.isCalm = true;
    this.#restsFromMs = this.#clock.now();
    for (const page of this.#pages) {
      page.setNear(false);
      if (page.isAlive && page.device.isCut) this.#endOutage(page);
    }
    this.#nextCheckAt = this.#restsFromMs + (this.#random.chance(longWatchShare) ? longWatchMs : restMs);
    this.#clock.after(latecomerMs, this.#comeLate);
    if (!this.#temper.lobbyStays) return;
    const touch = (): void => {
      for (const page of this.#pages) page.touch();
      this.#clock.after(60_000, touch);
    };
    touch();
  };

  #endOutage(page: Page): void {
    const backInMs = this.#temper.outagesLast ? this.#random.integer(0, longestOutageMs) : 0;
    this.#restsFromMs = Math.max(this.#restsFromMs, this.#clock.now() + backInMs);
    this.#clock.after(backInMs, () => {
      this.#comeBack(page);
    });
  }

  /** Whoever is there clears up after the others; where nobody is, the next one does. */
  readonly #comeLate = (): void => {
    const isAnybodyThere = this.#pages.some(({phase}) => phase === 'in' || phase === 'lobby');
    if (isAnybodyThere && !this.#temper.hasLatecomer) return;
    const page = this.#open(latecomer);
    page.enter(this.#drawState());
    this.#clock.after(longestLobbyMs, () => {
      page.join();
    });
  };

  /** What is not yet as it must be in the end; null if everything is. */
  #unrest(): string | null {
    const state = this.#store.state(room);
    const living = this.#pages.filter(({isAlive}) => isAlive);
    const {admitted, beyond} = admission([...state.participants.values()], 0);
    const seated = admitted.map(({uid}) => living.find(page => page.uid === uid && page.isIn));
    return (
      first(living, page => this.#strayPage(page, living, state)) ??
      first([...state.participants.values()], entry => this.#strayEntry(entry, living)) ??
      first(beyond, entry => this.#wrongSeat(entry, admitted)) ??
      first(admitted, ({uid}, place) => (seated[place] ? null : `${uid} has a seat, but no page that knows`)) ??
      first(living, page => this.#wrongPage(page, admitted)) ??
      first([...state.connections.values()], connection => this.#strayConnection(connection, state)) ??
      first([...this.#links.links.values()], link => this.#strayLink(link, state)) ??
      null
    );
  }

  /** Of the pages of one person only the last one is in the room, and the store says the same. */
  #strayPage(page: Page, living: readonly Page[], {participants}: StoreState): string | null {
    if (page.phase !== 'in' && page.phase !== 'lobby') return null;
    const another = living.find(({uid, phase}) => uid === page.uid && (phase === 'in' || phase === 'lobby'));
    if (another !== page) return `${page.name} is in the room, and so is ${another?.name ?? 'another'}`;
    const state = participants.get(page.uid)?.state ?? 'nowhere';
    return state === (page.phase === 'in' ? 'joined' : 'lobby')
      ? null
      : `${page.name} is ${page.phase}, the store says ${state}`;
  }

  /** Who was swept while linked keeps the links, though the seat may be another's by then. */
  #wrongSeat({uid}: Participant, admitted: readonly Participant[]): string | null {
    const links = [...this.#links.links.values()].filter(link => link.owner.uid === uid && link.state === 'connected');
    const isLinked = links.some(({other}) => admitted.some(entry => entry.uid === other));
    return isLinked ? null : `${uid} is joined without a seat or a link`;
  }

  #strayEntry({uid, session, state}: Participant, living: readonly Page[]): string | null {
    const name = this.trace.session(uid, session);
    const phase = state === 'joined' ? 'in' : 'lobby';
    const page = living.find(each => each.uid === uid && each.phase === phase);
    return page ? null : `the entry of ${name} (${state}) belongs to nobody`;
  }

  #wrongPage(page: Page, admitted: readonly Participant[]): string | null {
    if (page.phase === 'entering' || page.phase === 'joining') return `${page.name} is still ${page.phase}`;
    if (page.phase !== 'in' && page.phase !== 'lobby') return null;
    const seen = (page.admission?.admitted ?? []).map(nameOf).join(' ');
    const expected = [...admitted].sort(compareRank).map(nameOf).join(' ');
    if (seen !== expected) return `${page.name} sees the seats of ${this.#named(seen)}, not ${this.#named(expected)}`;
    return page.isIn ? this.#wrongMembers(page, admitted) : null;
  }

  #wrongMembers(page: Page, admitted: readonly Participant[]): string | null {
    const others = admitted.filter(({uid}) => uid !== page.uid);
    const isKnown = (uid: string): boolean => others.some(other => other.uid === uid);
    const extra = page.members.find(({uid, link}) => !isKnown(uid) && link?.state !== 'connected');
    if (extra) return `${page.name} shows ${extra.uid}, who is not in`;
    return first(others, ({uid}) => {
      const links = this.#links.openLinks(page).filter(link => link.other === uid);
      const [link] = links;
      if (!link || links.length > 1) return `${page.name} has ${links.length} links to ${uid}`;
      const {peer} = link;
      const isLive =
        link.state === 'connected' && peer?.state === 'connected' && peer.owner.isAlive && peer.peer === link;
      if (!isLive)
        return `${page.name} has the link ${link.id} to ${uid}, which is ${link.state}; its peer is ${peer?.state ?? 'unknown'}`;
      const shown = page.members.find(member => member.uid === uid);
      return shown?.link === link ? null : `${page.name} does not show its link to ${uid}`;
    });
  }

  /**
   * Only an unanswered offer of a member to somebody in the lobby stands for long. One between two who both crashed is
   * seen by nobody but the store, whose TTL policy is for these.
   */
  #strayConnection(connection: Connection, {participants}: StoreState): string | null {
    const [from, to] = [participants.get(connection.from), participants.get(connection.to)];
    if (!from && !to) return null;
    const isWaiting = from?.state === 'joined' && to?.state === 'lobby' && connection.answer === null;
    const isPresent = from?.session === connection.fromSession && to?.session === connection.toSession;
    return isWaiting && isPresent ? null : `the connection ${pairKey(connection)} was left`;
  }

  #strayLink(
    link: {
      readonly id: string;
      readonly owner: {readonly uid: string; readonly isAlive: boolean};
      readonly other: string;
      readonly state: string;
    },
    {participants}: StoreState,
  ): string | null {
    if (link.state === 'closed' || !link.owner.isAlive) return null;
    const [own, other] = [participants.get(link.owner.uid), participants.get(link.other)];
    const isMeeting = own && other && (own.state === 'joined' || other.state === 'joined');
    return isMeeting ? null : `the link ${link.id} was left`;
  }

  #named(sessions: string): string {
    const names = sessions.split(' ').map(name => {
      const [uid = '', session = ''] = name.split('=');
      return session === '' ? '' : this.trace.session(uid, session);
    });
    return `[${names.join(' ')}]`;
  }

  /** All that there is, for the report of a run that failed. */
  describe(): string {
    const pages = this.#pages.filter(({isAlive}) => isAlive).map(({name, phase}) => `${name} ${phase}`);
    const links = [...this.#links.links.values()].filter(({state, owner}) => state !== 'closed' && owner.isAlive);
    return [
      `store: ${this.trace.state(this.#store.state(room))}`,
      `pages: ${pages.join(', ')}`,
      `links: ${links.map(({id, owner, role, state, revision}) => `${id} of ${owner.name} (${role}, ${state}, revision ${revision})`).join(', ')}`,
    ].join('\n');
  }
}

function drawSignalingFaults(random: SeededRandom): SignalingFaults {
  const share = (most: number): number => random.next() * most;
  return {
    lost: share(0.2),
    unanswered: share(0.2),
    late: share(0.5),
    repeated: share(0.5),
    stale: share(0.5),
    longestDelayMs: random.pick([50, 500, 5_000]),
  };
}

function drawTemper(random: SeededRandom): Temper {
  const people = random.integer(2, random.chance(0.3) ? 8 : 4);
  const capacity = random.chance(0.3) ? random.integer(2, 8) : 8;
  const isMixed = random.chance(0.15);
  const isHurried = random.chance(0.5);
  const pauseMs = isHurried ? random.integer(100, 2_000) : random.integer(2_000, 60_000);
  const fault = (most: number): number => (random.chance(0.4) ? 0 : random.next() * most);
  return {
    people,
    capacities: uids.map(() => (isMixed ? random.integer(2, 8) : capacity)),
    activeMs: random.integer(2, longestDeeds) * pauseMs,
    pauseMs,
    longestDelayMs: random.pick([5, 50, 300, 1_500]),
    slowShare: random.pick([0, 0, 0.02, 0.1]),
    preparedLifeMs: random.chance(0.5) ? Infinity : 4_000,
    autojoinShare: random.pick([0, 0.2, 0.5, 1]),
    weights: {
      enter: 2,
      join: 4,
      leave: fault(1),
      reload: fault(1),
      close: fault(0.5),
      crash: fault(0.5),
      'take-over': fault(0.7),
      'cut-off': fault(1),
      'break-path': fault(1),
      near: 1,
    },
    lobbyStays: random.chance(0.3),
    hasLatecomer: random.chance(0.3),
    outagesLast: random.chance(0.5),
    pinsOffers: random.chance(0.5),
  };
}

const rankOf = (uid: string, {participants}: StoreState): string => {
  const entry = participants.get(uid);
  return `${entry?.session ?? ''} ${entry?.joinedAt ?? ''}`;
};

const nameOf = ({uid, session}: Participant): string => `${uid}=${session}`;

function first<T>(items: readonly T[], find: (item: T, place: number) => string | null): string | null {
  for (const [place, item] of items.entries()) {
    const found = find(item, place);
    if (found !== null) return found;
  }
  return null;
}
