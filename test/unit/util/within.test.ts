import {expect} from '@open-wc/testing';
import {within} from '../../../src/util/within.js';

describe('within', () => {
  const never = new AbortController().signal;
  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => expect.fail('it resolved'),
      (error: unknown) => error,
    );

  it('is what the work is', async () => {
    const error = new Error('no');
    expect(await within(Promise.resolve(7), never)).to.equal(7);
    expect(await failureOf(within(Promise.reject(error), never))).to.equal(error);
  });

  it('ends when the signal does, with its reason', async () => {
    const abort = new AbortController();
    const ended = failureOf(within(new Promise(() => undefined), abort.signal));
    const reason = new Error('called off');
    abort.abort(reason);
    expect(await ended).to.equal(reason);
  });

  it('ends at once when the signal had ended before', async () => {
    expect(await failureOf(within(Promise.resolve(7), AbortSignal.abort('before')))).to.equal('before');
  });

  it('leaves no listener on a signal that lives on', async () => {
    const {signal} = new AbortController();
    const listeners = new Set<unknown>();
    signal.addEventListener = (_type: string, listener: unknown) => listeners.add(listener);
    signal.removeEventListener = (_type: string, listener: unknown) => listeners.delete(listener);
    await within(Promise.resolve(7), signal);
    expect(listeners.size).to.equal(0);
  });
});
