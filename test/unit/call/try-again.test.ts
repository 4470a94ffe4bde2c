import {expect} from '@open-wc/testing';
import type {Connection} from '../../../src/protocol/connection.js';
import type {Participant} from '../../../src/protocol/participant.js';
import {ann, ben, setupMesh, someone, type MeshFixtureOptions} from './mesh-fixture.js';

/** Who came before ann, and so offers to her. */
const zoe = someone('zoe', {joinedAt: 500});

const meeting = (from: Participant, to: Participant, more: Partial<Connection> = {}): Connection => ({
  from: from.uid,
  fromSession: from.session,
  to: to.uid,
  toSession: to.session,
  offer: {sdp: 'v=0', revision: 1},
  offerCandidates: [],
  answer: null,
  answerCandidates: [],
  expireAt: Infinity,
  ...more,
});

/** ann and another, who described themselves to one another and do not get through. */
async function setupBlocked(options: MeshFixtureOptions = {}) {
  let epochs = 0;
  const fixture = await setupMesh({
    ...options,
    relayless: true,
    raiseNetworkEpoch: () => {
      epochs++;
      return Promise.resolve();
    },
  });
  const {clock, mesh, relayNeeds} = fixture;
  mesh.updateConnections(options.connections ?? [meeting(ann, ben, {answer: {sdp: 'v=0', revision: 1}})]);
  await clock.advance(10_010);
  expect(relayNeeds, 'it is said that a relay is needed').to.deep.equal([true]);
  return {...fixture, epochs: () => epochs};
}

describe('PeerMesh: a join that does not get out', () => {
  it('says nothing of the way to the others, though ICE came to nothing meanwhile', async () => {
    const self = someone('ann', {state: 'lobby', joinedAt: null});
    let lose: (() => void) | null = null;
    const join = (): Promise<void> => {
      lose?.();
      return lose ? Promise.reject(new Error('out of reach')) : Promise.resolve();
    };
    const fixture = await setupMesh({self, others: [zoe], connections: [meeting(zoe, ann)], relayless: true, join});
    const {clock, mesh, links, relayNeeds} = fixture;
    const {signal} = new AbortController();
    lose = () => {
      for (const link of links) {
        link.state = 'lost';
        link.handlers.onState('lost');
      }
    };
    expect(await mesh.join('Ann', signal).catch((error: unknown) => error)).to.be.instanceOf(Error);
    await clock.advance(20_000);
    lose = null;
    await mesh.join('Ann', signal);
    mesh.updateParticipants([{...ann, joinedAt: 22_000}, zoe]);
    await clock.advance(10);
    expect(relayNeeds).to.deep.equal([]);
  });
});

describe('PeerMesh: what is tried again because a person would not wait', () => {
  it('begins anew at once with whom nobody gets through to, and says no more that a relay is needed', async () => {
    const {clock, mesh, link, links, relayNeeds} = await setupBlocked();
    mesh.tryAgain();
    expect(link.state).to.equal('closed');
    expect(relayNeeds).to.deep.equal([true, false]);
    await clock.advance(10);
    expect(links).to.have.length(2);
  });

  it('says it again if that fails too', async () => {
    const {clock, mesh, relayNeeds} = await setupBlocked();
    mesh.tryAgain();
    await clock.advance(10);
    mesh.updateConnections([meeting(ann, ben, {offer: {sdp: 'v=0', revision: 2}, answer: {sdp: 'v=0', revision: 2}})]);
    await clock.advance(9_000);
    expect(relayNeeds).to.deep.equal([true, false]);
    await clock.advance(1_010);
    expect(relayNeeds).to.deep.equal([true, false, true]);
  });

  it('asks whoever offers, where that is the other', async () => {
    const {clock, mesh, link, epochs, relayNeeds} = await setupBlocked({
      others: [zoe],
      connections: [meeting(zoe, ann)],
    });
    mesh.tryAgain();
    await clock.advance(10);
    expect([epochs(), link.state]).to.deep.equal([1, 'connecting']);
    expect(relayNeeds).to.deep.equal([true, false]);
  });

  it('asks whoever offers between two attempts too', async () => {
    const {clock, mesh, link, links, epochs} = await setupBlocked({others: [zoe], connections: [meeting(zoe, ann)]});
    mesh.updateConnections([meeting(zoe, ann, {answer: {sdp: 'v=0', revision: 1}})]);
    await clock.advance(10_010);
    expect([link.state, links.length], 'given up, and no other yet').to.deep.equal(['closed', 1]);
    mesh.tryAgain();
    await clock.advance(10);
    expect(epochs()).to.equal(1);
  });

  it('is begun anew by whoever offers, when the other asks', async () => {
    const {clock, mesh, link, links} = await setupBlocked();
    mesh.updateParticipants([ann, {...ben, networkEpoch: 1}]);
    await clock.advance(10);
    expect(link.state).to.equal('closed');
    expect(links).to.have.length(2);
  });

  it('leaves everybody else alone', async () => {
    const {clock, mesh, link, links} = await setupMesh();
    mesh.tryAgain();
    await clock.advance(10);
    expect(link.state).to.equal('connected');
    expect(links).to.have.length(1);
  });
});
