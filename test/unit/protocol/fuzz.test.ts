import {expect} from '@open-wc/testing';
import {formatCandidate, parseCandidate} from '../../../src/protocol/candidate.js';
import {connectionLimits, parseConnection} from '../../../src/protocol/connection.js';
import {
  controlLimits,
  formatControlMessage,
  parseControlMessage,
  type ControlMessage,
} from '../../../src/protocol/control-message.js';
import {parseKnock} from '../../../src/protocol/knock.js';
import {participantLimits} from '../../../src/protocol/participant-limits.js';
import {parseParticipant} from '../../../src/protocol/participant.js';
import {MalformedError} from '../../../src/protocol/shape.js';
import {parseRoomDocument} from '../../../src/signaling/firestore/room-document.js';
import {encodeFields, toPlain} from '../../../src/signaling/firestore/values.js';
import {SeededRandom} from '../../support/random.js';
import {asJson, mutated, mutatedText} from './mutation.js';

const runs = 20_000;

const timestamp = (seconds: number) => ({seconds, nanoseconds: 0, toMillis: () => seconds * 1_000});
const candidate = {revision: 1, sdpMid: '0', candidate: 'candidate:1 1 udp 1 192.0.2.7 9 typ host'};
const description = {sdp: 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n', revision: 1};

const participant = {
  session: 'session-1',
  state: 'joined',
  name: 'Mia',
  capacity: 4,
  joinedAt: timestamp(1_700_000_000),
  renewedAt: timestamp(1_700_000_080),
  networkEpoch: 0,
  videoCallExpireAt: timestamp(1_700_043_200),
};

const connection = {
  from: 'uid-1',
  fromSession: 'session-1',
  to: 'uid-2',
  toSession: 'session-2',
  parties: ['uid-1', 'uid-2'],
  offer: description,
  answer: description,
  offerCandidates: [formatCandidate(candidate), formatCandidate({...candidate, sdpMid: '1'})],
  answerCandidates: [formatCandidate(candidate)],
  createdAt: timestamp(1_700_000_000),
  videoCallExpireAt: timestamp(1_700_000_180),
};

const knock = {
  parties: ['uid-1', 'uid-2'],
  name: 'Mia',
  knockedAt: timestamp(1_700_000_000),
  videoCallExpireAt: timestamp(1_700_000_060),
};

const room = encodeFields({owner: 'uid-1', locked: true, removed: ['uid-2', 'uid-3']});

const messages: readonly ControlMessage[] = [
  {type: 'state', name: 'Mia', microphone: true, camera: false, screen: false, soundOnly: false},
  {type: 'chat', id: '1-a', text: 'Hello'},
  {type: 'heartbeat', heard: 7, latePercent: 5},
  {type: 'probe', number: 1, filling: '0'},
  {type: 'echo', number: 1},
  {type: 'bye'},
  {type: 'restart', revision: 2},
  {type: 'offer', description},
  {type: 'answer', description},
  {type: 'candidates', candidates: [candidate]},
];

/** What a parser made of many faults; throws at once if it threw anything but what it may. */
function fuzz<T>(seed: number, fault: (random: SeededRandom) => unknown, parse: (value: unknown) => T): readonly T[] {
  const random = new SeededRandom(seed);
  const taken: T[] = [];
  for (let run = 0; run < runs; run++) {
    const value = fault(random);
    try {
      taken.push(parse(value));
    } catch (error) {
      if (!(error instanceof MalformedError)) throw new Error(`seed ${seed}, run ${run}`, {cause: error});
    }
  }
  // Neither may the faults be so coarse that none gets through, nor so fine that all do.
  expect(taken.length, 'how many of them were taken').to.be.within(runs / 100, (runs * 9) / 10);
  return taken;
}

const isText = (value: string, max: number, min = 0): boolean =>
  typeof value === 'string' && value.length >= min && value.length <= max;

describe(`${7 * runs} faults, none of which throws anything but MalformedError`, () => {
  it('in participant documents', () => {
    const {nameLength, sessionLength, minCapacity, maxCapacity} = participantLimits;
    const taken = fuzz(
      1,
      random => mutated(participant, random),
      value => parseParticipant('uid-1', toPlain(value)),
    );
    for (const {name, session, state, capacity, joinedAt, renewedAt, networkEpoch} of taken) {
      expect(isText(name, nameLength) && isText(session, sessionLength, 1)).to.be.true;
      expect(Number.isInteger(capacity) && capacity >= minCapacity && capacity <= maxCapacity).to.be.true;
      expect(Number.isFinite(renewedAt) && Number.isSafeInteger(networkEpoch) && networkEpoch >= 0).to.be.true;
      expect(state === 'joined' ? Number.isFinite(joinedAt) : joinedAt === null).to.be.true;
    }
  });

  it('in connection documents', () => {
    const {sdpLength, candidates} = connectionLimits;
    const taken = fuzz(
      2,
      random => mutated(connection, random),
      value => parseConnection(toPlain(value)),
    );
    for (const {from, to, offer, answer, offerCandidates, answerCandidates, expireAt} of taken) {
      expect(isText(from, participantLimits.uidLength, 1) && isText(to, participantLimits.uidLength, 1)).to.be.true;
      for (const {sdp, revision} of answer ? [offer, answer] : [offer]) {
        expect(isText(sdp, sdpLength, 1) && Number.isInteger(revision) && revision > 0).to.be.true;
      }
      expect(Math.max(offerCandidates.length, answerCandidates.length)).to.be.at.most(candidates);
      expect(Number.isFinite(expireAt)).to.be.true;
    }
  });

  it('in knocks', () => {
    const taken = fuzz(
      6,
      random => mutated(knock, random),
      value => parseKnock(toPlain(value)),
    );
    for (const {uid, name, expireAt} of taken) {
      expect(isText(uid, participantLimits.uidLength, 1) && isText(name, participantLimits.nameLength)).to.be.true;
      expect(Number.isFinite(expireAt)).to.be.true;
    }
  });

  it('in the document of a room, of which nothing is refused', () => {
    const random = new SeededRandom(7);
    const read = Array.from({length: runs}, () => {
      const fields: unknown = JSON.parse(asJson(mutated({...room}, random)));
      return parseRoomDocument(Object(fields) as Readonly<Record<string, unknown>>);
    });
    for (const {owner, locked, removed} of read) {
      expect(isText(owner, Infinity) && typeof locked === 'boolean').to.be.true;
      expect(removed.every(uid => isText(uid, Infinity))).to.be.true;
    }
    expect(
      read.filter(({owner, locked, removed}) => owner === 'uid-1' && locked && removed[0] === 'uid-2').length,
    ).to.be.within(runs / 100, (runs * 9) / 10);
  });

  it('in what control messages say', () => {
    const taken = fuzz(
      3,
      random => asJson(mutated(JSON.parse(formatControlMessage(random.pick(messages))), random)),
      parseControlMessage,
    );
    for (const message of taken) {
      expect(parseControlMessage(formatControlMessage(message)), 'what is taken can be said again').to.deep.equal(
        message,
      );
      if (message.type === 'chat') expect(isText(message.text, controlLimits.textLength, 1)).to.be.true;
    }
  });

  it('in how control messages are written', () => {
    const taken = fuzz(
      4,
      random => mutatedText(formatControlMessage(random.pick(messages)), random),
      parseControlMessage,
    );
    for (const message of taken) expect(parseControlMessage(formatControlMessage(message))).to.deep.equal(message);
  });

  it('in candidates', () => {
    const taken = fuzz(
      5,
      random => mutated(formatCandidate({...candidate, revision: random.integer(0, 20)}), random),
      parseCandidate,
    );
    for (const each of taken) {
      expect(parseCandidate(formatCandidate(each)), 'what is taken can be said again').to.deep.equal(each);
      expect(each.candidate, 'no way out of its line').not.to.match(/[\r\n\0]/);
    }
  });

  after(() => {
    expect('sdp' in {}, 'the prototype of everything').to.be.false;
  });
});
