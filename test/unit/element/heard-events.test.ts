import {expect} from '@open-wc/testing';
import type {LocalDevice, RemoteParticipant} from '../../../src/call/call-state.js';
import {PhaseChangeEvent} from '../../../src/events/phase-change.js';
import type {Signaling, SignalingHandlers, SignalingUsage} from '../../../src/signaling/signaling.js';
import {Elements, listenTo, until} from './support/elements.js';

/** Of an event, what the element says at the moment when it is told. */
interface Heard<T> {
  readonly told: T;
  readonly read: T | undefined;
}

describe('events of an element in a call', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  it('participant-updated tells that somebody connected, was renamed, and turned their microphone on', async () => {
    const ana = await elements.person('ana');
    await ana.join();
    const heard: Heard<RemoteParticipant>[] = [];
    ana.addEventListener('participant-updated', ({detail: {participant}}) => {
      heard.push({told: participant, read: ana.participants.find(({uid}) => uid === participant.uid)});
    });
    const last = (): RemoteParticipant | undefined => heard.at(-1)?.told;
    const ben = await elements.person('ben');
    await ben.join();
    await until(() => last()?.connection === 'connected' && !last()?.microphone, 'connected and muted');
    ben.displayName = 'Ben Okri';
    await until(() => last()?.name === 'Ben Okri', 'renamed');
    await ben.toggleMicrophone(true);
    await until(() => last()?.microphone === true, 'the microphone is on');
    expect([...new Set(heard.map(({told}) => told.uid))]).to.deep.equal(['ben']);
    expect(
      heard.every(({told, read}) => told === read),
      'it can be read by then',
    ).to.equal(true);
  });

  it('come in the order of the facts, though a listener brings about the next', async () => {
    const ana = await elements.person('ana');
    const events = listenTo(ana);
    ana.addEventListener('phase-change', ({detail: {to}}) => {
      if (to === 'waiting') void ana.leave();
    });
    await ana.join();
    const told = events.map(event => (event instanceof PhaseChangeEvent ? event.detail.to : event.type));
    const kept = ['joining', 'waiting', 'joined', 'leave-request', 'ended', 'left'];
    expect(told.filter(each => kept.includes(each))).to.deep.equal([
      'joining',
      'waiting',
      // A request is no fact: what is asked is answered at once.
      'leave-request',
      'joined',
      'ended',
      'left',
    ]);
  });

  it('microphone-change tells of each step, and of nothing else', async () => {
    const ana = await elements.person('ana');
    const heard: Heard<LocalDevice>[] = [];
    ana.addEventListener('microphone-change', ({detail: {microphone}}) => {
      heard.push({told: microphone, read: ana.microphone});
    });
    await ana.join();
    ana.displayName = 'Ana Lima';
    await ana.updateComplete;
    expect(heard, 'it begins muted').to.have.length(0);
    await ana.toggleMicrophone(true);
    await ana.toggleMicrophone(false);
    const steps = heard.map(({told}) => told.status);
    expect(steps.filter((status, index) => status !== steps[index - 1])).to.deep.equal([
      'off',
      'starting',
      'on',
      'off',
    ]);
    expect(
      heard.every(({told, read}) => told === read),
      'it can be read by then',
    ).to.equal(true);
  });

  it('signaling-usage tells the sums that the signaling says, which can be read then', async () => {
    const store = elements.signaling('ana');
    let say: SignalingHandlers['onUsage'];
    const signaling: Signaling = {
      enter: (request, options) => {
        say = request.handlers.onUsage?.bind(request.handlers);
        return store.enter(request, options);
      },
    };
    const ana = await elements.show({room: 'table-7'}, {signaling});
    const heard: Heard<SignalingUsage>[] = [];
    ana.addEventListener('signaling-usage', ({detail}) => heard.push({told: detail, read: ana.usage}));
    await ana.join();
    expect(heard, 'this store says nothing by itself').to.have.length(0);
    const sums = [
      {reads: 3, writes: 2, deletes: 0},
      {reads: 4, writes: 2, deletes: 1},
    ];
    for (const usage of sums) say?.(usage);
    expect(heard).to.deep.equal(sums.map(usage => ({told: usage, read: usage})));
  });

  it('signaling-usage begins anew with another room, whatever is still done in the one before', async () => {
    const store = elements.signaling('ana');
    const rooms: SignalingHandlers[] = [];
    const signaling: Signaling = {
      enter: (request, options) => {
        rooms.push(request.handlers);
        return store.enter(request, options);
      },
    };
    const ana = await elements.show({room: 'table-7'}, {signaling});
    await ana.join();
    rooms[0]?.onUsage?.({reads: 3, writes: 2, deletes: 0});
    const told: SignalingUsage[] = [];
    ana.addEventListener('signaling-usage', ({detail}) => told.push(detail));
    ana.room = 'table-8';
    await ana.updateComplete;
    const none = {reads: 0, writes: 0, deletes: 0};
    expect([ana.phase, ana.usage, told]).to.deep.equal(['lobby', none, [none]]);
    rooms[0]?.onUsage?.({reads: 3, writes: 2, deletes: 1});
    expect(ana.usage).to.deep.equal(none);
    await ana.join();
    rooms[1]?.onUsage?.({reads: 1, writes: 1, deletes: 0});
    expect(ana.usage).to.deep.equal({reads: 1, writes: 1, deletes: 0});
  });
});
