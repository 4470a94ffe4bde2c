import {expect} from '@open-wc/testing';
import {
  initialCallState,
  type CallPhase,
  type CallState,
  type Cause,
  type ChatMessage,
  type LocalDevice,
  type RemoteParticipant,
} from '../../../src/call/call-state.js';
import type {CallQuality, SentPicture} from '../../../src/call/quality.js';
import {soundOnly} from '../../../src/call/send-rungs.js';
import {CallError, type CallErrorCode} from '../../../src/errors.js';
import {en} from '../../../src/locale/en.js';
import type {Knock} from '../../../src/protocol/knock.js';
import {CallEvent} from '../../../src/events/call-event.js';
import {eventsFor, type Causes} from '../../../src/events/events-for.js';

const person = (uid: string, more: Partial<RemoteParticipant> = {}): RemoteParticipant => ({
  uid,
  name: uid,
  connection: 'connected',
  microphone: true,
  camera: true,
  screen: false,
  soundOnly: false,
  stream: null,
  screenStream: null,
  ...more,
});
const [ana, ben] = [person('ana'), person('ben')];
const anaMuted = person('ana', {microphone: false});
const message = (id: string): ChatMessage => ({id, uid: 'ana', name: 'Ana', text: id, own: false, at: 1});
const hello = message('1');
const device: LocalDevice = {status: 'on', error: null, deviceId: 'd', interrupted: false, notice: null, wanted: true};
const eve: Knock = {uid: 'eve', name: 'Eve', expireAt: 1};
const failure = (code: CallErrorCode): CallError => new CallError(code, code);
const inPhase = (phase: CallPhase, more: Partial<CallState> = {}): CallState => ({...initialCallState, phase, ...more});

const byPerson: Causes = {join: 'user', leave: 'user'};
const byPage: Causes = {join: 'page', leave: 'page'};

const isCallEvent = (event: Event): event is CallEvent<Readonly<Record<string, unknown>>> => event instanceof CallEvent;
const told = (before: CallState, after: CallState, causes: Causes = byPerson) =>
  eventsFor(before, after, causes, () => en).filter(isCallEvent);
const types = (before: CallState, after: CallState): readonly string[] => told(before, after).map(({type}) => type);
const detailOf = (type: string, before: CallState, after: CallState, causes?: Causes) =>
  told(before, after, causes).find(event => event.type === type)?.detail;

