import {expect} from '@open-wc/testing';
import {CallPeople} from '../../../src/call/call-people.js';
import {CallReport} from '../../../src/call/call-report.js';
import type {CallState} from '../../../src/call/call-state.js';
import {Store} from '../../../src/call/store.js';
import type {Member} from '../../../src/call/members.js';
import {silentLog} from '../../../src/log.js';
import type {LinkState} from '../../../src/peer/peer-link.js';
import {RtcPeerLink} from '../../../src/peer/rtc-peer-link.js';
import {noTracks} from '../../../src/peer/track-senders.js';
import type {ControlMessage} from '../../../src/protocol/control-message.js';
import {lossyStats} from '../../support/lossy-stats.js';
import {ManualClock} from '../../support/manual-clock.js';

/** A link without a connection: its state, and how much of the picture is lost on it, are what the test says. */
function fakeLink(state: LinkState = 'connected', lostShare = 0) {
  const said: ControlMessage[] = [];
  const getStats = lossyStats(lostShare);
  const ignore = (): void => undefined;
  const voice = {level: 0};
  const properties = {
    ...{state, isHeard: true, revision: 1, connection: {getStats}, stream: null, screenStream: null},
    ...{limit: ignore, fitPicture: ignore, setTracks: ignore, tellLateShare: ignore, lateShareThere: 0},
    readVoiceLevel: () => voice.level,
    send: (message: ControlMessage) => said.push(message) > 0,
  };
  const descriptors = Object.entries(properties).map(([name, value]) => [name, {value, writable: true}] as const);
  const link = Object.create(RtcPeerLink.prototype, Object.fromEntries(descriptors)) as RtcPeerLink;
  return {link, said, voice, become: (next: LinkState) => Object.assign(link, {state: next})};
}

/** ana's side of a call with ben, whose link the test makes. */
function setup() {
  const clock = new ManualClock();
  const phases: string[] = [];
  const store = new Store((after: CallState) => phases.push(`${after.phase} ${after.quality.level}`));
  const own = {isTalking: false};
  const people = new CallPeople({
    ...{store, clock, maxVideoHeightPx: 720, log: silentLog},
    terms: () => ({relayOnly: false, videoCodecs: []}),
    iceServers: () => [],
    tracks: () => noTracks,
    isTalking: () => own.isTalking,
    report: new CallReport(clock),
  });
  const wanted = {microphone: true, camera: true};
  store.update({type: 'ready', room: 'table-7', capacity: 2, wanted});
  store.update({type: 'join-started'});
  store.update({type: 'seated'});
  const others: Member[] = [];
  const show = (link: RtcPeerLink | null): void => {
    people.setMembers([{uid: 'ben', session: 'ben-1', name: 'Ben', link}, ...others]);
  };
  return {clock, store, people, own, phases, others, show};
}

