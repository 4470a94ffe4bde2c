import type {Log} from '../log.js';
import type {LinkState, PeerLink, PeerLinkFactory, Trouble} from '../peer/peer-link.js';
import type {Candidate} from '../protocol/candidate.js';
import type {Connection} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import type {Participant} from '../protocol/participant.js';
import type {Answer, SignalingRoom} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';
import {LateCandidates} from './late-candidates.js';
import {connectLimitMs, offerLifeMs, type LinkStage, type LinkView, type PairView, type Step} from './mesh-plan.js';
import {NetworkEpoch} from './network-epoch.js';
import {PairTurns} from './pair-turns.js';
import {RelayNeed} from './relay-need.js';
import {RestartRequest} from './restart-request.js';

/** What a pair needs of the mesh. */
export interface PairContext {
  readonly room: SignalingRoom;
  readonly clock: Clock;
  readonly log: Log;
  readonly createLink: PeerLinkFactory;
  readonly signal: AbortSignal;
  readonly preparedLifeMs: number;
  /** Something changed: decide again. */
  changed(): void;
  onMessage(message: ControlMessage): void;
  onTrouble(trouble: Trouble): void;
  /** Asks everybody who offers to this side for a restart. */
  raiseNetworkEpoch(): Promise<void>;
}

/** Gathering before the click has time; an answer that somebody waits for does not. */
const gatherAheadMs = 500;
const gatherWaitedForMs = 50;
/** The join waits for an answer under way: without it there would be a second commit, and the call no sooner. */
const answerWaitedForMs = 500;

/** Does the steps of one pair, one at a time, and keeps what the plan needs to know between them. */
export class PairWork {
  readonly uid: string;
  readonly #context: PairContext;
  #link: PeerLink | null = null;
  #session = '';
  #stage: LinkStage = 'offering';
  #since = 0;
  #offerSeen = false;
  #restartNeeded = false;
  #leftSession = '';
  #prepared: Answer | null = null;
  #highestRevision = 0;
  #deleted = {outgoing: '', incoming: ''};
  #heldForJoin = false;
  readonly #turns: PairTurns;
  readonly #lateCandidates: LateCandidates;
  readonly #request: RestartRequest;
  readonly #relayNeed: RelayNeed;
  /** The link was connected once. */
  #wasUp = false;
  /** Calls off an offer on its way to the store. */
  #overtaken = new AbortController();
  readonly #farEpoch = new NetworkEpoch();

