import type {LinkState} from '../../../src/peer/peer-link.js';
import {PeerMesh} from '../../../src/call/peer-mesh.js';
import type {Log} from '../../../src/log.js';
import {silentLog} from '../../../src/log.js';
import {RtcPeerLink} from '../../../src/peer/rtc-peer-link.js';
import {noTracks} from '../../../src/peer/track-senders.js';
import type {Connection, Description} from '../../../src/protocol/connection.js';
import {formatControlMessage, parseControlMessage, type ControlMessage} from '../../../src/protocol/control-message.js';
import type {Answer, Offer, SignalingRoom} from '../../../src/signaling/signaling.js';
import {systemClock, type Clock} from '../../../src/util/clock.js';
import {until} from '../peer/support/link-pair.js';
import {ann, ben, someone} from './mesh-fixture.js';

const done = (): Promise<void> => Promise.resolve();

export const cid = someone('cid', {joinedAt: 3_000});
export const everybody = [ann, ben, cid];

/** Somebody at the far end who speaks WebRTC, and says whatever a test has them say. */
export class FarEnd {
  readonly uid: string;
  readonly connection = new RTCPeerConnection();
  readonly channel = this.connection.createDataChannel('control', {negotiated: true, id: 0});
  /** What came over the channel, less heartbeats. */
  readonly heard: ControlMessage[] = [];
  readonly #stopBeating: () => void;

  constructor(uid: string) {
    this.uid = uid;
    this.channel.addEventListener('message', ({data}) => {
      const message = parseControlMessage(data);
      if (message.type !== 'heartbeat') this.heard.push(message);
    });
    const timer = setInterval(() => {
      if (this.channel.readyState === 'open') this.say({type: 'heartbeat', heard: 0, latePercent: 0});
    }, 200);
    this.#stopBeating = () => clearInterval(timer);
  }

  /** What came of offers over the channel. */
  get answers(): readonly Description[] {
    return this.heard.flatMap(message => (message.type === 'answer' ? [message.description] : []));
  }

  /** All that they said is on its way. */
  get isSaid(): boolean {
    return this.channel.bufferedAmount === 0;
  }

  say(message: ControlMessage): void {
    this.channel.send(formatControlMessage(message));
  }

  /** A whole one, candidates and all; of a connection that was up, one that restarts ICE. */
  async makeOffer(): Promise<string> {
    if (this.connection.getTransceivers().length === 0)
      for (const kind of ['audio', 'video', 'video', 'audio']) this.connection.addTransceiver(kind);
    await this.connection.setLocalDescription(await this.connection.createOffer({iceRestart: true}));
    return this.#gathered();
  }

  async makeAnswer({sdp}: Description): Promise<string> {
    await this.connection.setRemoteDescription({type: 'offer', sdp});
    await this.connection.setLocalDescription();
    return this.#gathered();
  }

  async takeAnswer({sdp}: Description): Promise<void> {
    await this.connection.setRemoteDescription({type: 'answer', sdp});
  }

  close(): void {
    this.#stopBeating();
    this.connection.close();
  }

  async #gathered(): Promise<string> {
    await until(() => this.connection.iceGatheringState === 'complete', `${this.uid} gathers`);
    return this.connection.localDescription?.sdp ?? '';
  }
}

/** The browser's, but what rests between one attempt and the next rests for a twentieth. */
export const hurriedClock: Clock = {
  now: systemClock.now,
  after: (delayMs, callback) => systemClock.after(delayMs / 20, callback),
};

const connectionOf = (from: string, to: string, offer: Description): Connection => ({
  ...{from, to, fromSession: `${from}-1`, toSession: `${to}-1`},
  ...{offer, offerCandidates: [], answer: null, answerCandidates: [], expireAt: 10 ** 15},
});

/** ben's side of a call with ann, who offers to him, and with cid, to whom he offers: real connections, a store of strings. */
export class LiveCall {
  readonly ann = new FarEnd(ann.uid);
  readonly cid = new FarEnd(cid.uid);
  readonly mesh: PeerMesh;
  readonly links = new Map<string, RtcPeerLink[]>();
  /** What came of the links, as `uid state`. */
  readonly states: string[] = [];
  readonly messages: {readonly uid: string; readonly message: ControlMessage}[] = [];
  readonly warnings: string[] = [];
  /** What ben wrote. */
  readonly offers: Offer[] = [];
  readonly answers: Answer[] = [];
  readonly #more: FarEnd[] = [];

