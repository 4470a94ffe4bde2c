import type {QualityReason} from '../call/quality.js';
import type {LadderReason} from '../call/send-trouble.js';
import type {CallErrorCode} from '../errors.js';

/** What of this side something is said about. */
export type OwnDevice = 'microphone' | 'camera' | 'both';

/** What of this side a notice is about. */
export type NoticedDevice = 'microphone' | 'camera' | 'speaker';

/** What a person reads when something went wrong: what it is, and what to do. */
export interface ErrorWords {
  readonly title: string;
  readonly text: string;
}

/** Every word that the element shows, in one language. Sentences say what to do; names come in as arguments. */
export interface Strings {
  /** The language, as a value of `lang`: a page may be in another. */
  readonly lang: string;
  readonly you: string;
  /** A participant who gave no name. */
  readonly guest: string;

  /** The group of buttons below the stage. */
  readonly controls: string;
  readonly microphone: string;
  readonly camera: string;
  readonly screen: string;
  readonly speaker: string;
  /** How loud the others are played. */
  readonly volume: string;
  readonly settings: string;
  readonly leave: string;
  readonly close: string;
  readonly turnOnMicrophone: string;
  readonly turnOffMicrophone: string;
  readonly turnOnCamera: string;
  readonly turnOffCamera: string;
  readonly shareScreen: string;
  readonly stopSharing: string;
  readonly sharingScreen: string;

  readonly lobbyTitle: string;
  readonly preview: string;
  readonly yourName: string;
  readonly join: string;
  readonly joinAgain: string;
  readonly cancel: string;
  readonly cameraIsOff: string;
  readonly starting: string;
  readonly startPreview: string;
  readonly startVoicePreview: string;
  /** The system has taken it away for now: a phone call, a closed lid. */
  devicePaused(device: OwnDevice): string;
  /** It was unplugged. @param label what the one is called that is used now, '' for not known */
  deviceReplaced(device: NoticedDevice, label: string): string;
  /** Several were. */
  devicesReplaced(devices: readonly NoticedDevice[]): string;
  readonly chooseDevice: string;
  readonly microphoneSilent: string;
  readonly talkingWhileMuted: string;
  readonly membersUnknown: string;
  membersPresent(count: number): string;
  /** In the lobby, while this person is in the call with another tab or device. */
  readonly elsewhere: string;
  readonly roomFull: string;
  readonly waitForSeat: string;
  readonly waitingForSeat: string;
  readonly stopWaiting: string;
  readonly noDevices: string;
  /** A picker's entry for the browser's own choice. */
  readonly defaultDevice: string;

  /** In front of a locked room. */
  readonly roomIsLocked: string;
  readonly knock: string;
  readonly knockAgain: string;
  readonly waitingForAnswer: string;
  readonly stopKnocking: string;
  readonly notLetIn: string;
  /** For the owner of a room. */
  asksToBeLetIn(name: string): string;
  moreKnocks(count: number): string;
  readonly admit: string;
  readonly refuse: string;
  /** What the button is; pressed says that it is so. */
  readonly lock: string;
  readonly lockRoom: string;
  readonly openRoom: string;

  readonly joining: string;
  readonly waitingTitle: string;
  readonly waitingText: string;
  readonly connecting: string;
  connectingTo(name: string): string;
  readonly interrupted: string;
  interruptedWith(name: string): string;
  inCallWith(name: string): string;
  peopleInCall(count: number): string;
  readonly reconnecting: string;
  readonly signalingLost: string;
  readonly microphoneIsOff: string;
  /** Of somebody: the line to or from them is bad. */
  readonly weakLine: string;
  /** Of somebody: their camera or screen is on, and not sent over a line too narrow for it. */
  readonly soundOnly: string;

  /** What is amiss with the connections, in a sentence each. */
  readonly qualityReasons: Readonly<Record<QualityReason, string>>;
  /** Why the own picture is sent in another way: the end of each of the next six. */
  readonly pictureReasons: Readonly<Record<LadderReason, string>>;
  pictureSmaller(why: string): string;
  pictureLarger(why: string): string;
  /** Nobody gets it. */
  pictureOff(why: string): string;
  /** One person does not, of several. */
  pictureOffFor(name: string, why: string): string;
  /** The same of a shared screen. */
  screenOff(why: string): string;
  screenOffFor(name: string, why: string): string;

  screenOf(name: string): string;
  readonly playSound: string;

  readonly consentTitle: string;
  readonly consentText: string;
  readonly consentButton: string;

  readonly endedTitle: string;
  readonly endedText: string;
  readonly idleTitle: string;
  readonly idleText: string;
  readonly failedTitle: string;
  readonly unsupportedTitle: string;
  readonly unsupportedText: string;

  readonly retry: string;
  readonly useHere: string;
  /** When trying again helps for certain. */
  retryIn(minutes: number): string;
  /** Why the own microphone or camera is not there; what to do is in `errors`. */
  deviceDenied(device: OwnDevice): string;
  deviceMissing(device: OwnDevice): string;
  deviceInUse(device: OwnDevice): string;
  /** Whatever keeps the own screen from being shared. */
  readonly screenFailed: string;
  /** What to do about it, where it is not as in `errors`: no screen was to be had, or the one that was chosen cannot be. */
  readonly screenDenied: string;
  readonly screenInUse: string;
  /** Being called off is no failure. */
  readonly errors: Readonly<Record<Exclude<CallErrorCode, 'aborted'>, ErrorWords>>;
}
