import {expect} from '@open-wc/testing';
import {CandidateGathering} from '../../../src/peer/candidate-gathering.js';
import type {Candidate} from '../../../src/protocol/candidate.js';
import {ManualClock, promisesSettled} from '../../support/manual-clock.js';

const host = 'candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host';
const relayed = 'candidate:3 1 udp 41885439 198.51.100.9 50000 typ relay raddr 192.0.2.7 rport 54321';
const hidden = 'candidate:3 1 udp 41885439 198.51.100.9 50000 typ relay raddr 0.0.0.0 rport 9';

/** A connection whose gathering the test does. */
function setup({relayOnly = false} = {}) {
  const connection = new RTCPeerConnection();
  const clock = new ManualClock();
  const batches: (readonly Candidate[])[] = [];
  const gathering = new CandidateGathering(connection, {
    clock,
    relayOnly,
    onLate: candidates => batches.push(candidates),
  });
  let iceGatheringState: RTCIceGatheringState = 'new';
  let sdp = '';
  Object.defineProperty(connection, 'iceGatheringState', {get: () => iceGatheringState});
  Object.defineProperty(connection, 'localDescription', {get: () => ({type: 'offer', sdp})});
  return {
    connection,
    clock,
    batches,
    gathering,
    become: (state: RTCIceGatheringState) => {
      iceGatheringState = state;
      connection.dispatchEvent(new Event('icegatheringstatechange'));
    },
    describe: (text: string) => (sdp = text),
    find: (candidate: string, sdpMid = '0') => {
      const found = new RTCIceCandidate({candidate, sdpMid});
      connection.dispatchEvent(new RTCPeerConnectionIceEvent('icecandidate', {candidate: found}));
    },
    /** A description of this revision went out. */
    send: async (revision: number) => {
      gathering.begin();
      const description = gathering.description(revision, 500);
      iceGatheringState = 'complete';
      connection.dispatchEvent(new Event('icegatheringstatechange'));
      return description;
    },
  };
}

describe('CandidateGathering', () => {
  let fixture: ReturnType<typeof setup>;
  beforeEach(() => (fixture = setup()));
  afterEach(() => {
    fixture.gathering.stop();
    fixture.connection.close();
  });

  /** What has become of a promise by now. */
  async function stateOf(promise: Promise<string>): Promise<string> {
    await promisesSettled();
    return Promise.race([promise, Promise.resolve('waiting')]);
  }

  it('waits until everything is gathered, and no longer', async () => {
    const {gathering, become, describe: write, clock} = fixture;
    gathering.begin();
    const description = gathering.description(1, 500);
    become('gathering');
    write('v=0 all');
    expect(await stateOf(description)).to.equal('waiting');
    become('complete');
    expect(await description).to.equal('v=0 all');
    expect(clock.pending).to.equal(0);
  });

  it('waits for no longer than it may, and takes what is there', async () => {
    const {gathering, become, describe: write, clock} = fixture;
    gathering.begin();
    const description = gathering.description(1, 500);
    become('gathering');
    await clock.advance(499);
    expect(await stateOf(description)).to.equal('waiting');
    write('v=0 some');
    await clock.advance(1);
    expect(await description).to.equal('v=0 some');
  });

  it('does not wait for what was gathered already', async () => {
    const {gathering, become, describe: write} = fixture;
    gathering.begin();
    become('gathering');
    become('complete');
    write('v=0 all');
    expect(await gathering.description(1, 500)).to.equal('v=0 all');
  });

  it('does not take what was complete before a restart for complete', async () => {
    const {gathering, become, send} = fixture;
    await send(1);
    gathering.begin();
    const restart = gathering.description(2, 500);
    expect(await stateOf(restart)).to.equal('waiting');
    become('gathering');
    expect(await stateOf(restart)).to.equal('waiting');
    become('complete');
    await restart;
  });

  it('tells of none that stand in the description', async () => {
    const {gathering, find, become, clock, batches} = fixture;
    gathering.begin();
    find(host);
    const description = gathering.description(1, 500);
    find(host, '1');
    become('complete');
    await description;
    await clock.advance(1_000);
    expect(batches).to.deep.equal([]);
  });

  it('tells of later ones together, with their revision, 100 ms after the first', async () => {
    const {send, find, clock, batches} = fixture;
    await send(3);
    find(host);
    await clock.advance(60);
    find(relayed, '1');
    await clock.advance(39);
    expect(batches).to.deep.equal([]);
    await clock.advance(1);
    expect(batches).to.deep.equal([
      [
        {revision: 3, sdpMid: '0', candidate: host},
        {revision: 3, sdpMid: '1', candidate: relayed},
      ],
    ]);
    find(host, '1');
    await clock.advance(100);
    expect(batches).to.have.length(2);
  });

  it('tells of none once the next description is being made', async () => {
    const {send, gathering, find, clock, batches} = fixture;
    await send(1);
    gathering.begin();
    find(host);
    await clock.advance(1_000);
    expect(batches).to.deep.equal([]);
  });

  it('tells nothing of the end of gathering', async () => {
    const {send, connection, clock, batches} = fixture;
    await send(1);
    connection.dispatchEvent(new RTCPeerConnectionIceEvent('icecandidate', {candidate: null}));
    const last = new RTCIceCandidate({candidate: '', sdpMid: '0'});
    connection.dispatchEvent(new RTCPeerConnectionIceEvent('icecandidate', {candidate: last}));
    await clock.advance(1_000);
    expect(batches).to.deep.equal([]);
  });

  it('ends with the connection: nobody waits, nothing is told', async () => {
    const {send, gathering, find, clock, batches} = fixture;
    await send(1);
    find(host);
    gathering.begin();
    const description = gathering.description(2, 500);
    gathering.stop();
    await description;
    find(host);
    await clock.advance(1_000);
    expect([batches.length, clock.pending]).to.deep.equal([0, 0]);
    expect(await gathering.description(3, 500), 'asked after the end').to.be.a('string');
  });

  it('with relay-only, tells of relayed ones only, and not where they came from', async () => {
    fixture.connection.close();
    fixture = setup({relayOnly: true});
    const {send, describe: write, find, clock, batches} = fixture;
    write(`m=audio\r\na=mid:0\r\na=${host}\r\na=${relayed}\r\n`);
    expect(await send(1)).to.equal(`m=audio\r\na=mid:0\r\na=${hidden}\r\n`);
    find(host);
    find(relayed);
    await clock.advance(100);
    expect(batches).to.deep.equal([[{revision: 1, sdpMid: '0', candidate: hidden}]]);
  });
});
