import {expect} from '@open-wc/testing';
import type {CallState, DeviceNotice, RemoteParticipant} from '../../../src/call/call-state.js';
import {CallError, callErrorCodes, type CallErrorCode} from '../../../src/errors.js';
import {de} from '../../../src/locale/de.js';
import {en} from '../../../src/locale/en.js';
import {hueOf, initials} from '../../../src/ui/avatar.js';
import {failureOf} from '../../../src/ui/error-words.js';
import {deviceFailures, ownNotice, screenFailure} from '../../../src/ui/own-devices.js';
import {alertWords} from '../../../src/ui/render-alert.js';
import {statusOf, type Status} from '../../../src/ui/status-words.js';
import {off, person, someDevices, stateWith, views, viewWith} from './support/views.js';

const onCamera = {...off, status: 'on'} as const;
const sharing = {status: 'on', error: null} as const;
const soundOnlyTo = ({uid}: RemoteParticipant): CallState['quality'] => ({
  level: 'poor',
  reasons: ['low-bandwidth'],
  participants: {
    [uid]: {
      level: 'poor',
      reasons: ['low-bandwidth'],
      picture: {step: 5, soundOnly: true, reason: 'low-bandwidth'},
    },
  },
});

/** In a call, something is to be told of the microphone; or of something else. */
const noticeOf = (notice: DeviceNotice, kind: 'microphone' | 'camera' = 'microphone'): Partial<CallState> => ({
  phase: 'connected',
  [kind]: {...off, status: 'on', deviceId: 'b', notice},
});

const unplugged = {deviceId: '', notice: 'replaced'} as const;

describe('ownNotice', () => {
  const table: readonly (readonly [string, Partial<CallState>, string | undefined])[] = [
    ['nothing', {phase: 'connected'}, undefined],
    ['talking while muted', noticeOf('talking-while-muted'), en.talkingWhileMuted],
    ['a dead microphone', noticeOf('silent'), en.microphoneSilent],
    ['a camera that is paused', noticeOf('interrupted', 'camera'), en.devicePaused('camera')],
    ['both paused', {...noticeOf('interrupted'), ...noticeOf('interrupted', 'camera')}, en.devicePaused('both')],
    ['a camera unplugged', noticeOf('replaced', 'camera'), 'The camera was unplugged. Desk camera is used now.'],
    ['a microphone unplugged', noticeOf('replaced'), 'The microphone was unplugged. Headset is used now.'],
    [
      'both unplugged',
      {...noticeOf('replaced'), ...noticeOf('replaced', 'camera')},
      en.devicesReplaced(['microphone', 'camera']),
    ],
    [
      'a speaker unplugged',
      {phase: 'connected', speaker: unplugged},
      'The speaker was unplugged. Another one is used now.',
    ],
    [
      'a headset unplugged',
      {...noticeOf('replaced'), speaker: unplugged},
      'The microphone and speaker were unplugged. Others are used now.',
    ],
    [
      'what is in one’s own hands before what is not',
      {...noticeOf('talking-while-muted'), ...noticeOf('interrupted', 'camera')},
      en.talkingWhileMuted,
    ],
  ];
  for (const [name, state, words] of table) {
    it(`${name}: ${words ?? 'nothing'}`, () => {
      expect(ownNotice(viewWith(state, {devices: someDevices}))?.words).to.equal(words);
    });
  }

  it('names no device that the browser does not', () => {
    expect(ownNotice(viewWith(noticeOf('replaced')))?.words).to.equal(
      'The microphone was unplugged. Another one is used now.',
    );
  });
});

