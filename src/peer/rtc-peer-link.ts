import type {Log} from '../log.js';
import type {Candidate} from '../protocol/candidate.js';
import type {Description} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import type {Clock} from '../util/clock.js';
import {within} from '../util/within.js';
import {CandidateGathering} from './candidate-gathering.js';
import {CandidateQueue} from './candidate-queue.js';
import type {VideoCodecName} from './codec-preferences.js';
import {ControlChannel} from './control-channel.js';
import {IceRecovery} from './ice-recovery.js';
import {OfferTrial} from './offer-trial.js';
import {gatherLimitMs, type LinkState, type PeerLink, type PeerLinkHandlers} from './peer-link.js';
import {candidatesIn, connectionIdOf, namesRelay, restarted, withoutCandidates, withSoundRepair} from './sdp.js';
import {SilenceWatch, type Silence} from './silence-watch.js';
import {TrackSenders, type SendLimits, type SlotTracks} from './track-senders.js';

export interface RtcPeerLinkOptions {
  readonly role: 'offerer' | 'answerer';
  readonly handlers: PeerLinkHandlers;
  readonly iceServers: readonly RTCIceServer[];
  readonly relayOnly: boolean;
  readonly videoCodecs: readonly VideoCodecName[];
  /** What is sent from the start; {@link RtcPeerLink.setTracks} changes it. */
  readonly tracks: SlotTracks;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whoever is there is heard within this time: heartbeats come every 500 ms. */
const recentMs = 750;
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
  readonly #channel: ControlChannel;
  readonly #gathering: CandidateGathering;
  readonly #candidates: CandidateQueue;
  readonly #recovery: IceRecovery;
  readonly #trial: OfferTrial;
  readonly #ended = new AbortController();
  #revision = 0;
  #state: LinkState = 'connecting';
  #turn: Promise<unknown> = Promise.resolve();
  /** Descriptions go by the channel during a restart that it can carry, and their late candidates with them. */
  #candidatesByChannel = false;
  #silenceWatch: SilenceWatch | null = null;
  #silence: Silence = 'none';
  /** By way of the store, because nothing comes by the path that there was: until something is heard. */
  #isRestarting = false;
  /** The newest offer by the channel, until it is its turn. */
  #offered: Description | null = null;
  /** For which the other side asked for a restart by the channel: once each, or it could cause writes without end. */
  #heededRevision = 0;
  #hasRelay = false;
  /** The connection at the far end, as its descriptions name it. */
  #farConnectionId = '';
  /** The last description of the far end, without candidates. */
  #farSdp = '';

