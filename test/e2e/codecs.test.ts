import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';
import {waitUntil} from './support/waiting.js';

for (const [offerer, answerer] of mixedPairings) {
  test(`video-codecs: ${offerer} offers and ${answerer} answers VP9 first, keeps VP8 and H.264, and VP9 is what arrives`, async context => {
    const room = await setupCalls(context);
    const attributes = {autojoin: true, 'video-codecs': 'nonsense vp9'} as const;
    const ann = await room.open(offerer, attributes);
    await ann.waitForPhase('waiting');
    const ben = await room.open(answerer, attributes);
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);

    const [annHas, benHas] = await Promise.all([codecsOf(ann), codecsOf(ben)]);
    assert.ok(annHas.includes('VP9') && benHas.includes('VP9'), 'both browsers have it');
    const order = ['VP9', 'VP8', 'H264', 'AV1'];
    const offered = order.filter(name => annHas.includes(name));
    const sections = await Promise.all([describedCodecs(ann), describedCodecs(ben)]);
    assert.deepEqual(sections, [
      {type: 'offer', videos: [offered, offered]},
      {type: 'answer', videos: Array(2).fill(offered.filter(name => benHas.includes(name)))},
    ]);
    assert.deepEqual(await Promise.all([arrivingCodecs(ann), arrivingCodecs(ben)]), [['video/VP9'], ['video/VP9']]);
  });
}

/** The video codecs that this browser has. */
const codecsOf = ({page}: CallPage): Promise<readonly string[]> =>
  page.evaluate(() =>
    (RTCRtpReceiver.getCapabilities('video')?.codecs ?? []).map(({mimeType}) => mimeType.replace('video/', '')),
  );

/** What the own description names for each video, in order, each codec once; what only repairs a codec is left out. */
const describedCodecs = ({page}: CallPage) =>
  page.evaluate(() => {
    const {type, sdp = ''} = window.videoCallRecording.connections.at(-1)?.localDescription ?? {};
    const codecsIn = (section: string): readonly string[] => {
      const payloads = /^video \d+ \S+ (.*)/.exec(section)?.[1]?.split(' ') ?? [];
      const names = payloads.map(payload => new RegExp(`a=rtpmap:${payload} (\\w+)/`).exec(section)?.[1] ?? '');
      return [...new Set(names)].filter(name => /^(VP8|VP9|H264|AV1)$/.test(name));
    };
    const sections = sdp.split(/^m=/m).filter(section => section.startsWith('video'));
    return {type, videos: sections.map(codecsIn)};
  });

/** The codecs of the pictures that are decoded here. */
const arrivingCodecs = ({page}: CallPage): Promise<readonly string[]> =>
  waitUntil(
    'a decoded picture',
    () =>
      page.evaluate(async () => {
        const report = await window.videoCallRecording.connections.at(-1)?.getStats();
        const all = [...(report?.values() ?? [])] as (RTCInboundRtpStreamStats & {readonly mimeType?: string})[];
        const arriving = all.filter(({type, framesDecoded = 0}) => type === 'inbound-rtp' && framesDecoded > 0);
        return arriving.map(({codecId}) => all.find(({id}) => id === codecId)?.mimeType ?? '');
      }),
    codecs => codecs.length > 0,
  );
