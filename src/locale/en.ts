import type {Strings} from './strings.js';

const nouns = {microphone: 'The microphone is', camera: 'The camera is', both: 'Camera and microphone are'} as const;

/** English, the default. */
export const en: Strings = {
  lang: 'en',

  you: 'You',
  guest: 'Guest',

  controls: 'Call controls',
  microphone: 'Microphone',
  camera: 'Camera',
  screen: 'Screen sharing',
  speaker: 'Speaker',
  settings: 'Settings',
  leave: 'Leave the call',
  close: 'Close',
  turnOnMicrophone: 'Turn on the microphone',
  turnOffMicrophone: 'Turn off the microphone',
  turnOnCamera: 'Turn on the camera',
  turnOffCamera: 'Turn off the camera',
  shareScreen: 'Share your screen',
  stopSharing: 'Stop sharing',
  sharingScreen: 'You are sharing your screen',

  lobbyTitle: 'Ready to join?',
  preview: 'Your preview',
  yourName: 'Your name',
  join: 'Join now',
  joinAgain: 'Join again',
  cancel: 'Cancel',
  cameraIsOff: 'Your camera is off',
  starting: 'Starting…',
  startPreview: 'Check camera and microphone',
  startVoicePreview: 'Check the microphone',
  devicePaused: device =>
    `${nouns[device]} paused by another call, an app or this device, and ${device === 'both' ? 'come' : 'comes'} back by itself.`,
  deviceReplaced: (device, label) =>
    device === 'both'
      ? 'Camera and microphone were unplugged. Others are used now.'
      : `The ${device} was unplugged. ${label || 'Another one'} is used now.`,
  chooseDevice: 'Choose another',
  microphoneSilent: 'Nothing is heard from your microphone. Is it muted on the device, or is another one meant?',
  talkingWhileMuted: 'You are talking, but your microphone is off.',
  membersUnknown: 'Join whenever you are ready.',
  membersPresent: count =>
    count === 0
      ? 'Nobody is here yet. You will be the first.'
      : count === 1
        ? 'One person is in the call.'
        : `${count} people are in the call.`,
  roomFull: 'This call is full. You can wait here and join when a seat is free.',
  waitForSeat: 'Join when a seat is free',
  waitingForSeat: 'You join as soon as a seat is free.',
  stopWaiting: 'Stop waiting',
  noDevices: 'Turn on the camera or the microphone first, then choose which.',
  defaultDevice: 'Chosen by the browser',

  roomIsLocked: 'This room is locked. Ask to be let in.',
  knock: 'Ask to be let in',
  knockAgain: 'Ask again',
  waitingForAnswer: 'You have asked to be let in, and join as soon as somebody says yes.',
  stopKnocking: 'Stop asking',
  notLetIn: 'You were not let in.',
  asksToBeLetIn: name => `${name} asks to be let in`,
  moreKnocks: count => (count === 1 ? 'and one more' : `and ${count} more`),
  admit: 'Let in',
  refuse: 'Refuse',
  lock: 'Room locked',
  lockRoom: 'Lock the room: whoever comes has to ask',
  openRoom: 'Open the room for everybody',

  joining: 'Joining…',
  waitingTitle: 'Waiting for others',
  waitingText: 'You are in. The call begins when somebody joins.',
  connecting: 'Connecting…',
  connectingTo: name => `Connecting to ${name}…`,
  interrupted: 'Reconnecting…',
  interruptedWith: name => `The connection to ${name} was interrupted. Reconnecting…`,
  inCallWith: name => `In a call with ${name}`,
  peopleInCall: count => `${count} people in the call`,
  reconnecting: 'The connection was lost. Reconnecting…',
  signalingLost: 'The call goes on. Nobody new can join until this device is back online.',
  microphoneIsOff: 'Microphone is off',

  qualityReasons: {
    'loss-in': 'Some of what the others send is lost on the way.',
    'loss-out': 'Some of what you send is lost on the way.',
    delay: 'The connection is slow.',
    'sound-gaps': 'The sound has gaps.',
    'picture-freezes': 'The picture stands still at times.',
    'low-bandwidth': 'The connection is weak.',
    'busy-device': 'This device has too much to do.',
    interrupted: 'The connection was interrupted.',
  },
  pictureReasons: {
    'loss-out': 'too much is lost on the way',
    delay: 'the connection is slow',
    'low-bandwidth': 'the connection is weak',
    'busy-device': 'this device has too much to do',
    people: 'there are more people in the call',
    recovered: 'the connection is better again',
  },
  pictureSmaller: why => `Your picture is sent smaller: ${why}.`,
  pictureLarger: why => `Your picture is sent larger: ${why}.`,
  pictureOff: why => `Your picture is off: ${why}. Sound goes on.`,
  pictureOffFor: (name, why) => `${name} does not get your picture: ${why}. Sound goes on.`,

  screenOf: name => `Screen of ${name}`,
  playSound: 'Play sound',

  consentTitle: 'Before the call',
  consentText:
    'To connect you, this page contacts the call service, and your network address becomes visible to the others in the call. Nothing has been sent yet.',
  consentButton: 'Agree and continue',

  endedTitle: 'You left the call',
  endedText: 'Your camera and microphone are off.',
  idleTitle: 'This call is not set up yet',
  idleText: 'One moment, or ask whoever runs this page.',
  failedTitle: 'The call cannot go on',
  unsupportedTitle: 'Calls do not work here',
  unsupportedText: 'Open this page in a current version of Chrome, Edge, Firefox or Safari.',

  retry: 'Try again',
  useHere: 'Use here',
  retryIn: seconds => `Try again in ${seconds} s.`,
  deviceDenied: device => `${nouns[device]} not allowed`,
  deviceMissing: device => `${nouns[device]} not found`,
  deviceInUse: device => `${nouns[device]} in use`,
  errors: {
    'invalid-room': {title: 'Which call?', text: 'The page does not say which room to join.'},
    'invalid-config': {title: 'This call is not set up yet', text: 'The page’s Firebase settings cannot be used.'},
    'firebase-mismatch': {title: 'This call is not set up yet', text: 'The page loads Firebase twice.'},
    'sign-in-disabled': {title: 'Signing in is switched off', text: 'Whoever runs this page can switch it on.'},
    'sign-in-throttled': {title: 'Too many tries', text: 'Wait a little, then try again.'},
    'permission-denied': {
      title: 'You are not let in',
      text: 'The call service refused. Try again, or ask whoever runs this page.',
    },
    'app-check-refused': {title: 'This page was refused', text: 'Reload it, or ask whoever runs it.'},
    'signaling-unreachable': {
      title: 'The call service cannot be reached',
      text: 'Check your internet connection. It keeps trying by itself; if nothing helps, reload the page.',
    },
    'room-full': {title: 'This call is full', text: 'You can wait here and join when a seat is free.'},
    'room-locked': {title: 'This call is locked', text: 'Ask the host to let you in, then try again.'},
    'taken-over': {title: 'The call goes on in another tab', text: 'Choose “Use here” to continue in this one.'},
    removed: {title: 'You were taken out of the call', text: 'The host decides who takes part.'},
    'not-owner': {title: 'This room is not yours', text: 'Only its host decides who takes part.'},
    'invalid-uid': {title: 'This person cannot be found', text: 'Nothing was changed. Ask whoever runs this page.'},
    'media-denied': {
      title: 'Camera or microphone is not allowed',
      text: 'Allow it in the address bar of your browser, then try again. You can also go on without.',
    },
    'media-missing': {
      title: 'No camera or microphone found',
      text: 'Plug one in, then try again. You can also go on without.',
    },
    'media-in-use': {
      title: 'Camera or microphone is in use',
      text: 'Close the other program that uses it, then try again.',
    },
    'blocked-by-page': {
      title: 'This page may not use camera or microphone',
      text: 'Open the call in a tab of its own, or ask whoever runs this page.',
    },
    'in-app-browser': {title: 'Calls do not work in this app', text: 'Open this page in your browser instead.'},
    'insecure-context': {title: 'Calls need a secure page', text: 'Open this page with https://.'},
    unsupported: {
      title: 'Calls do not work here',
      text: 'Open this page in a current version of Chrome, Edge, Firefox or Safari.',
    },
    'relay-needed': {
      title: 'Your network blocks the call',
      text: 'Try another network, such as your phone’s, or ask whoever runs this page.',
    },
    'not-connected': {title: 'Nobody is connected yet', text: 'Wait until somebody has joined, then try again.'},
    'invalid-message': {title: 'The message was not sent', text: 'Shorten it, then send it again.'},
  },
};
