import {expect} from '@open-wc/testing';
import {qualityOf, summarise} from '../../../src/call/quality-of.js';
import type {ParticipantQuality, Quality} from '../../../src/call/quality.js';
import type {StatsDelta} from '../../../src/peer/stats-sample.js';
import {delta} from './deltas.js';

describe('qualityOf', () => {
  const table: readonly (readonly [string, Partial<StatsDelta>, Quality])[] = [
    ['nothing amiss', {}, {level: 'good', reasons: []}],
    ['a little loss here', {nearLoss: 0.05}, {level: 'fair', reasons: ['loss-in']}],
    ['much loss there', {farLoss: 0.2}, {level: 'poor', reasons: ['loss-out']}],
    ['a long way', {roundTripMs: 400}, {level: 'fair', reasons: ['delay']}],
    ['an unknown way', {roundTripMs: null}, {level: 'good', reasons: []}],
    ['sound full of gaps', {concealedShare: 0.3}, {level: 'poor', reasons: ['sound-gaps']}],
    ['a picture that freezes', {freezeShare: 0.2}, {level: 'fair', reasons: ['picture-freezes']}],
    ['a narrow line', {availableKbps: 200}, {level: 'fair', reasons: ['low-bandwidth']}],
    ['a line for sound only', {availableKbps: 60}, {level: 'poor', reasons: ['low-bandwidth']}],
    ['a browser that does not tell', {availableKbps: null}, {level: 'good', reasons: []}],
    ['a busy device', {cpuLimited: true}, {level: 'fair', reasons: ['busy-device']}],
    ['two at once', {nearLoss: 0.04, roundTripMs: 900}, {level: 'poor', reasons: ['loss-in', 'delay']}],
  ];
  for (const [what, differences, expected] of table) {
    it(what, () => {
      expect(qualityOf(delta(differences))).to.deep.equal(expected);
    });
  }
});

describe('summarise', () => {
  it('is good where nobody is', () => {
    expect(summarise({})).to.deep.equal({level: 'good', reasons: [], participants: {}});
  });

  it('is as with the worst, each reason once', () => {
    const picture = {step: 0, soundOnly: false, reason: null};
    const ann: ParticipantQuality = {level: 'fair', reasons: ['delay', 'loss-in'], picture};
    const ben: ParticipantQuality = {level: 'lost', reasons: ['interrupted', 'delay'], picture};
    const {level, reasons} = summarise({ann, ben, cat: {level: 'good', reasons: [], picture}});
    expect(level).to.equal('lost');
    expect(reasons).to.have.members(['delay', 'loss-in', 'interrupted']);
  });
});
