import type {Log} from '../log.js';
import type {Candidate} from '../protocol/candidate.js';
import type {Description} from '../protocol/connection.js';
import type {ControlMessage} from '../protocol/control-message.js';
import {callAfter} from '../util/call-after.js';
import type {Clock} from '../util/clock.js';
import {Turns} from '../util/turns.js';
import {within} from '../util/within.js';
import {ControlChannel} from './control-channel.js';
import {IceRecovery} from './ice-recovery.js';
import {IceRestart} from './ice-restart.js';
import {nextLinkState} from './link-state.js';
import {Negotiation} from './negotiation.js';
import {OfferTrial} from './offer-trial.js';
import type {LinkState, PeerLink, PeerLinkHandlers} from './peer-link.js';
import {SilenceWatch, type Silence} from './silence-watch.js';
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

/** Whoever is there is heard within this time: heartbeats come every 500 ms. */
const recentMs = 750;
/** What is on its way by the old path when the network changes has come by then: what is heard later comes by the present one. */
const leftoverMs = 150;
/**
 * Whoever asks for a restart has heard nothing for about as long. What was lost on the way has gone out again by then: SCTP
 * waits for 3 s at most (WebRTC's dcsctp).
 */
const deafMs = 3_500;
/**
 * Chromium never frees a connection that is closed between a change of its state and the event which tells that (seen in
 * 156: every fifth whose other end had just gone). By then that has been told.
 */
const afterlifeMs = 100;
/**
 * Chromium says `failed` for a moment of a first attempt that goes on and connects: as it takes the answer to an offer made
 * anew, when checks of the other side were there before it (156; one in forty on a busy machine). What has failed stays so.
 */
