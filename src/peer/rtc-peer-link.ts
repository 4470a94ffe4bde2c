import type {Log} from '../log.js';
import type {Candidate} from '../protocol/candidate.js';
import type {Description} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import {callAfter} from '../util/call-after.js';
import type {Clock} from '../util/clock.js';
import {Turns} from '../util/turns.js';
import {within} from '../util/within.js';
import {ControlChannel} from './control-channel.js';
import {heedRequest} from './heed-request.js';
import {IceRecovery} from './ice-recovery.js';
import {IceRestart} from './ice-restart.js';
import {LinkStateWatch, recentMs} from './link-state-watch.js';
import {Negotiation} from './negotiation.js';
import {OfferTrial} from './offer-trial.js';
import type {LinkState, PeerLink, PeerLinkHandlers} from './peer-link.js';
import {TrackSenders, type SendLimits, type SlotTracks, type TrackSendersOptions} from './track-senders.js';
import {VoiceLevel} from './voice-level.js';

export interface RtcPeerLinkOptions extends TrackSendersOptions {
  readonly role: 'offerer' | 'answerer';
  readonly handlers: PeerLinkHandlers;
  readonly iceServers: readonly RTCIceServer[];
  readonly relayOnly: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is on its way by the old path when the network changes has come by then: what is heard later comes by the present one. */
const leftoverMs = 150;
/**
 * Chromium never frees a connection that is closed between a change of its state and the event which tells that (seen in
 * 156: every fifth whose other end had just gone). By then that has been told.
 */
const afterlifeMs = 100;

/** A {@link PeerLink} over a real `RTCPeerConnection`. */
export class RtcPeerLink implements PeerLink {
  readonly role: 'offerer' | 'answerer';
  readonly connection: RTCPeerConnection;
  readonly #options: RtcPeerLinkOptions;
  readonly #senders: TrackSenders;
  readonly #voice = new VoiceLevel(() => this.#senders.voiceReceiver);
  readonly #channel: ControlChannel;
  readonly #negotiation: Negotiation;
  readonly #recovery: IceRecovery;
  readonly #watch: LinkStateWatch;
  readonly #restart: IceRestart;
  readonly #trial: OfferTrial;
  readonly #turns = new Turns();
  readonly #ended = new AbortController();

