import {expect} from '@open-wc/testing';
import type {LocalSpeaker} from '../../../src/call/call-state.js';
import {SpeakerChoice} from '../../../src/call/speaker-choice.js';
import {CallError} from '../../../src/errors.js';
import type {DeviceChoice} from '../../../src/media/device-list.js';
import {createDeferred} from '../../../src/util/deferred.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';

const speaker = (deviceId: string): DeviceChoice => ({kind: 'audiooutput', deviceId, label: deviceId});
const [lid, headset] = [speaker('lid'), speaker('headset')];
const missing = () => Promise.reject(new CallError('media-missing', 'made by the test'));

describe('SpeakerChoice', () => {
  const setup = async () => {
    const clock = new ManualClock();
    const told: LocalSpeaker[] = [];
    const browser = {check: (_deviceId: string): Promise<void> => Promise.resolve()};
    const choice = new SpeakerChoice({
      clock,
      onChange: each => told.push(each),
      check: deviceId => browser.check(deviceId),
    });
    await choice.choose('headset');
    await choice.follow([lid, headset]);
    told.length = 0;
    const unplug = async (): Promise<void> => {
      browser.check = missing;
      await choice.follow([lid]);
    };
    return {clock, told, browser, choice, unplug};
  };

  it('is replaced by the system’s own when it is unplugged, which is told for ten seconds', async () => {
    const {clock, told, unplug} = await setup();
    await unplug();
    expect(told).to.deep.equal([{deviceId: '', notice: 'replaced'}]);
    await clock.advance(9_999);
    expect(told.length).to.equal(1);
    await clock.advance(1);
    expect(told.at(-1)).to.deep.equal({deviceId: '', notice: null});
  });

  it('of an earlier view of the page is taken up once the browser tells of it, and stays chosen meanwhile', async () => {
    const told: LocalSpeaker[] = [];
    const choice = new SpeakerChoice({clock: new ManualClock(), onChange: each => told.push(each), check: missing});
    choice.restore('headset');
    await choice.follow([lid]);
    expect([choice.chosenId, ...told]).to.deep.equal(['headset']);
    await choice.follow([lid, headset]);
    expect(told).to.deep.equal([{deviceId: 'headset', notice: null}]);
  });

  it('of an earlier view of the page is taken up at once where the browser has it, whatever was listed before', async () => {
    const {told, choice} = await setup();
    choice.restore('lid');
    await promisesSettled();
    expect(told).to.deep.equal([{deviceId: 'lid', notice: null}]);
  });

  it('is taken up again when it is back, and nothing is told any more', async () => {
    const {clock, told, choice, unplug} = await setup();
    await unplug();
    await choice.follow([lid, headset]);
    expect(told.at(-1)).to.deep.equal({deviceId: 'headset', notice: null});
    await clock.advance(20_000);
    expect(told.length).to.equal(2);
  });

  it('is told once, until it is put away', async () => {
    const {clock, told, choice, unplug} = await setup();
    await unplug();
    await choice.follow([]);
    choice.dismissNotice();
    await choice.follow([lid]);
    expect(told).to.deep.equal([
      {deviceId: '', notice: 'replaced'},
      {deviceId: '', notice: null},
    ]);
    expect(clock.pending).to.equal(0);
  });

  it('stays where a list tells less than there is, as without a permission', async () => {
    const {told, browser, choice} = await setup();
    await choice.follow([]);
    browser.check = () => Promise.reject(new CallError('media-denied', 'made by the test'));
    await choice.follow([]);
    expect(told).to.deep.equal([]);
  });

  it('another that is chosen meanwhile is not replaced for it', async () => {
    const {told, browser, choice} = await setup();
    const {promise, reject} = createDeferred<undefined>();
    browser.check = deviceId => (deviceId === 'headset' ? promise : Promise.resolve());
    const following = choice.follow([lid]);
    await choice.choose('lid');
    reject(new CallError('media-missing', 'made by the test'));
    await following;
    expect(told).to.deep.equal([{deviceId: 'lid', notice: null}]);
  });

  it('of two choices the later one counts, also where the earlier one is checked for longer', async () => {
    const {told, browser, choice} = await setup();
    const {promise, resolve} = createDeferred<undefined>();
    browser.check = deviceId => (deviceId === 'headset' ? promise : Promise.resolve());
    const earlier = choice.choose('headset').catch((error: unknown) => (error as CallError).code);
    await choice.choose('lid');
    resolve(undefined);
    expect(await earlier).to.equal('aborted');
    expect(told).to.deep.equal([{deviceId: 'lid', notice: null}]);
  });

  it('stays as it was where another cannot be had', async () => {
    const {told, browser, choice} = await setup();
    browser.check = missing;
    const code = await choice.choose('no-such-speaker').catch((error: unknown) => (error as CallError).code);
    expect(code).to.equal('media-missing');
    expect(told).to.deep.equal([]);
  });

  it('never goes where none was chosen', async () => {
    const told: LocalSpeaker[] = [];
    const choice = new SpeakerChoice({
      clock: new ManualClock(),
      onChange: each => told.push(each),
      check: missing,
    });
    await choice.follow([lid]);
    await choice.follow([]);
    expect(told).to.deep.equal([]);
  });
});