describe('statusOf', () => {
  const ana = person('Ana');
  const table: readonly (readonly [string, Partial<CallState>, string, Status['look']])[] = [
    ['idle', {phase: 'idle'}, en.idleTitle, 'aside'],
    [
      'idle, with a reason',
      {phase: 'idle', error: new CallError('invalid-room', '')},
      en.errors['invalid-room'].title,
      'aside',
    ],
    ['lobby, nobody said yet', {membersPresent: null}, en.membersUnknown, 'aside'],
    ['lobby, empty', {membersPresent: 0}, 'Nobody is here yet. You will be the first.', 'aside'],
    ['lobby, one', {membersPresent: 1}, 'One person is in the call.', 'aside'],
    ['lobby, three', {membersPresent: 3}, '3 people are in the call.', 'aside'],
    ['lobby, full', {membersPresent: 4}, en.roomFull, 'aside'],
    ['lobby, full because the room said so', {membersPresent: 2, error: CallError.roomFull()}, en.roomFull, 'aside'],
    ['lobby, waiting for a seat', {membersPresent: 4, waitingForSeat: true}, en.waitingForSeat, 'aside'],
    ['lobby, in the call elsewhere', {membersPresent: null, elsewhere: true}, en.elsewhere, 'aside'],
    ['lobby, locked', {error: CallError.roomLocked()}, en.roomIsLocked, 'aside'],
    ['lobby, asking', {error: CallError.roomLocked(), knocking: 'asking'}, en.waitingForAnswer, 'aside'],
    ['lobby, refused', {error: CallError.roomLocked(), knocking: 'refused'}, en.notLetIn, 'aside'],
    ['joining', {phase: 'joining'}, en.joining, 'urgent'],
    ['waiting alone', {phase: 'waiting'}, en.waitingTitle, 'aside'],
    [
      'waiting, connecting',
      {phase: 'waiting', participants: [{...ana, connection: 'connecting'}]},
      'Connecting to Ana…',
      'aside',
    ],
    ['connected', {phase: 'connected', participants: [ana]}, 'In a call with Ana', 'aside'],
    ['connected, no name', {phase: 'connected', participants: [person('')]}, 'In a call with Guest', 'aside'],
    ['connected, four', {phase: 'connected', participants: [ana, ana, ana]}, '4 people in the call', 'aside'],
    [
      'interrupted',
      {phase: 'connected', participants: [{...ana, connection: 'interrupted'}]},
      en.interruptedWith('Ana'),
      'aside',
    ],
    [
      'a line for sound only',
      {phase: 'connected', camera: onCamera, participants: [ana], quality: soundOnlyTo(ana)},
      'Your picture is off: the connection is weak. Sound goes on.',
      'urgent',
    ],
    [
      'a line for sound only, to one of two',
      {phase: 'connected', camera: onCamera, participants: [ana, person('Ben')], quality: soundOnlyTo(ana)},
      'Ana does not get your picture: the connection is weak. Sound goes on.',
      'urgent',
    ],
    [
      'a line for sound only, and no camera',
      {phase: 'connected', camera: off, participants: [ana], quality: soundOnlyTo(ana)},
      'In a call with Ana',
      'aside',
    ],
    [
      'a line for sound only, while the screen is shared',
      {phase: 'connected', camera: off, screen: sharing, participants: [ana], quality: soundOnlyTo(ana)},
      'Your screen is not shown: the connection is weak. Sound goes on.',
      'urgent',
    ],
    [
      'a line for sound only to one of two, while camera and screen are shared',
      {
        ...{phase: 'connected', camera: onCamera, screen: sharing},
        ...{participants: [ana, person('Ben')], quality: soundOnlyTo(ana)},
      },
      'Ana does not see your screen: the connection is weak. Sound goes on.',
      'urgent',
    ],
    ['offline', {phase: 'connected', signalingLive: false, participants: [ana]}, en.signalingLost, 'urgent'],
    ['a notice', noticeOf('silent'), en.microphoneSilent, 'unseen'],
    ['a notice, lobby', {...noticeOf('silent'), phase: 'lobby'}, en.microphoneSilent, 'aside'],
    ['reconnecting', {phase: 'reconnecting', participants: [ana]}, en.reconnecting, 'urgent'],
    ['ended', {phase: 'ended'}, en.endedTitle, 'aside'],
    ['ended, with a reason', {phase: 'ended', error: new CallError('removed', '')}, en.errors.removed.title, 'aside'],
    ['failed', {phase: 'failed'}, en.failedTitle, 'aside'],
    ['failed, with a reason', {phase: 'failed', error: CallError.takenOver()}, en.errors['taken-over'].title, 'aside'],
    ['unsupported', {phase: 'unsupported'}, en.unsupportedTitle, 'aside'],
    [
      'unsupported, with a reason',
      {phase: 'unsupported', error: new CallError('insecure-context', '')},
      en.errors['insecure-context'].title,
      'aside',
    ],
  ];
  for (const [name, state, words, look] of table) {
    it(`${name}: ${words}`, () => expect(statusOf(viewWith(state))).to.deep.equal({words, look}));
  }

  it('speaks of consent before anything else in the lobby', () => {
    expect(statusOf(viewWith({}, {consentNeeded: true})).words).to.equal(en.consentTitle);
  });
});

describe('failureOf', () => {
  const withButton: Partial<Record<CallErrorCode, string>> = {
    'taken-over': en.useHere,
    'signaling-unreachable': en.retry,
    'invalid-config': en.retry,
    'permission-denied': en.retry,
    'app-check-refused': en.retry,
    'sign-in-disabled': en.retry,
    'sign-in-throttled': en.retry,
    'room-locked': en.retry,
    'relay-needed': en.retry,
  };
  const forThePage: readonly CallErrorCode[] = [
    'invalid-room',
    'invalid-config',
    'firebase-mismatch',
    'permission-denied',
  ];
  const codes = Object.keys(en.errors) as CallErrorCode[];

  for (const code of codes) {
    it(`${code}: ${withButton[code] ?? 'no button'}`, () => {
      const failure = failureOf(new CallError(code, 'For the developer.'), en);
      expect(failure.action?.label).to.equal(withButton[code]);
      if (failure.action) expect(failure.action.request).to.deep.equal({type: 'retry'});
      expect(failure.text).to.match(/[.!]$/);
      expect(failure.title).not.to.match(/[.!]$/);
    });
  }

  it('adds what the developer should know where only they can help, and there alone', () => {
    for (const code of forThePage) expect(failureOf(new CallError(code, 'Details.'), en).detail).to.equal('Details.');
    expect(failureOf(new CallError('media-denied', 'Details.'), en).detail).to.equal('');
  });

  it('says when trying again makes sense', () => {
    const error = new CallError('sign-in-throttled', '', {retryAfterMs: 3_540_500});
    expect(failureOf(error, en).text).to.match(/In 60 min at the latest .* sooner/);
    expect(failureOf(error, de).text).to.match(/In spätestens 60 min .* früher/);
    expect(failureOf(new CallError('sign-in-throttled', ''), en).text).not.to.include('min');
  });

  it('shows the message of an error that has no words', () => {
    expect(failureOf(CallError.aborted(), en).text).to.equal(CallError.aborted().message);
  });
});