  constructor(options: RtcPeerLinkOptions) {
    const {role, handlers, clock, log, relayOnly} = options;
    this.role = role;
    this.#options = options;
    this.connection = new RTCPeerConnection(configurationOf(options.iceServers, relayOnly));
    this.#senders = new TrackSenders(this.connection, options);
    this.#channel = new ControlChannel(this.connection, {
      clock,
      log,
      handlers: {onOpen: this.#onOpen, onMessage: this.#onMessage, onClose: this.#onClose},
    });
    this.#negotiation = new Negotiation(this.connection, {
      ...{relayOnly, clock, log},
      isUp: () => this.#watch.isUp,
      onTaken: this.#onDescriptionTaken,
      onLate: this.#onLateCandidates,
    });
    this.#restart = new IceRestart({
      ...{role, clock, log, negotiation: this.#negotiation, signal: this.#ended.signal},
      inTurn: step => this.#inTurn(step),
      send: message => this.send(message),
      isHeard: networkChangedAt => {
        this.#watch.look();
        return this.#watch.isHeardSince(Math.max(clock.now() - recentMs, networkChangedAt));
      },
      onPathGivenUp: () => this.#watch.giveUpPath(),
      onStoreNeeded: () => handlers.onRestartNeeded(),
    });
    this.#trial = new OfferTrial(clock);
    this.#recovery = new IceRecovery({
      ...{role, clock},
      connection: this.connection,
      onTrouble: trouble => {
        // Two looks find sound and picture in between: heartbeats alone may be due later than an answer is wanted.
        if (trouble === 'network-changed') callAfter(clock, leftoverMs, () => this.#watch.look(), this.#ended.signal);
        handlers.onTrouble(trouble);
      },
      onOutdated: () => handlers.onOutdated(),
      recover: networkChangedAt => this.#restart.begin(networkChangedAt),
    });
    // After the recovery, which hears of a change before there is another state for it.
    this.#watch = new LinkStateWatch({
      ...{connection: this.connection, channel: this.#channel, clock},
      onSilence: silence => this.#recovery.hear(silence),
      onState: this.#onState,
      onPathChanged: () => this.#senders.refresh(),
    });
    if (role === 'offerer') this.#senders.add();
    log.debug(`link as ${role}`);
  }

  get revision(): number {
    return this.#negotiation.revision;
  }

  get state(): LinkState {
    return this.#watch.state;
  }

  /** Whether something comes by the path that there is, whatever the browser thinks of it. */
  get isHeard(): boolean {
    return this.#watch.isHeard;
  }

  get hasRelay(): boolean {
    return this.#negotiation.hasRelay;
  }

  /** Far microphone and camera; one object for the life of the link. */
  get stream(): MediaStream {
    return this.#senders.stream;
  }

  /** Far screen and its sound. */
  get screenStream(): MediaStream {
    return this.#senders.screenStream;
  }

  /** How loud the far microphone is: as {@link VoiceLevel.read}. */
  readVoiceLevel(): number {
    return this.#voice.read();
  }

  setTracks(tracks: SlotTracks): void {
    this.#senders.set(tracks);
  }

  setMaxVideoHeight(heightPx: number): void {
    this.#senders.setMaxVideoHeight(heightPx);
  }

  /** As {@link TrackSenders.fitPicture}. */
  fitPicture(): void {
    this.#senders.fitPicture();
  }

  /** How the own microphone and camera are sent from now on; nothing is negotiated. */
  limit(limits: SendLimits): void {
    this.#senders.limit(limits);
  }

  /** Tells the other side how much of their sound came too late to be heard, 0-1. */
  tellLateShare(share: number): void {
    this.#channel.tellLateShare(share);
  }

  /** As the other side told last of the own sound. */
  get lateShareThere(): number {
    return this.#channel.lateShareThere;
  }

  /** Whether the line to the other side carries as much beside what is sent: as {@link LineProbe.carries}. */
  carries(kbps: number): Promise<boolean> {
    return this.#channel.carries(kbps);
  }

  /**
   * Servers for the next restart of ICE; nothing that runs is interrupted. What was described without a relay before it was
   * ever connected is out of date: the credentials of before may have ended.
   */
  setIceServers(iceServers: readonly RTCIceServer[]): void {
    if (this.#watch.state === 'closed') return;
    this.connection.setConfiguration(configurationOf(iceServers, this.#options.relayOnly));
    if (this.#watch.state === 'connecting' && !this.#negotiation.hasOwnRelay) this.#options.handlers.onOutdated();
  }

  makeOffer(revision: number): Promise<Description> {
    this.#restart.leaveToStore();
    // What was offered over the channel before it was this one's turn has a revision, too.
    return this.#inTurn(() => this.#negotiation.offer(Math.max(revision, this.revision + 1)));
  }

  takeAnswer(answer: Description): Promise<boolean> {
    return this.#inTurn(() => this.#negotiation.takeAnswer(answer));
  }

  makeAnswer(offer: Description, limits?: {readonly gatherMs: number}): Promise<Description> {
    this.#restart.leaveToStore();
    return this.#inTurn(() => this.#negotiation.answer(offer, limits?.gatherMs));
  }

  hurry(limitMs: number): void {
    this.#negotiation.hurry(limitMs);
  }

  release(): void {
    this.#negotiation.release();
  }

  continues(offer: Description): boolean {
    return this.#negotiation.continues(offer);
  }

  tryOffer(offer: Description): Promise<void> {
    return this.#inTurn(() => this.#trial.run(offer.sdp));
  }

  get isTroubled(): boolean {
    return this.#recovery.isTroubled;
  }

  heedRequest(): void {
    const {clock, handlers} = this.#options;
    heedRequest({
      ...{watch: this.#watch, channel: this.#channel, negotiation: this.#negotiation},
      ...{clock, signal: this.#ended.signal},
      onOutdated: () => handlers.onOutdated(),
    });
  }

  restart(offer: Description, candidates: readonly Candidate[]): void {
    this.#restart.turnToChannel(offer);
    if (candidates.length > 0) this.send({type: 'candidates', candidates});
  }

  addCandidates(candidates: readonly Candidate[]): void {
    this.#negotiation.addCandidates(candidates);
  }

  send(message: ControlMessage): boolean {
    return this.#channel.send(message);
  }

  close({leaving} = {leaving: false}): void {
    if (this.#watch.state === 'closed') return;
    this.#watch.stop();
    if (leaving) this.send({type: 'bye'});
    this.#ended.abort();
    this.#recovery.stop();
    this.#trial.stop();
    this.#negotiation.stop();
    this.#channel.close();
    if (leaving || this.connection.connectionState === 'new') this.connection.close();
    else setTimeout(() => this.connection.close(), afterlifeMs);
  }

  #onDescriptionTaken = (): void => {
    this.#watch.expectAnotherPath();
    this.#senders.attach();
  };

  #onLateCandidates = (candidates: readonly Candidate[]): void => {
    if (this.#restart.isByChannel) this.send({type: 'candidates', candidates});
    else this.#options.handlers.onCandidates(candidates);
  };

  #onOpen = (): void => {
    this.#watch.begin();
    this.#options.handlers.onOpen();
  };

  #onState = (state: LinkState, before: LinkState): void => {
    if (before === 'connecting' && state === 'connected') this.#recovery.begin();
    if (state === 'lost') this.#recovery.stop();
    this.#options.handlers.onState(state);
  };

  /** The other end closed it, unless it broke here: Firefox ends DTLS, and all channels with it, when ICE has failed. */
  #onClose = (): void => {
    this.#watch.update();
    if (this.#watch.state !== 'lost' && !this.#ended.signal.aborted) this.#options.handlers.onGone(false);
  };

  #onMessage = (message: ControlMessage): void => {
    switch (message.type) {
      case 'bye':
        this.#options.handlers.onGone(true);
        return;
      case 'candidates':
        this.#negotiation.addCandidates(message.candidates);
        return;
      case 'restart':
      case 'offer':
      case 'answer':
        this.#restart.take(message);
        return;
      default:
        this.#options.handlers.onMessage(message);
    }
  };

  /** One negotiation step at a time, in the order asked for. Of a closed connection browsers settle nothing (WebRTC, 4.4.1.2). */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(() => within(work(), this.#ended.signal));
  }
}

/** Of it only the servers may be others later (WebRTC, section 4.4.1.6). */
const configurationOf = (iceServers: readonly RTCIceServer[], relayOnly: boolean): RTCConfiguration => ({
  iceServers: [...iceServers],
  bundlePolicy: 'max-bundle',
  iceTransportPolicy: relayOnly ? 'relay' : 'all',
});
