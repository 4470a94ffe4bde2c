import {expect} from '@open-wc/testing';
import {createDeferred} from '../../../src/util/deferred.js';
import {Turns} from '../../../src/util/turns.js';
import {promisesSettled} from '../../support/manual-clock.js';

describe('Turns', () => {
  it('come one after another, in the order asked for, each with what came of it', async () => {
    const turns = new Turns();
    const [first, second] = [createDeferred<string>(), createDeferred<string>()];
    const begun: string[] = [];
    const work = (name: string, until: Promise<string>) => () => {
      begun.push(name);
      return until;
    };
    const results = [turns.take(work('first', first.promise)), turns.take(work('second', second.promise))];
    second.resolve('b');
    await promisesSettled();
    expect(begun).to.deep.equal(['first']);
    first.resolve('a');
    expect(await Promise.all(results)).to.deep.equal(['a', 'b']);
    expect(begun).to.deep.equal(['first', 'second']);
  });

  it('go on after one that failed, of which only who asked for it hears', async () => {
    const turns = new Turns();
    const failing = turns.take(() => Promise.reject(new Error('no')));
    const next = turns.take(() => Promise.resolve('yes'));
    expect(await failing.catch((error: unknown) => (error as Error).message)).to.equal('no');
    expect(await next).to.equal('yes');
  });
});
