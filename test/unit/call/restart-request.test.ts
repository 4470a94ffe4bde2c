import {expect} from '@open-wc/testing';
import type {PeerLink} from '../../../src/peer/peer-link.js';
import {RestartRequest} from '../../../src/call/restart-request.js';
import {ManualClock} from '../../support/manual-clock.js';

describe('RestartRequest', () => {
  it('is due when it is wanted, and the earlier of two times counts', async () => {
    const clock = new ManualClock();
    const request = new RestartRequest(clock);
    expect(request.isDue).to.be.false;
    request.want(1_000);
    request.want(3_000);
    await clock.advance(999);
    expect(request.isDue).to.be.false;
    await clock.advance(1);
    expect(request.isDue).to.be.true;
  });

  it('comes again, later each time, until it is settled', async () => {
    const clock = new ManualClock();
    const request = new RestartRequest(clock);
    const waits: number[] = [];
    request.want();
    for (let count = 0; count < 5; count++) {
      request.made({repeats: true});
      waits.push(request.dueAt - clock.now());
      await clock.advance(waits.at(-1) ?? 0);
      expect(request.isDue).to.be.true;
    }
    expect(waits).to.deep.equal([4_000, 8_000, 16_000, 30_000, 30_000]);
    request.settle();
    expect(request.isDue).to.be.false;
    request.made({repeats: true});
    expect(request.dueAt - clock.now()).to.equal(4_000);
  });

  it('does not come again by itself where somebody else sees to that', () => {
    const request = new RestartRequest(new ManualClock());
    request.want();
    request.made({repeats: false});
    expect(request.dueAt).to.equal(Infinity);
  });

  it('is due again when the other goes on with a connection whose end here is dead', () => {
    const request = new RestartRequest(new ManualClock());
    const [ofBuried, ofAnother] = [
      {sdp: 'buried', revision: 2},
      {sdp: 'another', revision: 1},
    ];
    request.bury({state: 'lost', continues: ({sdp}) => sdp === ofBuried.sdp} as PeerLink);
    expect(request.isDue, 'at its end').to.be.true;
    request.settle();
    request.observe(ofAnother);
    expect([request.isForBuried(ofAnother), request.isDue]).to.deep.equal([false, false]);
    request.observe(ofBuried);
    expect([request.isForBuried(ofBuried), request.isDue]).to.deep.equal([true, true]);
    request.fulfil();
    request.observe(ofBuried);
    expect([request.isForBuried(ofBuried), request.isDue], 'once connected').to.deep.equal([false, false]);
  });

  it('that was made waits for its turn, whatever the other offers', () => {
    const request = new RestartRequest(new ManualClock());
    request.bury({state: 'lost', continues: () => true} as unknown as PeerLink);
    request.made({repeats: true});
    request.observe({sdp: '', revision: 1});
    expect(request.isDue).to.be.false;
  });
});
