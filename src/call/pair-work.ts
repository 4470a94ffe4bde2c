import type {PeerLink} from '../peer/peer-link.js';
import type {Connection} from '../protocol/connection.js';
import type {Participant} from '../protocol/participant.js';
import type {Answer} from '../signaling/signaling.js';
import {isAnswerable, type PairView, type Step} from './mesh-plan.js';
import {NetworkEpoch} from './network-epoch.js';
import {PairDocuments, type ShownDocuments} from './pair-documents.js';
import {PairLink, type LinkContext} from './pair-link.js';
import {PairTurns} from './pair-turns.js';
import {RelayNeed} from './relay-need.js';
import {RestartRequest} from './restart-request.js';

/** What a pair needs of the mesh. */
export interface PairContext extends LinkContext {
  /** Asks everybody who offers to this side for a restart. */
  raiseNetworkEpoch(): Promise<void>;
}

/** Gathering before the click has time; an answer that somebody waits for does not. */
const gatherAheadMs = 500;
const gatherWaitedForMs = 50;
/** The join waits for an answer under way: without it there would be a second commit, and the call no sooner. */
const answerWaitedForMs = 500;

/** Does the steps of one pair, one at a time, and keeps what outlives its links. */
export class PairWork {
  readonly uid: string;
  readonly #context: PairContext;
  #current: PairLink | null = null;
  /** The other side's, of the present link or the last one. */
  #session = '';
  #leftSession = '';
  #heldForJoin = false;
  readonly #documents: PairDocuments;
  readonly #turns: PairTurns;
  readonly #request: RestartRequest;
  readonly #relayNeed: RelayNeed;
  readonly #farEpoch = new NetworkEpoch();

