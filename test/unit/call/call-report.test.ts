import {expect} from '@open-wc/testing';
import {CallReport} from '../../../src/call/call-report.js';
import {initialCallState, type CallState} from '../../../src/call/call-state.js';
import {CallError} from '../../../src/errors.js';
import {readSample} from '../../../src/peer/stats-sample.js';
import {ManualClock} from '../../support/manual-clock.js';

const openWays = {relayOnly: false, iceServers: [{urls: 'turn:turn.example'}]};

const state = (differences: Partial<CallState>): CallState => ({...initialCallState, ...differences});

describe('CallReport', () => {
  it('keeps what happened with its time, and is JSON', async () => {
    const clock = new ManualClock();
    const report = new CallReport(clock);
    await clock.advance(1_500);
    report.changed(state({phase: 'joining'}), state({phase: 'lobby'}));
    const data = report.data(state({phase: 'joining'}), '1.2.3');
    expect(data.entries).to.deep.equal([{atMs: 1_500, what: 'phase', detail: 'lobby → joining'}]);
    expect(JSON.parse(JSON.stringify(data))).to.include({version: '1.2.3', phase: 'joining'});
  });

  it('tells no name, message or room', () => {
    const report = new CallReport(new ManualClock());
    const person = {
      uid: 'uid-of-ann',
      name: 'Ann',
      connection: 'connected',
      microphone: true,
      camera: true,
      screen: false,
      soundOnly: false,
      stream: null,
      screenStream: null,
    } as const;
    const message = {id: '1', uid: 'uid-of-ann', name: 'Ann', text: 'secret', own: false, at: 0};
    const after = state({
      phase: 'connected',
      room: 'room-of-ann',
      name: 'Ben',
      participants: [person],
      messages: [message],
    });
    report.changed(after, state({phase: 'waiting'}));
    expect(JSON.stringify(report.data(after, '1'))).not.to.match(/ann|ben|secret/i);
  });

  it('is bounded, the latest last', () => {
    const report = new CallReport(new ManualClock());
    for (let rung = 0; rung < 1_000; rung++) report.ladder({rung, reason: 'people'});
    const {entries} = report.data(initialCallState, '1');
    expect(entries.length).to.equal(300);
    expect(entries.at(-1)?.detail).to.equal('rung 999: people');
  });

  it('keeps the path of each connection once, however often it is read', () => {
    const report = new CallReport(new ManualClock());
    const sample = (local: string) => ({
      ...readSample([], 0),
      path: {local, remote: 'host', protocol: 'udp', relayProtocol: ''},
    });
    for (let reading = 0; reading < 3; reading++) {
      report.sample('ann', sample('host'), openWays);
      report.sample('ben', sample('relay'), openWays);
    }
    const paths = report.data(initialCallState, '1').entries.map(({detail}) => detail);
    expect(paths).to.deep.equal(['host host udp', 'relay host udp']);
  });

  it('says each problem however long ago it was, though its entry is dropped', () => {
    const report = new CallReport(new ManualClock());
    const path = {local: 'relay', remote: 'host', protocol: 'udp', relayProtocol: 'udp'};
    report.sample('ann', {...readSample([], 0), path}, openWays);
    report.changed(state({phase: 'reconnecting'}), state({phase: 'connected'}));
    for (let rung = 0; rung < 1_000; rung++) report.ladder({rung, reason: 'people'});
    const {entries, problems} = report.data(initialCallState, '1');
    expect(entries.every(({what}) => what === 'picture')).to.be.true;
    expect(problems).to.include.members([
      'No direct way was found: relayed over a TURN server.',
      'Connections were interrupted and had to be recovered.',
    ]);
  });

  it('says each problem in a sentence', () => {
    const report = new CallReport(new ManualClock());
    const relayed = {local: 'relay', remote: 'srflx', protocol: 'udp', relayProtocol: 'tcp'};
    report.sample('ann', {...readSample([], 0), path: relayed}, openWays);
    report.changed(state({error: new CallError('signaling-unreachable', 'x')}), initialCallState);
    report.changed(state({phase: 'reconnecting'}), state({phase: 'connected'}));
    expect(report.data(initialCallState, '1').problems).to.deep.equal([
      'UDP seems blocked: relayed over TCP.',
      'Firestore could not be reached.',
      'Connections were interrupted and had to be recovered.',
    ]);
  });

  it('says nothing of a direct way where none was looked for', () => {
    const report = new CallReport(new ManualClock());
    const relayed = {local: 'relay', remote: 'relay', protocol: 'udp', relayProtocol: 'udp'};
    report.sample('ann', {...readSample([], 0), path: relayed}, {...openWays, relayOnly: true});
    expect(report.data(initialCallState, '1').problems).to.deep.equal([]);
    report.sample('ben', {...readSample([], 0), path: relayed}, openWays);
    expect(report.data(initialCallState, '1').problems).to.deep.equal([
      'No direct way was found: relayed over a TURN server.',
    ]);
  });

  it('takes UDP for blocked only where it was tried', () => {
    const relayed = {local: 'relay', remote: 'relay', protocol: 'udp', relayProtocol: 'tls'};
    const problemsWith = (relayOnly: boolean, ...urls: readonly string[]): readonly string[] => {
      const report = new CallReport(new ManualClock());
      const iceServers = [{urls: 'stun:stun.example'}, {urls: [...urls]}];
      report.sample('ann', {...readSample([], 0), path: relayed}, {relayOnly, iceServers});
      return report.data(initialCallState, '1').problems;
    };
    const overTcp = ['turns:turn.example:443', 'turn:turn.example?transport=tcp'];
    expect(problemsWith(true, ...overTcp)).to.deep.equal([]);
    expect(problemsWith(false, ...overTcp)).to.deep.equal(['No direct way was found: relayed over a TURN server.']);
    for (const udp of ['turn:turn.example', 'turn:turn.example?transport=udp'])
      for (const relayOnly of [true, false])
        expect(problemsWith(relayOnly, ...overTcp, udp)).to.deep.equal(['UDP seems blocked: relayed over TCP.']);
  });

  it('keeps what became of the own devices, and tells none of them', () => {
    const report = new CallReport(new ManualClock());
    const on = {...initialCallState.microphone, status: 'on', deviceId: 'secret-1'} as const;
    const states = [
      {microphone: on},
      {microphone: {...on, notice: 'silent'}},
      {microphone: {...on, notice: null}},
      {microphone: {...on, deviceId: 'secret-2', notice: 'replaced'}},
      {microphone: {...on, deviceId: 'secret-2', interrupted: true}},
      {microphone: {...on, deviceId: 'secret-2'}},
      {microphone: on, camera: {...on, interrupted: true}},
    ] as const;
    states.reduce<CallState>((before, different) => {
      const after = state(different);
      report.changed(after, before);
      return after;
    }, initialCallState);
    const {entries, problems} = report.data(initialCallState, '1');
    expect(entries.map(({what, detail}) => `${what}: ${detail}`)).to.deep.equal([
      'device: microphone on',
      'device: microphone silent',
      'device: microphone switched',
      'device: microphone replaced',
      'device: microphone interrupted',
      'device: microphone back',
      'device: camera on',
      'device: microphone switched',
      'device: camera interrupted',
    ]);
    expect(problems).to.deep.equal([
      'The system took the microphone away.',
      'The system took the camera away.',
      'Nothing was heard from the microphone.',
      'A device was unplugged, and another one took its place.',
    ]);
  });

  it('keeps each restart, and that one of several was interrupted', () => {
    const report = new CallReport(new ManualClock());
    const person = (connection: 'connected' | 'interrupted') => ({connection}) as CallState['participants'][number];
    report.restarted();
    report.restarted();
    report.changed(
      state({phase: 'connected', participants: [person('connected'), person('interrupted')]}),
      state({phase: 'connected', participants: [person('connected'), person('connected')]}),
    );
    const {entries, problems} = report.data(initialCallState, '1');
    expect(entries.map(({what, detail}) => `${what}: ${detail}`)).to.deep.equal([
      'recovery: ICE restart 1',
      'recovery: ICE restart 2',
      'connections: 1 connected, 0 connecting, 1 interrupted',
    ]);
    expect(problems).to.deep.equal(['Connections were interrupted and had to be recovered.']);
  });

  it('says nothing where nothing was', () => {
    expect(new CallReport(new ManualClock()).data(initialCallState, '1').problems).to.deep.equal([]);
  });
});
