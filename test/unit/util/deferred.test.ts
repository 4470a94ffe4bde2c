import {expect} from '@open-wc/testing';
import {createDeferred} from '../../../src/util/deferred.js';

describe('createDeferred', () => {
  it('resolves with what it is given', async () => {
    const {promise, resolve} = createDeferred<number>();
    resolve(7);
    resolve(8);
    expect(await promise).to.equal(7);
  });

  it('rejects whoever waits', async () => {
    const {promise, reject} = createDeferred<number>();
    const error = new Error('no');
    reject(error);
    expect(await promise.catch((reason: unknown) => reason)).to.equal(error);
  });

  it('is no unhandled rejection where nobody waits', async () => {
    const unhandled: unknown[] = [];
    const keep = (event: PromiseRejectionEvent): void => {
      event.preventDefault();
      unhandled.push(event.reason);
    };
    window.addEventListener('unhandledrejection', keep);
    createDeferred<number>().reject(new Error('nobody'));
    // The browser tells of unhandled rejections in a task after the one that they are in.
    await new Promise(resolve => setTimeout(resolve));
    await new Promise(requestAnimationFrame);
    window.removeEventListener('unhandledrejection', keep);
    expect(unhandled).to.deep.equal([]);
  });
});
