import {expect} from '@open-wc/testing';
import {compareSamples, readSample, type StatsDelta} from '../../../src/peer/stats-sample.js';

const chromium: readonly (readonly [string, object])[] = [
  ['T', {type: 'transport', selectedCandidatePairId: 'P'}],
  [
    'P',
    {
      id: 'P',
      type: 'candidate-pair',
      localCandidateId: 'L',
      remoteCandidateId: 'R',
      currentRoundTripTime: 0.05,
      availableOutgoingBitrate: 900_000,
    },
  ],
  ['Q', {id: 'Q', type: 'candidate-pair', localCandidateId: 'X', remoteCandidateId: 'R', currentRoundTripTime: 9}],
  [
    'L',
    {
      id: 'L',
      type: 'local-candidate',
      candidateType: 'relay',
      protocol: 'udp',
      relayProtocol: 'tls',
      address: '192.0.2.1',
    },
  ],
  ['R', {id: 'R', type: 'remote-candidate', candidateType: 'srflx', protocol: 'udp', address: '192.0.2.2'}],
  [
    'A',
    {
      type: 'inbound-rtp',
      kind: 'audio',
      packetsReceived: 90,
      packetsLost: 10,
      concealedSamples: 50,
      totalSamplesReceived: 1_000,
    },
  ],
  [
    'V',
    {
      type: 'inbound-rtp',
      kind: 'video',
      packetsReceived: 100,
      packetsLost: 0,
      totalFreezesDuration: 0.5,
    },
  ],
  [
    'O',
    {type: 'outbound-rtp', kind: 'video', ssrc: 1, bytesSent: 5_000, packetsSent: 20, qualityLimitationReason: 'cpu'},
  ],
  ['N', {type: 'outbound-rtp', kind: 'audio', ssrc: 2, packetsSent: 80}],
  ['F', {type: 'remote-inbound-rtp', kind: 'video', ssrc: 1, fractionLost: 0.25}],
  ['G', {type: 'remote-inbound-rtp', kind: 'audio', ssrc: 2, fractionLost: 0.5}],
  ['C', {type: 'codec', mimeType: 'video/VP8'}],
];

function described({localDescription}: RTCPeerConnection): RTCSessionDescription {
  if (!localDescription) throw new Error('not described yet');
  return localDescription;
}

describe('readSample', () => {
  it('reads what Chromium tells', () => {
    const sample = readSample(chromium, 1_000);
    expect(sample).to.include({bytesSent: 5_000, freezeMs: 500});
    expect(sample.sounds[0]?.packetsLost).to.equal(10);
    expect(sample).to.include({
      roundTripMs: 50,
      availableKbps: 900,
      cpuLimited: true,
      bandwidthLimited: false,
    });
    expect(sample.codecs).to.deep.equal(['VP8']);
  });

  it('tells how the packets travel, and no address', () => {
    const {path} = readSample(chromium, 1_000);
    expect(path).to.deep.equal({local: 'relay', remote: 'srflx', protocol: 'udp', relayProtocol: 'tls'});
    expect(JSON.stringify(readSample(chromium, 1_000))).not.to.contain('192.0.2.');
  });

  it('finds the pair that Firefox marks as selected', () => {
    const firefox = chromium
      .filter(([id]) => id !== 'T')
      .map(([id, stats]) => [id, id === 'P' ? {...stats, selected: true} : stats] as const);
    expect(readSample(firefox, 1_000).path?.remote).to.equal('srflx');
  });

  it('takes the longest round trip of what was measured lately', () => {
    const told = (ageMs: number): number | null =>
      readSample(
        [
          ['P', {id: 'P', type: 'candidate-pair', selected: true, currentRoundTripTime: 0}],
          ['O', {type: 'outbound-rtp', kind: 'audio', timestamp: 90_000}],
          ['F', {type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 1.2, timestamp: 90_000 - ageMs}],
        ],
        1,
      ).roundTripMs;
    expect([told(1_000), told(3_000)]).to.deep.equal([1_200, 0]);
  });

  it('takes an empty or foreign report for nothing', () => {
    expect(readSample([], 1).path).to.equal(null);
    const foreign = readSample([['A', {type: 'inbound-rtp', kind: 'audio', packetsReceived: 'many'}]], 1);
    expect(foreign.sounds[0]?.packetsReceived).to.equal(0);
  });

  it('reads a real connection of this browser', async () => {
    const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
    try {
      one.onicecandidate = ({candidate}) => void other.addIceCandidate(candidate ?? undefined);
      other.onicecandidate = ({candidate}) => void one.addIceCandidate(candidate ?? undefined);
      const channel = one.createDataChannel('x', {negotiated: true, id: 0});
      other.createDataChannel('x', {negotiated: true, id: 0});
      await one.setLocalDescription();
      await other.setRemoteDescription(described(one));
      await other.setLocalDescription();
      await one.setRemoteDescription(described(other));
      if (channel.readyState !== 'open') await new Promise(resolve => (channel.onopen = resolve));
      const entries: (readonly [string, unknown])[] = [];
      (await one.getStats()).forEach((stats: unknown, id: string) => entries.push([id, stats]));
      expect(readSample(entries, 1).path).to.include({local: 'host', protocol: 'udp'});
    } finally {
      one.close();
      other.close();
    }
  });
});