const failedForMs = 200;

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
  readonly #restart: IceRestart;
  readonly #trial: OfferTrial;
  readonly #turns = new Turns();
  readonly #ended = new AbortController();
  #state: LinkState = 'connecting';
  #stateSince = -Infinity;
  /** How often the browser has called the connection something else. */
  #stateChanges = 0;
  /** It has called it failed, and nothing else for a while. */
  #hasFailed = false;
  #silenceWatch: SilenceWatch | null = null;
  #silence: Silence = 'none';
  /** Nothing comes by the path that there was: until something is heard. */
  #isPathGivenUp = false;

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
      isUp: () => this.#isUp,
      onTaken: this.#onDescriptionTaken,
      onLate: this.#onLateCandidates,
    });
    this.#restart = new IceRestart({
      ...{role, clock, log, negotiation: this.#negotiation, signal: this.#ended.signal},
      inTurn: step => this.#inTurn(step),
      send: message => this.send(message),
      isHeard: networkChangedAt => {
        this.#silenceWatch?.look();
        return this.#isHeardSince(Math.max(clock.now() - recentMs, networkChangedAt));
      },
      onPathGivenUp: this.#onPathGivenUp,
      onStoreNeeded: () => handlers.onRestartNeeded(),
    });
    this.#trial = new OfferTrial(clock);
    this.#recovery = new IceRecovery({
      ...{role, clock},
      connection: this.connection,
      onTrouble: trouble => {
        // Two looks find sound and picture in between: heartbeats alone may be due later than an answer is wanted.
        if (trouble === 'network-changed') {
          callAfter(clock, leftoverMs, () => this.#silenceWatch?.look(), this.#ended.signal);
        }
        handlers.onTrouble(trouble);
      },
      onOutdated: () => handlers.onOutdated(),
      recover: networkChangedAt => this.#restart.begin(networkChangedAt),
    });
    if (role === 'offerer') this.#senders.add();
    this.connection.addEventListener('connectionstatechange', this.#onConnectionState, {signal: this.#ended.signal});
    globalThis.addEventListener('offline', this.#updateState, {signal: this.#ended.signal});
    log.debug(`link as ${role}`, handlers);
  }

  get revision(): number {
    return this.#negotiation.revision;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Whether something comes by the path that there is, whatever the browser thinks of it. */
  get isHeard(): boolean {
    return this.#silence === 'none' && !this.#isPathGivenUp && this.#isUp;
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
    this.#channel.lateShare = share;
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
    if (this.#state === 'closed') return;
    this.connection.setConfiguration(configurationOf(iceServers, this.#options.relayOnly));
    if (this.#state === 'connecting' && !this.#negotiation.hasOwnRelay) this.#options.handlers.onOutdated();
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
    if (this.#state === 'connecting') return this.#options.handlers.onOutdated();
    if (!this.#isUp) return;
    const {clock} = this.#options;
    const now = clock.now();
    // What was asked for by the store may have been overtaken: a link that has just come back is not given up unheard.
    if (this.#state !== 'connected' && !this.#isHeardSince(now - recentMs)) return this.#lose();
    const {revision} = this;
    this.#silenceWatch?.look();
    const decide = (): void => {
      this.#silenceWatch?.look();
      const isRestarted = this.revision !== revision;
      if (!this.#isHeardSince(now) || (this.#isDeafThere && !isRestarted)) this.#lose();
    };
    callAfter(clock, recentMs, decide, this.#ended.signal);
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
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (leaving) this.send({type: 'bye'});
    this.#ended.abort();
    this.#recovery.stop();
    this.#trial.stop();
    this.#silenceWatch?.stop();
    this.#negotiation.stop();
    this.#channel.close();
    if (leaving || this.connection.connectionState === 'new') this.connection.close();
    else setTimeout(() => this.connection.close(), afterlifeMs);
  }

  #onDescriptionTaken = (): void => {
    this.#silenceWatch?.renew();
    this.#senders.attach();
  };

  #onLateCandidates = (candidates: readonly Candidate[]): void => {
    if (this.#restart.isByChannel) this.send({type: 'candidates', candidates});
    else this.#options.handlers.onCandidates(candidates);
  };

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
  #onPathChanged = (): void => this.#senders.refresh();

  #onSilence = (silence: Silence): void => {
    this.#silence = silence;
    if (silence === 'none') this.#isPathGivenUp = false;
    this.#recovery.hear(silence);
    this.#updateState();
  };

  /** The other end closed it, unless it broke here: Firefox ends DTLS, and all channels with it, when ICE has failed. */
  #onClose = (): void => {
    this.#updateState();
    if (this.#state !== 'lost' && !this.#ended.signal.aborted) this.#options.handlers.onGone(false);
  };

  get #isUp(): boolean {
    return this.#state === 'connected' || this.#state === 'interrupted';
  }

  #isHeardSince(at: number): boolean {
    return this.#channel.isOpen && (this.#silenceWatch?.isHeardSince(at) ?? false);
  }

  /** The other side is heard, and hears nothing: not even of what has just come back. */
  get #isDeafThere(): boolean {
    const since = Math.max(this.#channel.unacknowledgedSince, this.#stateSince);
    return this.#options.clock.now() - since >= deafMs;
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

  #onPathGivenUp = (): void => {
    this.#isPathGivenUp = true;
    this.#silenceWatch?.expect();
    this.#updateState();
  };

  #onConnectionState = (): void => {
    const change = ++this.#stateChanges;
    this.#hasFailed = false;
    if (this.connection.connectionState === 'failed') {
      const decide = (): void => {
        this.#hasFailed = change === this.#stateChanges;
        this.#updateState();
      };
      callAfter(this.#options.clock, failedForMs, decide, this.#ended.signal);
    }
    this.#updateState();
  };

  #updateState = (): void => {
    const next = this.#nextState;
    if (next === this.#state) return;
    const isFirst = this.#state === 'connecting';
    this.#state = next;
    this.#stateSince = this.#options.clock.now();
    if (isFirst && next === 'connected') this.#recovery.begin();
    if (next === 'lost') this.#recovery.stop();
    this.#options.handlers.onState(next);
  };

  get #nextState(): LinkState {
    const {connectionState, sctp} = this.connection;
    return nextLinkState({
      ...{before: this.#state, connectionState, dtlsState: sctp?.transport.state, hasFailed: this.#hasFailed},
      ...{isChannelOpen: this.#channel.isOpen, silence: this.#silence, isPathGivenUp: this.#isPathGivenUp},
      online: navigator.onLine,
    });
  }

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