describe('which events, in which order', () => {
  const lobby = inPhase('lobby');
  const waiting = inPhase('waiting');
  const connected = inPhase('connected', {participants: [ana]});
  const cases: readonly (readonly [name: string, before: CallState, after: CallState, expected: readonly string[]])[] =
    [
      ['nothing happened', lobby, lobby, []],
      ['what no event is for', lobby, {...lobby, name: 'Mia', membersPresent: 2, signalingLive: false}, []],
      ['who speaks', connected, {...connected, speaking: ['ana']}, []],
      ['a phase', lobby, inPhase('joining'), ['phase-change']],
      ['in', inPhase('joining'), waiting, ['phase-change', 'joined']],
      ['in, with others', inPhase('joining'), connected, ['phase-change', 'joined', 'participant-joined']],
      ['the others before this side is in', inPhase('joining'), inPhase('joining', {participants: [ana]}), []],
      [
        'in, with others who were faster',
        inPhase('joining', {participants: [ana]}),
        connected,
        ['phase-change', 'joined', 'participant-joined'],
      ],
      [
        'called off before this side was in',
        inPhase('joining', {participants: [ana]}),
        inPhase('ended'),
        ['phase-change'],
      ],
      ['connected', waiting, connected, ['phase-change', 'participant-joined']],
      [
        'interrupted',
        connected,
        inPhase('reconnecting', {participants: [person('ana', {connection: 'interrupted'})]}),
        ['phase-change', 'participant-updated'],
      ],
      ['out', connected, inPhase('ended'), ['phase-change', 'left', 'participant-left']],
      [
        'out, and why',
        connected,
        inPhase('failed', {error: failure('taken-over')}),
        ['phase-change', 'left', 'participant-left', 'call-error'],
      ],
      ['never in', inPhase('joining'), inPhase('ended'), ['phase-change']],
      ['refused', inPhase('joining'), inPhase('lobby', {error: failure('room-full')}), ['phase-change', 'call-error']],
      ['one more', connected, inPhase('connected', {participants: [ana, ben]}), ['participant-joined']],
      [
        'one for another',
        connected,
        inPhase('connected', {participants: [ben]}),
        ['participant-left', 'participant-joined'],
      ],
      ['one changed', connected, inPhase('connected', {participants: [anaMuted]}), ['participant-updated']],
      ['the same people in another list', connected, inPhase('connected', {participants: [ana]}), []],
      [
        'gone, come and changed',
        inPhase('connected', {participants: [ana, ben]}),
        inPhase('connected', {participants: [anaMuted, person('eva')]}),
        ['participant-left', 'participant-joined', 'participant-updated'],
      ],
      ['a microphone', lobby, {...lobby, microphone: device}, ['microphone-change']],
      ['a camera', lobby, {...lobby, camera: device}, ['camera-change']],
      ['a screen', lobby, {...lobby, screen: {status: 'on', error: null}}, ['screen-share-change']],
      [
        'devices that are only made anew',
        lobby,
        {...lobby, microphone: {...lobby.microphone}, screen: {...lobby.screen}},
        [],
      ],
      ['a message', connected, {...connected, messages: [message('1')]}, ['message']],
      [
        'two more',
        {...connected, messages: [hello]},
        {...connected, messages: [hello, message('2'), message('3')]},
        ['message', 'message'],
      ],
      ['a knock', lobby, {...lobby, knocks: [eve]}, ['knock']],
      ['two at once', lobby, {...lobby, knocks: [eve, {...eve, uid: 'fay'}]}, ['knock', 'knock']],
      ['the same knock again', {...lobby, knocks: [eve]}, {...lobby, knocks: [{...eve, expireAt: 2}]}, []],
      ['a knock that was answered', {...lobby, knocks: [eve]}, lobby, []],
      ['usage', lobby, {...lobby, usage: {reads: 1, writes: 0, deletes: 0}}, ['signaling-usage']],
      ['an error', lobby, {...lobby, error: failure('signaling-unreachable')}, ['call-error']],
      [
        'a microphone that is refused',
        lobby,
        {...lobby, microphone: {...device, status: 'unavailable', error: failure('media-denied')}},
        ['microphone-change', 'call-error'],
      ],
      [
        'a camera that is not there',
        connected,
        {...connected, camera: {...device, status: 'unavailable', error: failure('media-missing')}},
        ['camera-change', 'call-error'],
      ],
      [
        'a screen that the page forbids',
        connected,
        {...connected, screen: {status: 'unavailable', error: failure('blocked-by-page')}},
        ['screen-share-change', 'call-error'],
      ],
      [
        'a picker of screens that was closed',
        connected,
        {...connected, screen: {status: 'off', error: failure('media-denied')}},
        ['screen-share-change'],
      ],
      ['an error that is over', {...lobby, error: failure('signaling-unreachable')}, lobby, []],
    ];
  for (const [name, before, after, expected] of cases) {
    it(`${name}: ${expected.join(', ') || 'none'}`, () => {
      expect(types(before, after)).to.deep.equal(expected);
    });
  }

  it('an error once, and another one again', () => {
    const [first, second] = [
      inPhase('lobby', {error: failure('room-full')}),
      inPhase('lobby', {error: failure('room-full')}),
    ];
    expect(types(first, {...first, name: 'Mia'})).to.deep.equal([]);
    expect(types(first, second)).to.deep.equal(['call-error']);
  });

  it('an error of a device once, for as long as it lasts', () => {
    const microphone = {...device, status: 'unavailable', error: failure('media-in-use')} as const;
    const before = inPhase('lobby', {microphone});
    expect(types(before, inPhase('lobby', {microphone: {...microphone, wanted: false}}))).to.deep.equal([
      'microphone-change',
    ]);
    expect(detailOf('call-error', inPhase('lobby'), before)).to.deep.equal({error: microphone.error});
  });
});

