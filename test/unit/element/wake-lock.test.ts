import {expect} from '@open-wc/testing';
import {Elements, until} from './support/elements.js';

/** The browser's own lock, counted, and a page that is hidden and seen as a test says. */
function setupBrowser() {
  let asked = 0;
  const held = new Set<object>();
  const request = (): Promise<Pick<WakeLockSentinel, 'release'>> => {
    asked++;
    const lock = {release: () => Promise.resolve(void held.delete(lock))};
    held.add(lock);
    return Promise.resolve(lock);
  };
  Object.defineProperty(navigator, 'wakeLock', {configurable: true, value: {request}});
  const show = (visibilityState: DocumentVisibilityState): void => {
    // Browsers take it from each page that is hidden.
    if (visibilityState === 'hidden') held.clear();
    Object.defineProperty(document, 'visibilityState', {configurable: true, value: visibilityState});
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const restore = (): void => {
    Reflect.deleteProperty(navigator, 'wakeLock');
    Reflect.deleteProperty(document, 'visibilityState');
  };
  show('visible');
  return {show, restore, asked: () => asked, held: () => held.size};
}

describe('the screen of a device in a call', () => {
  let elements: Elements;
  let browser: ReturnType<typeof setupBrowser>;
  beforeEach(() => {
    elements = new Elements();
    browser = setupBrowser();
  });
  afterEach(async () => {
    await elements.close();
    browser.restore();
  });

  it('is kept on from the join to the end, also after the page was hidden', async () => {
    const {show, asked, held} = browser;
    const ana = await elements.person('ana');
    expect(asked(), 'in the lobby it may go dark').to.equal(0);
    await ana.join();
    await until(() => held() === 1, 'it is kept on');
    show('hidden');
    expect(asked()).to.equal(1);
    show('visible');
    await until(() => held() === 1, 'it is kept on again');
    await ana.leave();
    await until(() => held() === 0, 'it may go dark');
    show('visible');
    expect(asked(), 'nothing is asked for after the call').to.equal(2);
  });
});
