import {expect} from '@open-wc/testing';
import {PairTurns} from '../../../src/call/pair-turns.js';
import {silentLog} from '../../../src/log.js';
import {ConflictError} from '../../../src/signaling/signaling.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {ManualClock} from '../../support/manual-clock.js';

describe('PairTurns', () => {
  const setup = () => {
    const clock = new ManualClock();
    const turns = new PairTurns({
      uid: 'ben',
      clock,
      log: silentLog,
      signal: new AbortController().signal,
      onEnd: () => undefined,
      onFailure: () => undefined,
    });
    return {clock, turns};
  };
  const refused = (): Promise<void> => Promise.reject(new ConflictError('out of date'));

  it('after a refusal waits for the next snapshot', async () => {
    const {clock, turns} = setup();
    await turns.guarded(refused);
    expect(turns.isPaused).to.be.true;
    turns.unblock();
    expect(turns.isPaused).to.be.false;
    await turns.guarded(refused);
    await clock.advance(2_000);
    expect(turns.isPaused, 'if none comes').to.be.false;
  });

  it('does not wait for one that came while it was refused', async () => {
    const {turns} = setup();
    await turns.guarded(() => {
      turns.unblock();
      return refused();
    });
    expect(turns.isPaused).to.be.false;
    await turns.guarded(refused);
    expect(turns.isPaused, 'the next time').to.be.true;
  });

  it('are waited for until the work is over, and no timer is left', async () => {
    const {clock, turns} = setup();
    const work = createDeferred<undefined>();
    turns.start(async () => {
      await work.promise;
    });
    const finished = turns.finish(500);
    work.resolve(undefined);
    await finished;
    expect([turns.isBusy, clock.pending]).to.deep.equal([false, 0]);
  });

  it('are waited for no longer than that', async () => {
    const {clock, turns} = setup();
    turns.start(() => new Promise(() => undefined));
    const finished = turns.finish(500);
    await clock.advance(500);
    await finished;
    expect(turns.isBusy).to.be.true;
  });

  it('after a failure waits for a second, whatever comes', async () => {
    const {clock, turns} = setup();
    await turns.guarded(() => {
      turns.unblock();
      return Promise.reject(new Error('not reached'));
    });
    turns.unblock();
    expect(turns.isPaused).to.be.true;
    await clock.advance(1_000);
    expect(turns.isPaused).to.be.false;
  });
});