describe('what an event says', () => {
  const one = [message('1'), message('2')];

  it('each message once, in order, though older ones were dropped', () => {
    const before = inPhase('connected', {messages: one});
    const after = inPhase('connected', {messages: [...one.slice(1), message('3'), message('4')]});
    const ids = told(before, after).map(({detail}) => (detail['message'] as ChatMessage).id);
    expect(ids).to.deep.equal(['3', '4']);
  });

  it('nothing of the messages of another room', () => {
    expect(types(inPhase('connected', {messages: one}), inPhase('connected', {messages: []}))).to.deep.equal([]);
  });

  it('who knocks, and nothing of how', () => {
    expect(detailOf('knock', inPhase('lobby'), inPhase('lobby', {knocks: [eve]}))).to.deep.equal({
      uid: 'eve',
      name: 'Eve',
    });
  });

  it('who left, as they were last seen', () => {
    const detail = detailOf('participant-left', inPhase('connected', {participants: [anaMuted]}), inPhase('waiting'));
    expect(detail).to.deep.equal({participant: anaMuted});
  });

  it('who changed, as they are now', () => {
    const before = inPhase('connected', {participants: [ana]});
    const detail = detailOf('participant-updated', before, inPhase('connected', {participants: [anaMuted]}));
    expect(detail).to.deep.equal({participant: anaMuted});
  });

  it('from where to where', () => {
    const detail = detailOf('phase-change', inPhase('lobby'), inPhase('joining'), byPage);
    expect(detail).to.deep.equal({from: 'lobby', to: 'joining', cause: 'page'});
  });

  it('a picture that nobody can change, on an event that does not bubble', () => {
    for (const event of told(
      inPhase('joining'),
      inPhase('connected', {participants: [ana], error: failure('removed')}),
    )) {
      expect(Object.isFrozen(event.detail), event.type).to.be.true;
      expect([event.bubbles, event.composed, event.cancelable], event.type).to.deep.equal([false, false, false]);
    }
  });

  const causes: readonly (readonly [CallPhase, CallPhase, Causes, Cause])[] = [
    ['lobby', 'joining', byPerson, 'user'],
    ['lobby', 'joining', byPage, 'page'],
    ['joining', 'waiting', byPerson, 'user'],
    ['joining', 'connected', byPage, 'page'],
    ['joining', 'lobby', byPerson, 'system'],
    ['joining', 'failed', byPerson, 'system'],
    ['joining', 'ended', {join: 'page', leave: 'user'}, 'user'],
    ['joining', 'ended', {join: 'user', leave: 'page'}, 'page'],
    ['waiting', 'connected', byPerson, 'remote'],
    ['connected', 'waiting', byPerson, 'remote'],
    ['connected', 'ended', {join: 'page', leave: 'user'}, 'user'],
    ['connected', 'ended', {join: 'user', leave: 'page'}, 'page'],
    ['connected', 'lobby', byPerson, 'system'],
    ['connected', 'failed', byPerson, 'system'],
    ['idle', 'lobby', byPerson, 'system'],
  ];
  for (const [from, to, asked, cause] of causes) {
    it(`${from} → ${to}, joined by the ${asked.join}, left by the ${asked.leave}: caused by ${cause}`, () => {
      expect(detailOf('phase-change', inPhase(from), inPhase(to), asked)?.['cause']).to.equal(cause);
    });
  }

  const reasons: readonly (readonly [CallState, Causes, string])[] = [
    [inPhase('ended'), byPerson, 'left'],
    [inPhase('ended'), byPage, 'page'],
    [inPhase('failed', {error: failure('signaling-unreachable')}), byPerson, 'failed'],
    [inPhase('failed', {error: failure('taken-over')}), byPerson, 'taken-over'],
    [inPhase('failed', {error: failure('removed')}), byPerson, 'removed'],
    [inPhase('lobby', {error: failure('room-full')}), byPerson, 'room-full'],
    [inPhase('lobby', {error: failure('room-locked')}), byPerson, 'room-locked'],
  ];
  for (const [after, asked, reason] of reasons) {
    it(`left because of ${after.error?.code ?? `the ${asked.leave}`}: ${reason}`, () => {
      expect(detailOf('left', inPhase('connected'), after, asked)?.['reason']).to.equal(reason);
    });
  }
});

describe('what quality-change says in words', () => {
  const picture = (step: number, reason: SentPicture['reason'] = null): SentPicture => ({
    ...{step, reason},
    soundOnly: step === soundOnly,
  });
  const quality = (
    pictures: Readonly<Record<string, SentPicture>>,
    reasons: CallQuality['reasons'] = [],
  ): CallQuality => {
    const uids = Object.entries(pictures);
    const level = reasons.length > 0 ? 'poor' : 'good';
    const participants = Object.fromEntries(uids.map(([uid, sent]) => [uid, {level, reasons, picture: sent} as const]));
    return {level, reasons, participants};
  };
  const best = picture(0);
  const cases: readonly (readonly [string, CallQuality, CallQuality, string])[] = [
    ['somebody is there', quality({}), quality({ana: best}), ''],
    [
      'a smaller picture',
      quality({ana: best}),
      quality({ana: picture(1, 'busy-device')}),
      'Your picture is sent smaller: this device has too much to do.',
    ],
    [
      'none, and what is amiss',
      quality({ana: picture(2, 'low-bandwidth')}),
      quality({ana: picture(soundOnly, 'low-bandwidth')}, ['low-bandwidth', 'delay']),
      'Your picture is off: the connection is weak. Sound goes on. The connection is weak. The connection is slow.',
    ],
    [
      'a larger one again',
      quality({ana: picture(soundOnly, 'loss-out')}),
      quality({ana: picture(soundOnly - 1, 'recovered')}),
      'Your picture is sent larger: the connection is better again.',
    ],
    [
      'the same step of two connections, once',
      quality({ana: best, ben: best}),
      quality({ana: picture(1, 'people'), ben: picture(1, 'people')}),
      'Your picture is sent smaller: there are more people in the call.',
    ],
    [
      'a connection that takes the place of another',
      quality({ana: picture(soundOnly, 'delay')}),
      quality({ana: picture(soundOnly - 1, 'delay')}),
      'Your picture is sent smaller: the connection is slow.',
    ],
    [
      'the same, a while later',
      quality({}),
      quality({ana: picture(soundOnly - 1, 'delay')}),
      'Your picture is sent smaller: the connection is slow.',
    ],
    ['only the level', quality({ana: best}), quality({ana: best}, ['sound-gaps']), 'The sound has gaps.'],
  ];
  for (const [name, before, after, words] of cases) {
    it(`${name}: ${words || 'nothing'}`, () => {
      const [from, to] = [inPhase('connected', {quality: before}), inPhase('connected', {quality: after})];
      expect(detailOf('quality-change', from, to)).to.deep.equal({...after, words});
    });
  }
});
