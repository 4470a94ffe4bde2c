import {expect} from '@open-wc/testing';
import {IceRestart, type RestartMessage} from '../../../src/peer/ice-restart.js';
import {candidatesIn} from '../../../src/peer/sdp.js';
import type {ControlMessage} from '../../../src/protocol/control-message.js';
import type {Description} from '../../../src/protocol/connection.js';
import {silentLog} from '../../../src/log.js';
import {noTracks} from '../../../src/peer/track-senders.js';
import {createDeferred, type Deferred} from '../../../src/util/deferred.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';
import {LinkFixture, meet, pretend, until, untilState, usernameFragmentOf} from './support/link-pair.js';

const hello: ControlMessage = {type: 'chat', id: '1', text: 'Hello'};

describe('an ICE restart between two links', () => {
  let fixture: LinkFixture;
  beforeEach(() => (fixture = new LinkFixture()));
  afterEach(() => fixture.close());

  it('by offers and answers from outside', async () => {
    const {offerer, answerer} = await fixture.connected();
    const before = usernameFragmentOf(answerer.link.connection.remoteDescription?.sdp);
    await meet(offerer, answerer, 2);
    expect(usernameFragmentOf(answerer.link.connection.remoteDescription?.sdp)).not.to.equal(before);
    expect([offerer.link.revision, answerer.link.revision]).to.deep.equal([2, 2]);
    offerer.link.send(hello);
    await until(() => answerer.messages.length === 1, 'the channel goes on');
    await until(() => offerer.link.connection.connectionState === 'connected', 'it is connected again');
    expect(offerer.told).to.deep.equal(['open']);
  });

  it('takes the candidates that stand in offer and answer', async () => {
    const {offerer, answerer} = await fixture.connected();
    await meet(offerer, answerer, 2);
    for (const [one, other] of [
      [offerer, answerer],
      [answerer, offerer],
    ] as const) {
      const known = (): string => one.link.connection.remoteDescription?.sdp ?? '';
      expect(usernameFragmentOf(known())).to.equal(usernameFragmentOf(other.link.connection.localDescription?.sdp));
      await until(() => candidatesIn(known()).length > 0, `the ${one.link.role} knows where the other is`);
    }
  });

  it('uses servers that came after the first', async () => {
    const {offerer, answerer} = await fixture.connected();
    const fresh = {urls: ['turn:turn.example'], username: '1795000000:call', credential: 'secret'};
    offerer.link.setIceServers([fresh]);
    expect(offerer.link.connection.getConfiguration().iceServers?.map(({username}) => username)).to.deep.equal([
      fresh.username,
    ]);
    expect(offerer.link.state).to.equal('connected');
    offerer.link.setIceServers([]);
    await meet(offerer, answerer, 2);
    await until(() => offerer.link.connection.connectionState === 'connected', 'it is connected again');
    offerer.link.close();
    offerer.link.setIceServers([fresh]);
  });

  it('over the channel, as long as it is heard', async () => {
    const {offerer, answerer} = await fixture.connected();
    const before = usernameFragmentOf(answerer.link.connection.remoteDescription?.sdp);
    pretend(offerer, 'failed');
    await offerer.clock.advance(0);
    await until(() => offerer.link.revision === 2, 'an offer is made');
    await until(() => answerer.link.revision === 2, 'and answered');
    await until(() => offerer.link.connection.signalingState === 'stable', 'and the answer taken');
    expect(usernameFragmentOf(answerer.link.connection.remoteDescription?.sdp)).not.to.equal(before);
    pretend(offerer, null);
    await untilState(offerer, 'connected');
    offerer.link.send(hello);
    await until(() => answerer.messages.length === 1, 'the channel goes on');
    expect(offerer.states).to.deep.equal(['connected', 'interrupted', 'connected']);
    expect(offerer.told, 'nothing is asked of the store').to.deep.equal(['open']);
    expect(answerer.messages, 'offers are no messages').to.deep.equal([hello]);
  });

  it('is asked of the store where nothing is heard any more', async () => {
    const {offerer} = await fixture.connected();
    await offerer.clock.advance(1_500);
    pretend(offerer, 'failed');
    await offerer.clock.advance(0);
    expect(offerer.told).to.deep.equal(['open', 'restart']);
    expect(offerer.link.revision).to.equal(1);
  });

  it('is asked of the store after silence, though the browser says that all is well', async () => {
    const {offerer} = await fixture.connected();
    await offerer.clock.advance(1_900);
    expect(offerer.told).to.deep.equal(['open']);
    await offerer.clock.advance(400);
    expect(offerer.told).to.deep.equal(['open', 'restart']);
    expect(offerer.states).to.deep.equal(['connected', 'interrupted']);
  });

  it('is not over before something is heard', async () => {
    const {offerer, answerer} = await fixture.connected();
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 1, 'all that was sent is heard');
    expect(offerer.link.isTroubled).to.be.false;
    await offerer.clock.advance(2_300);
    await meet(offerer, answerer, 2);
    expect([offerer.link.state, offerer.link.isTroubled]).to.deep.equal(['interrupted', true]);
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 2, 'something is heard');
    await offerer.clock.advance(100);
    expect([offerer.link.state, offerer.link.isTroubled]).to.deep.equal(['connected', false]);
  });

  it('is asked of the store where nothing was heard since the network changed', async () => {
    const {offerer, answerer} = await fixture.connected();
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 1, 'all that was sent is heard');
    await offerer.clock.advance(150);
    globalThis.dispatchEvent(new Event('online'));
    await offerer.clock.advance(300);
    expect(offerer.told).to.deep.equal(['open', 'restart']);
  });

  it('goes over the channel where something was heard since', async () => {
    const {offerer, answerer} = await fixture.connected();
    await offerer.clock.advance(150);
    globalThis.dispatchEvent(new Event('online'));
    await offerer.clock.advance(100);
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 1, 'something is heard');
    await offerer.clock.advance(200);
    await until(() => answerer.link.revision === 2, 'the other answers');
    expect(offerer.told).to.deep.equal(['open']);
  });

  it('goes over the channel where packets of the picture came since', async () => {
    const {offerer, answerer} = await fixture.connected();
    answerer.link.setTracks({...noTracks, camera: fixture.track()});
    const packetAt = (): number =>
      Math.max(
        ...offerer.link.connection
          .getReceivers()
          .flatMap(receiver => receiver.getSynchronizationSources().map(({timestamp}) => timestamp)),
      );
    const anotherPacket = async (): Promise<void> => {
      const last = packetAt();
      await until(() => packetAt() > last, 'another packet comes');
    };
    await offerer.clock.advance(150);
    await anotherPacket();
    globalThis.dispatchEvent(new Event('online'));
    await offerer.clock.advance(150);
    await anotherPacket();
    await offerer.clock.advance(150);
    await until(() => answerer.link.revision === 2, 'the other answers');
    expect(offerer.told).to.deep.equal(['open']);
  });

  it('is left to the offerer for a moment, then asked for by the answerer', async () => {
    const {answerer} = await fixture.connected();
    pretend(answerer, 'failed');
    await answerer.clock.advance(2_400);
    expect(answerer.told).to.deep.equal(['open']);
    await answerer.clock.advance(200);
    expect(answerer.told).to.deep.equal(['open', 'restart']);
    expect(answerer.link.revision).to.equal(1);
  });

  it('is asked of the store by the offerer where only the answerer hears nothing', async () => {
    const {offerer, answerer} = await fixture.connected();
    pretend(answerer, 'failed');
    await answerer.clock.advance(2_600);
    await until(() => offerer.told.includes('restart'), 'the offerer was told over the channel');
    expect(offerer.link.state).to.equal('connected');
    answerer.link.send({type: 'restart', revision: 1});
    answerer.link.send({type: 'restart', revision: 2});
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 1, 'all that was sent is heard');
    expect(offerer.told, 'once for a revision').to.deep.equal(['open', 'restart']);
  });

  it('waits a moment where it is only disconnected, and is not needed where that heals', async () => {
    const {offerer} = await fixture.connected();
    pretend(offerer, 'disconnected');
    await offerer.clock.advance(900);
    expect(offerer.told).to.deep.equal(['open']);
    pretend(offerer, null);
    await offerer.clock.advance(900);
    expect(offerer.told).to.deep.equal(['open']);
    expect(offerer.link.revision).to.equal(1);
    expect(offerer.states, 'who is heard is connected').to.deep.equal(['connected']);
  });

  it('is asked for again while it does not help, later each time', async () => {
    const {offerer} = await fixture.connected();
    await offerer.clock.advance(1_500);
    pretend(offerer, 'failed');
    const askedAtMs: number[] = [];
    for (let passedMs = 0; passedMs < 40_000; passedMs += 100) {
      const before = offerer.told.length;
      await offerer.clock.advance(100);
      if (offerer.told.length > before) askedAtMs.push(passedMs);
    }
    const waitsMs = askedAtMs.slice(1).map((at, index) => at - (askedAtMs[index] ?? 0));
    expect(askedAtMs[0]).to.equal(0);
    for (const [index, usualMs] of [2_000, 4_000, 8_000, 8_000].entries()) {
      expect(waitsMs[index], `wait ${index}`).to.be.within(usualMs * 0.8 - 100, usualMs * 1.2 + 100);
    }
  });

  it('asked for by the other gives the connection up, unless the other is heard', async () => {
    const {offerer, answerer} = await fixture.connected();
    offerer.link.heedRequest();
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 1, 'something is heard');
    await offerer.clock.advance(200);
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 2, 'something is heard again');
    await offerer.clock.advance(600);
    expect(offerer.link.state).to.equal('connected');
    offerer.link.heedRequest();
    await offerer.clock.advance(800);
    expect(offerer.link.state).to.equal('lost');
  });

  it('asked for by the other is none to give up who is heard where timers come once a second, as in a page that nobody looks at', async () => {
    const {offerer, answerer} = await fixture.connected();
    await offerer.clock.advance(150);
    offerer.link.heedRequest();
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 1, 'something is heard');
    offerer.clock.skip(850);
    await offerer.clock.advance(0);
    expect(offerer.link.state).to.equal('connected');
    offerer.link.heedRequest();
    offerer.clock.skip(850);
    await offerer.clock.advance(0);
    expect(offerer.link.state, 'nothing is heard').to.equal('lost');
  });

  it('asked for by who is heard and hears nothing gives the connection up, and not by who says to hear', async () => {
    const {offerer, answerer} = await fixture.connected();
    const said: ControlMessage[] = [];
    const hearFor = async (ms: number, message: ControlMessage): Promise<void> => {
      for (let passedMs = 0; passedMs < ms; passedMs += 400) {
        said.push(message);
        answerer.link.send(message);
        answerer.link.send(hello);
        await until(() => offerer.messages.length === said.length, 'something is heard');
        await offerer.clock.advance(400);
      }
    };
    offerer.link.heedRequest();
    await hearFor(4_000, {type: 'heartbeat', heard: 100, latePercent: 0});
    offerer.link.heedRequest();
    await hearFor(800, {type: 'heartbeat', heard: 100, latePercent: 0});
    expect(offerer.link.state).to.equal('connected');
    await hearFor(3_600, {type: 'heartbeat', heard: 0, latePercent: 0});
    expect(offerer.link.state, 'nobody asked').to.equal('connected');
    offerer.link.heedRequest();
    await hearFor(800, {type: 'heartbeat', heard: 0, latePercent: 0});
    expect(offerer.link.state).to.equal('lost');
  });

  it('asked for by the other is no reason to give up what has just come back, before it had time to be heard', async () => {
    const {offerer, answerer} = await fixture.connected();
    await offerer.clock.advance(900);
    offerer.link.heedRequest();
    expect(offerer.link.state).to.equal('connected');
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 1, 'something is heard');
    await offerer.clock.advance(800);
    expect(offerer.link.state).to.equal('connected');
  });

  it('is not made to an offer of an earlier revision, or of another connection', async () => {
    const {offerer, answerer} = await fixture.connected();
    const foreign = await fixture.link('offerer').link.makeOffer(9);
    const description = {sdp: offerer.link.connection.localDescription?.sdp ?? '', revision: 1};
    for (const stale of [description, foreign]) offerer.link.send({type: 'offer', description: stale});
    offerer.link.send(hello);
    await until(() => answerer.messages.length === 1, 'both were heard');
    expect(answerer.link.revision).to.equal(1);
    expect(answerer.link.connection.signalingState).to.equal('stable');
  });
});