  constructor(clock: Clock = systemClock) {
    const log: Log = {...silentLog, warn: message => this.warnings.push(message)};
    this.mesh = new PeerMesh({
      room: this.#room(),
      ...{capacity: 4, clock, log, preparedLifeMs: Infinity},
      createLink: ({role, uid, handlers}) => {
        const onState = (state: LinkState): void => {
          this.states.push(`${uid} ${state}`);
          handlers.onState(state);
        };
        const link = new RtcPeerLink({
          ...{role, clock, log, handlers: {...handlers, onState}},
          ...{iceServers: [], relayOnly: false, videoCodecs: [], tracks: noTracks, maxVideoHeightPx: 720},
        });
        this.links.set(uid, [...(this.links.get(uid) ?? []), link]);
        return link;
      },
      handlers: {
        onMembers: () => undefined,
        onAdmission: () => undefined,
        onMessage: (uid, message) => this.messages.push({uid, message}),
        onRoomFull: () => this.states.push('room full'),
        onRelayNeeded: () => undefined,
        onTrouble: () => undefined,
        onTakenOver: () => this.states.push('taken over'),
        onShutOut: () => this.states.push('shut out'),
      },
    });
  }

  linkTo({uid}: {readonly uid: string}): RtcPeerLink | undefined {
    return this.links.get(uid)?.at(-1);
  }

  async connect(): Promise<void> {
    const first = {sdp: await this.ann.makeOffer(), revision: 1};
    this.mesh.updateConnections([this.offered(first)]);
    this.mesh.updateParticipants(everybody);
    await until(() => this.answers.length > 0 && this.offers.length > 0, 'ben answers and offers');
    const [answer, offer] = [this.answers[0], this.offers[0]];
    if (!answer || !offer) throw new Error('nothing was written');
    await this.ann.takeAnswer(answer.description);
    const {description} = offer;
    this.mesh.updateConnections([this.answered(description, await this.cid.makeAnswer(description))]);
    for (const far of [this.ann, this.cid]) await this.untilConnected(far);
    this.mesh.updateConnections([]);
  }

  /** ann's document in the store. */
  readonly offered = (offer: Description): Connection => connectionOf(ann.uid, ben.uid, offer);

  /** ben's, as cid has answered it. */
  answered(offer: Description, sdp: string): Connection {
    return {...connectionOf(ben.uid, cid.uid, offer), answer: {sdp, revision: offer.revision}};
  }

  async untilConnected(far: FarEnd): Promise<void> {
    await until(() => this.linkTo(far)?.state === 'connected', `${far.uid} is connected`);
    await until(() => far.channel.readyState === 'open', `${far.uid}’s channel opens`);
  }

  /** What they say now is heard. */
  async untilHeard(far: FarEnd, id: string): Promise<void> {
    far.say({type: 'chat', id, text: 'Hello'});
    const isHeard = (): boolean =>
      this.messages.some(({uid, message}) => uid === far.uid && message.type === 'chat' && message.id === id);
    await until(isHeard, `${far.uid} is heard`);
  }

  /** One more connection of ann's. */
  fresh(): FarEnd {
    const far = new FarEnd(ann.uid);
    this.#more.push(far);
    return far;
  }

  close(): void {
    this.mesh.close();
    for (const far of [this.ann, this.cid, ...this.#more]) far.close();
  }

  #room(): SignalingRoom {
    return {
      ...{uid: ben.uid, session: ben.session, serverNow: () => 3_000},
      offer: offer => Promise.resolve(void this.offers.push(offer)),
      answer: answer => Promise.resolve(void this.answers.push(answer)),
      ...{join: done, returnToLobby: done, addCandidates: done, deleteConnection: done, renew: done, restore: done},
      ...{raiseNetworkEpoch: done, sweep: done, leave: done, leaveAtOnce: () => undefined, abandon: () => undefined},
    };
  }
}
