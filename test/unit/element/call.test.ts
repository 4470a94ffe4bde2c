import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import type {CallErrorEvent} from '../../../src/events/call-error.js';
import type {LeftEvent} from '../../../src/events/left.js';
import type {ParticipantJoinedEvent} from '../../../src/events/participant-joined.js';
import {en} from '../../../src/locale/en.js';
import type {Signaling} from '../../../src/signaling/signaling.js';
import {Elements, failureOf, listenTo, typesOf, until, untilPhase, wordsOf} from './support/elements.js';

describe('a call between elements', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  describe('joining', () => {
    it('goes through its phases, and says so in order', async () => {
      const ana = await elements.person('ana');
      const events = listenTo(ana);
      await ana.join();
      expect(ana.phase).to.equal('waiting');
      expect(typesOf(events, 'join-request', 'phase-change', 'joined', 'call-error')).to.deep.equal([
        'join-request',
        'phase-change',
        'phase-change',
        'joined',
      ]);
      const phases = events.flatMap(event => (event.type === 'phase-change' ? [detailOf(event)['to']] : []));
      expect(phases).to.deep.equal(['joining', 'waiting']);
      expect(elements.present()).to.deep.equal(['ana']);
    });

    it('connects two, each of whom hears of the other', async () => {
      const ana = await elements.person('ana');
      const events = listenTo(ana);
      await ana.join();
      const ben = await elements.person('ben');
      await ben.join();
      await Promise.all([untilPhase(ana, 'connected'), untilPhase(ben, 'connected')]);
      expect(ana.getAttribute('phase')).to.equal('connected');
      expect(ana.participants.map(({uid, name, connection}) => ({uid, name, connection}))).to.deep.equal([
        {uid: 'ben', name: 'ben', connection: 'connected'},
      ]);
      const joined = events.filter((event): event is ParticipantJoinedEvent => event.type === 'participant-joined');
      expect(joined.map(({detail}) => detail.participant.uid)).to.deep.equal(['ben']);
      await until(() => elements.store.state('table-7').connections.size === 0, 'nothing is left of their meeting');
    });

    it('is one promise and one request, however often it is asked for', async () => {
      const ana = await elements.person('ana');
      const events = listenTo(ana);
      const first = ana.join();
      expect(ana.join()).to.equal(first);
      await Promise.resolve();
      expect(ana.join()).to.equal(first);
      await first;
      await ana.join();
      expect(typesOf(events, 'join-request', 'joined')).to.deep.equal(['join-request', 'joined']);
    });

    it('does nothing where the page does not let it', async () => {
      const ana = await elements.person('ana');
      const events = listenTo(ana);
      ana.addEventListener('join-request', event => event.preventDefault());
      expect((await failureOf(ana.join())).code).to.equal('aborted');
      expect(ana.phase).to.equal('lobby');
      expect(typesOf(events, 'phase-change', 'joined', 'call-error')).to.deep.equal([]);
      expect(elements.present()).to.deep.equal([]);
    });

    it('asks again after it was not let', async () => {
      const ana = await elements.person('ana');
      ana.addEventListener('join-request', event => event.preventDefault(), {once: true});
      await failureOf(ana.join());
      await ana.join();
      expect(ana.phase).to.equal('waiting');
    });

    it('can be asked for before the element was ever drawn', async () => {
      const ana = elements.create({room: 'table-7'});
      ana.signaling = elements.signaling('ana');
      document.body.append(ana);
      await ana.join();
      expect(ana.phase).to.equal('waiting');
    });

    it('waits for consent, and for nothing else of the store', async () => {
      const ana = await elements.person('ana', {'require-consent': ''});
      const joined = ana.join();
      await ana.updateComplete;
      expect(elements.present()).to.deep.equal([]);
      ana.grantConsent();
      await joined;
      expect(ana.phase).to.equal('waiting');
    });

    it('happens by itself with autojoin', async () => {
      const ana = await elements.person('ana', {autojoin: ''});
      await untilPhase(ana, 'waiting');
      expect(elements.present()).to.deep.equal(['ana']);
    });
  });

  describe('leaving', () => {
    it('takes everything back, and tells the others', async () => {
      const [ana, ben] = await elements.call('ana', 'ben');
      if (!ana || !ben) throw new Error('nobody');
      const [own, others] = [listenTo(ana), listenTo(ben)];
      await ana.leave();
      expect(ana.phase).to.equal('ended');
      expect(ana.participants).to.deep.equal([]);
      expect(elements.present()).to.deep.equal(['ben']);
      expect(typesOf(own, 'leave-request', 'phase-change', 'left', 'participant-left')).to.deep.equal([
        'leave-request',
        'phase-change',
        'left',
        'participant-left',
      ]);
      expect(detailOf(own.find(({type}) => type === 'left'))).to.deep.equal({reason: 'page', cause: 'page'});
      await untilPhase(ben, 'waiting');
      expect(typesOf(others, 'participant-left', 'left')).to.deep.equal(['participant-left']);
    });

    it('when out resolves, and asks nobody', async () => {
      const ana = await elements.person('ana');
      const events = listenTo(ana);
      await ana.leave();
      await ana.join();
      await ana.leave();
      await ana.leave();
      expect(typesOf(events, 'leave-request', 'left')).to.deep.equal(['leave-request', 'left']);
      expect(ana.phase).to.equal('ended');
    });

    it('does nothing where the page does not let it, and does not say that it is done', async () => {
      const ana = await elements.person('ana');
      await ana.join();
      const events = listenTo(ana);
      ana.addEventListener('leave-request', event => event.preventDefault());
      expect((await failureOf(ana.leave())).code).to.equal('aborted');
      expect(ana.phase).to.equal('waiting');
      expect(typesOf(events, 'phase-change', 'left', 'call-error')).to.deep.equal([]);
      expect(elements.present()).to.deep.equal(['ana']);
    });

    it('calls off a join that is under way', async () => {
      const ana = await elements.person('ana');
      const joined = failureOf(ana.join());
      await untilPhase(ana, 'joining');
      await ana.leave();
      expect((await joined).code).to.equal('aborted');
      expect(ana.phase).to.equal('ended');
      await until(() => elements.present().length === 0, 'nothing is left');
    });

    it('calls off a join that has not begun yet', async () => {
      const ana = await elements.person('ana');
      const events = listenTo(ana);
      const joined = failureOf(ana.join());
      await ana.leave();
      expect((await joined).code).to.equal('aborted');
      expect(ana.phase).to.equal('lobby');
      expect(typesOf(events, 'joined', 'left', 'call-error')).to.deep.equal([]);
      expect(elements.present()).to.deep.equal([]);
    });

    it('calls off a join that waits for consent', async () => {
      const ana = await elements.person('ana', {'require-consent': ''});
      const joined = failureOf(ana.join());
      await ana.updateComplete;
      await ana.leave();
      expect((await joined).code).to.equal('aborted');
      ana.grantConsent();
      await ana.updateComplete;
      expect(ana.phase).to.equal('lobby');
    });

    it('takes a knock back', async () => {
      const asked: AbortSignal[] = [];
      const door: Signaling = {
        enter: () => Promise.reject(CallError.roomLocked()),
        knock: (_request, {signal}) => {
          asked.push(signal);
          return new Promise(() => undefined);
        },
      };
      const ana = await elements.show({room: 'table-7'}, {signaling: door});
      const knocked = failureOf(ana.knock());
      await until(() => asked.length === 1, 'she knocks');
      await ana.leave();
      expect((await knocked).code).to.equal('aborted');
      expect(asked[0]?.aborted, 'the question is taken back').to.be.true;
      expect(ana.phase).to.equal('lobby');
    });

    it('waits no longer for a seat', async () => {
      const full = {capacity: '2'};
      const [ana, ben, eva] = await Promise.all(['ana', 'ben', 'eva'].map(uid => elements.person(uid, full)));
      if (!ana || !ben || !eva) throw new Error('nobody');
      await ana.join();
      await ben.join();
      await failureOf(eva.join());
      await eva.updateComplete;
      eva.renderRoot.querySelector<HTMLButtonElement>('[part~="wait-button"]')?.click();
      await until(() => wordsOf(eva).includes('as soon as a seat is free'), 'she waits');
      await eva.leave();
      await ana.leave();
      await until(() => wordsOf(eva).includes('One person'), 'she sees that there is a seat');
      expect(eva.phase).to.equal('lobby');
    });

    it('may be followed by joining again', async () => {
      const [ana, ben] = await elements.call('ana', 'ben');
      if (!ana || !ben) throw new Error('nobody');
      await ana.leave();
      await ana.join();
      await Promise.all([untilPhase(ana, 'connected'), untilPhase(ben, 'connected')]);
    });
  });

  describe('messages', () => {
    it('reach everybody connected, and oneself, with who sent them', async () => {
      const [ana, ben] = await elements.call('ana', 'ben');
      if (!ana || !ben) throw new Error('nobody');
      const events = listenTo(ben);
      await ana.sendMessage('Hello');
      await until(() => ben.messages.length === 1, 'it arrives');
      expect(ana.messages.map(({uid, name, text, own}) => [uid, name, text, own])).to.deep.equal([
        ['ana', 'ana', 'Hello', true],
      ]);
      expect(ben.messages.map(({uid, name, text, own}) => [uid, name, text, own])).to.deep.equal([
        ['ana', 'ana', 'Hello', false],
      ]);
      expect(typesOf(events, 'message')).to.deep.equal(['message']);
    });

    it('without a connection are refused', async () => {
      const ana = await elements.person('ana');
      expect((await failureOf(ana.sendMessage('Hello'))).code).to.equal('not-connected');
      await ana.join();
      expect((await failureOf(ana.sendMessage('Hello'))).code).to.equal('not-connected');
      expect(ana.messages).to.deep.equal([]);
    });

    it('that are empty or too long are refused, and end nothing', async () => {
      const [ana, ben] = await elements.call('ana', 'ben');
      if (!ana || !ben) throw new Error('nobody');
      const events = listenTo(ana);
      // A page without types may have been given anything.
      const none: readonly unknown[] = [5, null, undefined, {}];
      for (const text of ['', '  \n', 'x'.repeat(4_001), ...(none as readonly string[])]) {
        expect((await failureOf(ana.sendMessage(text))).code).to.equal('invalid-message');
      }
      await ana.sendMessage('x'.repeat(4_000));
      await until(() => ben.messages.length === 1, 'the longest arrives');
      expect(typesOf(events, 'call-error')).to.deep.equal([]);
    });
  });

  describe('settings in a call', () => {
    it('another room: leaves, and shows that one’s lobby', async () => {
      const ana = await elements.person('ana');
      await ana.join();
      const events = listenTo(ana);
      ana.room = 'table-8';
      await ana.updateComplete;
      expect(ana.phase).to.equal('lobby');
      await until(() => elements.present().length === 0, 'it left');
      const left = events.find((event): event is LeftEvent => event.type === 'left');
      expect(left?.detail).to.deep.equal({reason: 'page', cause: 'page'});
      await ana.join();
      expect(elements.present('table-8')).to.deep.equal(['ana']);
    });

    it('another room in a call after one that the person left: it is the page that left this one', async () => {
      const ana = await elements.person('ana');
      await ana.join();
      await ana.updateComplete;
      const events = listenTo(ana);
      ana.renderRoot.querySelector<HTMLButtonElement>('[part~="leave-button"]')?.click();
      await untilPhase(ana, 'ended');
      await ana.join();
      ana.room = 'table-8';
      await ana.updateComplete;
      const left = events.filter((event): event is LeftEvent => event.type === 'left');
      expect(left.map(({detail}) => detail)).to.deep.equal([
        {reason: 'left', cause: 'user'},
        {reason: 'page', cause: 'page'},
      ]);
    });

    it('another room with autojoin: is in that one', async () => {
      const ana = await elements.person('ana', {autojoin: ''});
      await untilPhase(ana, 'waiting');
      ana.room = 'table-8';
      await until(() => elements.present('table-8').length === 1 && ana.phase === 'waiting', 'it is in the other');
      await until(() => elements.present().length === 0, 'and in one only');
    });

    it('another room while joining with autojoin: is in that one', async () => {
      const ana = await elements.person('ana', {autojoin: ''});
      await untilPhase(ana, 'joining');
      ana.room = 'table-8';
      await until(() => elements.present('table-8').length === 1 && ana.phase === 'waiting', 'it is in the other');
      await until(() => elements.present().length === 0, 'and in one only');
    });

    it('another name: the others see it', async () => {
      const [ana, ben] = await elements.call('ana', 'ben');
      if (!ana || !ben) throw new Error('nobody');
      ana.displayName = 'Ana Lima';
      await until(() => ben.participants[0]?.name === 'Ana Lima', 'the name arrives');
      expect(ana.phase).to.equal('connected');
    });

    it('another capacity counts from the next join', async () => {
      const ana = await elements.person('ana');
      await ana.join();
      ana.capacity = 2;
      await ana.updateComplete;
      expect(ana.phase).to.equal('waiting');
      expect(elements.store.state('table-7').participants.get('ana')?.capacity).to.equal(4);
      await ana.leave();
      await ana.join();
      expect(elements.store.state('table-7').participants.get('ana')?.capacity).to.equal(2);
    });

    it('no room any more: leaves, and says what is missing', async () => {
      const ana = await elements.person('ana');
      await ana.join();
      ana.room = '';
      await ana.updateComplete;
      expect(ana.phase).to.equal('idle');
      await until(() => elements.present().length === 0, 'it left');
    });
  });

  describe('seats and sessions', () => {
    it('a full room: back in the lobby with room-full, and in when a seat is free', async () => {
      const full = {capacity: '2'};
      const [ana, ben, eva] = await Promise.all(['ana', 'ben', 'eva'].map(uid => elements.person(uid, full)));
      if (!ana || !ben || !eva) throw new Error('nobody');
      await ana.join();
      await ben.join();
      const events = listenTo(eva);
      expect((await failureOf(eva.join())).code).to.equal('room-full');
      expect(eva.phase).to.equal('lobby');
      const errors = events.filter((event): event is CallErrorEvent => event.type === 'call-error');
      expect(errors.map(({detail}) => detail.error.code)).to.deep.equal(['room-full']);
      await eva.updateComplete;
      events.length = 0;
      eva.renderRoot.querySelector<HTMLButtonElement>('[part~="wait-button"]')?.click();
      await ana.leave();
      await untilPhase(eva, 'connected');
      const asked = events.filter(({type}) => type === 'join-request' || type === 'joined');
      expect(asked.map(event => [event.type, detailOf(event)])).to.deep.equal([
        ['join-request', {cause: 'user'}],
        ['joined', {cause: 'user'}],
      ]);
    });

    for (const [when, isLate] of [
      ['at once', false],
      ['when the seat has gone', true],
    ] as const) {
      it(`a full room: of who waits for a seat and who reloads, back ${when}, one has it, and nobody is counted twice`, async () => {
        const full = {capacity: '2'};
        const [ana, ben, eva] = await Promise.all(['ana', 'ben', 'eva'].map(uid => elements.person(uid, full)));
        if (!ana || !ben || !eva) throw new Error('nobody');
        await ana.join();
        await ben.join();
        await failureOf(eva.join());
        await eva.updateComplete;
        eva.renderRoot.querySelector<HTMLButtonElement>('[part~="wait-button"]')?.click();
        const events = listenTo(ana);
        ben.remove();
        if (isLate) await untilPhase(eva, 'connected');
        const again = await elements.person('ben', full);
        const isIn = await again.join().then(
          () => true,
          () => false,
        );
        const [inside, outside] = isIn ? [again, eva] : [eva, again];
        await Promise.all([untilPhase(inside, 'connected'), untilPhase(outside, 'lobby')]);
        await until(() => wordsOf(outside).includes(isIn ? 'as soon as a seat is free' : 'is full'), 'it is told so');

        if (isLate) expect(inside, 'who has it').to.equal(eva);
        expect(ana.participants.map(({uid}) => uid)).to.deep.equal([isIn ? 'ben' : 'eva']);
        expect(inside.participants.map(({uid}) => uid)).to.deep.equal(['ana']);
        expect(mostAtOnce(1, events), 'seen at once by who stayed').to.equal(1);
        expect(elements.present()).to.deep.equal(['ana', 'ben', 'eva']);
      });
    }

    it('a full room: no wait for a seat where the page does not let one join', async () => {
      const full = {capacity: '2'};
      const [ana, ben, eva] = await Promise.all(['ana', 'ben', 'eva'].map(uid => elements.person(uid, full)));
      if (!ana || !ben || !eva) throw new Error('nobody');
      await ana.join();
      await ben.join();
      await failureOf(eva.join());
      await eva.updateComplete;
      const wait = (): void => eva.renderRoot.querySelector<HTMLButtonElement>('[part~="wait-button"]')?.click();
      eva.addEventListener('join-request', event => event.preventDefault(), {once: true});
      wait();
      await eva.updateComplete;
      expect(wordsOf(eva)).to.match(/is full/);
      wait();
      await until(() => wordsOf(eva).includes('as soon as a seat is free'), 'she waits');
    });

    for (const ask of ['join', 'knock', 'lock'] as const) {
      it(`${ask}() over a signaling of the page’s that fails with anything: a CallError, and words that are true`, async () => {
        const cause = new Error('no such bus');
        const fail = () => Promise.reject(cause);
        const ana = await elements.show({room: 'table-7'}, {signaling: {enter: fail, knock: fail}});
        const events = listenTo(ana);
        const error = await failureOf(ana[ask]());
        expect(error).to.be.instanceOf(CallError);
        expect([error.code, error.cause]).to.deep.equal(['signaling-unreachable', cause]);
        if (ask === 'lock') return;
        expect(ana.phase).to.equal('failed');
        const [told] = events.filter((event): event is CallErrorEvent => event.type === 'call-error');
        expect(told?.detail.error === error, 'told as it was rejected with').to.be.true;
        await ana.updateComplete;
        expect(wordsOf(ana))
          .to.include(en.idleText)
          .and.not.match(/keeps trying/);
      });
    }

    it('the same person elsewhere: taken over, and can be used here again', async () => {
      const [ana, ben] = await elements.call('ana', 'ben');
      if (!ana || !ben) throw new Error('nobody');
      const events = listenTo(ana);
      const elsewhere = await elements.person('ana');
      await elsewhere.join();
      await untilPhase(ana, 'failed');
      const [error] = events.filter((event): event is CallErrorEvent => event.type === 'call-error');
      expect(error?.detail.error.code).to.equal('taken-over');
      expect(detailOf(events.find(({type}) => type === 'left'))).to.deep.equal({reason: 'taken-over', cause: 'system'});
      await untilPhase(elsewhere, 'connected');
      expect(elements.present(), 'whose entry it is').to.deep.equal(['ana', 'ben']);
      expect(ana.phase, 'it does not come back by itself').to.equal('failed');

      await ana.join();
      await untilPhase(ana, 'connected');
      await untilPhase(elsewhere, 'failed');
      expect(elements.present(), 'whose entry it is again').to.deep.equal(['ana', 'ben']);
      expect(ben.participants.map(({uid}) => uid)).to.deep.equal(['ana']);
    });

    it('two elements of one page over local signaling are two participants', async () => {
      const room = `local-${crypto.randomUUID()}`;
      const [ana, ben] = [
        await elements.show({room, signaling: 'local', 'display-name': 'Ana'}),
        await elements.show({room, signaling: 'local', 'display-name': 'Ben'}),
      ];
      await ana.join();
      await ben.join();
      await Promise.all([untilPhase(ana, 'connected'), untilPhase(ben, 'connected')]);
      expect([ana.participants[0]?.name, ben.participants[0]?.name]).to.deep.equal(['Ben', 'Ana']);
    });

    it('two in shadow roots of their own are two participants too', async () => {
      const room = `local-${crypto.randomUUID()}`;
      const people = ['Ana', 'Ben'].map(name => {
        const host = document.body.appendChild(document.createElement('div'));
        const element = elements.create({room, signaling: 'local', 'display-name': name});
        host.attachShadow({mode: 'open'}).append(element);
        return element;
      });
      for (const element of people) await element.join();
      await Promise.all(people.map(element => untilPhase(element, 'connected')));
    });

    it('two elements in two rooms know nothing of one another', async () => {
      const ana = await elements.person('ana');
      const ben = await elements.person('ben', {room: 'table-8'});
      await ana.join();
      await ben.join();
      expect([ana.participants, ben.participants]).to.deep.equal([[], []]);
      await ana.leave();
      expect(ben.phase).to.equal('waiting');
    });
  });

  /** How many others there ever were at the same time, beginning with so many. */
  function mostAtOnce(before: number, events: readonly Event[]): number {
    let [now, most] = [before, before];
    for (const {type} of events) {
      if (type === 'participant-joined') now++;
      if (type === 'participant-left') now--;
      most = Math.max(most, now);
    }
    return most;
  }

  function detailOf(event: Event | undefined): Readonly<Record<string, unknown>> {
    return (event as (Event & {readonly detail: Readonly<Record<string, unknown>>}) | undefined)?.detail ?? {};
  }
});
