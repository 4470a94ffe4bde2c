import {expect} from '@open-wc/testing';
import {
  connectLimitMs,
  nextStep,
  offerLifeMs,
  type LinkView,
  type PairView,
  type Step,
} from '../../../src/call/mesh-plan.js';
import type {Connection} from '../../../src/protocol/connection.js';
import type {Participant} from '../../../src/protocol/participant.js';
import {SeededRandom} from '../../support/random.js';
import {connection, person} from './people.js';

const now = 1_000_000;

const me = (joinedAt: number | null): PairView['self'] => ({
  session: 'me-session',
  entry: person('me', joinedAt),
  seated: joinedAt !== null,
});

const nothingYet: PairView = {
  self: me(10),
  other: null,
  otherSeated: true,
  outgoing: null,
  incoming: null,
  link: null,
  requestDue: false,
  mayPrepare: true,
  preparedLifeMs: Infinity,
  now,
  serverNow: 100_000,
};

const link = (more: Partial<LinkView>): LinkView => ({
  role: 'offerer',
  session: 'you-session',
  stage: 'offered',
  revision: 1,
  state: 'connecting',
  since: now,
  offerSeen: true,
  restartNeeded: false,
  ...more,
});

const answer = {sdp: 'v=0', revision: 1};
/** Me first, hence the offerer. */
const later = person('you', 20);
/** You first. */
const earlier = person('you', 5);
const waiting = person('you', null);
const reloaded = (other: Participant): Participant => ({...other, session: 'another-session'});

const mine = (more: Partial<Connection> = {}): Connection => connection('me', 'you', more);
const yours = (more: Partial<Connection> = {}): Connection => connection('you', 'me', more);
const offered = link({});
const offering = link({stage: 'offering', offerSeen: false});
const settled = link({stage: 'settled'});
const prepared = link({role: 'answerer', stage: 'prepared'});
const answered = link({role: 'answerer', stage: 'settled'});
const up = (view: LinkView): LinkView => ({...view, state: 'connected', stage: 'settled'});
const broken = (view: LinkView): LinkView => ({...view, state: 'interrupted', stage: 'settled'});

type Case = readonly [reason: string, view: Partial<PairView>];

