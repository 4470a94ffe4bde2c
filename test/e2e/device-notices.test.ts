import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import type {CallPage} from './support/call-page.js';
import {workDevices, workedDevices} from './support/faults.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';
import type {BrowserName} from './support/stage.js';
import {waitUntil} from './support/waiting.js';

/** What happens to Ben's devices in the middle of a call, as Ben reads it and as Ann sees and hears it. */
async function setupCallOf(
  context: TestContext,
  [first, second]: readonly [BrowserName, BrowserName],
): Promise<{readonly ann: CallPage; readonly ben: CallPage}> {
  const room = await setupCalls(context);
  const ann = await room.open(first, {autojoin: true});
  await ann.waitForPhase('waiting');
  const ben = await room.open(second, {}, [workedDevices]);
  await ben.join();
  await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
  await waitForShown(ann, {microphone: true, camera: true});
  await ann.waitForMovingPictures();
  return {ann, ben};
}

/** The notice, or the alert, that Ben sees, and what is read out beside it. */
const readNotice = (ben: CallPage): Promise<readonly string[]> =>
  ben.onElement(({shadowRoot}) =>
    ['device-notice', 'alert', 'status'].map(part => {
      const shown = shadowRoot?.querySelector<HTMLElement>(`[part="${part}"]`);
      return shown ? shown.innerText.replace(/\s+/g, ' ').trim() : '';
    }),
  );

/** Waits until notice and alert are these; a notice is read out by the status line, in the same words. */
async function waitForNotice(ben: CallPage, {notice = '', alert = ''}): Promise<void> {
  await waitUntil(
    `the notice “${notice}” and the alert “${alert}”`,
    () => readNotice(ben),
    ([seen = '', alerted = '', read = '']) =>
      seen.startsWith(notice) &&
      alerted.startsWith(alert) &&
      (notice === '' ? seen === '' && read === 'In a call with Guest' : read === notice) &&
      (alert !== '' || alerted === ''),
  );
}

/** Waits until the far side has been told that Ben's devices are so. */
async function waitForShown(
  ann: CallPage,
  shown: {readonly microphone: boolean; readonly camera: boolean},
): Promise<void> {
  await waitUntil(
    `a far side with ${JSON.stringify(shown)}`,
    () => ann.participants(),
    ([seen]) => seen?.microphone === shown.microphone && seen.camera === shown.camera,
  );
}

/** Waits until Ann is played where this is, '' for the system's own. */
async function waitForSpeaker(ben: CallPage, deviceId: string): Promise<void> {
  await waitUntil(
    `sound from “${deviceId}”`,
    async () => (await ben.farAudio()).map(({sinkId}) => sinkId),
    ids => ids.length === 1 && ids[0] === deviceId,
  );
}