describe('IceRestart', () => {
  it('offers the next revision by the channel while the other side is heard', async () => {
    const subject = restartOf('offerer', {isHeard: true});
    subject.restart.begin(0);
    await promisesSettled();
    expect(subject.done).to.deep.equal(['offer 2', 'send offer 2']);
    expect(subject.restart.isByChannel).to.be.true;
  });

  for (const [role, sent] of [
    ['offerer', []],
    ['answerer', ['send restart 1']],
  ] as const) {
    it(`leaves it to the store where the ${role} hears nothing`, async () => {
      const subject = restartOf(role, {isHeard: false});
      subject.restart.begin(0);
      await promisesSettled();
      expect(subject.done).to.deep.equal([...sent, 'path given up', 'store']);
      expect(subject.restart.isByChannel).to.be.false;
    });
  }

  it('is never offered by an answerer, whom it hears or not', async () => {
    const subject = restartOf('answerer', {isHeard: true});
    subject.restart.begin(0);
    await promisesSettled();
    expect(subject.done).to.deep.equal(['send restart 1', 'path given up', 'store']);
  });

  it('is asked for once a revision, of the revision in force', () => {
    const subject = restartOf('offerer');
    for (const revision of [2, 1, 1, 1]) subject.restart.take({type: 'restart', revision});
    expect(subject.done).to.deep.equal(['store']);
  });

  it('goes over the channel as it was made for the store, unless there is a later one', async () => {
    const subject = restartOf('offerer');
    subject.restart.turnToChannel(described(1));
    expect(subject.done).to.deep.equal(['send offer 1']);
    expect(subject.restart.isByChannel).to.be.true;
    subject.negotiated(2);
    subject.restart.turnToChannel(described(1));
    await promisesSettled();
    expect(subject.done.slice(1)).to.deep.equal([]);
  });

  it('goes by way of the store where the other side asks, and does not know of what was offered by the channel', async () => {
    const subject = restartOf('offerer', {isHeard: true});
    subject.restart.begin(0);
    await promisesSettled();
    const ask = (): void => {
      subject.restart.take({type: 'restart', revision: 1});
    };
    await subject.clock.advance(2_900);
    ask();
    expect(subject.done, 'they may have crossed').to.deep.equal(['offer 2', 'send offer 2']);
    await subject.clock.advance(100);
    ask();
    ask();
    expect(subject.done.slice(2), 'once').to.deep.equal(['store']);
    subject.restart.leaveToStore();
    subject.negotiated(3);
    ask();
    expect(subject.done.slice(3), 'by the store it is on its way').to.deep.equal([]);
  });

  it('is neither offered to an offerer nor asked of an answerer', async () => {
    const [offerer, answerer] = [restartOf('offerer'), restartOf('answerer')];
    offerer.restart.take({type: 'offer', description: described(2)});
    answerer.restart.take({type: 'restart', revision: 1});
    await promisesSettled();
    expect([offerer.done, answerer.done]).to.deep.equal([[], []]);
  });

  it('answers one offer at a time, and of those that came meanwhile the newest', async () => {
    const subject = restartOf('answerer');
    const turn = createDeferred<undefined>();
    subject.holdTurns(turn);
    for (const revision of [2, 4, 3, 1]) subject.restart.take({type: 'offer', description: described(revision)});
    turn.resolve(undefined);
    await promisesSettled();
    expect(subject.done).to.deep.equal(['answer 4', 'send answer 4', 'release']);
    expect(subject.restart.isByChannel).to.be.true;
  });

  it('lets an offer go that the store overtook', async () => {
    const subject = restartOf('answerer');
    const turn = createDeferred<undefined>();
    subject.holdTurns(turn);
    subject.restart.take({type: 'offer', description: described(2)});
    subject.negotiated(3);
    turn.resolve(undefined);
    await promisesSettled();
    expect(subject.done).to.deep.equal([]);
    expect(subject.restart.isByChannel).to.be.false;
  });

  it('waits for the answer to what it offered over the channel, unless the network changed meanwhile', async () => {
    const subject = restartOf('offerer', {isHeard: true});
    const begin = async (networkChangedAt: number): Promise<void> => {
      subject.restart.begin(networkChangedAt);
      await promisesSettled();
    };
    const begun = subject.clock.now();
    await begin(begun);
    await subject.clock.advance(4_000);
    await begin(begun);
    expect(subject.done).to.deep.equal(['offer 2', 'send offer 2']);
    await begin(subject.clock.now());
    expect(subject.done.slice(2)).to.deep.equal(['offer 3', 'send offer 3']);
    await subject.clock.advance(8_000);
    await begin(begun);
    expect(subject.done.slice(4), 'it does not wait for ever').to.deep.equal(['offer 4', 'send offer 4']);
    subject.restart.take({type: 'answer', description: described(4)});
    await promisesSettled();
    await begin(begun);
    expect(subject.done.slice(6), 'nor for what has come').to.deep.equal(['take 4', 'offer 5', 'send offer 5']);
  });

  it('goes by way of the store again with the next description that does', async () => {
    const subject = restartOf('offerer', {isHeard: true});
    subject.restart.begin(0);
    await promisesSettled();
    subject.restart.leaveToStore();
    expect(subject.restart.isByChannel).to.be.false;
  });
});