const cases: Readonly<Record<Step, readonly Case[]>> = {
  'make-offer': [
    ['you wait in the lobby, and a seat is kept for you', {other: waiting}],
    ['you joined after me', {other: later}],
    ['you joined with me, and your id is later', {other: person('you', 10)}],
    ['you joined after me, and an old offer of yours lies there', {other: later, incoming: yours()}],
    ['you came back, and what is left of us is gone', {other: reloaded(later)}],
  ],
  'renew-offer': [
    ['nobody answered for two minutes', {other: waiting, link: link({since: now - offerLifeMs}), outgoing: mine()}],
    ['the offer was seen, and is gone', {other: waiting, link: offered}],
    ['the link asks for a restart by the store', {other: later, link: {...broken(offered), restartNeeded: true}}],
    [
      'it asks for one while an answered offer lies there',
      {other: later, link: {...broken(offered), restartNeeded: true}, outgoing: mine({answer})},
    ],
    [
      'it asks for one before anybody noticed the break',
      {other: later, link: {...up(offered), restartNeeded: true}, outgoing: mine({answer})},
    ],
    ['the network changed while you wait', {other: waiting, link: {...offered, restartNeeded: true}, outgoing: mine()}],
    [
      'the network changed while we were connecting',
      {other: later, link: {...settled, restartNeeded: true}, outgoing: mine({answer})},
    ],
    [
      'a restart was offered by the store, and is gone',
      {other: later, link: link({state: 'interrupted', offerSeen: true})},
    ],
  ],
  'take-answer': [
    ['you joined with an answer', {other: later, link: offered, outgoing: mine({answer})}],
    [
      'you answered a restart',
      {
        other: later,
        link: link({state: 'interrupted', revision: 2}),
        outgoing: mine({answer: {...answer, revision: 2}}),
      },
    ],
  ],
  'prepare-answer': [['you offer, and I wait in the lobby', {self: me(null), other: earlier, incoming: yours()}]],
  'send-answer': [
    ['you offer, and I joined', {other: earlier, incoming: yours()}],
    ['you offer, and I joined without an answer of use', {other: earlier, incoming: yours(), mayPrepare: false}],
    ['the answer lies ready, and I joined', {other: earlier, incoming: yours(), link: prepared}],
    [
      'you offer a restart by the store',
      {other: earlier, incoming: yours({offer: {sdp: 'v=0', revision: 2}}), link: broken(answered)},
    ],
    [
      'you offer a restart, and have no seat any more',
      {
        other: earlier,
        otherSeated: false,
        incoming: yours({offer: {sdp: 'v=0', revision: 2}}),
        link: broken(answered),
      },
    ],
    [
      'you renewed an offer that I had answered in vain',
      {other: earlier, incoming: yours({offer: {sdp: 'v=0', revision: 2}}), link: answered},
    ],
  ],
  'drop-link': [
    ['it was lost', {other: later, link: link({state: 'lost'})}],
    ['it was closed', {other: later, link: link({state: 'closed'})}],
    ['it was lost, though an answer lies there', {other: later, link: link({state: 'lost'}), outgoing: mine({answer})}],
    ['you reloaded', {other: reloaded(later), link: offered, outgoing: mine()}],
    ['you reloaded while we were connected', {other: reloaded(earlier), link: up(answered)}],
    ['you left the lobby', {other: null, link: offered, outgoing: mine()}],
    ['you left while I prepared', {self: me(null), other: null, link: prepared, incoming: yours()}],
    ['you left while we were interrupted', {other: null, link: broken(answered)}],
    ['we did not connect in time', {other: later, link: link({stage: 'settled', since: now - connectLimitMs})}],
    ['no seat is kept for you any more', {other: waiting, otherSeated: false, link: offered, outgoing: mine()}],
    ['I lost my seat', {self: {...me(10), seated: false}, other: waiting, link: offered, outgoing: mine()}],
    ['I am in the lobby again', {self: me(null), other: waiting, link: offered}],
    ['I was swept, and joined anew after you', {self: me(30), other: later, link: broken(offered)}],
    ['you were swept, and joined anew after me', {other: later, link: broken(answered)}],
    ['you withdrew what I prepared for', {self: me(null), other: earlier, link: prepared}],
    [
      'you lost your seat, and I prepared for you',
      {self: me(null), other: earlier, otherSeated: false, link: prepared, incoming: yours()},
    ],
    [
      'you made the offer anew',
      {self: me(null), other: earlier, link: prepared, incoming: yours({offer: {sdp: 'v=0', revision: 2}})},
    ],
    [
      'the network changed under what I prepared',
      {self: me(null), other: earlier, link: {...prepared, restartNeeded: true}, incoming: yours()},
    ],
    [
      'what I prepared has gone stale',
      {
        self: me(null),
        other: earlier,
        incoming: yours(),
        preparedLifeMs: 4_000,
        link: link({role: 'answerer', stage: 'prepared', since: now - 4_000}),
      },
    ],
  ],
  'delete-outgoing': [
    ['an earlier session of mine made it', {other: later, outgoing: mine({fromSession: 'old'})}],
    ['an earlier session of mine made it, and I wait', {self: me(null), outgoing: mine({fromSession: 'old'})}],
    ['we are connected', {other: later, link: up(offered), outgoing: mine({answer})}],
    ['you are gone, and with you the link', {other: null, outgoing: mine()}],
    ['I am in the lobby again, and the link is dropped', {self: me(null), other: waiting, outgoing: mine()}],
    ['no seat is kept for you, and the link is dropped', {other: waiting, otherSeated: false, outgoing: mine()}],
  ],
  'delete-incoming': [
    ['it was made for an earlier session of mine', {other: earlier, incoming: yours({toSession: 'old'})}],
    ['you are gone, and its time is over', {other: null, incoming: yours({expireAt: 99_999})}],
  ],
  'ask-for-restart': [
    ['you offer, and the end of our connection here is dead', {other: earlier, requestDue: true}],
    ['you offer, and nothing is heard of you', {other: earlier, link: broken(answered), requestDue: true}],
  ],
  nothing: [
    ['my offer is what is needed', {other: later, link: broken(settled), requestDue: true}],
    ['a restart is needed of you, who are in the lobby', {other: waiting, otherSeated: false, requestDue: true}],
    ['nobody is there', {}],
    ['both wait in the lobby', {self: me(null), other: waiting}],
    ['I am not told of my own entry', {self: {...me(10), entry: null, seated: false}, other: waiting}],
    ['I joined and have no seat', {self: {...me(10), seated: false}, other: later}],
    ['you wait, and no seat is kept for you', {other: waiting, otherSeated: false}],
    ['you joined, and have no seat', {other: later, otherSeated: false}],
    ['you joined before me: it is for you to offer', {other: earlier}],
    ['you joined before me without a seat, and offer', {other: earlier, otherSeated: false, incoming: yours()}],
    [
      'you have no seat and offer, and I wait in the lobby',
      {self: me(null), other: earlier, otherSeated: false, incoming: yours()},
    ],
    ['you joined with me, and your id is earlier', {other: person('a', 10)}],
    ['the offer is being made', {other: waiting, link: offering}],
    ['the offer is out, and not shown yet', {other: waiting, link: link({offerSeen: false})}],
    ['the offer lies there', {other: waiting, link: offered, outgoing: mine()}],
    [
      'the offer lies there for nearly two minutes',
      {other: waiting, link: link({since: now - offerLifeMs + 1}), outgoing: mine()},
    ],
    ['an answer is there, and you have not joined yet', {other: waiting, link: offered, outgoing: mine({answer})}],
    [
      'the answer is to an earlier offer',
      {other: later, link: link({revision: 2}), outgoing: mine({answer, offer: {sdp: 'v=0', revision: 2}})},
    ],
    ['we are connecting', {other: later, link: settled, outgoing: mine({answer})}],
    ['we are connecting for a while', {other: later, link: link({stage: 'settled', since: now - connectLimitMs + 1})}],
    ['we are connected', {other: later, link: up(offered)}],
    ['we are connected, and the store knows nothing of you', {other: null, link: up(offered)}],
    ['we are connected, and you found no seat', {other: later, otherSeated: false, link: up(offered)}],
    ['we are connected, and I am answering', {other: earlier, link: up(answered)}],
    ['we are interrupted, and the link recovers by itself', {other: later, link: broken(offered)}],
    ['we are interrupted, and it is for you to restart', {other: earlier, link: broken(answered)}],
    [
      'you offer, and there is not to be an answer yet',
      {self: me(null), other: earlier, incoming: yours(), mayPrepare: false},
    ],
    ['the answer lies ready', {self: me(null), other: earlier, incoming: yours(), link: prepared}],
    ['the answer is out', {other: earlier, incoming: yours({answer}), link: answered}],
    [
      'the network changed once the answer was out',
      {other: earlier, incoming: yours({answer}), link: {...answered, restartNeeded: true}},
    ],
    ['the answer is out, and not shown yet', {other: earlier, incoming: yours(), link: answered}],
    ['the offer was answered, and not by this link', {other: earlier, incoming: yours({answer})}],
    ['an offer without you', {other: null, incoming: yours()}],
    ['an offer of a session of yours that ended', {other: reloaded(earlier), incoming: yours()}],
    ['an offer while you are in the lobby again', {self: me(null), other: waiting, incoming: yours()}],
  ],
};

