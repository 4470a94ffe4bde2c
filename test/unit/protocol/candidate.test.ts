import {expect} from '@open-wc/testing';
import {formatCandidate, parseCandidate, type Candidate} from '../../../src/protocol/candidate.js';
import {refuses, strangers, text} from './support.js';

const line = 'candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host generation 0';

describe('parseCandidate', () => {
  const trips: readonly (readonly [string, Candidate])[] = [
    ['of an audio section', {revision: 1, sdpMid: '0', candidate: line}],
    ['of a named section', {revision: 2, sdpMid: 'sdparta_0', candidate: line}],
    ['of a late revision', {revision: 999_999_999, sdpMid: '3', candidate: line}],
    ['of IPv6', {revision: 1, sdpMid: '0', candidate: 'candidate:2 1 udp 1 2001:db8::7 9 typ host'}],
    ['with a hidden address', {revision: 1, sdpMid: '0', candidate: 'candidate:3 1 udp 1 7d5c.local 9 typ host'}],
  ];
  for (const [name, candidate] of trips) {
    it(`reads what was written: one ${name}`, () => {
      expect(parseCandidate(formatCandidate(candidate))).to.deep.equal(candidate);
    });
  }

  it('takes the longest line that the rules let pass', () => {
    const longest = `1 0 candidate:${text(1024 - '1 0 candidate:'.length)}`;
    expect(parseCandidate(longest).candidate).to.have.length(1020);
  });

  refuses(parseCandidate, [
    ...strangers,
    ['an object', {revision: 1, sdpMid: '0', candidate: line}],
    ['the empty text', ''],
    ['a candidate without its place', line],
    ['one without a revision', `0 ${line}`],
    ['one without a section', `1 ${line}`],
    ['a revision below zero', `-1 0 ${line}`],
    ['a revision in between', `1.5 0 ${line}`],
    ['a revision of ten digits', `1000000000 0 ${line}`],
    ['a section with a long name', `1 ${text(17)} ${line}`],
    ['two spaces', `1  0 ${line}`],
    ['something before it', ` 1 0 ${line}`],
    ['a line break', `1 0 ${line}\r\na=setup:active`],
    ['a line break at the end', `1 0 ${line}\n`],
    ['a zero byte', `1 0 ${line}\0`],
    ['another attribute', '1 0 a=candidate:1'],
    ['the end of candidates', '1 0 candidate:'],
    ['letters beyond ASCII', '1 0 candidate:é'],
    ['one that is too long', `1 0 candidate:${text(1024)}`],
  ]);
});