const described = (revision: number): Description => ({sdp: 'of the same connection', revision});

/** A restart at revision 1 whose negotiation does nothing, and what it did, in order. */
function restartOf(role: 'offerer' | 'answerer', {isHeard}: {readonly isHeard: boolean} = {isHeard: true}) {
  const done: string[] = [];
  let turn: Deferred<undefined> | null = null;
  const clock = new ManualClock();
  const negotiation = {
    revision: 1,
    isOffering: false,
    continues: ({sdp}: Description) => sdp === described(0).sdp,
    offer: (revision: number) => make('offer', revision),
    answer: ({revision}: Description) => make('answer', revision),
    takeAnswer: ({revision}: Description) => make('take', revision).then(() => true),
    release: () => done.push('release'),
  };
  function make(what: string, revision: number): Promise<Description> {
    done.push(`${what} ${revision}`);
    negotiation.revision = revision;
    negotiation.isOffering = what === 'offer';
    return Promise.resolve(described(revision));
  }
  const restart = new IceRestart({
    role,
    negotiation,
    inTurn: async step => {
      await turn?.promise;
      return step();
    },
    send: message => done.push(`send ${message.type} ${revisionOf(message)}`),
    isHeard: () => isHeard,
    onPathGivenUp: () => done.push('path given up'),
    onStoreNeeded: () => done.push('store'),
    clock,
    signal: new AbortController().signal,
    log: silentLog,
  });
  return {
    clock,
    restart,
    done,
    holdTurns: (until: Deferred<undefined>) => (turn = until),
    negotiated: (revision: number) => (negotiation.revision = revision),
  };
}

const revisionOf = (message: RestartMessage): number =>
  message.type === 'restart' ? message.revision : message.description.revision;