describe('the next step for a pair', () => {
  for (const step of Object.keys(cases) as Step[]) {
    describe(step, () => {
      for (const [reason, view] of cases[step]) {
        it(reason, () => {
          expect(nextStep({...nothingYet, ...view})).to.equal(step);
        });
      }
    });
  }
});

describe('any view of a pair: 20,000 of them', () => {
  const random = new SeededRandom(7);
  const connectionOr = (made: (more: Partial<Connection>) => Connection): Connection | null =>
    random.chance(0.4)
      ? null
      : made({
          offer: {sdp: 'v=0', revision: random.integer(1, 3)},
          answer: random.chance(0.5) ? {sdp: 'v=0', revision: random.integer(1, 3)} : null,
          expireAt: random.pick([0, 200_000]),
          ...(random.chance(0.2) && {toSession: 'old'}),
          ...(random.chance(0.2) && {fromSession: 'old'}),
        });
  const views = Array.from({length: 20_000}, (): PairView => ({
    self: {...me(random.pick([null, 10])), ...(random.chance(0.2) && {entry: null, seated: false})},
    other: random.pick([null, waiting, later, earlier, reloaded(later), reloaded(earlier)]),
    otherSeated: random.chance(0.8),
    outgoing: connectionOr(mine),
    incoming: connectionOr(yours),
    link: random.chance(0.3)
      ? null
      : link({
          role: random.pick(['offerer', 'answerer']),
          stage: random.pick(['offering', 'offered', 'prepared', 'settled']),
          state: random.pick(['connecting', 'connected', 'interrupted', 'lost', 'closed']),
          revision: random.integer(1, 3),
          since: now - random.pick([0, connectLimitMs, offerLifeMs]),
          offerSeen: random.chance(0.5),
          restartNeeded: random.chance(0.2),
        }),
    requestDue: random.chance(0.2),
    mayPrepare: random.chance(0.7),
    preparedLifeMs: random.pick([4_000, Infinity]),
    now,
    serverNow: 100_000,
  }));
  const after = (step: Step): readonly PairView[] => views.filter(view => nextStep(view) === step);

  it('asks only for what can be done', () => {
    for (const view of after('drop-link')) expect(view.link).not.to.be.null;
    for (const {link: held, other} of after('make-offer')) expect([held, other === null]).to.deep.equal([null, false]);
    for (const view of after('renew-offer')) expect(view.link?.role).to.equal('offerer');
    for (const view of after('take-answer')) expect(view.outgoing?.answer?.revision).to.equal(view.link?.revision);
    for (const view of after('delete-outgoing')) expect(view.outgoing).not.to.be.null;
    for (const view of after('ask-for-restart')) expect(view.link?.role).not.to.equal('offerer');
    for (const view of after('delete-incoming')) expect(view.incoming).not.to.be.null;
    for (const step of ['prepare-answer', 'send-answer'] as const) {
      for (const {incoming, link: held} of after(step)) {
        expect(incoming?.toSession).to.equal('me-session');
        expect(held?.role ?? 'answerer').to.equal('answerer');
      }
    }
  });

  it('never drops a live link to a member of the same session', () => {
    for (const {link: held, other} of after('drop-link')) {
      if (held?.state === 'connected' && other?.session === held.session) expect(other.state).to.equal('lobby');
    }
  });

  it('says nothing to anybody from the lobby', () => {
    const spoken = [
      ...after('make-offer'),
      ...after('renew-offer'),
      ...after('send-answer'),
      ...after('ask-for-restart'),
    ];
    for (const {self} of spoken) expect([self.entry?.state, self.seated]).to.deep.equal(['joined', true]);
  });

  it('drops a link once: without it something else is next', () => {
    for (const view of after('drop-link')) expect(nextStep({...view, link: null})).not.to.equal('drop-link');
  });

  it('gives each step at least once', () => {
    for (const step of Object.keys(cases) as Step[]) expect(after(step).length, step).to.be.above(0);
  });
});