describe('alertWords', () => {
  it('say of a service out of reach that trying goes on, and what to do', () => {
    const {error} = views['joining-unreachable']().state;
    expect(error?.code).to.equal('signaling-unreachable');
    expect(alertWords(views['joining-unreachable']())).to.match(/cannot be reached.*keeps trying.*reload the page/);
  });
});

describe('deviceFailures', () => {
  const failing = (code: CallErrorCode) => ({...off, status: 'unavailable', error: new CallError(code, '')}) as const;
  const table: readonly (readonly [string, Partial<CallState>, readonly (string | undefined)[]])[] = [
    ['neither', {}, []],
    ['the microphone', {microphone: failing('media-denied')}, ['The microphone is not allowed']],
    ['the camera', {camera: failing('media-in-use')}, ['The camera is in use']],
    [
      'both alike',
      {microphone: failing('media-missing'), camera: failing('media-missing')},
      ['Camera and microphone are not found'],
    ],
    [
      'each in its way',
      {microphone: failing('media-in-use'), camera: failing('media-denied')},
      ['The microphone is in use', 'The camera is not allowed'],
    ],
    ['the page', {microphone: failing('blocked-by-page')}, [undefined]],
  ];
  for (const [name, state, titles] of table) {
    it(`${name}: ${titles.join(', ') || 'nothing of its own'}`, () => {
      const failures = deviceFailures(stateWith(state), en).filter(failure => failure !== null);
      expect(failures.map(({title}) => title)).to.deep.equal(titles);
    });
  }
});

describe('screenFailure', () => {
  const table: readonly (readonly [
    CallErrorCode,
    status: CallState['screen']['status'],
    text: string | undefined,
    canRetry: boolean,
  ])[] = [
    ['media-denied', 'unavailable', en.screenDenied, true],
    // As which Firefox tells what the system forbids.
    ['media-missing', 'unavailable', en.screenDenied, true],
    ['media-in-use', 'unavailable', en.screenInUse, true],
    ['blocked-by-page', 'unavailable', en.errors['blocked-by-page'].text, false],
    ['unsupported', 'unavailable', en.errors.unsupported.text, false],
    ['media-denied', 'off', undefined, false],
  ];
  for (const [code, status, text, canRetry] of table) {
    it(`${status} after ${code}: ${text ?? 'nothing, as the picker was merely closed'}`, () => {
      const failure = screenFailure(stateWith({screen: {status, error: new CallError(code, '')}}), en);
      expect([failure?.title, failure?.text]).to.deep.equal([text && en.screenFailed, text]);
      expect(failure?.retry ?? null).to.deep.equal(canRetry ? {type: 'toggle-screen'} : null);
    });
  }
});

describe('strings', () => {
  it('say everything in every language', () => {
    expect(Object.keys(de)).to.deep.equal(Object.keys(en));
    expect(Object.keys(de.errors)).to.deep.equal(Object.keys(en.errors));
    for (const strings of [de, en]) {
      const plain = Object.values(strings).filter(text => typeof text === 'string');
      for (const text of plain) expect(text).not.to.equal('');
      for (const device of ['microphone', 'camera', 'both'] as const) {
        expect(
          new Set([strings.deviceDenied(device), strings.deviceMissing(device), strings.deviceInUse(device)]).size,
        ).to.equal(3);
      }
    }
  });

  it('have words for every code but the one that is no failure', () => {
    expect(Object.keys(en.errors)).to.have.members(callErrorCodes.filter(code => code !== 'aborted'));
  });
});

describe('initials', () => {
  const table: readonly (readonly [string, string])[] = [
    ['Ana Lima', 'AL'],
    ['ben', 'B'],
    ['  Zoë   van der Ångström ', 'ZÅ'],
    ['李 小龍', '李小'],
    ['😀 Smile', '😀S'],
    ['', ''],
    ['   ', ''],
  ];
  for (const [name, letters] of table) it(`${name}: ${letters}`, () => expect(initials(name)).to.equal(letters));

  it('stand on a colour that stays with the person', () => {
    expect(hueOf('uid-1')).to.equal(hueOf('uid-1'));
    const hues = new Set(Array.from({length: 60}, (_, index) => hueOf(`uid-${index}`)));
    expect(hues.size).to.be.above(6);
    for (const hue of hues) expect(hue).to.be.within(0, 360);
  });
});
