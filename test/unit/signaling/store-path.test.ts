import {expect} from '@open-wc/testing';
import {silentLog} from '../../../src/log.js';
import {StorePath} from '../../../src/signaling/firestore/store-path.js';
import {promisesSettled} from '../../support/manual-clock.js';

/** Counts how often listeners were opened anew; each time takes until the test says so. */
function setup() {
  const ends: ((error?: Error) => void)[] = [];
  const path = new StorePath(
    () =>
      new Promise((resolve, reject) => {
        ends.push(error => (error ? reject(error) : resolve()));
      }),
    silentLog,
  );
  const end = async (error?: Error): Promise<void> => {
    ends.at(-1)?.(error);
    await promisesSettled();
  };
  return {path, end, opened: () => ends.length};
}

describe('StorePath', () => {
  it('suspects nothing while requests get there', () => {
    const {path, opened} = setup();
    path.reached({askedAt: performance.now()});
    path.reached({askedAt: performance.now()});
    expect([path.isSuspect, opened()]).to.deep.equal([false, 0]);
  });

  it('opens listeners anew with the first request that gets there again', () => {
    const {path, opened} = setup();
    path.lost();
    path.lost();
    expect([path.isSuspect, opened()]).to.deep.equal([true, 0]);
    path.reached({askedAt: performance.now()});
    path.reached({askedAt: performance.now()});
    expect([path.isSuspect, opened()]).to.deep.equal([false, 1]);
  });

  it('opens them at once, and is in doubt for a while, when somebody hints at another network', async () => {
    const {path, opened, end} = setup();
    path.suspect({listeners: true});
    path.suspect({listeners: true});
    expect([path.isSuspect, opened()], 'once at a time').to.deep.equal([true, 1]);
    await end();
    path.suspect({listeners: true});
    expect(opened()).to.equal(2);
  });

  it('may be in doubt with the listeners left alone', () => {
    const {path, opened} = setup();
    path.suspect({listeners: false});
    expect([path.isSuspect, opened()]).to.deep.equal([true, 0]);
  });

  it('is in doubt no longer when what was asked after the hint got there', () => {
    const {path} = setup();
    const before = performance.now() - 1;
    path.suspect({listeners: true});
    path.reached({askedAt: before});
    expect(path.isSuspect, 'asked by the way that there was').to.be.true;
    path.reached({askedAt: performance.now()});
    expect(path.isSuspect).to.be.false;
  });

  it('goes on when opening them failed', async () => {
    const {path, opened, end} = setup();
    path.suspect({listeners: true});
    await end(new Error('terminated'));
    path.suspect({listeners: true});
    expect(opened()).to.equal(2);
  });

  it('is broken when opening them failed by an internal assertion: nobody tries that again, but all are told', async () => {
    const {path, opened, end} = setup();
    let deaf = 0;
    path.onDeaf(() => deaf++, new AbortController().signal);
    path.suspect({listeners: true});
    await end(new Error('FIRESTORE (12.19.0) INTERNAL ASSERTION FAILED: Unexpected state (ID: b815)'));
    expect([path.broken.aborted, deaf]).to.deep.equal([true, 0]);
    path.suspect({listeners: true});
    expect([opened(), deaf]).to.deep.equal([1, 1]);
  });

  it('leaves the listeners of a page alone, and doubts all the same', () => {
    const path = new StorePath(null, silentLog);
    path.suspect({listeners: true});
    expect(path.isSuspect).to.be.true;
  });
});
