import {expect} from '@open-wc/testing';
import {
  candidatesIn,
  connectionIdOf,
  relayedCandidate,
  relayedOnly,
  restarted,
  withoutCandidates,
  withSoundRepair,
} from '../../../src/peer/sdp.js';

const host = 'candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host generation 0';
const reflexive = 'candidate:2 1 udp 1686052607 203.0.113.5 54321 typ srflx raddr 192.0.2.7 rport 54321 generation 0';
const relayed = 'candidate:3 1 udp 41885439 198.51.100.9 50000 typ relay raddr 203.0.113.5 rport 54321 generation 0';
const hidden = 'candidate:3 1 udp 41885439 198.51.100.9 50000 typ relay raddr 0.0.0.0 rport 9 generation 0';

const lines = (...parts: readonly string[]): string => parts.map(part => `${part}\r\n`).join('');
const head = ['v=0', 'o=- 4611731400430051336 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1'];
const audio = ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'c=IN IP4 0.0.0.0', 'a=mid:0', 'a=ice-ufrag:abcd'];
const video = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'c=IN IP4 0.0.0.0', 'a=mid:sdparta_1'];
const bare = lines(...head, ...audio, ...video);
const full = lines(...head, ...audio, `a=${host}`, `a=${relayed}`, ...video, `a=${reflexive}`, 'a=end-of-candidates');

describe('withoutCandidates', () => {
  it('leaves all but the candidates as it was', () => {
    expect(withoutCandidates(full)).to.equal(bare);
    expect(withoutCandidates(bare)).to.equal(bare);
  });

  it('knows line ends without a carriage return', () => {
    expect(withoutCandidates(full.replaceAll('\r', ''))).to.equal(bare.replaceAll('\r', ''));
  });

  const hidden: readonly (readonly [string, string])[] = [
    ['in capitals', `a=${host.toUpperCase()}`],
    ['behind a blank', `a= ${host}`],
    ['behind a colon', `a=:${host}`],
    ['with a carriage return within', `a=${host} x \ry`],
    ['with a line separator within', `a=${host} x \u2028y`],
    ['for the other side', `a=remote-candidates:1 192.0.2.7 54321`],
  ];
  for (const [where, line] of hidden) {
    it(`takes out one ${where}`, () => {
      expect(withoutCandidates(bare + lines(line))).to.equal(bare);
      expect(withoutCandidates(bare + line)).to.equal(bare);
    });
  }
});

describe('candidatesIn', () => {
  it('finds each, with the name of its section', () => {
    const expected = [
      {sdpMid: '0', candidate: host},
      {sdpMid: '0', candidate: relayed},
      {sdpMid: 'sdparta_1', candidate: reflexive},
    ];
    expect(candidatesIn(full)).to.deep.equal(expected);
    expect(candidatesIn(full.replaceAll('\r', ''))).to.deep.equal(expected);
  });

  it('finds none where there are none', () => {
    for (const sdp of [bare, '', 'nonsense', lines(...head, `a=${host}`)]) expect(candidatesIn(sdp)).to.deep.equal([]);
  });
});

describe('connectionIdOf', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['of Chromium', 'o=- 4611731400430051336 2 IN IP4 127.0.0.1', '- 4611731400430051336'],
    ['of Firefox', 'o=mozilla...THIS_IS_SDPARTA-99.0 5137 0 IN IP4 0.0.0.0', 'mozilla...THIS_IS_SDPARTA-99.0 5137'],
  ];
  for (const [name, origin, expected] of cases) {
    it(`is the same for each version of a description ${name}`, () => {
      expect(connectionIdOf(lines('v=0', origin, 's=-'))).to.equal(expected);
      expect(connectionIdOf(lines('v=0', origin.replace(/ \d+ IN/, ' 77 IN')))).to.equal(expected);
    });
  }

  it('is none where there is none', () => {
    for (const sdp of ['', 'nonsense', 'v=0\r\ns=o=- 1 2\r\n']) expect(connectionIdOf(sdp)).to.equal('');
  });
});

