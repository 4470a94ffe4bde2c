import type {Log} from '../log.js';
import type {PeerLink, PeerLinkFactory} from '../peer/peer-link.js';
import {RtcPeerLink} from '../peer/rtc-peer-link.js';
import type {SlotTracks} from '../peer/track-senders.js';
import type {ControlMessage, MediaState} from '../protocol/control-message.js';
import type {Clock} from '../util/clock.js';
import type {CallReport} from './call-report.js';
import {isSent} from './call-state.js';
import type {CallTerms} from './call-terms.js';
import type {Member} from './members.js';
import {MessageAllowance} from './message-allowance.js';
import {QualityWatch} from './quality-watch.js';
import {RemotePeople} from './remote-people.js';
import {SpeakingWatch, type WatchedVoice} from './speaking-watch.js';
import type {Store} from './store.js';

export interface CallPeopleOptions {
  readonly store: Store;
  readonly terms: () => Pick<CallTerms, 'relayOnly' | 'videoCodecs'>;
  readonly iceServers: () => readonly RTCIceServer[];
  readonly tracks: () => SlotTracks;
  /** Whether somebody speaks to the own microphone just now. */
  readonly isTalking: () => boolean;
  readonly maxVideoHeightPx: number;
  readonly report: CallReport;
  readonly clock: Clock;
  readonly log: Log;
}

/** -36 dBov: somebody who speaks to their microphone, as `MicrophoneWatch` has it of the own one. */
const speechAmplitude = 0.016;

/** The others in the call: the links to them, what they say of themselves, and how well they get through. */
export class CallPeople {
  readonly #options: CallPeopleOptions;
  readonly #links = new Set<RtcPeerLink>();
  readonly #remote = new RemotePeople();
  readonly #greeted = new WeakSet<PeerLink>();
  readonly #quality: QualityWatch;
  readonly #speaking: SpeakingWatch;
  readonly #allowance: MessageAllowance;
  #maxVideoHeightPx: number;
  #members: readonly Member[] = [];