for (const pairing of mixedPairings) {
  const [, browser] = pairing;

  test(`a camera that is unplugged is replaced and named, and another can be chosen, in ${browser}`, async context => {
    const {ann, ben} = await setupCallOf(context, pairing);
    await workDevices(ben.page, 'unplug', 'camera');
    await waitForNotice(ben, {notice: 'The camera was unplugged. Lid camera is used now.'});
    await ann.waitForMovingPictures();
    await ben.click('device-notice-button');
    await ben.page.waitForSelector('video-call >>> dialog[open] [part="close-button"]', {visible: true});
    await ben.click('close-button');
    await waitForNotice(ben, {});
    assert.deepEqual(await ben.errorCodes(), []);
  });

  test(`a speaker that is unplugged is replaced by the system’s, and plays again when it is back, in ${browser}`, async context => {
    const {ben} = await setupCallOf(context, pairing);
    await ben.onElement(call => call.selectDevice('audiooutput', 'phones'));
    await waitForSpeaker(ben, 'phones');
    await workDevices(ben.page, 'unplug', 'speaker');
    await waitForNotice(ben, {notice: 'The speaker was unplugged. Another one is used now.'});
    await waitForSpeaker(ben, '');
    await ben.waitForSound();
    await workDevices(ben.page, 'plug', 'speaker');
    await waitForNotice(ben, {});
    await waitForSpeaker(ben, 'phones');
    assert.deepEqual(await ben.errorCodes(), []);
  });

  test(`a permission that is taken back is said, and the camera is on again with it, in ${browser}`, async context => {
    const {ann, ben} = await setupCallOf(context, pairing);
    await workDevices(ben.page, 'permit', 'camera', 'denied');
    await waitForNotice(ben, {alert: 'The camera is not allowed Allow it in the address bar'});
    await waitForShown(ann, {microphone: true, camera: false});
    await workDevices(ben.page, 'permit', 'camera', 'granted');
    await waitForNotice(ben, {});
    await waitForShown(ann, {microphone: true, camera: true});
    await ann.waitForMovingPictures();
    assert.deepEqual(await ben.errorCodes(), ['media-denied']);
  });

  test(`a camera that another program takes is said once, and on again when that lets it go, in ${browser}`, async context => {
    const {ann, ben} = await setupCallOf(context, pairing);
    const {length: asked} = await ben.captures();
    await workDevices(ben.page, 'take', 'camera');
    await waitForNotice(ben, {alert: 'The camera is in use Close the other program'});
    await waitForShown(ann, {microphone: true, camera: false});
    await waitUntil(
      'a try by itself',
      () => ben.captures(),
      ({length}) => length > asked,
    );
    await workDevices(ben.page, 'release', 'camera');
    await waitForNotice(ben, {});
    await waitForShown(ann, {microphone: true, camera: true});
    await ann.waitForMovingPictures();
    assert.deepEqual(await ben.errorCodes(), ['media-in-use']);
  });

  test(`a microphone that failed is tried again with the button of the alert, in ${browser}`, async context => {
    const {ann, ben} = await setupCallOf(context, pairing);
    await workDevices(ben.page, 'permit', 'microphone', 'denied');
    await waitForNotice(ben, {alert: 'The microphone is not allowed'});
    await waitForShown(ann, {microphone: false, camera: true});
    await ann.waitForSilence();
    await ben.click('retry-button');
    await waitUntil(
      'another refusal',
      () => ben.errorCodes(),
      ({length}) => length === 2,
    );
    await waitForNotice(ben, {alert: 'The microphone is not allowed'});
  });

  test(`what the system takes away for now is said, off for the others, and back by itself, in ${browser}`, async context => {
    const {ann, ben} = await setupCallOf(context, pairing);
    for (const kind of ['microphone', 'camera'] as const) await workDevices(ben.page, 'pause', kind, true);
    await waitForShown(ann, {microphone: false, camera: false});
    await waitForNotice(ben, {
      notice: 'Camera and microphone are paused by another call, an app or this device, and come back by itself.',
    });
    for (const kind of ['microphone', 'camera'] as const) await workDevices(ben.page, 'pause', kind, false);
    await waitForNotice(ben, {});
    await waitForShown(ann, {microphone: true, camera: true});
    await ann.waitForMovingPictures();
    assert.deepEqual(await ben.errorCodes(), []);
  });

  test(`a microphone that hears nothing at all is said until it does, in ${browser}`, async context => {
    const {ann, ben} = await setupCallOf(context, pairing);
    await ann.waitForSound();
    await workDevices(ben.page, 'sound', false);
    await waitForNotice(ben, {
      notice: 'Nothing is heard from your microphone. Is it muted on the device, or is another one meant?',
    });
    await workDevices(ben.page, 'sound', true);
    await waitForNotice(ben, {});
    await ann.waitForSound();
  });

  test(`who talks while muted is told, and heard after one click, in ${browser}`, async context => {
    const {ann, ben} = await setupCallOf(context, pairing);
    await ben.click('microphone-button');
    await waitForShown(ann, {microphone: false, camera: true});
    await ann.waitForSilence();
    await waitForNotice(ben, {notice: 'You are talking, but your microphone is off.'});
    await ben.click('device-notice-button');
    await waitForNotice(ben, {});
    await waitForShown(ann, {microphone: true, camera: true});
    await ann.waitForSound();
  });
}