  constructor(uid: string, context: PairContext) {
    this.uid = uid;
    this.#context = context;
    this.#request = new RestartRequest(context.clock);
    this.#relayNeed = new RelayNeed(context.clock);
    this.#lateCandidates = new LateCandidates({uid, ...context});
    this.#turns = new PairTurns({
      uid,
      ...context,
      onEnd: () => {
        context.changed();
      },
      onFailure: () => {
        this.#undo();
      },
    });
  }

  get link(): PeerLink | null {
    return this.#link;
  }

  get session(): string {
    return this.#session;
  }

  get isConnected(): boolean {
    return this.#link?.state === 'connected';
  }

  /** This session of theirs said goodbye: the store may show it for a moment still. */
  hasLeft(session: string): boolean {
    return this.#leftSession === session;
  }

  /** Nothing is under way and nothing is to be waited for. */
  get isReady(): boolean {
    return !this.#turns.isBusy && !this.#heldForJoin && !this.#turns.isPaused;
  }

  /** No link, and nothing under way that could make one. */
  get isIdle(): boolean {
    return !this.#link && !this.#turns.isBusy && !this.#heldForJoin;
  }

  /** The two do not get through to one another, and no relay was named that could help. */
  get needsRelay(): boolean {
    return this.#relayNeed.isFelt(this.#link);
  }

  /** The local time at which the plan must look again though nothing else happened. */
  get wakeAt(): number {
    const {clock, preparedLifeMs} = this.#context;
    const coming = [this.#turns.pausedUntil, this.#request.dueAt, this.#relayNeed.feltAt];
    const due = Math.min(...coming.filter(at => at > clock.now()));
    if (!this.#link) return due;
    const life = {offering: Infinity, offered: offerLifeMs, prepared: preparedLifeMs, settled: connectLimitMs}[
      this.#stage
    ];
    const isOver = this.#stage === 'settled' && this.#link.state !== 'connecting';
    return Math.min(due, isOver ? Infinity : this.#since + life);
  }

  view(): LinkView | null {
    const link = this.#link;
    if (!link) return null;
    const {role, revision, state} = link;
    return {
      role,
      revision,
      state,
      session: this.#session,
      stage: this.#stage,
      since: this.#since,
      offerSeen: this.#offerSeen,
      restartNeeded: this.#restartNeeded,
    };
  }

  /** Takes in what the store shows, less what was deleted already and is only shown late, and what helps nobody. */
  observe(
    other: Participant | null,
    outgoing: Connection | null,
    incoming: Connection | null,
  ): Pick<PairView, 'outgoing' | 'incoming' | 'requestDue'> {
    this.#observeOther(other);
    this.#observeOutgoing(outgoing);
    this.#observeIncoming(incoming);
    const isDeleted = incoming !== null && identity(incoming) === this.#deleted.incoming;
    // Of an offerer who is gone, what expires is to be seen, or nobody would clear it up.
    const isForBuried = !isDeleted && other !== null && incoming !== null && this.#request.isForBuried(incoming.offer);
    if (isForBuried) this.#request.remind();
    return {
      outgoing: outgoing && identity(outgoing) === this.#deleted.outgoing ? null : outgoing,
      incoming: isDeleted || isForBuried ? null : incoming,
      requestDue: this.#request.isDue,
    };
  }

  #observeOutgoing(outgoing: Connection | null): void {
    const link = this.#link;
    this.#highestRevision = Math.max(this.#highestRevision, outgoing?.offer.revision ?? 0);
    if (link?.role !== 'offerer' || outgoing?.fromSession !== this.#context.room.session) return;
    this.#offerSeen ||= outgoing.offer.revision === link.revision && this.#stage !== 'offering';
    link.addCandidates(outgoing.answerCandidates);
  }

  #observeIncoming(incoming: Connection | null): void {
    const isOfLink = this.#link?.role === 'answerer' && incoming?.fromSession === this.#session;
    if (isOfLink) this.#link?.addCandidates(incoming.offerCandidates);
  }

  #observeOther(other: Participant | null): void {
    if (other?.session !== this.#session) {
      this.#request.settle();
      this.#relayNeed.end();
    }
    if (other && this.#farEpoch.observe(other) && this.#link?.role === 'offerer') {
      // Asked for in the middle of an attempt that is known to fail, there is nothing to be listened for.
      if (this.needsRelay) this.tryAgain();
      else this.#link.heedRequest();
    }
  }

  /** A new snapshot: what was refused may be possible now. */
  unblock(): void {
    this.#turns.unblock();
  }

  /** A person would not wait for the next attempt. The word that a relay is needed comes again if that fails too. */
  tryAgain(): void {
    if (!this.needsRelay) return;
    this.#relayNeed.end();
    if (this.#link?.role === 'answerer') this.#request.want();
    else this.dropLink();
  }

  perform(step: Step, view: PairView): void {
    switch (step) {
      case 'nothing':
        return;
      case 'drop-link':
        this.dropLink();
        return;
      case 'make-offer':
        return this.#turns.start(() => this.#makeOffer(view));
      case 'renew-offer':
        return this.#turns.start(() => this.#renewOffer(view));
      case 'take-answer':
        return this.#turns.start(() => this.#takeAnswer(view));
      case 'prepare-answer':
        return this.#turns.start(() => this.#prepareAnswer(view, gatherAheadMs));
      case 'send-answer':
        return this.#turns.start(() => this.#sendAnswer(view));
      case 'delete-outgoing':
        return this.#turns.start(() => this.#delete('outgoing', view.outgoing));
      case 'delete-incoming':
        return this.#turns.start(() => this.#delete('incoming', view.incoming));
      case 'ask-for-restart':
        return this.#turns.start(() => this.#askForRestart());
    }
  }

  /** Whether an answer can go out with the own join. */
  canAnswer({incoming, self, other}: PairView): boolean {
    const isOpen = incoming?.toSession === self.session && incoming.fromSession === other?.session && !incoming.answer;
    return isOpen && (!this.#link || this.#stage === 'prepared' || this.#turns.isBusy);
  }

  /** The answer to commit with the join: the prepared one, or one made now. Nothing else is done until `endJoin`. */
  async answerForJoin(view: PairView): Promise<Answer | null> {
    this.#heldForJoin = true;
    this.#link?.hurry(gatherWaitedForMs);
    const waitMs = this.#link ? answerWaitedForMs : gatherWaitedForMs;
    await this.#turns.finish(waitMs);
    // What was waited for goes on, or the room was left meanwhile.
    if (this.#turns.isBusy || this.#context.signal.aborted) return null;
    if (!this.#prepared) await this.#turns.guarded(() => this.#prepareAnswer(view, gatherWaitedForMs));
    return this.#prepared;
  }

  /** The join goes out with these answers, and ICE begins (docs/decisions/ice-at-the-click.md). */
  releaseForJoin(answers: readonly Answer[]): void {
    if (this.#prepared && answers.includes(this.#prepared)) this.#link?.release();
  }

  /** The join is committed with these answers. */
  settleJoin(answers: readonly Answer[]): void {
    if (this.#prepared && answers.includes(this.#prepared)) this.#settleAnswer();
  }

  endJoin(): void {
    this.#heldForJoin = false;
  }

  dropLink(options?: {readonly leaving: boolean}): void {
    if (this.#link?.role === 'answerer' && this.#wasUp) this.#request.bury(this.#link);
    this.#link?.close(options);
    this.#link = null;
    this.#wasUp = false;
    this.#prepared = null;
    this.#lateCandidates.clear();
    this.#restartNeeded = false;
    this.#offerSeen = false;
  }

  #undo(): void {
    if (this.#link?.state === 'connecting') this.dropLink();
    else if (this.#link && this.#stage === 'offering') {
      this.#enter('settled');
      this.#restartNeeded = true;
    }
  }

  #open(role: 'offerer' | 'answerer', session: string): PeerLink {
    this.dropLink();
    this.#request.settle();
    const {createLink, changed, onMessage, onTrouble} = this.#context;
    const isCurrent = (): boolean => this.#link === link;
    const link: PeerLink = createLink({
      role,
      uid: this.uid,
      handlers: {
        onCandidates: candidates => {
          if (isCurrent()) this.#sendCandidates(candidates);
        },
        onState: (state: LinkState) => {
          if (!isCurrent()) return;
          if (state === 'connected') this.#onConnected();
          changed();
        },
        onOpen: changed,
        onMessage: message => {
          if (isCurrent()) onMessage(message);
        },
        onGone: left => {
          if (!isCurrent()) return;
          if (left) this.#leftSession = this.#session;
          this.dropLink();
          changed();
        },
        onRestartNeeded: () => {
          if (!isCurrent()) return;
          if (role === 'offerer') this.#restartNeeded = true;
          else this.#request.want();
          changed();
        },
        onTrouble: trouble => {
          if (isCurrent()) onTrouble(trouble);
        },
      },
    });
    this.#link = link;
    this.#session = session;
    return link;
  }

  /** @returns null when another link, or none, has taken this one's place: closed, it calls off what it was asked for */
  async #whileCurrent<T>(link: PeerLink, work: Promise<T>): Promise<T | null> {
    try {
      const result = await work;
      return this.#link === link ? result : null;
    } catch (error) {
      if (this.#link === link) throw error;
      return null;
    }
  }

  #onConnected(): void {
    const isFirst = !this.#wasUp;
    this.#wasUp = true;
    this.#restartNeeded = false;
    // The answer has arrived, whether or not its acknowledgement has; to a restart's the old path may have come back instead.
    if (isFirst && this.#stage === 'prepared') this.#settleAnswer();
    if (!isFirst) this.#overtaken.abort();
    this.#request.fulfil();
    this.#relayNeed.end();
  }

  #enter(stage: LinkStage): void {
    this.#stage = stage;
    this.#since = this.#context.clock.now();
    if (stage === 'settled' && this.#link?.state === 'connecting') this.#relayNeed.begin();
  }

  /** A link that is there still asks again by itself. */
  async #askForRestart(): Promise<void> {
    await this.#context.raiseNetworkEpoch();
    this.#request.made({repeats: this.#link === null});
  }

  async #makeOffer(view: PairView): Promise<void> {
    if (!view.other) return;
    await this.#commitOffer(this.#open('offerer', view.other.session));
  }

  async #renewOffer(_view: PairView): Promise<void> {
    if (this.#link) await this.#commitOffer(this.#link);
  }

  async #commitOffer(link: PeerLink): Promise<void> {
    const {room, signal} = this.#context;
    this.#enter('offering');
    this.#restartNeeded = false;
    this.#offerSeen = false;
    const {signal: overtaken} = (this.#overtaken = new AbortController());
    const revision = Math.max(this.#highestRevision, link.revision) + 1;
    this.#highestRevision = revision;
    const description = await this.#whileCurrent(link, link.makeOffer(revision));
    if (!description) return;
    const offer = {to: this.uid, toSession: this.#session, description, candidates: this.#lateCandidates.take()};
    try {
      await room.offer(offer, {signal: AbortSignal.any([signal, overtaken])});
    } catch (error) {
      if (!overtaken.aborted || this.#link !== link) throw error;
      this.#enter('settled');
      if (link.state === 'connected') link.restart();
      else this.#restartNeeded = true;
      return;
    }
    if (this.#link !== link) return;
    this.#enter('offered');
    this.#lateCandidates.flush(this.#link);
  }

  async #takeAnswer({outgoing}: PairView): Promise<void> {
    const link = this.#link;
    if (!link || !outgoing?.answer) return;
    const taken = await this.#whileCurrent(link, link.takeAnswer(outgoing.answer));
    if (taken === null) return;
    link.addCandidates(outgoing.answerCandidates);
    this.#enter('settled');
  }

  async #prepareAnswer({incoming}: PairView, gatherMs: number): Promise<void> {
    if (!incoming) return;
    const continued = this.#link?.role === 'answerer' && this.#link.continues(incoming.offer) ? this.#link : null;
    const link = continued ?? this.#open('answerer', incoming.fromSession);
    const description = await this.#whileCurrent(link, link.makeAnswer(incoming.offer, {gatherMs}));
    if (!description) return;
    link.addCandidates(incoming.offerCandidates);
    const {fromSession} = incoming;
    this.#prepared = {from: this.uid, fromSession, description, candidates: this.#lateCandidates.take()};
    this.#enter('prepared');
  }

  async #sendAnswer(view: PairView): Promise<void> {
    const {room, signal} = this.#context;
    if (!this.#prepared || this.#prepared.description.revision !== view.incoming?.offer.revision) {
      await this.#prepareAnswer(view, gatherWaitedForMs);
    }
    const answer = this.#prepared;
    if (!answer) return;
    this.#link?.release();
    await room.answer({...answer, candidates: [...answer.candidates, ...this.#lateCandidates.take()]}, {signal});
    if (this.#prepared === answer) this.#settleAnswer();
  }

  #settleAnswer(): void {
    this.#prepared = null;
    this.#enter('settled');
    this.#lateCandidates.flush(this.#link);
  }

  async #delete(which: 'outgoing' | 'incoming', connection: Connection | null): Promise<void> {
    if (!connection) return;
    const {room, signal} = this.#context;
    await room.deleteConnection({from: connection.from, to: connection.to}, {signal});
    this.#deleted[which] = identity(connection);
  }

  #sendCandidates(candidates: readonly Candidate[]): void {
    this.#lateCandidates.add(candidates);
    if (this.#stage === 'offered' || this.#stage === 'settled') this.#lateCandidates.flush(this.#link);
  }
}

/** One state of a connection: a deletion counts for this one, not for what is written later. */
const identity = ({fromSession, offer}: Connection): string => `${fromSession} ${String(offer.revision)}`;