  constructor(options: CallPeopleOptions) {
    this.#options = options;
    this.#maxVideoHeightPx = options.maxVideoHeightPx;
    const {store, report, clock, log} = options;
    this.#allowance = new MessageAllowance(clock);
    this.#speaking = new SpeakingWatch({clock, onChange: speaking => store.update({type: 'speaking', speaking})});
    this.#quality = new QualityWatch({
      clock,
      log,
      onQuality: quality => store.update({type: 'quality', quality}),
      onLadder: (uid, step) => {
        report.ladder(step);
        this.#tellOwnState(this.#linkTo(uid));
      },
      onSample: (uid, sample) =>
        report.sample(uid, sample, {relayOnly: options.terms().relayOnly, iceServers: options.iceServers()}),
    });
  }

  readonly createLink: PeerLinkFactory = ({role, handlers}) => {
    const {terms, iceServers, tracks, report, clock, log} = this.#options;
    const {relayOnly, videoCodecs} = terms();
    const link = new RtcPeerLink({
      ...{role, handlers, relayOnly, videoCodecs, clock, log},
      iceServers: iceServers(),
      tracks: tracks(),
      maxVideoHeightPx: this.#maxVideoHeightPx,
    });
    this.#links.add(link);
    const {connection} = link;
    connection.addEventListener('signalingstatechange', () => {
      // After the first time nothing is negotiated but restarts of ICE.
      if (connection.signalingState.startsWith('have-') && link.state !== 'connecting') report.restarted();
    });
    return link;
  };

  setMembers(members: readonly Member[]): void {
    this.#members = members;
    this.show();
  }

  /** What is sent from now on; everybody is told what is on. */
  setTracks(tracks: SlotTracks): void {
    for (const link of this.#links) link.setTracks(tracks);
    this.announce();
    this.#listen();
  }

  /** How large the own picture is sent at most, from now on. */
  setMaxVideoHeight(heightPx: number): void {
    this.#maxVideoHeightPx = heightPx;
    for (const link of this.#links) link.setMaxVideoHeight(heightPx);
  }

  /** Servers for restarts from now on. */
  setIceServers(iceServers: readonly RTCIceServer[]): void {
    // Of one that is out of date by that comes another, which has them.
    for (const link of [...this.#links]) link.setIceServers(iceServers);
  }

  /** Tells everybody connected the own name, and what is on. */
  announce(): void {
    for (const {link} of this.#members) if (link && this.#greeted.has(link)) this.#tellOwnState(link);
  }

  onMessage(uid: string, message: ControlMessage): void {
    const link = this.#linkTo(uid);
    if (!link) return;
    if (!this.#allowance.take(link)) {
      this.#options.log.debug(`${uid}: dropped a message of too many`);
    } else if (message.type === 'state') {
      this.#remote.hear(link, message);
      this.show();
    } else if (message.type === 'chat') {
      const {store} = this.#options;
      const {name} = store.state.participants.find(each => each.uid === uid) ?? {name: ''};
      const {id, text} = message;
      store.update({type: 'message', message: {id, uid, name, text, own: false, at: Date.now()}});
    }
  }

  /** Puts what is known of the others into the state. */
  show(): void {
    for (const {link} of this.#members) this.#greet(link);
    for (const link of this.#links) if (link.state === 'closed') this.#links.delete(link);
    const participants = this.#remote.describe(this.#members, asRtcLink);
    this.#options.store.update({type: 'participants', participants});
    const sought = participants.filter(({connection}) => connection === 'interrupted');
    this.#quality.update(
      this.#members.flatMap(({uid, link}) => {
        const rtcLink = link && asRtcLink(link);
        return rtcLink && this.#greeted.has(rtcLink) ? [{uid, link: rtcLink}] : [];
      }),
      sought.map(({uid}) => uid),
    );
    this.#listen();
  }

  clear(): void {
    this.#members = [];
    this.#links.clear();
    this.#quality.update([]);
    this.#speaking.follow([]);
  }

  /** Of two, each knows who speaks. */
  #listen(): void {
    const {participants, uid, microphone} = this.#options.store.state;
    const connected = participants.filter(({connection}) => connection === 'connected');
    const own = isSent(microphone) ? [{uid, isLoud: this.#options.isTalking}] : [];
    const others = connected.filter(person => person.microphone).flatMap(person => this.#voiceOf(person.uid));
    this.#speaking.follow(connected.length > 1 ? [...others, ...own] : []);
  }

  #voiceOf(uid: string): readonly WatchedVoice[] {
    const link = this.#linkTo(uid);
    const rtcLink = link && asRtcLink(link);
    return rtcLink ? [{uid, isLoud: () => rtcLink.readVoiceLevel() >= speechAmplitude}] : [];
  }

  #linkTo(uid: string): PeerLink | null {
    return this.#members.find(member => member.uid === uid)?.link ?? null;
  }

  /** Each new connection is told once how things stand here; changes follow as they come. */
  #greet(link: PeerLink | null): void {
    if (link?.state !== 'connected' || this.#greeted.has(link)) return;
    if (this.#tellOwnState(link)) this.#greeted.add(link);
  }

  #tellOwnState(link: PeerLink | null): boolean {
    const state = this.#ownState();
    const rtcLink = link && asRtcLink(link);
    const soundOnly = (state.camera || state.screen) && rtcLink !== null && this.#quality.isSoundOnly(rtcLink);
    const pictures = soundOnly ? {camera: false, screen: false} : {};
    return link?.send({type: 'state', ...state, ...pictures, soundOnly}) ?? false;
  }

  #ownState(): Omit<MediaState, 'soundOnly'> {
    const {name, microphone, camera, screen} = this.#options.store.state;
    // What the system has taken away is off for the others: a badge and initials say more than a picture that stands still.
    return {name, microphone: isSent(microphone), camera: isSent(camera), screen: screen.status === 'on'};
  }
}

const asRtcLink = (link: PeerLink): RtcPeerLink | null => (link instanceof RtcPeerLink ? link : null);
