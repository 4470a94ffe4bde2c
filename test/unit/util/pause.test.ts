import {expect} from '@open-wc/testing';
import {pause} from '../../../src/util/pause.js';

describe('pause', () => {
  const hour = 3_600_000;

  const outcome = (work: Promise<void>): Promise<unknown> =>
    work.then(
      () => 'over',
      (error: unknown) => error,
    );

  it('is over after its time', async () => {
    expect(await outcome(pause(1, new AbortController().signal))).to.equal('over');
  });

  it('is called off with the reason of its signal', async () => {
    const controller = new AbortController();
    const pausing = outcome(pause(hour, controller.signal));
    controller.abort('enough');
    expect(await pausing).to.equal('enough');
  });

  it('does not begin where it is called off already', async () => {
    expect(await outcome(pause(hour, AbortSignal.abort('enough')))).to.equal('enough');
  });
});