describe('relayedOnly', () => {
  it('keeps no address but the relay’s', () => {
    const kept = relayedOnly(full);
    expect(kept).to.equal(lines(...head, ...audio, `a=${hidden}`, ...video, 'a=end-of-candidates'));
    for (const address of ['192.0.2.7', '203.0.113.5']) expect(kept).not.to.include(address);
  });

  it('hides where a relayed candidate came from, in both families of addresses', () => {
    const six = relayed.replace('203.0.113.5', '2001:db8::7');
    expect(relayedCandidate(six)).to.equal(hidden);
    expect(relayedCandidate(relayed)).to.equal(hidden);
    expect(relayedCandidate(host)).to.equal(null);
  });

  it('leaves a description without candidates as it is', () => {
    expect(relayedOnly(bare)).to.equal(bare);
  });
});

describe('restarted', () => {
  const password = 'a=ice-pwd:0123456789abcdefghijkl';
  const first = lines(...head, ...audio, password, ...video, 'a=ice-ufrag:abcd', password);
  const other = first.replaceAll('abcd\r', 'Ef+/\r').replaceAll('0123', '9876');

  it('has the other credentials in each section', () => expect(restarted(first, other)).to.equal(other));

  it('has nothing else of the other description', () => {
    const stranger = `${other.replace('m=audio 9', 'm=audio 0').replace('mid:0', 'mid:9')}a=fingerprint:sha-256 AA:BB\r\n`;
    expect(restarted(first, stranger)).to.equal(other);
    expect(restarted(first, lines('a=ice-ufrag:Ef+/', 'a=ice-pwd:9876456789abcdefghijkl'))).to.equal(other);
  });

  const none: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['nonsense', 'nonsense'],
    ['no password', lines(...head, ...audio)],
    ['no name', lines(...head, password)],
    ['a short password', other.replaceAll('9876', '')],
    ['a short name', other.replaceAll('Ef+/', 'Ef')],
    ['a name with more in it', other.replaceAll('Ef+/', 'Ef+/ x')],
    ['a long name', other.replaceAll('Ef+/', 'x'.repeat(257))],
  ];
  for (const [name, by] of none) it(`is none by ${name}`, () => expect(restarted(first, by)).to.equal(null));
});

describe('withSoundRepair', () => {
  const opus = 'a=rtpmap:111 opus/48000/2';
  const others = ['a=rtpmap:63 red/48000/2', 'a=rtpmap:96 VP8/90000', 'a=rtcp-fb:96 nack'];

  it('asks for lost packets of Opus in each of its sections, and of nothing else', () => {
    const made = withSoundRepair(lines(...head, ...audio, opus, ...others, ...video, opus));
    const asked = [opus, 'a=rtcp-fb:111 nack'];
    expect(made).to.equal(lines(...head, ...audio, ...asked, ...others, ...video, ...asked));
  });

  it('leaves alone what asks for it, or has no Opus', () => {
    const once = withSoundRepair(lines(...head, ...audio, opus));
    for (const sdp of [once, bare, '', 'nonsense']) expect(withSoundRepair(sdp)).to.equal(sdp);
  });

  it('is what two browsers agree on where they can', async () => {
    const [offerer, answerer] = [new RTCPeerConnection(), new RTCPeerConnection()];
    offerer.addTransceiver('audio');
    const repaired = async (make: Promise<RTCSessionDescriptionInit>): Promise<RTCSessionDescriptionInit> => {
      const {type, sdp = ''} = await make;
      return {type, sdp: withSoundRepair(sdp)};
    };
    const offer = await repaired(offerer.createOffer());
    await offerer.setLocalDescription(offer);
    await answerer.setRemoteDescription(offer);
    const answer = await repaired(answerer.createAnswer());
    await answerer.setLocalDescription(answer);
    await offerer.setRemoteDescription(answer);
    expect(offerer.signalingState).to.equal('stable');
    offerer.close();
    answerer.close();
  });
});
