import {CallError} from '../errors.js';
import {selectsSpeaker} from './capture-environment.js';
import {errorName} from './error-name.js';

/**
 * Has the browser say whether sound can be played there. '' is the system's own choice.
 * @throws {CallError} unsupported, media-missing, media-denied
 */
export async function checkSpeaker(
  deviceId: string,
  audio: HTMLAudioElement = new Audio(),
  vendor = navigator.vendor,
): Promise<void> {
  if (!selectsSpeaker(audio, vendor)) {
    throw new CallError(
      'unsupported',
      'This browser plays sound where the system does. Choose the speaker in the settings of the system.',
    );
  }
  try {
    await audio.setSinkId(deviceId);
  } catch (error) {
    throw errorName(error) === 'NotAllowedError'
      ? new CallError('media-denied', 'This page may not choose that speaker. Choose it in the system’s settings.', {
          cause: error,
        })
      : new CallError('media-missing', 'There is no such speaker. Plug it in, or choose another one.', {cause: error});
  }
}
