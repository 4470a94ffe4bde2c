import {expect} from '@open-wc/testing';
import {PeerMesh, type Member, type PeerMeshHandlers} from '../../../src/call/peer-mesh.js';
import {CallError} from '../../../src/errors.js';
import {silentLog} from '../../../src/log.js';
import type {LinkState, PeerLink, PeerLinkFactory, PeerLinkHandlers} from '../../../src/peer/peer-link.js';
import type {Participant} from '../../../src/protocol/participant.js';
import {ConflictError, type SignalingRoom} from '../../../src/signaling/signaling.js';
import {ManualClock} from '../../support/manual-clock.js';

const done = (): Promise<void> => Promise.resolve();

const someone = (uid: string, more: Partial<Participant> = {}): Participant => ({
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
const ann = someone('ann');
const ben = someone('ben', {joinedAt: 2_000});
const removed = (participant: Participant): Participant => ({...participant, state: 'removed', joinedAt: null});

/** A link that connects when the test says so. */
class FakeLink implements PeerLink {
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

  makeOffer = (revision: number) => {
    this.revision = revision;
    return Promise.resolve({sdp: 'v=0', revision});
  };
  takeAnswer = () => Promise.resolve(true);
  makeAnswer = ({revision}: {readonly revision: number}) => Promise.resolve({sdp: 'v=0', revision});
  release = () => undefined;
  hurry = () => undefined;
  heedRequest = () => undefined;
  readonly hasRelay = true;
  continues = () => false;
  addCandidates = () => undefined;
  send = () => true;
  close(): void {
    this.state = 'closed';
  }
}

/** ann's mesh, with a live link to ben. */
async function setup({restore = done}: {readonly restore?: () => Promise<void>} = {}) {
  const clock = new ManualClock();
  const links: FakeLink[] = [];
  const shutOut: CallError[] = [];
  let members: readonly Member[] = [];
  const room: SignalingRoom = {
    uid: ann.uid,
    session: ann.session,
    serverNow: () => 3_000,
    join: done,
    returnToLobby: done,
    offer: done,
    answer: done,
    addCandidates: done,
    deleteConnection: done,
    renew: done,
    restore,
    raiseNetworkEpoch: done,
    sweep: done,
    leave: done,
    leaveAtOnce: () => undefined,
    abandon: () => undefined,
  };
  const handlers: PeerMeshHandlers = {
    onMembers: told => (members = told),
    onAdmission: () => undefined,
    onMessage: () => undefined,
    onRoomFull: () => expect.fail('the room is not full'),
    onRelayNeeded: () => undefined,
    onTakenOver: () => expect.fail('nobody took over'),
    onShutOut: error => shutOut.push(error),
  };
  const createLink: PeerLinkFactory = options => {
    const link = new FakeLink(options);
    links.push(link);
    return link;
  };
  const mesh = new PeerMesh({
    ...{room, capacity: 4, clock, log: silentLog, createLink, handlers, preparedLifeMs: Infinity},
  });
  mesh.updateParticipants([ann, ben]);
  await clock.advance(10);
  const [link] = links;
  if (!link) throw new Error('no link was made');
  link.connect();
  return {clock, mesh, link, links, shutOut, uids: () => members.map(({uid}) => uid)};
}

describe('PeerMesh: whom the owner of the room removes', () => {
  it('is dropped at once, however live the link is, and gets no other', async () => {
    const {clock, mesh, link, links, uids} = await setup();
    expect(uids()).to.deep.equal(['ben']);
    mesh.updateParticipants([ann, removed(ben)]);
    expect(link.state).to.equal('closed');
    expect(uids()).to.deep.equal([]);
    await clock.advance(60_000);
    expect(links).to.have.length(1);
  });

  it('is told from somebody whose entry is gone, who is kept', async () => {
    const {mesh, link, uids} = await setup();
    mesh.updateParticipants([ann]);
    expect(link.state).to.equal('connected');
    expect(uids()).to.deep.equal(['ben']);
  });

  it('is linked again when admitted again', async () => {
    const {clock, mesh, links} = await setup();
    mesh.updateParticipants([ann, removed(ben)]);
    mesh.updateParticipants([ann, {...ben, session: 'ben-2'}]);
    await clock.advance(10);
    expect(links).to.have.length(2);
  });

  it('ends every link of one’s own when it is oneself', async () => {
    const {clock, mesh, link, shutOut} = await setup();
    mesh.updateParticipants([removed(ann), ben]);
    expect(link.state).to.equal('closed');
    expect(shutOut.map(({code}) => code)).to.deep.equal(['removed']);
    await clock.advance(60_000);
    expect(clock.pending).to.equal(0);
  });
});

describe('PeerMesh: an own entry that is gone', () => {
  for (const error of [CallError.removed(), CallError.roomLocked()]) {
    it(`and may not be written again: ${error.code}`, async () => {
      const {clock, mesh, link, shutOut} = await setup({restore: () => Promise.reject(error)});
      mesh.updateParticipants([ben]);
      await clock.advance(10);
      expect(link.state).to.equal('closed');
      expect(shutOut).to.deep.equal([error]);
    });
  }

  it('is written again where it only met another write', async () => {
    let tries = 0;
    const restore = (): Promise<void> => {
      tries++;
      return Promise.reject(new ConflictError('somebody was faster'));
    };
    const {clock, mesh, link, shutOut} = await setup({restore});
    mesh.updateParticipants([ben]);
    await clock.advance(5_000);
    expect(tries).to.be.above(1);
    expect(link.state).to.equal('connected');
    expect(shutOut).to.deep.equal([]);
  });
});
