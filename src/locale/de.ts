import type {Strings} from './strings.js';

const nouns = {microphone: 'Das Mikrofon ist', camera: 'Die Kamera ist', both: 'Kamera und Mikrofon sind'} as const;

/** German. */
export const de: Strings = {
  lang: 'de',

  you: 'Sie',
  guest: 'Gast',

  controls: 'Steuerung des Anrufs',
  microphone: 'Mikrofon',
  camera: 'Kamera',
  screen: 'Bildschirm teilen',
  speaker: 'Lautsprecher',
  volume: 'Lautstärke',
  settings: 'Einstellungen',
  leave: 'Anruf verlassen',
  close: 'Schließen',
  turnOnMicrophone: 'Mikrofon einschalten',
  turnOffMicrophone: 'Mikrofon ausschalten',
  turnOnCamera: 'Kamera einschalten',
  turnOffCamera: 'Kamera ausschalten',
  shareScreen: 'Bildschirm teilen',
  stopSharing: 'Nicht mehr teilen',
  sharingScreen: 'Sie teilen Ihren Bildschirm',

  lobbyTitle: 'Bereit?',
  preview: 'Ihre Vorschau',
  yourName: 'Ihr Name',
  join: 'Jetzt teilnehmen',
  joinAgain: 'Wieder teilnehmen',
  cancel: 'Abbrechen',
  cameraIsOff: 'Ihre Kamera ist aus',
  starting: 'Wird gestartet …',
  startPreview: 'Kamera und Mikrofon prüfen',
  startVoicePreview: 'Mikrofon prüfen',
  devicePaused: device =>
    `${nouns[device]} durch einen anderen Anruf, eine App oder dieses Gerät unterbrochen. Es geht von selbst weiter.`,
  deviceReplaced: (device, label) =>
    ({
      microphone: `Das Mikrofon wurde getrennt. Jetzt wird ${label || 'ein anderes'} verwendet.`,
      camera: `Die Kamera wurde getrennt. Jetzt wird ${label || 'eine andere'} verwendet.`,
      speaker: `Der Lautsprecher wurde getrennt. Jetzt wird ${label || 'ein anderer'} verwendet.`,
    })[device],
  devicesReplaced: devices =>
    `${devices.map(device => de[device]).join(' und ')} wurden getrennt. Jetzt werden andere verwendet.`,
  chooseDevice: 'Anderes wählen',
  microphoneSilent: 'Von Ihrem Mikrofon ist nichts zu hören. Ist es am Gerät stumm, oder ist ein anderes gemeint?',
  talkingWhileMuted: 'Sie sprechen, aber Ihr Mikrofon ist aus.',
  membersUnknown: 'Nehmen Sie teil, sobald Sie bereit sind.',
  membersPresent: count =>
    count === 0
      ? 'Noch ist niemand da. Sie sind die erste Person.'
      : count === 1
        ? 'Eine Person ist im Anruf.'
        : `${count} Personen sind im Anruf.`,
  elsewhere: 'Sie sind schon in einem anderen Tab in diesem Anruf. Nehmen Sie hier teil, endet er dort.',
  roomFull: 'Dieser Anruf ist voll. Sie können hier warten, bis ein Platz frei wird.',
  waitForSeat: 'Teilnehmen, sobald Platz ist',
  waitingForSeat: 'Sie sind dabei, sobald ein Platz frei wird.',
  stopWaiting: 'Nicht mehr warten',
  noDevices: 'Wählen können Sie, sobald der Browser Kamera oder Mikrofon verwenden darf.',
  defaultDevice: 'Vom Browser gewählt',

  roomIsLocked: 'Dieser Raum ist geschlossen. Bitten Sie um Einlass.',
  knock: 'Um Einlass bitten',
  knockAgain: 'Noch einmal bitten',
  waitingForAnswer: 'Sie haben um Einlass gebeten und sind dabei, sobald jemand Sie einlässt.',
  stopKnocking: 'Nicht mehr bitten',
  notLetIn: 'Sie wurden nicht eingelassen.',
  asksToBeLetIn: name => `${name} bittet um Einlass`,
  moreKnocks: count => (count === 1 ? 'und noch jemand' : `und ${count} weitere`),
  admit: 'Einlassen',
  refuse: 'Ablehnen',
  lock: 'Raum geschlossen',
  lockRoom: 'Raum schließen: wer kommt, muss um Einlass bitten',
  openRoom: 'Raum für alle öffnen',

  joining: 'Verbindung wird aufgebaut …',
  waitingTitle: 'Warten auf andere',
  waitingText: 'Sie sind dabei. Der Anruf beginnt, sobald jemand dazukommt.',
  connecting: 'Wird verbunden …',
  connectingTo: name => `Verbindung mit ${name} …`,
  interrupted: 'Wird neu verbunden …',
  interruptedWith: name => `Die Verbindung mit ${name} ist unterbrochen und wird neu aufgebaut …`,
  inCallWith: name => `Im Anruf mit ${name}`,
  peopleInCall: count => `${count} Personen im Anruf`,
  reconnecting: 'Die Verbindung ist abgerissen und wird neu aufgebaut …',
  signalingLost: 'Der Anruf geht weiter. Neu dazukommen kann erst jemand, wenn dieses Gerät wieder online ist.',
  microphoneIsOff: 'Mikrofon ist aus',
  weakLine: 'Schwache Verbindung',
  soundOnly: 'Schwache Verbindung: nur Ton',

  qualityReasons: {
    'loss-in': 'Ein Teil von dem, was die anderen senden, geht unterwegs verloren.',
    'loss-out': 'Ein Teil von dem, was Sie senden, geht unterwegs verloren.',
    delay: 'Die Verbindung ist langsam.',
    'sound-gaps': 'Der Ton hat Lücken.',
    'picture-freezes': 'Das Bild steht zeitweise still.',
    'low-bandwidth': 'Die Verbindung ist schwach.',
    'busy-device': 'Dieses Gerät hat zu viel zu tun.',
    interrupted: 'Die Verbindung war unterbrochen.',
  },
  pictureReasons: {
    'loss-out': 'unterwegs geht zu viel verloren',
    delay: 'die Verbindung ist langsam',
    'low-bandwidth': 'die Verbindung ist schwach',
    'busy-device': 'dieses Gerät hat zu viel zu tun',
    people: 'es sind mehr Personen im Anruf',
    recovered: 'die Verbindung ist wieder besser',
  },
  pictureSmaller: why => `Ihr Bild wird kleiner gesendet: ${why}.`,
  pictureLarger: why => `Ihr Bild wird größer gesendet: ${why}.`,
  pictureOff: why => `Ihr Bild ist aus: ${why}. Der Ton geht weiter.`,
  pictureOffFor: (name, why) => `${name} bekommt Ihr Bild nicht: ${why}. Der Ton geht weiter.`,
  screenOff: why => `Ihr Bildschirm wird nicht gezeigt: ${why}. Der Ton geht weiter.`,
  screenOffFor: (name, why) => `${name} sieht Ihren Bildschirm nicht: ${why}. Der Ton geht weiter.`,

  screenOf: name => `Bildschirm von ${name}`,
  playSound: 'Ton einschalten',

  consentTitle: 'Vor dem Anruf',
  consentText:
    'Um Sie zu verbinden, spricht diese Seite mit dem Anrufdienst, und Ihre Netzwerkadresse wird für die anderen im Anruf sichtbar. Bisher wurde nichts gesendet.',
  consentButton: 'Zustimmen und weiter',

  endedTitle: 'Sie haben den Anruf verlassen',
  endedText: 'Kamera und Mikrofon sind aus.',
  idleTitle: 'Dieser Anruf ist noch nicht eingerichtet',
  idleText: 'Einen Moment, oder fragen Sie, wer diese Seite betreibt.',
  failedTitle: 'Der Anruf kann nicht weitergehen',
  unsupportedTitle: 'Anrufe gehen hier nicht',
  unsupportedText: 'Öffnen Sie diese Seite in einem aktuellen Chrome, Edge, Firefox oder Safari.',

  retry: 'Noch einmal',
  useHere: 'Hier fortsetzen',
  retryIn: minutes => `In spätestens ${minutes} min sollte es gehen; ein früherer Versuch kann schon helfen.`,
  deviceDenied: device => `${nouns[device]} nicht erlaubt`,
  deviceMissing: device => `${nouns[device]} nicht zu finden`,
  deviceInUse: device => `${nouns[device]} in Gebrauch`,
  screenFailed: 'Ihr Bildschirm wurde nicht geteilt',
  screenDenied:
    'Versuchen Sie es noch einmal. Gibt es nichts auszuwählen, erlauben Sie es in den Datenschutz-Einstellungen dieses Geräts.',
  screenInUse: 'Wählen Sie einen anderen Bildschirm oder ein anderes Fenster.',
  errors: {
    'invalid-room': {title: 'Welcher Anruf?', text: 'Die Seite sagt nicht, um welchen Raum es geht.'},
    'invalid-config': {
      title: 'Dieser Anruf ist noch nicht eingerichtet',
      text: 'Die Firebase-Angaben der Seite sind nicht verwendbar.',
    },
    'firebase-mismatch': {title: 'Dieser Anruf ist noch nicht eingerichtet', text: 'Die Seite lädt Firebase doppelt.'},
    'sign-in-disabled': {
      title: 'Die Anmeldung ist abgeschaltet',
      text: 'Wer diese Seite betreibt, kann sie einschalten.',
    },
    'sign-in-throttled': {
      title: 'Zu viele Anmeldungen',
      text: 'Neue Anmeldungen gehen gerade nicht. Versuchen Sie es später noch einmal.',
    },
    'permission-denied': {
      title: 'Kein Zutritt',
      text: 'Der Anrufdienst hat abgelehnt. Versuchen Sie es noch einmal, oder fragen Sie, wer diese Seite betreibt.',
    },
    'app-check-refused': {
      title: 'Diese Seite wurde abgelehnt',
      text: 'Laden Sie sie neu, oder fragen Sie, wer sie betreibt.',
    },
    'signaling-unreachable': {
      title: 'Der Anrufdienst ist nicht erreichbar',
      text: 'Prüfen Sie Ihre Internetverbindung. Es wird von selbst weiter versucht; hilft nichts, laden Sie die Seite neu.',
    },
    'room-full': {title: 'Dieser Anruf ist voll', text: 'Sie können hier warten, bis ein Platz frei wird.'},
    'room-locked': {
      title: 'Dieser Anruf ist geschlossen',
      text: 'Bitten Sie um Einlass und versuchen Sie es noch einmal.',
    },
    'taken-over': {
      title: 'Der Anruf läuft in einem anderen Tab',
      text: 'Wählen Sie „Hier fortsetzen“, um in diesem weiterzumachen.',
    },
    removed: {title: 'Sie nehmen nicht mehr teil', text: 'Wer den Anruf leitet, entscheidet, wer dabei ist.'},
    'not-owner': {title: 'Dieser Raum ist nicht Ihrer', text: 'Wer dabei ist, entscheidet, wer den Anruf leitet.'},
    'invalid-uid': {
      title: 'Diese Person ist nicht zu finden',
      text: 'Es wurde nichts geändert. Fragen Sie, wer diese Seite betreibt.',
    },
    'media-denied': {
      title: 'Kamera oder Mikrofon ist nicht erlaubt',
      text: 'Erlauben Sie den Zugriff in der Adressleiste und versuchen Sie es noch einmal. Es geht auch ohne.',
    },
    'media-missing': {
      title: 'Keine Kamera oder kein Mikrofon gefunden',
      text: 'Schließen Sie ein Gerät an und versuchen Sie es noch einmal. Es geht auch ohne.',
    },
    'media-in-use': {
      title: 'Kamera oder Mikrofon ist in Gebrauch',
      text: 'Schließen Sie das andere Programm und versuchen Sie es noch einmal.',
    },
    'blocked-by-page': {
      title: 'Diese Seite darf Kamera und Mikrofon nicht nutzen',
      text: 'Öffnen Sie den Anruf in einem eigenen Tab, oder fragen Sie, wer diese Seite betreibt.',
    },
    'in-app-browser': {
      title: 'In dieser App gehen Anrufe nicht',
      text: 'Öffnen Sie die Seite stattdessen in Ihrem Browser.',
    },
    'insecure-context': {title: 'Anrufe brauchen eine sichere Seite', text: 'Öffnen Sie die Seite mit https://.'},
    unsupported: {
      title: 'Anrufe gehen hier nicht',
      text: 'Öffnen Sie diese Seite in einem aktuellen Chrome, Edge, Firefox oder Safari.',
    },
    'relay-needed': {
      title: 'Ihr Netzwerk blockiert den Anruf',
      text: 'Versuchen Sie ein anderes Netz, etwa das Ihres Telefons, oder fragen Sie, wer diese Seite betreibt.',
    },
    'not-connected': {title: 'Noch ist niemand verbunden', text: 'Warten Sie, bis jemand da ist.'},
    'invalid-message': {
      title: 'Die Nachricht wurde nicht gesendet',
      text: 'Kürzen Sie sie und senden Sie noch einmal.',
    },
  },
};
