import {expect} from '@open-wc/testing';
import {formatControlMessage, parseControlMessage, type ControlMessage} from '../../../src/protocol/control-message.js';
import {refuses, strangers, text} from './support.js';

const candidate = {revision: 3, sdpMid: '0', candidate: 'candidate:1 1 udp 1 192.0.2.7 9 typ host'};
const state = {type: 'state', name: 'Mia', microphone: true, camera: false, screen: false, soundOnly: false} as const;
const probe = {type: 'probe', number: 1, filling: '0'} as const;
const json = (value: unknown): string => JSON.stringify(value);

describe('parseControlMessage', () => {
  const messages: readonly ControlMessage[] = [
    state,
    {...state, name: '', camera: true, screen: true},
    {...state, soundOnly: true},
    {type: 'chat', id: '1-a', text: 'Hello, 世界 👋\n"quoted"'},
    {type: 'chat', id: text(64), text: text(4_000)},
    {type: 'heartbeat', heard: 7, latePercent: 5},
    {...probe, filling: ''},
    {...probe, filling: text(1_000)},
    {type: 'echo', number: 2},
    {type: 'bye'},
    {type: 'restart', revision: 3},
    {type: 'offer', description: {sdp: 'v=0\r\n', revision: 1}},
    {type: 'answer', description: {sdp: text(32_768), revision: 2}},
    {type: 'candidates', candidates: [candidate, {...candidate, sdpMid: '1'}]},
    {type: 'candidates', candidates: []},
  ];
  for (const message of messages) {
    const wire = formatControlMessage(message);
    it(`reads what was written: ${wire.slice(0, 60)}`, () => {
      expect(parseControlMessage(wire)).to.deep.equal(message);
    });
  }

  it('takes nothing over that it does not know', () => {
    expect(parseControlMessage(json({type: 'bye', admin: true}))).to.deep.equal({type: 'bye'});
    expect(parseControlMessage(json({...state, role: 'owner'}))).to.deep.equal(state);
  });

  it('takes a medium for on only if it is said to be', () => {
    const said = {type: 'state', name: 'Mia', microphone: 1, camera: 'true', screen: null};
    expect(parseControlMessage(json(said))).to.deep.equal({...state, microphone: false});
  });

  describe('on the wire', () => {
    refuses(parseControlMessage, [
      ...strangers,
      ['bytes', new ArrayBuffer(8)],
      ['a blob', new Blob(['{"type":"bye"}'])],
      ['an object', {type: 'bye'}],
      ['the empty text', ''],
      ['half of a message', '{"type":"by'],
      ['two messages', '{"type":"bye"}{"type":"bye"}'],
      ['a list of messages', '[{"type":"bye"}]'],
      ['null', 'null'],
      ['a word', '"bye"'],
      ['deep brackets', '['.repeat(60_000)],
      ['a heartbeat without a count', json({type: 'heartbeat', latePercent: 0})],
      ['a heartbeat of which more than all is late', json({type: 'heartbeat', heard: 7, latePercent: 101})],
      ['a heartbeat with a negative count', json({type: 'heartbeat', heard: -1, latePercent: 0})],
      ['a message too long', json({type: 'heartbeat', heard: 7, latePercent: 0, padding: text(64_000)})],
    ]);
  });

  describe('by type', () => {
    refuses(
      value => parseControlMessage(json(value)),
      [
        ['no type', {}],
        ['another type', {type: 'admin'}],
        ['a type by inheritance', {type: 'toString'}],
        ['a type as a list', {type: ['bye']}],
        ['a state without a name', {...state, name: undefined}],
        ['a state with a long name', {...state, name: text(65)}],
        ['a state whose name is a number', {...state, name: 4}],
        ['a chat without an id', {type: 'chat', text: 'Hello'}],
        ['a chat with an empty id', {type: 'chat', id: '', text: 'Hello'}],
        ['a chat with a long id', {type: 'chat', id: text(65), text: 'Hello'}],
        ['a chat without a text', {type: 'chat', id: '1'}],
        ['an empty chat', {type: 'chat', id: '1', text: ''}],
        ['a chat that is too long', {type: 'chat', id: '1', text: text(4_001)}],
        ['a chat of something else', {type: 'chat', id: '1', text: {html: '<b>'}}],
        ['a probe without a number', {...probe, number: undefined}],
        ['a probe without a filling', {...probe, filling: undefined}],
        ['a probe with too long a filling', {...probe, filling: text(1_001)}],
        ['an echo of no number', {type: 'echo'}],
        ['an echo of half a number', {type: 'echo', number: 1.5}],
        ['a restart of no revision', {type: 'restart'}],
        ['a restart of revision 0', {type: 'restart', revision: 0}],
        ['an offer without a description', {type: 'offer'}],
        ['an offer of text', {type: 'offer', description: 'v=0'}],
        ['an answer without a revision', {type: 'answer', description: {sdp: 'v=0'}}],
        ['an answer that is too long', {type: 'answer', description: {sdp: text(32_769), revision: 1}}],
        ['candidates without a list', {type: 'candidates'}],
        ['candidates as objects', {type: 'candidates', candidates: [candidate]}],
        ['too many candidates', {type: 'candidates', candidates: Array<string>(65).fill('1 0 candidate:1')}],
      ],
    );
  });
});
