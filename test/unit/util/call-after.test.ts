import {expect} from '@open-wc/testing';
import {callAfter} from '../../../src/util/call-after.js';
import {ManualClock} from '../../support/manual-clock.js';

describe('callAfter', () => {
  const setup = () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const calledAt: number[] = [];
    const beganAt = clock.now();
    callAfter(clock, 500, () => calledAt.push(clock.now() - beganAt), controller.signal);
    return {clock, controller, calledAt};
  };

  it('calls back once, after its time', async () => {
    const {clock, controller, calledAt} = setup();
    await clock.advance(10_000);
    controller.abort();
    expect(calledAt).to.deep.equal([500]);
  });

  it('does not when its signal is aborted before, and leaves no timer', async () => {
    const {clock, controller, calledAt} = setup();
    await clock.advance(499);
    controller.abort();
    expect(clock.pending).to.equal(0);
    await clock.advance(10_000);
    expect(calledAt).to.deep.equal([]);
  });
});
