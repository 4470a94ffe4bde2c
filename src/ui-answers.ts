import type {CallController} from './call-controller.js';
import type {DevicePick} from './call/device-pick.js';
import type {SpeakerChoice} from './call/speaker-choice.js';
import type {UiAnswers} from './ui/request-event.js';
import type {VideoCall} from './video-call.js';

/** What a page can ask of the element as a person can, whoever it was. */
type Answering = Pick<
  VideoCall,
  | 'admit'
  | 'refuse'
  | 'lock'
  | 'toggleMicrophone'
  | 'toggleCamera'
  | 'selectDevice'
  | 'grantConsent'
  | 'volume'
  | 'requestUpdate'
>;

/**
 * What is done for each request of a person: by the method that the page has for it, else by the call. What fails is in the
 * state already.
 */
export const answersOf = (
  element: Answering,
  call: CallController,
  {speaker, pick}: {readonly speaker: SpeakerChoice; readonly pick: DevicePick},
): UiAnswers => ({
  intent: () => call.prepare(),
  'near-join': () => call.use(session => session.setNear(true)),
  'away-from-join': () => call.use(session => session.setNear(false)),
  preview: () => call.use(session => session.media.startWanted()),
  rename: ({name}) => call.rename(name),
  join: () => call.run(call.join('user')),
  'wait-for-seat': ({wait}) => call.run(call.waitForSeat(wait)),
  knock: ({asking}) => (asking ? call.run(call.join('user', 'knock')) : call.use(session => session.stopKnocking())),
  'answer-knock': ({admit, uid}) => call.run(admit ? element.admit(uid) : element.refuse(uid)),
  'toggle-lock': () => call.run(element.lock()),
  leave: () => call.run(call.leave('user')),
  'toggle-microphone': () => call.run(element.toggleMicrophone()),
  'toggle-camera': () => call.run(element.toggleCamera()),
  'toggle-screen': () => call.run(call.toggleScreen('user')),
  'select-device': ({kind, deviceId}) => {
    const chosen = pick.make(kind, () => element.selectDevice(kind, deviceId));
    // The picker shows again what is in use.
    call.run(chosen.finally(() => element.requestUpdate()));
  },
  'set-volume': ({volume}) => {
    element.volume = volume;
  },
  'dismiss-notice': ({kinds}) => {
    if (kinds.includes('speaker')) speaker.dismissNotice();
    call.use(session => session.media.dismissNotices(...kinds.filter(kind => kind !== 'speaker')));
  },
  retry: () => call.retry(),
  'grant-consent': () => element.grantConsent(),
});