  constructor(uid: string, context: PairContext) {
    this.uid = uid;
    this.#context = context;
    this.#documents = new PairDocuments(context);
    this.#request = new RestartRequest(context.clock);
    this.#relayNeed = new RelayNeed(context.clock);
    this.#turns = new PairTurns({
      uid,
      ...context,
      onEnd: () => context.changed(),
      onFailure: () => this.#undo(),
    });
  }

  get link(): PeerLink | null {
    return this.#current?.link ?? null;
  }

  get session(): string {
    return this.#session;
  }

  get isConnected(): boolean {
    return this.link?.state === 'connected';
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
    return !this.#current && !this.#turns.isBusy && !this.#heldForJoin;
  }

  /** The two do not get through to one another, and no relay was named that could help. */
  get needsRelay(): boolean {
    return this.#relayNeed.isFelt(this.link);
  }

  /** The local time at which the plan must look again though nothing else happened. */
  get wakeAt(): number {
    const now = this.#context.clock.now();
    const coming = [this.#turns.pausedUntil, this.#request.dueAt, this.#relayNeed.feltAt].filter(at => at > now);
    return Math.min(...coming, this.#current?.overdueAt ?? Infinity);
  }

  /** Takes in what the store shows. */
  observe(other: Participant | null, shown: ShownDocuments): void {
    this.#observeOther(other);
    this.#documents.observe(shown);
    this.#current?.observe(shown);
    const {incoming} = this.#documents;
    if (other && incoming) this.#request.observe(incoming.offer);
  }

  /** What the plan needs to know of what was observed, and of what came of it; `other` as it was observed. */
  view(other: Participant | null): Pick<PairView, 'outgoing' | 'incoming' | 'link' | 'requestDue'> {
    const {outgoing, incoming} = this.#documents;
    // Of an offerer who is gone, what expires is to be seen, or nobody would clear it up.
    const isHidden = other !== null && incoming !== null && this.#isVain(incoming);
    return {
      outgoing,
      incoming: isHidden ? null : incoming,
      link: this.#current?.view() ?? null,
      requestDue: this.#request.isDue,
    };
  }

  /** A new snapshot: what was refused may be possible now. */
  unblock(): void {
    this.#turns.unblock();
  }

  /** A person would not wait for the next attempt. The word that a relay is needed comes again if that fails too. */
  tryAgain(): void {
    if (!this.needsRelay) return;
    this.#relayNeed.end();
    if (this.link?.role === 'offerer') this.dropLink();
    else this.#request.want();
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
        return this.#turns.start(() => this.#renewOffer());
      case 'take-answer':
        return this.#turns.start(() => this.#takeAnswer(view));
      case 'prepare-answer':
        return this.#turns.start(() => this.#prepareAnswer(view, gatherAheadMs));
      case 'send-answer':
        return this.#turns.start(() => this.#sendAnswer(view));
      case 'delete-outgoing':
        return this.#turns.start(() => this.#documents.delete('outgoing'));
      case 'delete-incoming':
        return this.#turns.start(() => this.#documents.delete('incoming'));
      case 'ask-for-restart':
        return this.#turns.start(() => this.#askForRestart());
    }
  }

  /** Whether an answer can go out with the own join. */
  canAnswer(view: PairView): boolean {
    const {incoming, link} = view;
    const isToCome = !link || link.stage === 'prepared' || this.#turns.isBusy;
    return isToCome && isAnswerable(view) && !incoming?.answer;
  }

  /** The answer to commit with the join: the prepared one, or one made now. Nothing else is done until `endJoin`. */
  async answerForJoin(view: PairView): Promise<Answer | null> {
    this.#heldForJoin = true;
    this.link?.hurry(gatherWaitedForMs);
    const waitMs = this.#current ? answerWaitedForMs : gatherWaitedForMs;
    await this.#turns.finish(waitMs);
    // What was waited for goes on, or the room was left meanwhile.
    if (this.#turns.isBusy || this.#context.signal.aborted) return null;
    if (!this.#prepared) await this.#turns.guarded(() => this.#prepareAnswer(view, gatherWaitedForMs));
    return this.#prepared;
  }

  /** The join goes out with these answers. */
  releaseForJoin(answers: readonly Answer[]): void {
    if (this.#prepared && answers.includes(this.#prepared)) this.#current?.release();
  }

  /** The join is committed with these answers. */
  settleJoin(answers: readonly Answer[]): void {
    if (this.#prepared && answers.includes(this.#prepared)) this.#current?.settleAnswer();
  }

  endJoin({isCommitted}: {readonly isCommitted: boolean}): void {
    this.#heldForJoin = false;
    // Nobody has the answer: that ICE came to nothing says nothing of the way.
    if (!isCommitted) this.#relayNeed.end();
  }

  dropLink(options?: {readonly leaving: boolean}): void {
    this.#current?.close(options);
    this.#current = null;
  }

  get #isUp(): boolean {
    return this.isConnected || this.link?.state === 'interrupted';
  }

  /** Nothing can come of what it offers. */
  #isVain(incoming: Connection): boolean {
    return this.#request.isForBuried(incoming.offer) || this.#documents.isRefused(incoming);
  }

  get #prepared(): Answer | null {
    return this.#current?.prepared ?? null;
  }

  #observeOther(other: Participant | null): void {
    if (other?.session !== this.#session) {
      this.#request.settle();
      this.#relayNeed.end();
    }
    if (other && this.#farEpoch.observe(other) && this.link?.role === 'offerer') {
      // Asked for in the middle of an attempt that is known to fail, there is nothing to be listened for.
      if (this.needsRelay) this.tryAgain();
      else this.link.heedRequest();
    }
  }

  #undo(): void {
    if (this.link?.state === 'connecting') this.dropLink();
    else this.#current?.undoOffer();
  }

  #open(role: 'offerer' | 'answerer', session: string): PairLink {
    this.dropLink();
    this.#request.settle();
    this.#session = session;
    this.#current = new PairLink({
      ...this.#context,
      ...{role, session},
      uid: this.uid,
      documents: this.#documents,
      request: this.#request,
      relayNeed: this.#relayNeed,
      onGone: left => {
        if (left) this.#leftSession = session;
        this.dropLink();
        this.#context.changed();
      },
    });
    return this.#current;
  }

  /** A link that is there still asks again by itself. */
  async #askForRestart(): Promise<void> {
    await this.#context.raiseNetworkEpoch();
    this.#request.made({repeats: this.#current === null});
  }

  async #makeOffer({other}: PairView): Promise<void> {
    if (other) await this.#open('offerer', other.session).offer();
  }

  async #renewOffer(): Promise<void> {
    await this.#current?.offer();
  }

  async #takeAnswer({outgoing}: PairView): Promise<void> {
    if (outgoing) await this.#current?.takeAnswer(outgoing);
  }

  async #prepareAnswer({incoming}: PairView, gatherMs: number): Promise<void> {
    if (!incoming) return;
    try {
      const current = await this.#linkFor(incoming);
      await current.prepareAnswer(incoming, gatherMs);
    } catch (error) {
      if (!this.#isUp) throw error;
      this.#context.log.warn(`${this.uid}: dropped an offer that cannot be answered`, error);
      this.#documents.refuse(incoming);
    }
  }

  /** A link that is up makes room only for one that can come of the offer. */
  async #linkFor({fromSession, offer}: Connection): Promise<PairLink> {
    if (this.#current && this.link?.role === 'answerer' && this.link.continues(offer)) return this.#current;
    if (this.#isUp) await this.link?.tryOffer(offer);
    return this.#open('answerer', fromSession);
  }

  async #sendAnswer(view: PairView): Promise<void> {
    if (this.#prepared?.description.revision !== view.incoming?.offer.revision)
      await this.#prepareAnswer(view, gatherWaitedForMs);
    await this.#current?.sendAnswer();
  }
}
