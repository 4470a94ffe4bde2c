import type {Log} from '../log.js';
import type {Description} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import type {Clock} from '../util/clock.js';
import type {Negotiation} from './negotiation.js';

/** What two links say to one another over the control channel to restart ICE. */
export type RestartMessage = Extract<ControlMessage, {readonly type: 'restart' | 'offer' | 'answer'}>;

export interface IceRestartOptions {
  readonly role: 'offerer' | 'answerer';
  readonly negotiation: Pick<
    Negotiation,
    'revision' | 'isOffering' | 'continues' | 'offer' | 'answer' | 'takeAnswer' | 'release'
  >;
  /** Runs a step of the negotiation when it is its turn. Rejects when the link is closed. */
  readonly inTurn: <T>(step: () => Promise<T>) => Promise<T>;
  /** Over the control channel. */
  readonly send: (message: RestartMessage) => void;
  /** Whether the other side was heard by the path that there is now. */
  readonly isHeard: (networkChangedAt: number) => boolean;
  /** Nothing comes by the path that there was: from now on the other side counts as silent until something is heard. */
  readonly onPathGivenUp: () => void;
  /** The channel cannot carry it: the offerer is to offer by way of the store, the answerer to ask for it there. */
  readonly onStoreNeeded: () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * What goes over the channel arrives, or the channel is dead: an offer made once more comes no sooner, and one that takes the
 * place of another which nobody has answered yet has Firefox end a connection that works (seen in 153).
 */
const awaitMs = 8_000;
/** Who asks for a restart has heard nothing for seconds; an offer that was made after all that is on its way. */
const crossingMs = 3_000;

/**
 * How ICE is restarted once a link was up; `ice-recovery` says when. While the other side is heard, offer and answer go over
 * the control channel. Else they go by way of the store, which is up to whoever owns the link.
 */
export class IceRestart {
  readonly #options: IceRestartOptions;
  #isByChannel = false;
  #offeredAt = -Infinity;
  /** The newest offer by the channel, until it is its turn. */
  #offered: Description | null = null;
  /** For which the other side asked for a restart by the channel: once each, or it could cause writes without end. */
  #heededRevision = 0;

  constructor(options: IceRestartOptions) {
    this.#options = options;
  }

  /** Whether the last description goes over the channel, and its late candidates with it. */
  get isByChannel(): boolean {
    return this.#isByChannel;
  }

  /** A description is made that goes by way of the store. */
  leaveToStore(): void {
    this.#isByChannel = false;
  }

  /** By the channel while the other side is heard, else by way of the store. */
  begin(networkChangedAt: number): void {
    const {role, negotiation, isHeard, send, onPathGivenUp, onStoreNeeded} = this.#options;
    if (role === 'offerer' && isHeard(networkChangedAt)) {
      if (!this.#isAwaited(networkChangedAt)) this.#attempt(this.#offerByChannel());
      return;
    }
    if (role === 'answerer') send({type: 'restart', revision: negotiation.revision});
    onPathGivenUp();
    onStoreNeeded();
  }

  /**
   * Offerer: what was made for the store goes over the channel, whatever is heard. It is not made anew: a second restart before
   * the answer to the first can cost the path that has come back (Chromium 156, at a relay).
   */
  turnToChannel(offer: Description): void {
    const {clock, negotiation, send} = this.#options;
    if (offer.revision !== negotiation.revision) return;
    this.#isByChannel = true;
    this.#offeredAt = clock.now();
    send({type: 'offer', description: offer});
  }

  /** What the other side says of a restart. */
  take(message: RestartMessage): void {
    switch (message.type) {
      case 'restart':
        this.#onAsked(message.revision);
        return;
      case 'offer':
        this.#onOffered(message.description);
        return;
      case 'answer':
        this.#attempt(this.#takeAnswer(message.description));
    }
  }

  /** Who asks by the channel is heard, and does not hear: an offer by the channel would not arrive, or has not. */
  #onAsked(revision: number): void {
    const {role, negotiation, onStoreNeeded} = this.#options;
    const present = negotiation.revision;
    if (role !== 'offerer' || present === this.#heededRevision) return;
    if (revision !== present && !(revision < present && this.#hasNotArrived)) return;
    this.#heededRevision = present;
    onStoreNeeded();
  }

  /** What was offered by the channel has not been answered for longer than a question about it can have been under way. */
  get #hasNotArrived(): boolean {
    const {clock, negotiation} = this.#options;
    return this.#isByChannel && negotiation.isOffering && clock.now() - this.#offeredAt >= crossingMs;
  }

  /** The answer to what was offered by the channel is on its way, and is of use. */
  #isAwaited(networkChangedAt: number): boolean {
    const {clock, negotiation} = this.#options;
    const isRecent = this.#offeredAt >= networkChangedAt && clock.now() - this.#offeredAt < awaitMs;
    return this.#isByChannel && isRecent && negotiation.isOffering;
  }

  async #offerByChannel(): Promise<void> {
    const {clock, negotiation, inTurn, send} = this.#options;
    this.#isByChannel = true;
    this.#offeredAt = clock.now();
    const description = await inTurn(() => negotiation.offer(negotiation.revision + 1));
    send({type: 'offer', description});
  }

  /** However many come: one is answered at a time, and after it the newest of the others. */
  #onOffered(offer: Description): void {
    const {role, negotiation, inTurn} = this.#options;
    if (role !== 'answerer' || !negotiation.continues(offer)) return;
    const isFirst = this.#offered === null;
    if (offer.revision > (this.#offered?.revision ?? negotiation.revision)) this.#offered = offer;
    if (isFirst && this.#offered) this.#attempt(inTurn(this.#answerByChannel));
  }

  #answerByChannel = async (): Promise<void> => {
    const {negotiation, send} = this.#options;
    const offer = this.#offered;
    this.#offered = null;
    if (!offer || offer.revision <= negotiation.revision) return;
    this.#isByChannel = true;
    send({type: 'answer', description: await negotiation.answer(offer)});
    negotiation.release();
  };

  #takeAnswer(answer: Description): Promise<boolean> {
    const {negotiation, inTurn} = this.#options;
    return inTurn(() => negotiation.takeAnswer(answer));
  }

  #attempt(work: Promise<unknown>): void {
    const {signal, log} = this.#options;
    work.catch((error: unknown) => {
      if (!signal.aborted) log.warn('restarting ICE', error);
    });
  }
}
