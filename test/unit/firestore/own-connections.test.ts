import {expect} from '@open-wc/testing';
import type {Connection} from '../../../src/protocol/connection.js';
import {OwnConnections} from '../../../src/signaling/firestore/own-connections.js';
import {RoomRequests} from '../../../src/signaling/firestore/room-requests.js';
import {UsageCount} from '../../../src/signaling/firestore/usage-count.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';
import {fakeAccess} from './support/fake-access.js';
import {FakeFetch, replies} from './support/fake-fetch.js';

const never = new AbortController().signal;
const ignore = (): void => undefined;

/** mia's connections in a store that takes everything; what the listener shows is said by the test. */
function setup() {
  const network = new FakeFetch();
  network.replyWith(replies.commit());
  const clock = new ManualClock();
  const handlers = {onParticipants: ignore, onConnections: ignore, onLive: ignore};
  const request = {room: 'r', session: 'mia-1', capacity: 4, state: 'joined', name: 'Mia', handlers} as const;
  const requests = new RoomRequests(fakeAccess(), request, {clock, usage: new UsageCount()});
  const shown: {connections: readonly Connection[]} = {connections: []};
  const connections = new OwnConnections(requests, shown);
  return {
    network,
    connections,
    /** @returns what the listener shows of it */
    offer: async (to: string, revision = 1): Promise<Connection> => {
      const description = {sdp: `v=0 ${to} ${String(revision)}`, revision};
      await connections.offer({to, toSession: `${to}-1`, description, candidates: []}, never);
      return {
        ...{from: 'mia', fromSession: 'mia-1', to, toSession: `${to}-1`, offer: description},
        ...{offerCandidates: [], answer: null, answerCandidates: [], expireAt: 10 ** 15},
      };
    },
    show: (...now: readonly Connection[]): void => {
      shown.connections = now;
      connections.follow(now);
    },
    toTakeBack: (): readonly string[] => connections.all.map(({from, to}) => `${from} ${to}`),
  };
}

describe('OwnConnections: what is taken back at the end', () => {
  let fixture: ReturnType<typeof setup>;
  beforeEach(() => (fixture = setup()));
  afterEach(() => fixture.network.restore());

  it('is an offer, shown or not', async () => {
    const {offer, show, toTakeBack} = fixture;
    const toBen = await offer('ben');
    show();
    expect(toTakeBack(), 'not shown yet').to.deep.equal(['mia ben']);
    show(toBen);
    expect(toTakeBack()).to.deep.equal(['mia ben']);
  });

  it('is nothing of visitors who have come, were offered a seat, and are gone', async () => {
    const {offer, show, toTakeBack} = fixture;
    for (let visitor = 0; visitor < 300; visitor++) {
      show(await offer(`visitor-${String(visitor)}`));
      show();
    }
    expect(toTakeBack()).to.deep.equal([]);
  });

  it('is an offer made anew while the listener tells of the end of the one before', async () => {
    const {offer, show, toTakeBack} = fixture;
    show(await offer('ben'));
    const again = await offer('ben', 2);
    show();
    expect(toTakeBack()).to.deep.equal(['mia ben']);
    show(again);
    show();
    expect(toTakeBack()).to.deep.equal([]);
  });

  it('is an offer that is on its way while the listener tells of the end of the one before', async () => {
    const {network, offer, show, toTakeBack} = fixture;
    show(await offer('ben'));
    network.replyWith(replies.silence());
    void offer('ben', 2).catch(ignore);
    while (network.sent.length < 2) await promisesSettled();
    show();
    expect(toTakeBack()).to.deep.equal(['mia ben']);
  });
});
