import {expect} from '@open-wc/testing';
import {UnreachableRetry} from '../../../src/call/unreachable-retry.js';
import {CallError, type CallErrorCode} from '../../../src/errors.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';

const failure = (code: CallErrorCode): CallError => new CallError(code, code);
const unreachable = failure('signaling-unreachable');

function setup(answers: readonly (string | Error)[], {callsOff = false} = {}) {
  const clock = new ManualClock();
  const abort = new AbortController();
  const said: (CallError | null)[] = [];
  let tries = 0;
  const retry = new UnreachableRetry(clock, error => {
    said.push(error);
    if (callsOff) abort.abort(CallError.aborted());
  });
  const entered = retry.run(() => {
    const answer = answers[Math.min(tries++, answers.length - 1)];
    return typeof answer === 'string' ? Promise.resolve(answer) : Promise.reject(answer ?? new Error('no answer'));
  }, abort.signal);
  const failed = entered.then(
    () => null,
    (error: unknown) => error,
  );
  return {clock, abort, said, retry, entered, failed, tries: () => tries};
}

const codeOf = (error: unknown): unknown => (error instanceof CallError ? error.code : error);

describe('UnreachableRetry', () => {
  it('enters at once where it can, and says nothing', async () => {
    const {entered, said, clock} = setup(['in']);
    expect(await entered).to.equal('in');
    expect(said).to.deep.equal([]);
    expect(clock.pending).to.equal(0);
  });

  it('tries again after 2, 4, 8, 16 and then each 30 s, and says so each time', async () => {
    const {clock, said, tries} = setup([unreachable]);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt++) {
      await promisesSettled();
      expect([tries(), said.length]).to.deep.equal([attempt, attempt]);
      waits.push(clock.nextInMs);
      await clock.advance(clock.nextInMs - 1);
      expect(tries(), 'not earlier').to.equal(attempt);
      await clock.advance(1);
    }
    expect(waits).to.deep.equal([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(new Set(said)).to.deep.equal(new Set([unreachable]));
  });

  it('enters when the signaling is back, and takes back what it said', async () => {
    const {clock, entered, said, tries} = setup([unreachable, unreachable, 'in']);
    await clock.advance(6_000);
    expect(await entered).to.equal('in');
    expect(tries()).to.equal(3);
    expect(said).to.deep.equal([unreachable, unreachable, null]);
    expect(clock.pending).to.equal(0);
  });

  const codes = [
    'permission-denied',
    'sign-in-disabled',
    'sign-in-throttled',
    'room-locked',
    'invalid-config',
  ] as const;
  for (const code of codes) {
    it(`does not try again after ${code}`, async () => {
      const {failed, said, tries, clock} = setup([failure(code)]);
      expect(codeOf(await failed)).to.equal(code);
      expect([tries(), said.length, clock.pending]).to.deep.equal([1, 0, 0]);
    });
  }

  it('does not try again after what is no error of a call', async () => {
    const bug = new TypeError('bug');
    const {failed, tries} = setup([bug]);
    expect(await failed).to.equal(bug);
    expect(tries()).to.equal(1);
  });

  it('tries at once where it is asked to, and then goes on as before', async () => {
    const {clock, retry, tries} = setup([unreachable]);
    await clock.advance(2_000);
    expect(tries()).to.equal(2);
    expect(retry.hurry()).to.equal(true);
    expect(retry.hurry(), 'it is being tried').to.equal(true);
    await promisesSettled();
    expect([tries(), clock.pending, clock.nextInMs]).to.deep.equal([3, 1, 8_000]);
  });

  it('hurries nothing while it does not wait', async () => {
    const {entered, retry, clock} = setup(['in']);
    expect(retry.hurry()).to.equal(false);
    await entered;
    expect(retry.hurry()).to.equal(false);
    expect(clock.pending).to.equal(0);
  });

  it('ends while it waits, and leaves no timer', async () => {
    const {clock, abort, failed, tries} = setup([unreachable]);
    await promisesSettled();
    abort.abort(CallError.aborted());
    expect(codeOf(await failed)).to.equal('aborted');
    expect([tries(), clock.pending]).to.deep.equal([1, 0]);
  });

  it('ends at once when whoever hears that it waits calls it off', async () => {
    const {clock, failed, tries} = setup([unreachable], {callsOff: true});
    expect(codeOf(await failed)).to.equal('aborted');
    expect([tries(), clock.pending]).to.deep.equal([1, 0]);
  });

  it('takes a failure for called off once it is', async () => {
    const {abort, failed} = setup([unreachable]);
    abort.abort(CallError.aborted());
    expect(codeOf(await failed)).to.equal('aborted');
  });
});
