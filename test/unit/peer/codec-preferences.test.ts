import {expect} from '@open-wc/testing';
import {
  defaultVideoCodecs,
  orderCodecs,
  parseVideoCodecs,
  type VideoCodecName,
} from '../../../src/peer/codec-preferences.js';
import {LinkFixture} from './support/link-pair.js';

describe('parseVideoCodecs', () => {
  const cases: readonly (readonly [string, readonly VideoCodecName[]])[] = [
    ['av1 vp9 h264 vp8', ['av1', 'vp9', 'h264', 'vp8']],
    ['VP9, H264', ['vp9', 'h264']],
    ['  vp9\n', ['vp9']],
    ['h265 vp9 theora', ['vp9']],
    ['h265', []],
    ['', []],
  ];
  for (const [value, expected] of cases) {
    it(`“${value.trim()}”: ${expected.join(' ') || 'none'}`, () => {
      expect(parseVideoCodecs(value)).to.deep.equal(expected);
    });
  }
});

describe('orderCodecs', () => {
  const codecs = (words: string) => words.split(' ').map(name => ({mimeType: `video/${name}`}));
  const all = 'VP8 rtx VP9 rtx H264 H264 AV1 red ulpfec flexfec-03';
  const cases: readonly (readonly [string, string, readonly VideoCodecName[], string])[] = [
    ['the default', all, defaultVideoCodecs, 'VP8 H264 H264 VP9 AV1 rtx rtx red ulpfec flexfec-03'],
    ['a wish', all, ['av1', 'vp9', 'h264', 'vp8'], 'AV1 VP9 H264 H264 VP8 rtx rtx red ulpfec flexfec-03'],
    ['one only: the others stay behind it', all, ['av1'], 'AV1 VP8 H264 H264 VP9 rtx rtx red ulpfec flexfec-03'],
    ['none', all, [], 'VP8 H264 H264 VP9 AV1 rtx rtx red ulpfec flexfec-03'],
    ['what the browser lacks is skipped', 'VP8 rtx VP9', ['av1', 'h264', 'vp9'], 'VP9 VP8 rtx'],
    ['twice the same', 'VP8 VP9', ['vp9', 'vp9', 'vp8'], 'VP9 VP8'],
    ['a browser with nothing of ours', 'theora rtx', ['vp9'], 'theora rtx'],
    ['names in small letters', 'vp8 h264', ['h264'], 'h264 vp8'],
  ];
  for (const [name, has, preferred, expected] of cases) {
    it(name, () => {
      const ordered = orderCodecs(codecs(has), preferred).map(({mimeType}) => mimeType.replace('video/', ''));
      expect(ordered.join(' ')).to.equal(expected);
    });
  }
});

describe('the codecs of a real offer', () => {
  let fixture: LinkFixture;
  beforeEach(() => (fixture = new LinkFixture()));
  afterEach(() => fixture.close());

  const known = (RTCRtpReceiver.getCapabilities('video')?.codecs ?? []).map(({mimeType}) => mimeType.toLowerCase());
  const has = (name: VideoCodecName): boolean => known.includes(`video/${name}`);

  /** The first video of an offer, and the payload types that it has. */
  async function offer(videoCodecs: readonly VideoCodecName[]) {
    const {sdp} = await fixture.link('offerer', {videoCodecs}).link.makeOffer(1);
    const section = sdp.split(/^(?=m=)/m).find(each => each.startsWith('m=video')) ?? '';
    return {section, types: section.split('\r\n')[0]?.split(' ').slice(3) ?? []};
  }

  /** Each once, in order, without those that only repair. */
  async function offered(videoCodecs: readonly VideoCodecName[]): Promise<readonly string[]> {
    const {section, types} = await offer(videoCodecs);
    const names = types.map(type => new RegExp(`^a=rtpmap:${type} ([^/]+)/90000`, 'm').exec(section)?.[1] ?? '');
    return [...new Set(names.map(name => name.toLowerCase()))].filter(name => /^(?:vp8|vp9|h264|av1)$/.test(name));
  }

  const wishes: readonly (readonly VideoCodecName[])[] = [defaultVideoCodecs, ['av1', 'vp9'], ['vp9'], ['h264'], []];
  for (const wish of wishes) {
    it(`wanted ${wish.join(' ') || 'none'}: in this order as far as the browser has them, and then the others`, async () => {
      const expected = [...new Set([...wish, ...defaultVideoCodecs])].filter(has);
      expect(expected).to.include('vp8');
      expect(await offered(wish)).to.deep.equal(expected);
    });

    it(`wanted ${wish.join(' ') || 'none'}: says nothing of a codec that it does not offer, or Chromium refuses it`, async () => {
      const {section, types} = await offer(wish);
      const told = [...section.matchAll(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /gm)].map(([, type]) => type);
      expect(told).not.to.be.empty;
      expect(told.filter(type => !types.includes(type ?? ''))).to.deep.equal([]);
    });
  }
});
