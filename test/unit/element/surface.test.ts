import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import type {QualityChange} from '../../../src/events/quality-change.js';
import type {Signaling} from '../../../src/signaling/signaling.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {Elements, failureOf, listenTo, typesOf, until, wordsOf} from './support/elements.js';
import {lossyStats} from '../../support/lossy-stats.js';

describe('knocking at the element’s room', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  /** Somebody in front of a locked room, whose owner says yes or no when the test does. */
  async function setupDoor() {
    const answer = createDeferred<'yes' | 'no'>();
    const device = elements.signaling('eve');
    let isLocked = true;
    const knocks: string[] = [];
    const signaling: Signaling = {
      enter: (request, options) => (isLocked ? Promise.reject(CallError.roomLocked()) : device.enter(request, options)),
      knock: async ({room, name}) => {
        knocks.push(`${name} at ${room}`);
        isLocked = (await answer.promise) === 'no';
      },
    };
    const eve = await elements.show({room: 'table-7', 'display-name': 'Eve'}, {signaling});
    return {eve, answer, knocks, events: listenTo(eve)};
  }

  it('resolves in the call when let in', async () => {
    const {eve, answer, knocks, events} = await setupDoor();
    expect((await failureOf(eve.join())).code).to.equal('room-locked');
    events.length = 0;
    const knocked = eve.knock();
    await until(() => knocks.length === 1, 'she knocks');
    await eve.updateComplete;
    expect(wordsOf(eve)).to.match(/You have asked to be let in/);
    expect(eve.phase).to.equal('lobby');
    answer.resolve('yes');
    await knocked;
    expect(eve.phase).to.equal('waiting');
    expect(knocks).to.deep.equal(['Eve at table-7']);
    expect(typesOf(events, 'join-request', 'joined', 'call-error')).to.deep.equal(['join-request', 'joined']);
  });

  it('rejects with room-locked when refused, and says so', async () => {
    const {eve, answer, events} = await setupDoor();
    const knocked = failureOf(eve.knock());
    answer.resolve('no');
    expect((await knocked).code).to.equal('room-locked');
    await eve.updateComplete;
    expect(wordsOf(eve)).to.match(/You were not let in/);
    expect([eve.phase, ...typesOf(events, 'joined')]).to.deep.equal(['lobby']);
  });

  it('where nobody has to be asked joins', async () => {
    const ana = await elements.show(
      {room: 'table-7'},
      {signaling: Object.assign(elements.signaling('ana'), {knock: () => Promise.resolve()})},
    );
    await ana.knock();
    expect(ana.phase).to.equal('waiting');
  });

  it('is heard by the owner as the event knock, and in knocks', async () => {
    const device = elements.signaling('ana');
    const eve = {uid: 'eve', name: 'Eve', expireAt: Infinity};
    const signaling: Signaling = {
      enter: async (request, options) => {
        const room = await device.enter(request, options);
        request.handlers.onKnocks?.([eve]);
        return room;
      },
    };
    const ana = await elements.show({room: 'table-7'}, {signaling});
    const told: unknown[] = [];
    ana.addEventListener('knock', ({detail}) => told.push(detail, ana.knocks));
    await ana.join();
    expect(told).to.deep.equal([{uid: 'eve', name: 'Eve'}, [eve]]);
  });
});

describe('quality-change', () => {
  let elements: Elements;
  const {getStats} = RTCPeerConnection.prototype;
  beforeEach(() => (elements = new Elements()));
  afterEach(async () => {
    RTCPeerConnection.prototype.getStats = getStats;
    await elements.close();
  });

  it('tells how it is with each, and each step of the own picture with its reason in words', async () => {
    // A line that loses four fifths of the picture.
    RTCPeerConnection.prototype.getStats = lossyStats(0.8);
    const ana = await elements.person('ana');
    const told: QualityChange[] = [];
    ana.addEventListener('quality-change', ({detail}) => {
      told.push(detail);
      const {words: _, ...quality} = detail;
      expect(quality, 'it can be read by then').to.deep.equal(ana.quality);
    });
    await ana.join();
    const ben = await elements.person('ben');
    await ben.join();
    await until(() => told.some(({participants}) => participants['ben']?.picture.step !== 0), 'a step is taken');
    const [first, last] = [told[0], told.at(-1)];
    expect(first).to.deep.include({level: 'good', reasons: [], words: ''});
    expect(first?.participants['ben']).to.deep.equal({
      level: 'good',
      reasons: [],
      picture: {step: 0, soundOnly: false, reason: null},
    });
    expect(last).to.deep.include({level: 'poor', reasons: ['loss-out']});
    expect(last?.participants['ben']?.picture.reason).to.equal('loss-out');
    expect(last?.words).to.match(/^Your picture is .*: too much is lost on the way\./);
    expect(last?.words).to.include('Some of what you send is lost on the way.');
  });
});
