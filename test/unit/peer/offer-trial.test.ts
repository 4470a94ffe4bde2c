import {expect} from '@open-wc/testing';
import {OfferTrial} from '../../../src/peer/offer-trial.js';
import {ManualClock} from '../../support/manual-clock.js';
import {LinkFixture} from './support/link-pair.js';

describe('OfferTrial', () => {
  let fixture: LinkFixture;
  beforeEach(() => (fixture = new LinkFixture()));
  afterEach(() => fixture.close());

  const setup = async () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const trial = new OfferTrial(clock);
    const run = (sdp: string): void => {
      trial.run(sdp).then(
        () => told.push('taken'),
        () => told.push('refused'),
      );
    };
    const {sdp} = await fixture.link('offerer').link.makeOffer(1);
    return {clock, trial, told, sdp, run};
  };

  it('takes what can be answered, as often as asked', async () => {
    const {trial, sdp} = await setup();
    for (let time = 0; time < 3; time++) await trial.run(sdp);
  });

  it('rests after an offer that was refused', async () => {
    const {clock, trial, told, sdp, run} = await setup();
    await trial.run('nonsense').catch(() => told.push('refused'));
    run(sdp);
    await clock.advance(900);
    expect(told).to.deep.equal(['refused']);
    expect(clock.pending).to.equal(1);
    trial.stop();
    expect(clock.pending).to.equal(0);
    await clock.advance(200);
    await trial.run(sdp);
  });
});
