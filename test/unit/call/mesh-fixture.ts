import {expect} from '@open-wc/testing';
import type {Member} from '../../../src/call/members.js';
import {PeerMesh, type PeerMeshHandlers} from '../../../src/call/peer-mesh.js';
import type {CallError} from '../../../src/errors.js';
import {silentLog} from '../../../src/log.js';
import type {LinkState, PeerLink, PeerLinkFactory, PeerLinkHandlers} from '../../../src/peer/peer-link.js';
import type {Connection} from '../../../src/protocol/connection.js';
import type {Participant} from '../../../src/protocol/participant.js';
import type {SignalingRoom} from '../../../src/signaling/signaling.js';
import {ManualClock} from '../../support/manual-clock.js';

const done = (): Promise<void> => Promise.resolve();

/** Somebody who is joined. */
export const someone = (uid: string, more: Partial<Participant> = {}): Participant => ({
  uid,
  session: `${uid}-1`,
  state: 'joined',
  name: uid,
  capacity: 4,
  joinedAt: 1_000,
  renewedAt: 1_000,
  networkEpoch: 0,
  ...more,
});
export const ann = someone('ann');
export const ben = someone('ben', {joinedAt: 2_000});

/** A link that connects when the test says so. */
export class FakeLink implements PeerLink {
  readonly role: 'offerer' | 'answerer';
  readonly handlers: PeerLinkHandlers;
  revision = 0;
  state: LinkState = 'connecting';

  constructor({role, handlers}: Parameters<PeerLinkFactory>[0]) {
    this.role = role;
    this.handlers = handlers;
  }

  connect(): void {
    this.state = 'connected';
    this.handlers.onState('connected');
  }

  /** What gathering takes. */
  gathered = done();
  makeOffer = async (revision: number) => {
    this.revision = revision;
    await this.gathered;
    return {sdp: 'v=0', revision};
  };
  takeAnswer = () => Promise.resolve(true);
  makeAnswer = ({revision}: {readonly revision: number}) => {
    this.revision = revision;
    return Promise.resolve({sdp: 'v=0', revision});
  };
  release = () => undefined;
  hurry = () => undefined;
  heedRequest(): void {
    if (this.state === 'connecting') this.handlers.onOutdated();
  }
  restarts = 0;
  restart(): void {
    this.restarts++;
  }
  hasRelay = true;
  isTroubled = false;
  continues = () => false;
  tryOffer = done;
  addCandidates = () => undefined;
  send = () => true;
  close(): void {
    this.state = 'closed';
  }
}

export interface MeshFixtureOptions {
  readonly restore?: () => Promise<void>;
  readonly join?: SignalingRoom['join'];
  readonly offer?: SignalingRoom['offer'];
  readonly answer?: SignalingRoom['answer'];
  readonly raiseNetworkEpoch?: SignalingRoom['raiseNetworkEpoch'];
  /** How ann herself is there: joined, unless said. */
  readonly self?: Participant;
  /** Who is in the room beside ann; each gets a live link. */
  readonly others?: readonly Participant[];
  /** What the store shows of their meetings. */
  readonly connections?: readonly Connection[];
  /** Nobody named a relay, and no link has connected yet. */
  readonly relayless?: boolean;
}

const usual: Required<MeshFixtureOptions> = {
  ...{restore: done, join: done, offer: done, answer: done, raiseNetworkEpoch: done},
  ...{self: ann, others: [ben], connections: [], relayless: false},
};

/** ann's mesh, with a live link to ben or the others. */
export async function setupMesh(options: MeshFixtureOptions = {}) {
  const {restore, join, offer, answer, raiseNetworkEpoch, self, others, connections, relayless} = {
    ...usual,
    ...options,
  };
  const clock = new ManualClock();
  const links: FakeLink[] = [];
  const relayNeeds: boolean[] = [];
  const refreshed: ('all' | 'writes')[] = [];
  const shutOut: CallError[] = [];
  let members: readonly Member[] = [];
  const room: SignalingRoom = {
    uid: ann.uid,
    session: ann.session,
    serverNow: () => 3_000 + clock.now(),
    join,
    returnToLobby: done,
    offer,
    answer,
    addCandidates: done,
    deleteConnection: done,
    renew: done,
    restore,
    raiseNetworkEpoch,
    sweep: done,
    leave: done,
    leaveAtOnce: () => undefined,
    refresh: ({listeners: all}) => {
      refreshed.push(all ? 'all' : 'writes');
    },
    abandon: () => undefined,
  };
  const handlers: PeerMeshHandlers = {
    onMembers: told => (members = told),
    onAdmission: () => undefined,
    onMessage: () => undefined,
    onRoomFull: () => expect.fail('the room is not full'),
    onRelayNeeded: needed => relayNeeds.push(needed),
    onTrouble: () => undefined,
    onTakenOver: () => expect.fail('nobody took over'),
    onShutOut: error => shutOut.push(error),
  };
  const createLink: PeerLinkFactory = options => {
    const link = new FakeLink(options);
    link.hasRelay = !relayless;
    links.push(link);
    return link;
  };
  const mesh = new PeerMesh({
    ...{room, capacity: 4, clock, log: silentLog, createLink, handlers, preparedLifeMs: Infinity},
  });
  mesh.updateConnections(connections);
  mesh.updateParticipants([self, ...others]);
  await clock.advance(10);
  const [link] = links;
  if (!link) throw new Error('no link was made');
  if (!relayless) for (const each of links) each.connect();
  const uids = () => members.map(({uid}) => uid);
  return {clock, mesh, link, links, shutOut, uids, refreshed, relayNeeds};
}