describe('CallPeople', () => {
  const lost = {level: 'lost', reasons: ['interrupted']};

  it('says that the quality is lost for as long as somebody is being looked for', () => {
    const {store, phases, show} = setup();
    const one = fakeLink();
    show(one.link);
    one.become('interrupted');
    show(one.link);
    for (const next of [null, fakeLink('connecting').link, fakeLink('lost').link]) {
      show(next);
      expect(store.state.phase).to.equal('reconnecting');
      expect(store.state.quality).to.deep.include(lost);
      expect(store.state.quality.participants['ben']).to.deep.include(lost);
    }
    expect(phases.filter(each => each === 'reconnecting good')).to.have.length(1);
    show(fakeLink().link);
    expect(phases.at(-1)).to.equal('connected good');
  });

  it('says nothing of whom it never met', () => {
    const {store, show} = setup();
    show(fakeLink('connecting').link);
    expect(store.state.quality).to.deep.equal({level: 'good', reasons: [], participants: {}});
  });

  it('says so of neither when the call is over', () => {
    const {store, people, show} = setup();
    const one = fakeLink();
    show(one.link);
    show(null);
    people.clear();
    expect(store.state.quality.level).to.equal('good');
  });

  it('takes in 200 messages at once and 50 a second of each, and drops what goes beyond', async () => {
    const {clock, store, people, show} = setup();
    show(fakeLink().link);
    const flood = (count: number): number => {
      const before = store.state.messages.length;
      for (let index = 0; index < count; index++)
        people.onMessage('ben', {type: 'chat', id: String(index), text: 'Hello'});
      return store.state.messages.length - before;
    };
    expect(flood(300)).to.equal(200);
    expect(flood(1)).to.equal(0);
    await clock.advance(1_000);
    expect(flood(60)).to.equal(50);
    await clock.advance(60_000);
    expect(flood(300)).to.equal(200);
  });

  it('tells whom neither picture reaches that there is none: a screen that stands still says nothing', async () => {
    const {clock, store, show} = setup();
    const {microphone, camera} = store.state;
    const screen = {status: 'on', error: null} as const;
    store.update({type: 'media', microphone, camera: {...camera, status: 'on'}, screen, localStream: null});
    const {link, said} = fakeLink('connected', 0.8);
    show(link);
    expect(said.at(-1)).to.deep.include({type: 'state', camera: true, screen: true, soundOnly: false});
    await clock.advance(9_000);
    expect(store.state.quality.participants['ben']?.picture.soundOnly).to.be.true;
    expect(said.at(-1)).to.deep.include({type: 'state', camera: false, screen: false, soundOnly: true});
  });

  describe('who speaks', () => {
    const saying = {
      type: 'state',
      name: 'Ben',
      microphone: true,
      camera: true,
      screen: false,
      soundOnly: false,
    } as const;

    /** ana (`me`) with ben and cid, all with their microphones on and silent. */
    const setupVoices = () => {
      const call = setup();
      const {store, people, others, show} = call;
      others.push({uid: 'cid', session: 'cid-1', name: 'Cid', link: fakeLink().link});
      store.update({type: 'entered', uid: 'me'});
      const ben = fakeLink();
      const setMicrophone = (status: 'on' | 'off', interrupted = false): void => {
        const {microphone, camera, screen} = store.state;
        store.update({
          type: 'media',
          microphone: {...microphone, status, interrupted},
          camera,
          screen,
          localStream: null,
        });
        people.setTracks(noTracks);
      };
      show(ben.link);
      setMicrophone('on');
      return {...call, ben, setMicrophone};
    };

    it('is whoever is loud, oneself included', async () => {
      const {clock, store, own, ben} = setupVoices();
      await clock.advance(1_000);
      expect(store.state.speaking).to.deep.equal([]);
      ben.voice.level = 0.2;
      await clock.advance(250);
      expect(store.state.speaking).to.deep.equal(['ben']);
      own.isTalking = true;
      ben.voice.level = 0.01;
      await clock.advance(1_000);
      expect(store.state.speaking).to.deep.equal(['me']);
      own.isTalking = false;
      await clock.advance(1_000);
      expect(store.state.speaking).to.deep.equal([]);
    });

    it('is nobody in a call of two', async () => {
      const {clock, store, own, ben, others, show} = setupVoices();
      others.pop();
      show(ben.link);
      ben.voice.level = 0.2;
      own.isTalking = true;
      await clock.advance(1_000);
      expect(store.state.speaking).to.deep.equal([]);
    });

    it('is nobody who is muted', async () => {
      const {clock, store, people, own, ben, setMicrophone} = setupVoices();
      ben.voice.level = 0.2;
      own.isTalking = true;
      await clock.advance(250);
      people.onMessage('ben', {...saying, microphone: false});
      expect(store.state.speaking).to.deep.equal(['me']);
      setMicrophone('off');
      expect(store.state.speaking).to.deep.equal([]);
      await clock.advance(5_000);
      expect(store.state.speaking).to.deep.equal([]);
    });

    it('is nobody who is interrupted, and oneself to nobody', async () => {
      const {clock, store, own, ben, show, setMicrophone} = setupVoices();
      ben.voice.level = 0.2;
      own.isTalking = true;
      setMicrophone('on', true);
      await clock.advance(250);
      expect(store.state.speaking).to.deep.equal(['ben']);
      setMicrophone('on');
      ben.become('interrupted');
      show(ben.link);
      await clock.advance(5_000);
      expect(store.state.speaking).to.deep.equal([]);
    });

    it('is said to nobody as a change of a participant', async () => {
      const {clock, store, ben} = setupVoices();
      const {participants} = store.state;
      ben.voice.level = 0.2;
      await clock.advance(250);
      expect(store.state.speaking).to.deep.equal(['ben']);
      expect(store.state.participants).to.equal(participants);
    });

    it('is not asked any more when the call is over', async () => {
      const {clock, store, people, ben} = setupVoices();
      ben.voice.level = 0.2;
      await clock.advance(250);
      people.clear();
      expect(store.state.speaking).to.deep.equal([]);
      // What the last reading of the figures has under way ends by itself.
      await clock.advance(2_000);
      expect(clock.pending).to.equal(0);
    });
  });
});
