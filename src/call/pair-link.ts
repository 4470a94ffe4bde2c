import type {Log} from '../log.js';
import type {LinkState, PeerLink, PeerLinkFactory, PeerLinkHandlers, Trouble} from '../peer/peer-link.js';
import type {Candidate} from '../protocol/candidate.js';
import type {Connection} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import type {Answer, SignalingRoom} from '../signaling/signaling.js';
import type {Clock} from '../util/clock.js';
import {LateCandidates} from './late-candidates.js';
import {connectLimitMs, offerLifeMs, type LinkStage, type LinkView} from './mesh-plan.js';
import type {PairDocuments, ShownDocuments} from './pair-documents.js';
import type {RelayNeed} from './relay-need.js';
import type {RestartRequest} from './restart-request.js';

/** What every link needs of the mesh. */
export interface LinkContext {
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
}

export interface PairLinkOptions extends LinkContext {
  readonly role: 'offerer' | 'answerer';
  /** Who is at the far end, and in which session. */
  readonly uid: string;
  readonly session: string;
  /** What the pair keeps beyond this link. */
  readonly documents: PairDocuments;
  readonly request: RestartRequest;
  readonly relayNeed: RelayNeed;
  /** The far end closed it; `left` if it said goodbye. */
  readonly onGone: (left: boolean) => void;
}

/** One link of a pair, from its making to its end: how far the own side is, and what it exchanges by way of the store. */
export class PairLink {
  readonly link: PeerLink;
  readonly #options: PairLinkOptions;
  readonly #lateCandidates: LateCandidates;
  #stage: LinkStage = 'offering';
  #since: number;
  #offerSeen = false;
  #restartNeeded = false;
  /** It was connected once. */
  #wasUp = false;
  #isReleased = false;
  #prepared: Answer | null = null;
  /** Calls off an offer on its way to the store. */
  #overtaken = new AbortController();

