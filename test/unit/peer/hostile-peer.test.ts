import {expect} from '@open-wc/testing';
import {silentLog} from '../../../src/log.js';
import {formatControlMessage, parseControlMessage, type ControlMessage} from '../../../src/protocol/control-message.js';
import type {RtcPeerLinkOptions} from '../../../src/peer/rtc-peer-link.js';
import {systemClock} from '../../../src/util/clock.js';
import {LinkFixture, until, untilState, type TestLink} from './support/link-pair.js';

const hello: ControlMessage = {type: 'chat', id: '1', text: 'Hello'};
const json = (value: unknown): string => JSON.stringify(value);

/** A stranger who speaks WebRTC, but not our language. */
interface Stranger {
  readonly connection: RTCPeerConnection;
  readonly channel: RTCDataChannel;
  readonly subject: TestLink;
  /** The revisions that it was answered over the channel. */
  readonly answered: readonly number[];
}

describe('a link to somebody who means no good', () => {
  let fixture: LinkFixture;
  const broken: string[] = [];
  /** What a developer reads who asks for warnings. */
  const warned: string[] = [];
  const log = {...silentLog, warn: (message: string) => void warned.push(message)};
  const keep = (event: ErrorEvent | PromiseRejectionEvent): void => {
    broken.push(String('reason' in event ? event.reason : event.message));
  };

  beforeEach(() => {
    fixture = new LinkFixture();
    broken.length = 0;
    warned.length = 0;
    window.addEventListener('error', keep);
    window.addEventListener('unhandledrejection', keep);
  });
  afterEach(() => {
    window.removeEventListener('error', keep);
    window.removeEventListener('unhandledrejection', keep);
    fixture.close();
  });

  async function connected(options?: Partial<RtcPeerLinkOptions>): Promise<Stranger> {
    const subject = fixture.link('answerer', {log, ...options});
    const connection = fixture.connection();
    const channel = connection.createDataChannel('control', {negotiated: true, id: 0});
    const answered: number[] = [];
    channel.addEventListener('message', ({data}) => {
      const message = parseControlMessage(data);
      if (message.type === 'answer') answered.push(message.description.revision);
    });
    for (const kind of ['audio', 'video', 'video', 'audio']) connection.addTransceiver(kind);
    await connection.setLocalDescription();
    await until(() => connection.iceGatheringState === 'complete', 'it gathers');
    const answer = await subject.link.makeAnswer({sdp: connection.localDescription?.sdp ?? '', revision: 1});
    subject.link.release();
    await connection.setRemoteDescription({type: 'answer', sdp: answer.sdp});
    await untilState(subject, 'connected');
    await until(() => channel.readyState === 'open', 'its channel opens');
    return {connection, channel, subject, answered};
  }

  /** An offer that restarts ICE. */
  async function restartOffer({connection}: Stranger): Promise<string> {
    await connection.setLocalDescription(await connection.createOffer({iceRestart: true}));
    return connection.localDescription?.sdp ?? '';
  }

  /** What came before it was dropped, and the link is as it was. */
  async function expectUnharmed({channel, subject}: Stranger): Promise<void> {
    channel.send(formatControlMessage(hello));
    await until(() => subject.messages.length > 0, 'a message after it arrives');
    expect(subject.messages).to.deep.equal([hello]);
    expect(subject.states).to.deep.equal(['connected']);
    expect(subject.told).to.deep.equal(['open']);
    expect(broken, 'thrown into the page').to.deep.equal([]);
  }

  it('drops what is no message, and says so in the log', async () => {
    const stranger = await connected();
    const texts = [
      ...['', 'hello', '{', 'null', '[]', '"bye"', '{}', '{"type":"admin"}', '['.repeat(30_000)],
      json({type: 'chat', id: '1', text: 'x'.repeat(4_001)}),
      json({type: 'state', name: 'x'.repeat(65)}),
      'x'.repeat(100_000),
    ];
    for (const text of texts) stranger.channel.send(text);
    stranger.channel.send(new Uint8Array([123, 125]));
    await expectUnharmed(stranger);
    expect(warned).to.deep.equal([...texts, 'the bytes'].map(() => 'dropped a malformed message'));
  });

  it('drops descriptions that are none, or of another connection', async () => {
    const stranger = await connected();
    const {channel, connection, subject} = stranger;
    const own = connection.localDescription?.sdp ?? '';
    const foreign = (await fixture.link('offerer').link.makeOffer(5)).sdp;
    const origin = /^o=.*$/m.exec(own)?.[0] ?? '';
    const descriptions = [
      {sdp: 'nonsense', revision: 5},
      {sdp: foreign, revision: 6},
      {sdp: `v=0\r\n${origin}\r\nnonsense`, revision: 7},
      {sdp: own, revision: 1},
      {sdp: own, revision: 0},
      {sdp: own, revision: 1_000_000_000},
      {sdp: '', revision: 8},
      {sdp: `${own}${'a=x\r\n'.repeat(10_000)}`, revision: 9},
    ];
    for (const description of descriptions) channel.send(json({type: 'offer', description}));
    for (const description of descriptions) channel.send(json({type: 'answer', description}));
    await expectUnharmed(stranger);
    expect(subject.link.revision).to.equal(1);
  });

  it('answers no offer after a later one', async () => {
    const stranger = await connected({clock: systemClock});
    const {channel, subject, answered} = stranger;
    const sdp = await restartOffer(stranger);
    for (const revision of [3, 2, 9, 4, 8, 9]) channel.send(json({type: 'offer', description: {sdp, revision}}));
    await until(() => answered.includes(9), 'the newest is answered');
    await expectUnharmed(stranger);
    expect(answered).to.deep.equal([3, 9]);
    expect(subject.link.revision).to.equal(9);
  });

  it('answers no offer of the store after a later one by the channel', async () => {
    const stranger = await connected({clock: systemClock});
    const {channel, subject, answered} = stranger;
    const sdp = await restartOffer(stranger);
    channel.send(json({type: 'offer', description: {sdp, revision: 3}}));
    await until(() => answered.length > 0, 'it is answered');
    const late = await subject.link.makeAnswer({sdp, revision: 2}).catch(() => 'refused');
    expect(late).to.equal('refused');
    expect(subject.link.revision).to.equal(3);
    await expectUnharmed(stranger);
  });

  it('takes no more candidates than anybody honest has', async () => {
    const stranger = await connected();
    const {channel, subject} = stranger;
    const applied: unknown[] = [];
    Object.assign(subject.link.connection, {
      addIceCandidate: (candidate: unknown) => Promise.resolve(applied.push(candidate)),
    });
    for (let batch = 0; batch < 20; batch++) {
      const candidates = Array.from(
        {length: 60},
        (_, index) => `1 0 candidate:${batch} 1 udp 1 127.0.0.1 ${1_024 + batch * 60 + index} typ host`,
      );
      channel.send(json({type: 'candidates', candidates}));
    }
    await expectUnharmed(stranger);
    expect(applied.length).to.be.within(1, 256);
  });

  it('drops candidates that mean nothing', async () => {
    const stranger = await connected();
    const candidates = [
      '1 0 candidate:nonsense',
      '1 no-such-mid candidate:1 1 udp 1 127.0.0.1 9 typ host',
      '9 0 candidate:1',
    ];
    stranger.channel.send(json({type: 'candidates', candidates}));
    stranger.channel.send(json({type: 'candidates', candidates: [{candidate: 'candidate:1'}]}));
    await expectUnharmed(stranger);
  });

  const offers: readonly (readonly [string, readonly string[]])[] = [
    ['fewer sections', ['audio']],
    ['more sections', ['audio', 'video', 'video', 'audio', 'video', 'audio']],
    ['sections in another order', ['video', 'audio', 'audio', 'video']],
    ['none at all', []],
  ];
  for (const [name, kinds] of offers) {
    it(`answers an offer with ${name}, and sends nothing where it does not belong`, async () => {
      const tracks = {microphone: null, camera: fixture.track(), screen: null, screenAudio: null};
      const {link} = fixture.link('answerer', {tracks});
      const connection = fixture.connection();
      connection.createDataChannel('control', {negotiated: true, id: 0});
      for (const kind of kinds) connection.addTransceiver(kind);
      await connection.setLocalDescription();
      await link.makeAnswer({sdp: connection.localDescription?.sdp ?? '', revision: 1});
      for (const {sender, receiver} of link.connection.getTransceivers()) {
        if (receiver.track.kind === 'audio') expect(sender.track).to.equal(null);
      }
      expect(broken, 'thrown into the page').to.deep.equal([]);
    });
  }
});
