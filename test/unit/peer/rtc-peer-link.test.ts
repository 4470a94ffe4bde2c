import {expect, waitUntil} from '@open-wc/testing';
import {formatControlMessage, type ControlMessage} from '../../../src/protocol/control-message.js';
import {candidatesIn, withoutCandidates} from '../../../src/peer/sdp.js';
import {noTracks, slots} from '../../../src/peer/track-senders.js';
import {LinkFixture, meet, pretend, until, untilState, type TestLink} from './support/link-pair.js';

const hello: ControlMessage = {type: 'chat', id: '1', text: 'Hello'};

describe('two links', () => {
  let fixture: LinkFixture;
  beforeEach(() => (fixture = new LinkFixture()));
  afterEach(() => fixture.close());

  const trickled = (sdp: string, revision: number) => candidatesIn(sdp).map(candidate => ({...candidate, revision}));

  it('connect through an offer and its answer, and nothing else', async () => {
    const {offerer, answerer} = await fixture.connected();
    for (const {states, told, late} of [offerer, answerer]) {
      expect(states).to.deep.equal(['connected']);
      expect(told).to.deep.equal(['open']);
      expect(late).to.deep.equal([]);
    }
  });

  it('are connected only once their control channel is open', async () => {
    const {offerer, answerer} = fixture.pair();
    const openWhen: boolean[] = [];
    offerer.link.connection.addEventListener('connectionstatechange', () => {
      openWhen.push(offerer.link.state !== 'connected' || offerer.link.send(hello));
    });
    await meet(offerer, answerer);
    await untilState(offerer, 'connected');
    expect(openWhen).not.to.include(false);
  });

  it('have four transceivers in one order, both ways, without a camera', async () => {
    for (const {link} of Object.values(await fixture.connected())) {
      const transceivers = link.connection.getTransceivers();
      expect(transceivers.map(({receiver}) => receiver.track.kind)).to.deep.equal(['audio', 'video', 'video', 'audio']);
      expect(transceivers.map(({currentDirection}) => currentDirection)).to.deep.equal(Array(4).fill('sendrecv'));
      expect(link.stream.getTracks().map(({kind}) => kind)).to.have.members(['audio', 'video']);
      expect(link.screenStream.getTracks().map(({kind}) => kind)).to.have.members(['audio', 'video']);
    }
  });

  it('are offered nothing twice under one revision, whoever counts', async () => {
    const {link} = fixture.link('offerer');
    const offers = await Promise.all([link.makeOffer(1), link.makeOffer(1), link.makeOffer(5)]);
    expect(offers.map(({revision}) => revision)).to.deep.equal([1, 2, 5]);
    expect(link.revision).to.equal(5);
  });

  describe('before the click', () => {
    it('an answer lies ready and nothing is sent; after release() it connects', async () => {
      const {offerer, answerer} = fixture.pair();
      const answer = await answerer.link.makeAnswer(await offerer.link.makeOffer(1));
      // Long enough for two others to connect.
      await fixture.connected();
      expect(await candidatePairs(answerer), 'ways that it knows').to.deep.equal([]);
      expect([offerer.states, answerer.states]).to.deep.equal([[], []]);

      answerer.link.release();
      await offerer.link.takeAnswer(answer);
      await Promise.all([untilState(offerer, 'connected'), untilState(answerer, 'connected')]);
    });

    const hidden: readonly (readonly [string, (candidate: string) => string])[] = [
      ['with a line break of its own within', candidate => `a=${candidate} x \ry`],
      ['with a line break of Unicode within', candidate => `a=${candidate} x \u2028y`],
      ['in capitals', candidate => `a=C${candidate.slice(1)}`],
      ['behind a blank', candidate => `a= ${candidate}`],
      ['behind a colon', candidate => `a=:${candidate}`],
    ];
    for (const [where, hide] of hidden) {
      it(`nothing is sent to a candidate that is hidden ${where}`, async () => {
        const {offerer, answerer} = fixture.pair();
        const {sdp, revision} = await offerer.link.makeOffer(1);
        const hostile = sdp.replace(/^a=(candidate:.*?)\r$/gm, (_line, candidate: string) => `${hide(candidate)}\r`);
        expect(hostile).not.to.equal(sdp);
        // A browser may refuse it.
        await answerer.link.makeAnswer({sdp: hostile, revision}).catch(() => null);
        await fixture.connected();
        expect(await candidatePairs(answerer), 'ways that it knows').to.deep.equal([]);
      });
    }

    it('release() may come before the answer is taken', async () => {
      const {offerer, answerer} = fixture.pair();
      const answer = await answerer.link.makeAnswer(await offerer.link.makeOffer(1));
      answerer.link.release();
      await until(() => answerer.link.connection.iceConnectionState !== 'new', 'it looks for the other');
      await offerer.link.takeAnswer(answer);
      await untilState(answerer, 'connected');
    });

    it('a prepared answer can be made anew to a renewed offer', async () => {
      const {offerer, answerer} = fixture.pair();
      await answerer.link.makeAnswer(await offerer.link.makeOffer(1));
      const renewed = await offerer.link.makeOffer(2);
      expect(answerer.link.continues(renewed)).to.be.true;
      const answer = await answerer.link.makeAnswer(renewed);
      expect(answer.revision).to.equal(2);
      answerer.link.release();
      expect(await offerer.link.takeAnswer(answer)).to.be.true;
      await Promise.all([untilState(offerer, 'connected'), untilState(answerer, 'connected')]);
    });

    it('an offer can be made anew that was answered, and has not led to a connection yet', async () => {
      const {offerer, answerer} = fixture.pair();
      await meet(offerer, answerer);
      await meet(offerer, answerer, 2);
      await Promise.all([untilState(offerer, 'connected'), untilState(answerer, 'connected')]);
      expect([offerer.link.revision, answerer.link.revision]).to.deep.equal([2, 2]);
    });

    it('what was offered is out of date when whoever answers asks for a restart', async () => {
      const {offerer} = fixture.pair();
      await offerer.link.makeOffer(1);
      offerer.link.heedRequest();
      expect(offerer.told).to.deep.equal(['outdated']);
    });

    it('what was described is out of date when there are other ICE servers, until the two are connected', async () => {
      const pair = fixture.pair();
      const answer = await pair.answerer.link.makeAnswer(await pair.offerer.link.makeOffer(1));
      pair.answerer.link.release();
      for (const {link, told} of [pair.offerer, pair.answerer]) {
        link.setIceServers([]);
        expect(told).to.deep.equal(['outdated']);
      }
      await pair.offerer.link.takeAnswer(answer);
      for (const one of [pair.offerer, pair.answerer]) {
        await untilState(one, 'connected');
        one.link.setIceServers([]);
        expect(one.told).to.deep.equal(['outdated', 'open']);
      }
    });

    it('what was described is out of date when the network has changed, however often that is hinted at', async () => {
      const pair = fixture.pair();
      const answer = await pair.answerer.link.makeAnswer(await pair.offerer.link.makeOffer(1));
      for (const {clock, told} of [pair.offerer, pair.answerer]) {
        globalThis.dispatchEvent(new Event('online'));
        await clock.advance(100);
        globalThis.dispatchEvent(new Event('online'));
        await clock.advance(499);
        expect(told).to.deep.equal([]);
        await clock.advance(10_000);
        expect(told).to.deep.equal(['outdated']);
        globalThis.dispatchEvent(new Event('online'));
        globalThis.dispatchEvent(new Event('offline'));
        await clock.advance(10_000);
        expect(told, 'nothing is made while offline').to.deep.equal(['outdated']);
      }
      globalThis.dispatchEvent(new Event('online'));
      pair.answerer.link.release();
      await pair.offerer.link.takeAnswer(answer);
      for (const one of [pair.offerer, pair.answerer]) {
        await untilState(one, 'connected');
        await one.clock.advance(1_000);
        expect(one.told, 'who has connected all the same').to.deep.equal(['outdated', 'open']);
      }
    });

    async function candidatePairs({link}: TestLink): Promise<readonly unknown[]> {
      const report = [...(await link.connection.getStats()).values()] as readonly {readonly type: string}[];
      return report.filter(({type}) => type === 'candidate-pair');
    }
  });

  describe('candidates', () => {
    it('may come late', async () => {
      const {offerer, answerer} = fixture.pair();
      const offer = await offerer.link.makeOffer(1);
      const answer = await answerer.link.makeAnswer({...offer, sdp: withoutCandidates(offer.sdp)});
      answerer.link.release();
      await offerer.link.takeAnswer({...answer, sdp: withoutCandidates(answer.sdp)});
      expect([offerer.states, answerer.states]).to.deep.equal([[], []]);
      offerer.link.addCandidates(trickled(answer.sdp, 1));
      answerer.link.addCandidates(trickled(offer.sdp, 1));
      await Promise.all([untilState(offerer, 'connected'), untilState(answerer, 'connected')]);
    });

    it('may come before the description that they belong to', async () => {
      const {offerer, answerer} = fixture.pair();
      const offer = await offerer.link.makeOffer(1);
      answerer.link.addCandidates(trickled(offer.sdp, 1));
      const answer = await answerer.link.makeAnswer({...offer, sdp: withoutCandidates(offer.sdp)});
      offerer.link.addCandidates(trickled(answer.sdp, 1));
      answerer.link.release();
      await offerer.link.takeAnswer({...answer, sdp: withoutCandidates(answer.sdp)});
      await Promise.all([untilState(offerer, 'connected'), untilState(answerer, 'connected')]);
    });

    it('of another revision are not used', async () => {
      const {offerer, answerer} = fixture.pair();
      const offer = await offerer.link.makeOffer(2);
      const answer = await answerer.link.makeAnswer({...offer, sdp: withoutCandidates(offer.sdp)});
      answerer.link.addCandidates([...trickled(offer.sdp, 1), ...trickled(offer.sdp, 3)]);
      answerer.link.release();
      await offerer.link.takeAnswer({...answer, sdp: withoutCandidates(answer.sdp)});
      offerer.link.addCandidates([...trickled(answer.sdp, 1), ...trickled(answer.sdp, 3)]);
      await fixture.connected();
      expect([offerer.link.state, answerer.link.state]).to.deep.equal(['connecting', 'connecting']);
      answerer.link.addCandidates(trickled(offer.sdp, 2));
      offerer.link.addCandidates(trickled(answer.sdp, 2));
      await untilState(answerer, 'connected');
    });

    it('that name a relay count, by whatever way they come', async () => {
      const {offerer, answerer} = await fixture.connected();
      expect(answerer.link.hasRelay).to.be.false;
      const candidate = 'candidate:1 1 udp 1 127.0.0.1 9 typ relay raddr 0.0.0.0 rport 9';
      offerer.link.send({type: 'candidates', candidates: [{revision: 1, sdpMid: '0', candidate}]});
      await until(() => answerer.link.hasRelay, 'it is known of');
    });

    it('that mean nothing harm nobody', async () => {
      const {offerer, answerer} = fixture.pair();
      const offer = await offerer.link.makeOffer(1);
      const nonsense = ['candidate:nonsense', 'candidate:1 1 udp 1 999.999.999.999 9 typ host', 'candidate:1'];
      answerer.link.addCandidates(nonsense.map(candidate => ({revision: 1, sdpMid: '0', candidate})));
      answerer.link.addCandidates([
        {revision: 1, sdpMid: 'no-such-mid', candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host'},
      ]);
      const answer = await answerer.link.makeAnswer(offer);
      answerer.link.release();
      await offerer.link.takeAnswer(answer);
      await untilState(answerer, 'connected');
    });
  });

  describe('answers', () => {
    it('to another revision are dropped, and the right one is still taken', async () => {
      const {offerer, answerer} = fixture.pair();
      const answer = await answerer.link.makeAnswer(await offerer.link.makeOffer(2));
      for (const revision of [1, 3]) expect(await offerer.link.takeAnswer({...answer, revision})).to.be.false;
      expect(offerer.link.connection.signalingState).to.equal('have-local-offer');
      expect(await offerer.link.takeAnswer(answer)).to.be.true;
    });

    it('that come twice are taken once', async () => {
      const {offerer, answerer} = fixture.pair();
      const answer = await answerer.link.makeAnswer(await offerer.link.makeOffer(1));
      const taken = await Promise.all([offerer.link.takeAnswer(answer), offerer.link.takeAnswer(answer)]);
      expect(taken).to.deep.equal([true, false]);
    });

    it('that mean nothing are refused, and the right one is still taken', async () => {
      const {offerer, answerer} = fixture.pair();
      const answer = await answerer.link.makeAnswer(await offerer.link.makeOffer(1));
      const error: unknown = await offerer.link
        .takeAnswer({sdp: 'nonsense', revision: 1})
        .catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(Error);
      expect(await offerer.link.takeAnswer(answer)).to.be.true;
    });

    it('carry the revision of their offer', async () => {
      const {offerer, answerer} = fixture.pair();
      const offer = await offerer.link.makeOffer(7);
      expect([offer.revision, offerer.link.revision]).to.deep.equal([7, 7]);
      expect((await answerer.link.makeAnswer(offer)).revision).to.equal(7);
      expect(answerer.link.revision).to.equal(7);
    });
  });

  describe('tracks', () => {
    it('are put in, replaced and taken out without any negotiation', async () => {
      const {offerer, answerer} = await fixture.connected();
      const negotiations: string[] = [];
      for (const {link} of [offerer, answerer]) {
        link.connection.addEventListener('negotiationneeded', () => negotiations.push(link.role));
        link.connection.addEventListener('signalingstatechange', () => negotiations.push(link.role));
      }
      const [camera, screen] = [fixture.track(), fixture.track()];
      const tracks = {microphone: null, camera, screen, screenAudio: null};
      offerer.link.setTracks(tracks);
      answerer.link.setTracks({...tracks, screen: null});
      await Promise.all([
        until(() => hasPicture(answerer.link.stream), 'the offerer’s camera arrives'),
        until(() => hasPicture(answerer.link.screenStream), 'the offerer’s screen arrives'),
        until(() => hasPicture(offerer.link.stream), 'the answerer’s camera arrives'),
      ]);
      offerer.link.setTracks({...tracks, camera: screen, screen: camera});
      offerer.link.setTracks({...tracks, camera: null, screen: null});
      await until(() => sent(offerer).every(track => track === null), 'nothing is sent any more');
      expect(negotiations).to.deep.equal([]);
    });

    it('that there are from the start are sent from the start', async () => {
      const camera = fixture.track();
      const {offerer, answerer} = await fixture.connected({
        tracks: {microphone: null, camera, screen: null, screenAudio: null},
      });
      expect([sent(offerer)[1], sent(answerer)[1]]).to.deep.equal([camera, camera]);
      await until(() => hasPicture(answerer.link.stream) && hasPicture(offerer.link.stream), 'both arrive');
    });

    it('set while an answer is being prepared are sent too', async () => {
      const {offerer, answerer} = fixture.pair();
      const camera = fixture.track();
      const answering = answerer.link.makeAnswer(await offerer.link.makeOffer(1));
      answerer.link.setTracks({microphone: null, camera, screen: null, screenAudio: null});
      await answering;
      await until(() => sent(answerer)[1] === camera, 'the camera is sent');
    });

    it('that change faster than the browser follows end with the last one', async () => {
      const {offerer} = await fixture.connected();
      const [one, other] = [fixture.track(), fixture.track()];
      const show = (camera: MediaStreamTrack | null) =>
        offerer.link.setTracks({microphone: null, camera, screen: null, screenAudio: null});
      show(one);
      await until(() => sent(offerer)[1] === one, 'the first one is sent');
      const settled = replacementsOf(offerer);
      show(other);
      show(one);
      await settled();
      expect(sent(offerer)[1]).to.equal(one);
      show(null);
      show(other);
      show(null);
      await settled();
      expect(sent(offerer)[1]).to.equal(null);
    });

    const sent = ({link}: TestLink) => slots.map((_slot, index) => link.connection.getSenders()[index]?.track);
    const hasPicture = (stream: MediaStream): boolean => stream.getVideoTracks()[0]?.muted === false;

    /** Waits for what was asked of the camera's sender since. */
    function replacementsOf({link}: TestLink): () => Promise<unknown> {
      const sender = link.connection.getSenders()[1];
      if (!sender) throw new Error('no sender');
      const replace = sender.replaceTrack.bind(sender);
      const asked: Promise<void>[] = [];
      sender.replaceTrack = track => {
        const done = replace(track);
        asked.push(done);
        return done;
      };
      return () => Promise.all(asked);
    }
  });

  describe('the control channel', () => {
    it('carries messages in order, both ways, and not before it is open', async () => {
      const {offerer, answerer} = fixture.pair();
      expect(offerer.link.send(hello)).to.be.false;
      await meet(offerer, answerer);
      await Promise.all([untilState(offerer, 'connected'), untilState(answerer, 'connected')]);
      const state: ControlMessage = {
        type: 'state',
        name: 'Mia',
        microphone: true,
        camera: false,
        screen: false,
        soundOnly: false,
      };
      expect(offerer.link.send(hello) && offerer.link.send(state) && answerer.link.send(state)).to.be.true;
      await until(() => answerer.messages.length === 2 && offerer.messages.length === 1, 'all arrive');
      expect(answerer.messages).to.deep.equal([hello, state]);
      expect(offerer.messages).to.deep.equal([state]);
    });

    it('keeps heartbeats to itself', async () => {
      const {offerer, answerer} = await fixture.connected();
      await offerer.clock.advance(20_000);
      offerer.link.send(hello);
      await until(() => answerer.messages.length > 0, 'the message arrives');
      expect(answerer.messages).to.deep.equal([hello]);
    });

    it('tries what the line carries, and neither side hears of it', async () => {
      const {offerer, answerer} = await fixture.connected();
      const found: boolean[] = [];
      void offerer.link.carries(90).then(carries => found.push(carries));
      for (let round = 1; found.length === 0 && round < 1_000; round++) {
        // What is heard after a probe and after its echo shows that both are through: no more time passes before.
        offerer.link.send(hello);
        await until(() => answerer.messages.length === round, 'the probe is there');
        answerer.link.send(hello);
        await until(() => offerer.messages.length === round, 'the echo is back');
        await offerer.clock.advance(30);
      }
      expect(found).to.deep.equal([true]);
      expect([...offerer.messages, ...answerer.messages].every(({type}) => type === hello.type)).to.be.true;
    });

    it('tells how much of the sound came too late with each heartbeat', async () => {
      const {offerer, answerer} = await fixture.connected();
      offerer.link.tellLateShare(0.2);
      await offerer.clock.advance(500);
      await until(() => answerer.link.lateShareThere === 0.2, 'it is known');
      offerer.link.tellLateShare(0);
      await offerer.clock.advance(500);
      await until(() => answerer.link.lateShareThere === 0, 'it is known to be over');
    });

    it('takes the longest message that may be sent', async () => {
      const {offerer, answerer} = await fixture.connected();
      const longest: ControlMessage = {type: 'answer', description: {sdp: 'x'.repeat(32_768), revision: 1}};
      const chat: ControlMessage = {type: 'chat', id: '1', text: '👋'.repeat(2_000)};
      expect(offerer.link.send(longest) && offerer.link.send(chat)).to.be.true;
      await until(() => answerer.messages.length > 0, 'the message arrives');
      expect(answerer.messages).to.deep.equal([chat]);
    });
  });

  describe('the end', () => {
    for (const [leaver, other] of [
      ['offerer', 'answerer'],
      ['answerer', 'offerer'],
    ] as const) {
      it(`of the ${leaver} is noticed at once`, async () => {
        const pair = await fixture.connected();
        const closedAt = performance.now();
        pair[leaver].link.close();
        await until(() => pair[other].told.includes('gone'), 'it is noticed');
        expect(performance.now() - closedAt, 'ms').to.be.below(2_000);
      });

      it(`of the ${leaver}’s page, without a word, is noticed within two seconds`, async () => {
        const pair = await fixture.connected();
        const closedAt = performance.now();
        pair[leaver].link.connection.close();
        await until(() => pair[other].told.includes('gone'), 'it is noticed');
        expect(performance.now() - closedAt, 'ms').to.be.below(2_000);
      });
    }

    it('leaves nothing: no connection, no timer, no word', async () => {
      const {offerer, answerer} = await fixture.connected();
      const told = [offerer, answerer].map(({told: events, states}) => [...events, ...states]);
      // Both look once more a moment later.
      globalThis.dispatchEvent(new Event('online'));
      offerer.link.heedRequest();
      for (const {link, clock} of [offerer, answerer]) {
        link.close();
        expect(link.state).to.equal('closed');
        expect(clock.pending).to.equal(0);
        expect(link.send(hello)).to.be.false;
      }
      for (const {link} of [offerer, answerer])
        await until(() => link.connection.connectionState === 'closed', 'the connection is closed');
      // Another pair's whole life later.
      await fixture.connected();
      globalThis.dispatchEvent(new Event('offline'));
      globalThis.dispatchEvent(new Event('online'));
      expect([offerer.clock.pending, answerer.clock.pending]).to.deep.equal([0, 0]);
      expect([offerer, answerer].map(({told: events, states}) => [...events, ...states])).to.deep.equal(told);
    });

    it('of who leaves is one at once: a page that goes has no later', async () => {
      const {offerer} = await fixture.connected();
      offerer.link.close({leaving: true});
      expect(offerer.link.connection.connectionState).to.equal('closed');
    });

    it('may come twice, and before anything began', () => {
      const {link, clock, told} = fixture.link('offerer');
      link.close();
      link.close();
      expect([link.connection.connectionState, clock.pending, told.length]).to.deep.equal(['closed', 0, 0]);
    });

    const underWay: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['an offer', () => endDuring(fixture.link('offerer'), ({link}) => link.makeOffer(1))],
      ['a restart', async () => endDuring((await fixture.connected()).offerer, ({link}) => link.makeOffer(2))],
      [
        'an answer',
        async () => {
          const offer = await fixture.link('offerer').link.makeOffer(1);
          return endDuring(fixture.link('answerer'), ({link}) => link.makeAnswer(offer));
        },
      ],
      [
        'the taking of an answer',
        async () => {
          const {offerer, answerer} = fixture.pair();
          const answer = await answerer.link.makeAnswer(await offerer.link.makeOffer(1));
          return endDuring(offerer, ({link}) => link.takeAnswer(answer));
        },
      ],
    ];
    for (const [name, run] of underWay) {
      it(`ends ${name} that is under way, so that nobody waits for ever`, async () => {
        await run();
      });
    }

    /** Whatever the browser never settles of a connection that was closed, the link does. */
    async function endDuring(subject: TestLink, begin: (subject: TestLink) => Promise<unknown>): Promise<void> {
      const work = begin(subject).catch(() => 'refused');
      const {connection} = subject.link;
      await new Promise<void>(resolve => {
        connection.addEventListener('signalingstatechange', () => resolve(), {once: true});
        void work.then(() => resolve());
      });
      subject.link.close();
      await work;
      expect(subject.clock.pending).to.equal(0);
    }
  });

  it('send a key frame when they hear one another again after seconds', async () => {
    const offerer = fixture.link('offerer', {tracks: {...noTracks, camera: fixture.track()}});
    const answerer = fixture.link('answerer');
    await meet(offerer, answerer);
    await Promise.all([untilState(offerer, 'connected'), untilState(answerer, 'connected')]);
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 1, 'something is heard');
    await waitUntil(async () => (await decoded(answerer)).frames > 10, 'the picture moves', {timeout: 10_000});
    const {keyFrames} = await decoded(answerer);
    await offerer.clock.advance(4_000);
    answerer.link.send(hello);
    await until(() => offerer.messages.length === 2, 'something is heard again');
    await offerer.clock.advance(200);
    await waitUntil(async () => (await decoded(answerer)).keyFrames > keyFrames, 'a key frame', {timeout: 10_000});
  });

  describe('continues()', () => {
    it('knows a later offer of the same connection from one of another', async () => {
      const {offerer, answerer} = fixture.pair();
      const first = await offerer.link.makeOffer(1);
      expect(answerer.link.continues(first), 'before any').to.be.false;
      await answerer.link.makeAnswer(first);
      expect(answerer.link.continues(await offerer.link.makeOffer(2)), 'later').to.be.true;
      expect(answerer.link.continues(await fixture.link('offerer').link.makeOffer(2)), 'another').to.be.false;
      expect(answerer.link.continues({sdp: 'nonsense', revision: 3}), 'none').to.be.false;
    });
  });

  describe('what the browser says of the connection', () => {
    const histories: readonly (readonly [string, readonly RTCPeerConnectionState[], string])[] = [
      ['never came up', ['connecting', 'failed'], 'lost'],
      ['closed by itself', ['connecting', 'closed'], 'lost'],
      ['still connecting', ['new', 'connecting', 'disconnected'], ''],
    ];
    for (const [name, states, expected] of histories) {
      it(`${name}: ${expected || 'nothing to say'}`, async () => {
        const subject = fixture.link('offerer');
        for (const state of states) pretend(subject, state);
        await subject.clock.advance(200);
        expect(subject.states.join()).to.equal(expected);
      });
    }

    it('is not taken for lost where it is called failed for a moment, and goes on', async () => {
      const {offerer, answerer} = fixture.pair();
      for (const state of ['connecting', 'failed', 'connecting', null] as const) pretend(offerer, state);
      await offerer.clock.advance(1_000);
      await meet(offerer, answerer);
      await untilState(offerer, 'connected');
      expect(offerer.states).to.deep.equal(['connected']);
    });

    it('is interrupted, not lost, once it was up', async () => {
      const {offerer} = await fixture.connected();
      for (const state of ['disconnected', 'failed', 'connecting', 'connected'] as const) pretend(offerer, state);
      expect(offerer.states).to.deep.equal(['connected', 'interrupted', 'connected']);
    });

    it('is no interruption while something is heard: disconnected, or connecting anew after a restart', async () => {
      const {offerer} = await fixture.connected();
      for (const state of ['disconnected', 'connecting'] as const) pretend(offerer, state);
      await offerer.clock.advance(900);
      expect(offerer.states).to.deep.equal(['connected']);
      await offerer.clock.advance(1_500);
      expect(offerer.states, 'nothing is heard').to.deep.equal(['connected', 'interrupted']);
    });

    it('has the last word on when it is over', async () => {
      const {offerer, answerer} = await fixture.connected();
      pretend(offerer, 'disconnected');
      await offerer.clock.advance(2_500);
      answerer.link.send(hello);
      await until(() => offerer.messages.length > 0, 'something is heard again');
      await offerer.clock.advance(200);
      expect(offerer.states).to.deep.equal(['connected', 'interrupted']);
      pretend(offerer, null);
      expect(offerer.states).to.deep.equal(['connected', 'interrupted', 'connected']);
    });
  });

  describe('relay-only', () => {
    it('gathers no address at all without a relay', async () => {
      const {offerer, answerer} = fixture.pair({relayOnly: true});
      const offer = await offerer.link.makeOffer(1);
      const answer = await answerer.link.makeAnswer(offer);
      for (const {link} of [offerer, answerer])
        expect(link.connection.getConfiguration().iceTransportPolicy).to.equal('relay');
      for (const {sdp} of [offer, answer]) {
        expect(candidatesIn(sdp)).to.deep.equal([]);
        const addresses = [...sdp.matchAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g)].map(([address]) => address);
        expect(
          [...new Set(addresses)].filter(address => address !== '0.0.0.0' && address !== '127.0.0.1'),
        ).to.deep.equal([]);
      }
      expect([...offerer.late, ...answerer.late]).to.deep.equal([]);
    });
  });

  it('write messages that a peer can read', () => {
    expect(JSON.parse(formatControlMessage(hello))).to.deep.equal(hello);
  });
});

/** What a link has shown of the far camera. */
async function decoded({link}: TestLink): Promise<{readonly frames: number; readonly keyFrames: number}> {
  const report = [...(await link.connection.getStats()).values()] as readonly Readonly<Record<string, unknown>>[];
  const pictures = report.filter(({type, kind}) => type === 'inbound-rtp' && kind === 'video');
  const sum = (key: string): number => pictures.reduce((total, each) => total + Number(each[key] ?? 0), 0);
  return {frames: sum('framesDecoded'), keyFrames: sum('keyFramesDecoded')};
}
