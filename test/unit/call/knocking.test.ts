import {expect} from '@open-wc/testing';
import type {CallState} from '../../../src/call/call-state.js';
import {Knocking} from '../../../src/call/knocking.js';
import {Store} from '../../../src/call/store.js';
import {CallError} from '../../../src/errors.js';
import type {Signaling} from '../../../src/signaling/signaling.js';
import {createDeferred} from '../../../src/util/deferred.js';

const locked = CallError.roomLocked();

/** Somebody in front of a locked room, whose owner answers when the test says so. */
function setup({enter = () => Promise.resolve()}: {readonly enter?: () => Promise<void>} = {}) {
  const states: CallState[] = [];
  const store = new Store(after => states.push(after));
  store.update({type: 'ready', room: 'table-7', capacity: 4, wanted: {microphone: true, camera: true}});
  store.update({type: 'renamed', name: 'Eve'});
  store.update({type: 'locked-out', error: locked});
  const answer = createDeferred<undefined>();
  const asked: string[] = [];
  const done: string[] = [];
  let signal: AbortSignal | undefined;
  const signaling: Signaling = {
    enter: () => expect.fail('entered by somebody else'),
    knock: async ({room, name}, options) => {
      asked.push(`${name} at ${room}`);
      signal = options.signal;
      signal.addEventListener('abort', () => {
        answer.reject(CallError.aborted());
      });
      await answer.promise;
    },
  };
  const knocking = new Knocking({
    ...{store, signaling, room: 'table-7'},
    persist: work => work(),
    enter: async () => {
      await enter();
      done.push('entered');
      store.update({type: 'entered', uid: 'eve'});
    },
    join: () => {
      done.push('joined');
      return Promise.resolve();
    },
    refuse: error => {
      if (error instanceof CallError && error.code === 'room-locked') store.update({type: 'locked-out', error});
      else done.push('failed');
      return error instanceof CallError ? error : CallError.aborted(error);
    },
  });
  return {store, knocking, answer, asked, done};
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof CallError ? error.code : error),
  );

describe('Knocking', () => {
  it('asks once, says so, and joins when let in', async () => {
    const {store, knocking, answer, asked, done} = setup();
    const joined = knocking.ask();
    expect(knocking.ask()).to.equal(joined);
    expect(asked).to.deep.equal(['Eve at table-7']);
    expect(store.state.knocking).to.equal('asking');
    answer.resolve(undefined);
    await joined;
    expect(done).to.deep.equal(['entered', 'joined']);
    expect(store.state.knocking).to.equal('no');
    expect(store.state.error).to.equal(null);
  });

  it('says that one was refused, and asks again', async () => {
    const {store, knocking, answer, asked, done} = setup({enter: () => Promise.reject(CallError.roomLocked())});
    const refused = knocking.ask();
    answer.resolve(undefined);
    expect(await codeOf(refused)).to.equal('room-locked');
    expect(store.state).to.include({phase: 'lobby', knocking: 'refused'});
    expect(store.state.error?.code).to.equal('room-locked');
    void codeOf(knocking.ask());
    expect(store.state.knocking).to.equal('asking');
    expect(asked).to.have.length(2);
    expect(done).to.deep.equal([]);
  });

  it('takes the question back, and is in front of the same door', async () => {
    const {store, knocking, done} = setup();
    const joined = knocking.ask();
    knocking.stop();
    expect(await codeOf(joined)).to.equal('aborted');
    expect(store.state).to.include({phase: 'lobby', knocking: 'no', error: locked});
    expect(done).to.deep.equal([]);
  });

  it('says what else went wrong', async () => {
    const {knocking, answer, done} = setup();
    const joined = knocking.ask();
    answer.reject(new CallError('signaling-unreachable', 'Out of reach.'));
    expect(await codeOf(joined)).to.equal('signaling-unreachable');
    expect(done).to.deep.equal(['failed']);
  });

  it('is not to be had where no room has an owner', async () => {
    const store = new Store(() => undefined);
    const signaling: Signaling = {enter: () => expect.fail('not yet')};
    const never = (): never => expect.fail('not asked');
    const knocking = new Knocking({
      ...{store, signaling, room: 'r'},
      ...{persist: never, enter: never, join: never, refuse: never},
    });
    expect(await codeOf(knocking.ask())).to.equal('unsupported');
  });
});
