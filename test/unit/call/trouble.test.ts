import {expect} from '@open-wc/testing';
import type {Description} from '../../../src/protocol/connection.js';
import type {Participant} from '../../../src/protocol/participant.js';
import type {SignalingRoom} from '../../../src/signaling/signaling.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {connection} from './people.js';
import {ann, ben, setupMesh, someone, type FakeLink} from './mesh-fixture.js';

const cid = someone('cid', {joinedAt: 3_000});

function unhear(link: FakeLink): void {
  link.isTroubled = true;
  link.handlers.onTrouble('unheard');
}

describe('PeerMesh: a connection in trouble', () => {
  it('has the listeners opened anew where nobody else is heard', async () => {
    const {link, refreshed} = await setupMesh();
    unhear(link);
    expect(refreshed).to.deep.equal(['all']);
  });

  it('has writes go by other ways only, while somebody else is heard', async () => {
    const {links, refreshed} = await setupMesh({others: [ben, cid]});
    const [first, second] = links as [FakeLink, FakeLink];
    unhear(first);
    expect(refreshed).to.deep.equal(['writes']);
    unhear(second);
    expect(refreshed).to.deep.equal(['writes', 'all']);
  });

  it('that lasts has the listeners opened anew, whoever is heard', async () => {
    const {links, refreshed} = await setupMesh({others: [ben, cid]});
    links[0]?.handlers.onTrouble('unheard-still');
    expect(refreshed).to.deep.equal(['all']);
  });

  it('because the own network changed has them opened anew, whoever is heard, once', async () => {
    const {links, refreshed} = await setupMesh({others: [ben, cid]});
    for (const {handlers} of links) handlers.onTrouble('network-changed');
    expect(refreshed).to.deep.equal(['all']);
  });
});

describe('PeerMesh: a connection that takes the place of another', () => {
  it('is offered above the revisions that the channel brought, or the other would not look at it', async () => {
    const offered: number[] = [];
    const {link, clock} = await setupMesh({
      offer: ({description}) => {
        offered.push(description.revision);
        return Promise.resolve();
      },
    });
    link.revision = 4;
    link.state = 'lost';
    link.handlers.onState('lost');
    await clock.advance(10);
    expect(offered).to.deep.equal([1, 5]);
  });
});

describe('PeerMesh: a network that changed before anybody was connected', () => {
  const setup = async (other: Participant) => {
    const offered: number[] = [];
    const fixture = await setupMesh({
      others: [other],
      relayless: true,
      offer: ({description}) => {
        offered.push(description.revision);
        return Promise.resolve();
      },
    });
    const show = (revision: number, answer: Description | null = null): void => {
      fixture.mesh.updateConnections([
        connection('ann', 'ben', {
          ...{fromSession: ann.session, toSession: ben.session, answer},
          offer: {sdp: 'v=0', revision},
        }),
      ]);
    };
    show(1);
    return {...fixture, offered, show};
  };

  it('has the offer to who waits made anew, once', async () => {
    const {clock, link, links, offered, show} = await setup({...ben, state: 'lobby', joinedAt: null});
    link.handlers.onOutdated();
    await clock.advance(10);
    show(2);
    await clock.advance(60_000);
    expect(offered).to.deep.equal([1, 2]);
    expect([links.length, link.state]).to.deep.equal([1, 'connecting']);
  });

  it('has it made once more where it changed while addresses were gathered', async () => {
    const {clock, link, offered} = await setup({...ben, state: 'lobby', joinedAt: null});
    let endGathering = (): void => undefined;
    link.gathered = new Promise(resolve => (endGathering = resolve));
    link.handlers.onOutdated();
    link.handlers.onOutdated();
    endGathering();
    await clock.advance(10);
    expect(offered).to.deep.equal([1, 2, 3]);
  });

  it('begins anew in the same connection with whoever has answered, and is not connected yet', async () => {
    const {clock, link, links, offered, show} = await setup(ben);
    show(1, {sdp: 'v=0', revision: 1});
    await clock.advance(1_000);
    link.handlers.onOutdated();
    await clock.advance(10);
    show(2);
    await clock.advance(10);
    expect(offered).to.deep.equal([1, 2]);
    show(2, {sdp: 'v=0', revision: 2});
    await clock.advance(10);
    link.connect();
    await clock.advance(60_000);
    expect([offered.length, links.length, link.state]).to.deep.equal([2, 1, 'connected']);
  });

  it('of whoever has answered has the same connection begun anew when they ask', async () => {
    const {clock, mesh, link, links, offered, show} = await setup(ben);
    show(1, {sdp: 'v=0', revision: 1});
    await clock.advance(1_000);
    mesh.updateParticipants([ann, {...ben, networkEpoch: 1}]);
    await clock.advance(10);
    expect([offered, links.length, link.state]).to.deep.equal([[1, 2], 1, 'connecting']);
  });
});

describe('PeerMesh: a network that changed once the answer was made, before anybody was connected', () => {
  const zoe = someone('zoe', {joinedAt: 500});
  /** ann answers zoe, whose offer has this revision. */
  const meeting = (revision: number) =>
    connection('zoe', 'ann', {
      ...{fromSession: zoe.session, toSession: ann.session},
      offer: {sdp: 'v=0', revision},
    });
  const setup = async (answer: SignalingRoom['answer']) => {
    let asked = 0;
    const fixture = await setupMesh({
      ...{others: [zoe], connections: [meeting(1)], relayless: true, answer},
      raiseNetworkEpoch: () => {
        asked++;
        return Promise.resolve();
      },
    });
    fixture.link.continues = () => true;
    return {...fixture, asked: () => asked};
  };

  it('has whoever offers begin anew at once, in the same connection', async () => {
    const {clock, mesh, link, links, asked} = await setup(() => Promise.resolve());
    link.handlers.onOutdated();
    await clock.advance(10);
    expect(asked()).to.equal(1);
    mesh.updateConnections([meeting(2)]);
    await clock.advance(10);
    expect([link.revision, link.state, links.length]).to.deep.equal([2, 'connecting', 1]);
    link.connect();
    await clock.advance(60_000);
    expect([asked(), links.length, link.state]).to.deep.equal([1, 1, 'connected']);
  });

  it('so too while the answer was on its way', async () => {
    const answered = createDeferred<undefined>();
    const {clock, link, asked} = await setup(() => answered.promise);
    link.handlers.onOutdated();
    await clock.advance(10);
    expect(asked()).to.equal(0);
    answered.resolve(undefined);
    await clock.advance(10);
    expect(asked()).to.equal(1);
  });
});