describe('compareSamples', () => {
  it('gives rates and shares of the time between', () => {
    const before = readSample([['A', {type: 'inbound-rtp', kind: 'audio'}]], 0);
    const {nearLoss, sentKbps, concealedShare, freezeShare} = compareSamples(before, readSample(chromium, 1_000));
    expect(nearLoss).to.be.closeTo(10 / 200, 1e-9);
    expect(sentKbps).to.equal(40);
    expect(concealedShare).to.equal(0.05);
    expect(freezeShare).to.equal(0.5);
  });

  it('takes of the sound that was made up for late what was not lost', () => {
    const sound = {type: 'inbound-rtp', kind: 'audio', packetsReceived: 90, totalSamplesReceived: 1_000};
    const before = readSample([['I', {type: 'inbound-rtp', kind: 'audio'}]], 0);
    const lateOf = (packetsLost: number, concealedSamples: number) =>
      compareSamples(before, readSample([['I', {...sound, packetsLost, concealedSamples}]], 1_000)).lateShare;
    expect(lateOf(0, 80)).to.be.closeTo(0.08, 1e-9);
    expect(lateOf(10, 150)).to.be.closeTo(0.05, 1e-9);
    expect(lateOf(10, 20), 'repaired').to.equal(0);
  });

  describe('of sound that begins or ends on purpose', () => {
    type Sound = Readonly<Record<string, number>>;
    const begun: Sound = {
      ...{packetsReceived: 100, packetsLost: 0, totalSamplesReceived: 96_000},
      ...{concealedSamples: 0, silentConcealedSamples: 0},
    };
    /** What was made up, and what came late, of two seconds in which this came of a sound beside a microphone without a gap. */
    const sharesOf = (since: Sound, before: Sound | null = begun) => {
      const totals = Object.keys(begun).map(key => {
        const more = since[key] ?? (key === 'totalSamplesReceived' ? 96_000 : 0);
        return [key, (before?.[key] ?? 0) + more] as const;
      });
      const sampleAt = (seconds: number, sound: Sound | null) => {
        const voice = {ssrc: 1, packetsReceived: seconds * 50, totalSamplesReceived: seconds * 48_000};
        const streams = sound ? [voice, {...sound, ssrc: 2}] : [voice];
        const report = streams.map(each => [String(each.ssrc), {type: 'inbound-rtp', kind: 'audio', ...each}] as const);
        return readSample(report, seconds * 1_000);
      };
      const delta = compareSamples(sampleAt(2, before), sampleAt(4, Object.fromEntries(totals)));
      return [delta.concealedShare, delta.lateShare].map(share => Number(share.toFixed(3)));
    };

    // As measured in Chromium 156 and Firefox 153 after `replaceTrack(null)`.
    it('nothing is late while it is not sent', () => {
      const silence = {concealedSamples: 96_000, silentConcealedSamples: 96_000};
      expect(sharesOf(silence)).to.deep.equal([0, 0]);
      expect(sharesOf({...silence, packetsReceived: 4}), 'a few packets that keep the way open').to.deep.equal([0, 0]);
      expect(sharesOf({concealedSamples: 96_000}), 'where silence is not counted by itself').to.deep.equal([0, 0]);
    });

    it('and nothing that was made up before it was first sent', () => {
      expect(sharesOf({packetsReceived: 100, concealedSamples: 480_000}, null)).to.deep.equal([0, 0]);
    });

    it('but what is made up between packets counts, of each sound that goes on', () => {
      expect(sharesOf({packetsReceived: 100, concealedSamples: 19_200})).to.deep.equal([0.1, 0.1]);
      expect(sharesOf({packetsReceived: 80, packetsLost: 20, concealedSamples: 38_400})).to.deep.equal([0.2, 0.1]);
      expect(sharesOf({packetsLost: 100, concealedSamples: 19_200}), 'all lost').to.deep.equal([0.1, 0]);
    });
  });

  it('counts what the far side missed by packets, and not what no more is sent of', () => {
    const after = readSample(chromium, 2_000);
    const [{farLoss, farPictureLoss, packetsSent}, later] = [readSample([], 0), readSample(chromium, 1_000)].map(
      before => compareSamples(before, after),
    ) as [StatsDelta, StatsDelta];
    expect([farLoss, farPictureLoss, packetsSent]).to.deep.equal([0.45, 0.25, 100]);
    expect([later.farLoss, later.farPictureLoss, later.packetsSent]).to.deep.equal([0, 0, 0]);
  });

  it('is never below zero when the counters began anew', () => {
    const {sentKbps, nearLoss} = compareSamples(readSample(chromium, 1_000), readSample([], 3_000));
    expect([sentKbps, nearLoss]).to.deep.equal([0, 0]);
  });
});
