import {expect} from '@open-wc/testing';
import {ScreenWakeLock, type WakeLockPlace} from '../../../src/call/screen-wake-lock.js';
import {silentLog} from '../../../src/log.js';
import {promisesSettled} from '../../support/manual-clock.js';

/** A browser whose locks are counted; it refuses so many requests, as with little battery, or before a click (Safari). */
function setupTest({refusals = 0} = {}) {
  const visible: {visibilityState: DocumentVisibilityState} = {visibilityState: 'visible'};
  const document = Object.assign(new EventTarget(), visible);
  let held = 0;
  let asked = 0;
  const locks: EventTarget[] = [];
  const request = async (): Promise<WakeLockSentinel> => {
    asked++;
    await Promise.resolve();
    if (asked <= refusals) throw new DOMException('', 'NotAllowedError');
    held++;
    const lock = Object.assign(new EventTarget(), {
      released: false,
      type: 'screen' as const,
      onrelease: null,
      release: (): Promise<void> => {
        if (!lock.released) held--;
        lock.released = true;
        return Promise.resolve();
      },
    });
    locks.push(lock);
    return lock;
  };
  const place: WakeLockPlace = {wakeLock: {request}, document: document};
  const show = (visibilityState: DocumentVisibilityState): void => {
    document.visibilityState = visibilityState;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  /** As the browser does with a page that is hidden. */
  const hide = (): void => {
    for (const lock of locks) void (lock as unknown as WakeLockSentinel).release();
    show('hidden');
  };
  const touch = async (type: string): Promise<void> => {
    document.dispatchEvent(new Event(type));
    await promisesSettled();
  };
  return {
    touch,
    wakeLock: new ScreenWakeLock(silentLog, place),
    hide,
    show,
    held: () => held,
    asked: () => asked,
  };
}

describe('the screen', () => {
  it('is kept on from the beginning of a call to its end', async () => {
    const {wakeLock, held} = setupTest();
    wakeLock.hold();
    wakeLock.hold();
    await promisesSettled();
    expect(held()).to.equal(1);
    wakeLock.release();
    await promisesSettled();
    expect(held()).to.equal(0);
  });

  it('is kept on again when the page is back', async () => {
    const {wakeLock, held, hide, show} = setupTest();
    wakeLock.hold();
    await promisesSettled();
    hide();
    await promisesSettled();
    expect(held()).to.equal(0);
    show('visible');
    await promisesSettled();
    expect(held()).to.equal(1);
    wakeLock.release();
    show('visible');
    await promisesSettled();
    expect(held(), 'nothing is held after the call').to.equal(0);
  });

  it('may go dark when the call ended before the browser said yes', async () => {
    const {wakeLock, held} = setupTest();
    wakeLock.hold();
    wakeLock.release();
    await promisesSettled();
    expect(held()).to.equal(0);
  });

  it('is asked for in vain without harm', async () => {
    const {wakeLock, asked} = setupTest({refusals: Infinity});
    wakeLock.hold();
    await promisesSettled();
    expect(asked()).to.equal(1);
    wakeLock.release();
  });

  for (const type of ['pointerup', 'keydown']) {
    it(`is kept on from the next ${type}, where the browser wants one first`, async () => {
      const {wakeLock, held, asked, touch} = setupTest({refusals: 1});
      wakeLock.hold();
      await promisesSettled();
      expect(held()).to.equal(0);
      await touch(type);
      expect(held()).to.equal(1);
      await touch(type);
      expect(asked(), 'no more than it takes').to.equal(2);
      wakeLock.release();
      await promisesSettled();
      expect(held()).to.equal(0);
    });
  }

  it('is asked for again with each click while it is refused, and after the call with none', async () => {
    const {wakeLock, asked, touch} = setupTest({refusals: Infinity});
    wakeLock.hold();
    await promisesSettled();
    await touch('pointerup');
    await touch('pointerup');
    expect(asked()).to.equal(3);
    wakeLock.release();
    await touch('pointerup');
    expect(asked()).to.equal(3);
  });

  it('is not asked for after the call when the refusal comes late', async () => {
    const {wakeLock, asked, touch} = setupTest({refusals: 1});
    wakeLock.hold();
    wakeLock.release();
    await promisesSettled();
    await touch('pointerup');
    expect(asked()).to.equal(1);
  });

  it('waits for no click any more once it was granted as the page was seen again', async () => {
    const {wakeLock, asked, hide, show, touch} = setupTest({refusals: 1});
    wakeLock.hold();
    await promisesSettled();
    hide();
    show('visible');
    await promisesSettled();
    expect(asked()).to.equal(2);
    await touch('pointerup');
    expect(asked()).to.equal(2);
    wakeLock.release();
  });

  it('is left alone where the browser cannot', () => {
    const wakeLock = new ScreenWakeLock(silentLog, {wakeLock: undefined, document});
    wakeLock.hold();
    wakeLock.release();
  });
});
