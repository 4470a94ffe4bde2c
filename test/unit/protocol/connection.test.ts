import {expect} from '@open-wc/testing';
import {
  formatCandidates,
  parseCandidates,
  parseConnection,
  parseDescription,
  type Connection,
} from '../../../src/protocol/connection.js';
import {refuses, strangers, text, without} from './support.js';

const candidate = {revision: 1, sdpMid: '0', candidate: 'candidate:1 1 udp 1 192.0.2.7 9 typ host'};
const description = {sdp: 'v=0\r\n', revision: 1};
const document = {
  from: 'uid-1',
  fromSession: 'session-1',
  to: 'uid-2',
  toSession: 'session-2',
  parties: ['uid-1', 'uid-2'],
  offer: description,
  offerCandidates: formatCandidates([candidate]),
  answerCandidates: [] as string[],
  createdAt: 1_700_000_000_000,
  videoCallExpireAt: 1_700_000_180_000,
};
const asRead: Connection = {
  from: 'uid-1',
  fromSession: 'session-1',
  to: 'uid-2',
  toSession: 'session-2',
  offer: description,
  offerCandidates: [candidate],
  answer: null,
  answerCandidates: [],
  expireAt: 1_700_000_180_000,
};

describe('parseConnection', () => {
  it('reads an offer', () => {
    expect(parseConnection(document)).to.deep.equal(asRead);
  });

  it('reads an answered offer', () => {
    const answered = {...document, answer: description, answerCandidates: formatCandidates([candidate])};
    expect(parseConnection(answered)).to.deep.equal({...asRead, answer: description, answerCandidates: [candidate]});
  });

  it('takes nothing over that it does not know', () => {
    expect(parseConnection({...document, secret: 1})).to.deep.equal(asRead);
  });

  describe('as a whole', () => {
    refuses(parseConnection, strangers);
  });

  describe('without one of its fields', () => {
    const read = ['from', 'fromSession', 'to', 'toSession', 'offer', 'offerCandidates', 'answerCandidates'];
    refuses(
      parseConnection,
      [...read, 'videoCallExpireAt'].map(name => [`one without ${name}`, without(document, name)]),
    );
  });

  describe('with a field that is not as it should be', () => {
    refuses(parseConnection, [
      ['nobody who offers', {...document, from: ''}],
      ['an id too long', {...document, from: text(129)}],
      ['an id that is a number', {...document, to: 2}],
      ['nobody to whom', {...document, to: ''}],
      ['an empty session', {...document, fromSession: ''}],
      ['a session too long', {...document, toSession: text(65)}],
      ['an offer that is text', {...document, offer: 'v=0'}],
      ['an offer without a description', {...document, offer: {revision: 1}}],
      ['an answer that is null', {...document, answer: null}],
      ['an answer that is text', {...document, answer: 'v=0'}],
      ['an answer without a revision', {...document, answer: {sdp: 'v=0'}}],
      ['candidates as one text', {...document, offerCandidates: '1 0 candidate:1'}],
      ['candidates as a map', {...document, answerCandidates: {0: '1 0 candidate:1'}}],
      ['a malformed candidate among them', {...document, offerCandidates: ['1 0 candidate:1', 'candidate:1']}],
      ['too many candidates', {...document, offerCandidates: Array<string>(65).fill('1 0 candidate:1')}],
      ['an end as text', {...document, videoCallExpireAt: '2026-01-01'}],
      ['no number for its end', {...document, videoCallExpireAt: NaN}],
      ['no end at all', {...document, videoCallExpireAt: Infinity}],
    ]);
  });
});

describe('parseDescription', () => {
  const parse = (value: unknown) => parseDescription(value, 'offer');

  it('reads the longest one', () => {
    const longest = {sdp: text(32_768), revision: 999_999_999};
    expect(parse(longest)).to.deep.equal(longest);
  });

  refuses(parse, [
    ...strangers,
    ['an empty one', {sdp: '', revision: 1}],
    ['one that is too long', {sdp: text(32_769), revision: 1}],
    ['one that is no text', {sdp: ['v=0'], revision: 1}],
    ['one with a carriage return alone', {sdp: 'v=0\r\na=x\ry\r\n', revision: 1}],
    ['one with a line separator', {sdp: 'v=0\r\na=x\u2028y\r\n', revision: 1}],
    ['one with an end of text', {sdp: 'v=0\r\n\0', revision: 1}],
    ['one that ends in a carriage return', {sdp: 'v=0\r', revision: 1}],
    ['revision zero', {sdp: 'v=0', revision: 0}],
    ['a revision in between', {sdp: 'v=0', revision: 1.5}],
    ['a revision as text', {sdp: 'v=0', revision: '1'}],
    ['a revision that no candidate can name', {sdp: 'v=0', revision: 1_000_000_000}],
    ['a revision that cannot be counted on', {sdp: 'v=0', revision: Number.MAX_SAFE_INTEGER}],
  ]);
});

describe('parseCandidates', () => {
  const parse = (value: unknown) => parseCandidates(value, 'candidates');

  it('reads what was written, in order', () => {
    const list = [candidate, {...candidate, sdpMid: '1'}, {...candidate, revision: 2}];
    expect(parse(formatCandidates(list))).to.deep.equal(list);
  });

  it('reads none, and as many as may be', () => {
    expect(parse([])).to.deep.equal([]);
    expect(parse(Array<string>(64).fill('1 0 candidate:1'))).to.have.length(64);
  });

  refuses(
    parse,
    strangers.filter(([name]) => name !== 'a list'),
  );
});