describe('PeerMesh: a restart by way of the store', () => {
  /** Of which the first offer gets out at once, and the next never. */
  const setup = async () => {
    const offered: AbortSignal[] = [];
    const fixture = await setupMesh({
      offer: async (_offer, {signal}) => {
        offered.push(signal);
        if (offered.length === 1) return;
        signal.throwIfAborted();
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new DOMException('called off', 'AbortError'));
          });
        });
      },
    });
    const interrupt = (): void => {
      fixture.link.state = 'interrupted';
      fixture.link.handlers.onState('interrupted');
      fixture.link.handlers.onRestartNeeded();
    };
    /** Interrupts, and has the path there again while addresses are still gathered. @returns what ends the gathering */
    const overtakeGathering = (): (() => void) => {
      const {link} = fixture;
      let endGathering = (): void => undefined;
      link.gathered = new Promise(resolve => (endGathering = resolve));
      interrupt();
      link.connect();
      return endGathering;
    };
    return {...fixture, interrupt, overtakeGathering, calledOff: () => offered.map(({aborted}) => aborted)};
  };

  it('is called off, and made over the channel, when the path is there again before it is out', async () => {
    const {clock, link, interrupt, calledOff} = await setup();
    interrupt();
    await clock.advance(10);
    expect(calledOff()).to.deep.equal([false, false]);
    link.connect();
    await clock.advance(60_000);
    expect(calledOff()).to.deep.equal([false, true]);
    expect(link.restarts).to.equal(1);
  });

  it('so too while addresses are still gathered', async () => {
    const {clock, link, overtakeGathering, calledOff} = await setup();
    overtakeGathering()();
    await clock.advance(60_000);
    expect(calledOff()).to.deep.equal([false, true]);
    expect(link.restarts).to.equal(1);
  });

  it('goes by the store again when the path was there for a moment only', async () => {
    const {clock, link, overtakeGathering, calledOff} = await setup();
    const endGathering = overtakeGathering();
    link.state = 'interrupted';
    link.handlers.onState('interrupted');
    endGathering();
    await clock.advance(100);
    expect(calledOff()).to.deep.equal([false, true, false]);
    expect(link.restarts).to.equal(0);
  });
});

describe('PeerMesh: a restart that the store does not take', () => {
  /** Of which the first offer gets out, and no other. */
  const setup = async () => {
    let offers = 0;
    const fixture = await setupMesh({
      offer: () => (offers++ === 0 ? Promise.resolve() : Promise.reject(new Error('out of reach'))),
    });
    return {...fixture, offers: () => offers};
  };

  it('goes over the channel of whoever is heard, once: another one would be made without end', async () => {
    const {clock, link, offers} = await setup();
    link.handlers.onRestartNeeded();
    await clock.advance(60_000);
    expect([offers(), link.restarts]).to.deep.equal([2, 1]);
    link.handlers.onRestartNeeded();
    await clock.advance(60_000);
    expect([offers(), link.restarts], 'asked for again').to.deep.equal([3, 2]);
  });

  it('is tried again where nothing else is left', async () => {
    const {clock, link, offers} = await setup();
    link.state = 'interrupted';
    link.handlers.onState('interrupted');
    link.handlers.onRestartNeeded();
    await clock.advance(5_000);
    expect(offers()).to.be.above(4);
    expect(link.restarts).to.equal(0);
  });
});

describe('PeerMesh: somebody who vanished', () => {
  const vanish = async ({deafMs}: {readonly deafMs: number}) => {
    const fixture = await setupMesh();
    const {clock, mesh, link} = fixture;
    link.state = 'interrupted';
    link.handlers.onState('interrupted');
    // Each try to reach them has the listeners opened anew.
    for (let passedMs = 0; passedMs < 240_000; passedMs += 10_000) {
      mesh.updateLive(false);
      await clock.advance(deafMs);
      mesh.updateLive(true);
      await clock.advance(10_000 - deafMs);
    }
    return fixture;
  };

  it('goes when their lease has lapsed, however often the listeners were opened anew', async () => {
    const {uids} = await vanish({deafMs: 100});
    expect(uids()).to.deep.equal([]);
  });

  it('stays while this page has stood still: it cannot have heard of a renewal', async () => {
    const {clock, mesh, link, uids} = await setupMesh();
    link.state = 'interrupted';
    link.handlers.onState('interrupted');
    clock.skip(190_000);
    await clock.advance(0);
    expect(uids()).to.deep.equal(['ben']);
    mesh.updateParticipants([ann, {...ben, renewedAt: 195_000}]);
    await clock.advance(185_000);
    expect(uids(), 'who has renewed').to.deep.equal(['ben']);
    await clock.advance(2_000);
    expect(uids(), 'and has not any more').to.deep.equal([]);
  });

  it('stays while outages leave no lease of time to renew in', async () => {
    const {uids} = await vanish({deafMs: 6_000});
    expect(uids()).to.deep.equal(['ben']);
  });
});