  constructor(options: RtcPeerLinkOptions) {
    const {role, handlers, clock, log, relayOnly} = options;
    this.role = role;
    this.#options = options;
    this.connection = new RTCPeerConnection(configurationOf(options.iceServers, relayOnly));
    this.#senders = new TrackSenders(this.connection, options.videoCodecs, options.tracks);
    this.#channel = new ControlChannel(this.connection, {
      clock,
      log,
      handlers: {onOpen: this.#onOpen, onMessage: this.#onMessage, onClose: this.#onClose},
    });
    this.#gathering = new CandidateGathering(this.connection, {clock, relayOnly, onLate: this.#onLateCandidates});
    this.#candidates = new CandidateQueue(candidate => {
      this.#applyCandidate(candidate);
    });
    this.#trial = new OfferTrial(clock);
    this.#recovery = new IceRecovery({
      ...{role, clock},
      connection: this.connection,
      onTrouble: trouble => {
        handlers.onTrouble(trouble);
      },
      recover: this.#recover,
    });
    if (role === 'offerer') this.#senders.add();
    this.connection.addEventListener('connectionstatechange', this.#updateState, {signal: this.#ended.signal});
    globalThis.addEventListener('offline', this.#updateState, {signal: this.#ended.signal});
    log.debug(`link as ${role}`, handlers);
  }

  get revision(): number {
    return this.#revision;
  }

  get state(): LinkState {
    return this.#state;
  }

  get hasRelay(): boolean {
    return this.#hasRelay || namesRelay(this.connection.localDescription?.sdp ?? '');
  }

  /** Far microphone and camera; one object for the life of the link. */
  get stream(): MediaStream {
    return this.#senders.stream;
  }

  /** Far screen and its sound. */
  get screenStream(): MediaStream {
    return this.#senders.screenStream;
  }

  setTracks(tracks: SlotTracks): void {
    this.#senders.set(tracks);
  }

  /** How the own microphone and camera are sent from now on; nothing is negotiated. */
  limit(limits: SendLimits): void {
    this.#senders.limit(limits);
  }

  /** Servers for the next restart of ICE; nothing that runs is interrupted. */
  setIceServers(iceServers: readonly RTCIceServer[]): void {
    if (this.#state !== 'closed')
      this.connection.setConfiguration(configurationOf(iceServers, this.#options.relayOnly));
  }

  makeOffer(revision: number): Promise<Description> {
    this.#candidatesByChannel = false;
    return this.#inTurn(() => this.#offer(revision));
  }

  takeAnswer(answer: Description): Promise<boolean> {
    return this.#inTurn(async () => {
      if (answer.revision !== this.#revision || this.connection.signalingState !== 'have-local-offer') return false;
      const sdp = this.#isUp ? this.#restartedBy(answer) : withoutCandidates(answer.sdp);
      await this.connection.setRemoteDescription({type: 'answer', sdp});
      this.#noteFar(answer, sdp);
      this.#silenceWatch?.renew();
      this.#addCandidatesOf(answer);
      this.#candidates.open(answer.revision);
      return true;
    });
  }

  makeAnswer(
    offer: Description,
    {gatherMs}: {readonly gatherMs: number} = {gatherMs: gatherLimitMs},
  ): Promise<Description> {
    this.#candidatesByChannel = false;
    return this.#inTurn(() => this.#answer(offer, gatherMs));
  }

  hurry(limitMs: number): void {
    this.#gathering.hurry(limitMs);
  }

  release(): void {
    this.#candidates.open(this.#revision);
  }

  continues(offer: Description): boolean {
    return this.#farConnectionId === connectionIdOf(offer.sdp);
  }

  tryOffer(offer: Description): Promise<void> {
    return this.#inTurn(() => this.#trial.run(offer.sdp));
  }

  get isTroubled(): boolean {
    return this.#recovery.isTroubled;
  }

  heedRequest(): void {
    if (!this.#isUp) return;
    const {clock} = this.#options;
    const now = clock.now();
    if (!this.#isHeardSince(now - recentMs)) return this.#lose();
    this.#silenceWatch?.look();
    clock.after(recentMs, () => {
      this.#silenceWatch?.look();
      if (!this.#isHeardSince(now)) this.#lose();
    });
  }

  restart(): void {
    this.#attempt(this.#offerByChannel());
  }

  addCandidates(candidates: readonly Candidate[]): void {
    this.#hasRelay ||= candidates.some(({candidate}) => namesRelay(candidate));
    this.#candidates.add(candidates);
  }

  send(message: ControlMessage): boolean {
    return this.#channel.send(message);
  }

  close({leaving} = {leaving: false}): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (leaving) this.send({type: 'bye'});
    this.#ended.abort();
    this.#recovery.stop();
    this.#trial.stop();
    this.#silenceWatch?.stop();
    this.#gathering.stop();
    this.#channel.close();
    if (leaving || this.connection.connectionState === 'new') this.connection.close();
    else setTimeout(() => this.connection.close(), afterlifeMs);
  }

  async #offer(revision: number): Promise<Description> {
    const isAgain = this.#revision > 0;
    const offer = await this.connection.createOffer({iceRestart: isAgain});
    this.#candidates.hold(revision);
    this.#revision = revision;
    this.#gathering.begin();
    await this.#setLocal(offer);
    return {sdp: await this.#gathering.description(revision, gatherLimitMs), revision};
  }

  /** The offer goes in without its candidates: they wait in the queue for {@link release}. */
  async #answer(offer: Description, gatherMs: number): Promise<Description> {
    if (offer.revision < this.#revision) throw new Error('a later offer was answered');
    const sdp = this.#isUp ? this.#restartedBy(offer) : withoutCandidates(offer.sdp);
    const takeBack = this.#candidates.hold(offer.revision);
    try {
      await this.connection.setRemoteDescription({type: 'offer', sdp});
    } catch (error) {
      takeBack();
      throw error;
    }
    this.#gathering.begin();
    this.#noteFar(offer, sdp);
    this.#revision = offer.revision;
    this.#silenceWatch?.renew();
    this.#addCandidatesOf(offer);
    this.#senders.attach();
    await this.#setLocal(await this.connection.createAnswer());
    return {sdp: await this.#gathering.description(offer.revision, gatherMs), revision: offer.revision};
  }

  #addCandidatesOf({sdp, revision}: Description): void {
    this.#candidates.add(candidatesIn(sdp).map(candidate => ({...candidate, revision})));
  }

  /** A browser that takes no description but its own repairs no sound. */
  async #setLocal({type, sdp = ''}: RTCSessionDescriptionInit): Promise<void> {
    try {
      await this.connection.setLocalDescription({type, sdp: withSoundRepair(sdp)});
    } catch (error) {
      if (this.#ended.signal.aborted) throw error;
      await this.connection.setLocalDescription({type, sdp});
    }
  }

  #applyCandidate({sdpMid, candidate}: Candidate): void {
    this.connection.addIceCandidate({sdpMid, candidate}).catch((error: unknown) => {
      this.#options.log.debug('candidate was not taken', error);
    });
  }

  #onLateCandidates = (candidates: readonly Candidate[]): void => {
    if (this.#candidatesByChannel) this.send({type: 'candidates', candidates});
    else this.#options.handlers.onCandidates(candidates);
  };

  /** Of whom the link is up with, only the credentials are taken: a description can break all else of it. */
  #restartedBy({sdp}: Description): string {
    const next = restarted(this.#farSdp, sdp);
    if (next === null) throw new Error('the description names no credentials');
    return next;
  }

  #noteFar({sdp}: Description, inForce: string): void {
    this.#farConnectionId = connectionIdOf(sdp);
    this.#farSdp = withoutCandidates(inForce);
    this.#hasRelay ||= namesRelay(sdp);
  }

  #onOpen = (): void => {
    this.#silenceWatch = new SilenceWatch({
      clock: this.#options.clock,
      messageCount: () => this.#channel.heardCount,
      receivers: () => this.connection.getReceivers(),
      onChange: this.#onSilence,
      onRegained: this.#onPathChanged,
    });
    const {signal} = this.#ended;
    const transport = this.connection.sctp?.transport;
    transport?.addEventListener('statechange', this.#updateState, {signal});
    // Not told by Firefox.
    transport?.iceTransport.addEventListener('selectedcandidatepairchange', this.#onPathChanged, {signal});
    this.#updateState();
    this.#options.handlers.onOpen();
  };

  /** What was under way by the old path may be lost. */
  #onPathChanged = (): void => {
    this.#senders.refresh();
  };

  #onSilence = (silence: Silence): void => {
    this.#silence = silence;
    if (silence === 'none') this.#isRestarting = false;
    this.#recovery.hear(silence);
    this.#updateState();
  };

  /** The other end closed it, unless it broke here: Firefox ends DTLS, and all channels with it, when ICE has failed. */
  #onClose = (): void => {
    this.#updateState();
    if (this.#state !== 'lost' && !this.#ended.signal.aborted) this.#options.handlers.onGone(false);
  };

  get #isUnheard(): boolean {
    const isCutOff = this.#silence !== 'none' && !navigator.onLine;
    return this.#silence === 'long' || this.#isRestarting || isCutOff;
  }

  get #isUp(): boolean {
    return this.#state === 'connected' || this.#state === 'interrupted';
  }

  #isHeardSince(at: number): boolean {
    return this.#channel.isOpen && (this.#silenceWatch?.isHeardSince(at) ?? false);
  }

  #lose(): void {
    if (this.#state === 'lost' || this.#state === 'closed') return;
    this.#state = 'lost';
    this.#recovery.stop();
    this.#options.handlers.onState('lost');
  }

  #onMessage = (message: ControlMessage): void => {
    switch (message.type) {
      case 'bye':
        this.#options.handlers.onGone(true);
        return;
      case 'candidates':
        this.addCandidates(message.candidates);
        return;
      case 'restart':
        this.#onRestartAsked(message.revision);
        return;
      case 'offer':
        this.#onOffered(message.description);
        return;
      case 'answer':
        this.#attempt(this.takeAnswer(message.description));
        return;
      default:
        this.#options.handlers.onMessage(message);
    }
  };

  /** Who asks by the channel is heard, and does not hear: an offer by the channel would not arrive. */
  #onRestartAsked(revision: number): void {
    if (this.role !== 'offerer' || revision !== this.#revision || this.#revision === this.#heededRevision) return;
    this.#heededRevision = revision;
    this.#options.handlers.onRestartNeeded();
  }

  /** By the channel while the other side is heard, else by way of the store. */
  #recover = (networkChangedAt: number): void => {
    const {clock, handlers} = this.#options;
    if (this.role === 'offerer' && this.#isHeardSince(Math.max(clock.now() - recentMs, networkChangedAt))) {
      this.restart();
      return;
    }
    if (this.role === 'answerer') this.send({type: 'restart', revision: this.#revision});
    this.#isRestarting = true;
    this.#silenceWatch?.expect();
    this.#updateState();
    handlers.onRestartNeeded();
  };

  async #offerByChannel(): Promise<void> {
    this.#candidatesByChannel = true;
    const description = await this.#inTurn(() => this.#offer(this.#revision + 1));
    this.send({type: 'offer', description});
  }

  /** However many come: one is answered at a time, and after it the newest of the others. */
  #onOffered(offer: Description): void {
    if (this.role !== 'answerer' || !this.continues(offer)) return;
    const isFirst = this.#offered === null;
    if (offer.revision > (this.#offered?.revision ?? this.#revision)) this.#offered = offer;
    if (isFirst && this.#offered) this.#attempt(this.#inTurn(this.#answerByChannel));
  }

  #answerByChannel = async (): Promise<void> => {
    const offer = this.#offered;
    this.#offered = null;
    if (!offer || offer.revision <= this.#revision) return;
    this.#candidatesByChannel = true;
    const description = await this.#answer(offer, gatherLimitMs);
    this.send({type: 'answer', description});
    this.release();
  };

  #attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.#ended.signal.aborted) this.#options.log.warn('restarting ICE', error);
    });
  }

  #updateState = (): void => {
    const next = this.#nextState();
    if (next === this.#state || this.#state === 'closed' || this.#state === 'lost') return;
    const isFirst = this.#state === 'connecting';
    this.#state = next;
    if (isFirst && next === 'connected') this.#recovery.begin();
    if (next === 'lost') this.#recovery.stop();
    this.#options.handlers.onState(next);
  };

  #nextState(): LinkState {
    const {connectionState} = this.connection;
    const wasUp = this.#state !== 'connecting';
    if (this.#isDead(wasUp)) return 'lost';
    if (wasUp) return connectionState === 'connected' && !this.#isUnheard ? 'connected' : 'interrupted';
    return connectionState === 'connected' && this.#channel.isOpen ? 'connected' : 'connecting';
  }

  /** It cannot come back, as ICE alone can once it was up. */
  #isDead(wasUp: boolean): boolean {
    const {connectionState, sctp} = this.connection;
    return (
      connectionState === 'closed' || sctp?.transport.state === 'failed' || (connectionState === 'failed' && !wasUp)
    );
  }

  /** One negotiation step at a time, in the order asked for. Of a closed connection browsers settle nothing (WebRTC, 4.4.1.2). */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = within(this.#turn.then(work), this.#ended.signal);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

/** Of it only the servers may be others later (WebRTC, section 4.4.1.6). */
const configurationOf = (iceServers: readonly RTCIceServer[], relayOnly: boolean): RTCConfiguration => ({
  iceServers: [...iceServers],
  bundlePolicy: 'max-bundle',
  iceTransportPolicy: relayOnly ? 'relay' : 'all',
});