  constructor(options: PairLinkOptions) {
    const {role, uid, clock, createLink} = options;
    this.#options = options;
    this.#since = clock.now();
    this.#lateCandidates = new LateCandidates(options);
    this.link = createLink({role, uid, handlers: this.#handlers()});
  }

  /** The answer that lies ready, until it is known to be in the store. */
  get prepared(): Answer | null {
    return this.#prepared;
  }

  /** The local time at which its stage has lasted for too long. */
  get overdueAt(): number {
    const {preparedLifeMs} = this.#options;
    if (this.#stage === 'settled' && this.link.state !== 'connecting') return Infinity;
    const lives = {offering: Infinity, offered: offerLifeMs, prepared: preparedLifeMs, settled: connectLimitMs};
    return this.#since + lives[this.#stage];
  }

  view(): LinkView {
    const {role, revision, state} = this.link;
    return {
      role,
      revision,
      state,
      session: this.#options.session,
      stage: this.#stage,
      since: this.#since,
      offerSeen: this.#offerSeen,
      restartNeeded: this.#restartNeeded,
    };
  }

  /** Takes in what the store shows. */
  observe({outgoing, incoming}: ShownDocuments): void {
    const {role, room, session} = this.#options;
    if (role === 'answerer') {
      if (incoming?.fromSession === session) this.link.addCandidates(incoming.offerCandidates);
    } else if (outgoing?.fromSession === room.session) {
      this.#offerSeen ||= outgoing.offer.revision === this.link.revision && this.#stage !== 'offering';
      this.link.addCandidates(outgoing.answerCandidates);
    }
  }

  /** Makes an offer, or makes it anew, and commits it. */
  async offer(): Promise<void> {
    const {room, signal, log, uid, session, documents} = this.#options;
    this.#enter('offering');
    this.#restartNeeded = false;
    this.#offerSeen = false;
    const {signal: overtaken} = (this.#overtaken = new AbortController());
    const description = await this.#unlessClosed(this.link.makeOffer(documents.nextRevision(this.link.revision)));
    if (!description) return;
    const offer = {to: uid, toSession: session, description, candidates: this.#lateCandidates.take()};
    try {
      await room.offer(offer, {signal: AbortSignal.any([signal, overtaken])});
    } catch (error) {
      const isHeard = this.link.state === 'connected';
      if (this.#isClosed || !(overtaken.aborted || isHeard)) throw error;
      this.#enter('settled');
      // Not made anew for as long as the store is out of reach: who hears nothing asks again, and each restart can cost the path.
      if (isHeard) this.link.restart(description, [...offer.candidates, ...this.#lateCandidates.take()]);
      else this.#restartNeeded = true;
      if (!overtaken.aborted) log.warn(`${uid}: a restart goes over the channel`, error);
      return;
    }
    if (this.#isClosed) return;
    this.#enter('offered');
    this.#lateCandidates.flush(this.link);
  }

  /** An offer that did not get out: of a link that was up, it is still needed. */
  undoOffer(): void {
    if (this.#stage !== 'offering') return;
    this.#enter('settled');
    this.#restartNeeded = true;
  }

  async takeAnswer({answer, answerCandidates}: Connection): Promise<void> {
    if (!answer) return;
    const taken = await this.#unlessClosed(this.link.takeAnswer(answer));
    if (taken === null) return;
    this.link.addCandidates(answerCandidates);
    this.#enter('settled');
  }

  /** Makes an answer, and tells nobody. */
  async prepareAnswer({fromSession, offer, offerCandidates}: Connection, gatherMs: number): Promise<void> {
    this.#restartNeeded = false;
    const description = await this.#unlessClosed(this.link.makeAnswer(offer, {gatherMs}));
    if (!description) return;
    this.link.addCandidates(offerCandidates);
    const {uid: from} = this.#options;
    this.#prepared = {from, fromSession, description, candidates: this.#lateCandidates.take()};
    this.#enter('prepared');
  }

  /** Commits the answer that lies ready. */
  async sendAnswer(): Promise<void> {
    const {room, signal} = this.#options;
    const answer = this.#prepared;
    if (!answer) return;
    this.release();
    await room.answer({...answer, candidates: [...answer.candidates, ...this.#lateCandidates.take()]}, {signal});
    if (this.#prepared === answer) this.settleAnswer();
  }

  /** The answer is on its way, and ICE begins (docs/decisions/ice-at-the-click.md). */
  release(): void {
    this.#isReleased = true;
    this.link.release();
  }

  /** The answer is in the store. */
  settleAnswer(): void {
    this.#prepared = null;
    this.#enter('settled');
    this.#lateCandidates.flush(this.link);
    // It was on its way when it became out of date.
    if (this.#restartNeeded) this.#options.request.want();
  }

  close(options?: {readonly leaving: boolean}): void {
    const {role, request, documents} = this.#options;
    if (role === 'answerer' && this.#wasUp) request.bury(this.link);
    documents.noteRevision(this.link.revision);
    this.#prepared = null;
    this.link.close(options);
  }

  get #isClosed(): boolean {
    return this.link.state === 'closed';
  }

  #handlers(): PeerLinkHandlers {
    const {changed, onMessage, onTrouble, onGone} = this.#options;
    const unlessClosed = <T extends readonly unknown[]>(handle: (...given: T) => void) => {
      return (...given: T): void => {
        if (!this.#isClosed) handle(...given);
      };
    };
    return {
      onCandidates: unlessClosed(candidates => this.#sendCandidates(candidates)),
      onState: unlessClosed(state => this.#onState(state)),
      onOpen: changed,
      onMessage: unlessClosed(onMessage),
      onGone: unlessClosed(onGone),
      onRestartNeeded: unlessClosed(() => this.#onRestartNeeded()),
      onOutdated: unlessClosed(() => this.#onOutdated()),
      onTrouble: unlessClosed(onTrouble),
    };
  }

  #onState(state: LinkState): void {
    if (state === 'connected') this.#onConnected();
    // Without a candidate Firefox gives up before the store has taken the answer.
    if (state === 'lost' && this.#isReleased && !this.#wasUp) this.#options.relayNeed.begin();
    this.#options.changed();
  }

  #onRestartNeeded(): void {
    const {role, request, changed} = this.#options;
    if (role === 'offerer') this.#restartNeeded = true;
    else request.want();
    changed();
  }

  #onOutdated(): void {
    const {role, request, changed} = this.#options;
    // What lies ready is made anew; what was answered only the other side can begin anew.
    if (role === 'answerer' && this.#stage === 'settled') request.want();
    else this.#restartNeeded = true;
    changed();
  }

  /** @returns null when it was closed by then, which calls off what it was asked for */
  async #unlessClosed<T>(work: Promise<T>): Promise<T | null> {
    try {
      const result = await work;
      return this.#isClosed ? null : result;
    } catch (error) {
      if (this.#isClosed) return null;
      throw error;
    }
  }

  #onConnected(): void {
    const isFirst = !this.#wasUp;
    this.#wasUp = true;
    this.#restartNeeded = false;
    // The answer has arrived, whether or not its acknowledgement has; to a restart's the old path may have come back instead.
    if (isFirst && this.#stage === 'prepared') this.settleAnswer();
    if (!isFirst) this.#overtaken.abort();
    this.#options.request.fulfil();
    this.#options.relayNeed.end();
  }

  #enter(stage: LinkStage): void {
    this.#stage = stage;
    this.#since = this.#options.clock.now();
    if (stage === 'settled' && this.link.state === 'connecting') this.#options.relayNeed.begin();
  }

  #sendCandidates(candidates: readonly Candidate[]): void {
    this.#lateCandidates.add(candidates);
    if (this.#stage === 'offered' || this.#stage === 'settled') this.#lateCandidates.flush(this.link);
  }
}
