import type {Page} from 'puppeteer-core';
import {waitUntil} from './waiting.js';

/** Eight pages that are asked for the figures of seven connections each, 20 times a second, do nothing else. */
const probing = {everyMs: 250} as const;

/** Longer than the second between two beeps of Chromium's fake microphone. */
const silenceWindowMs = 1500;

/** Far below the quietest fake microphone, far above what an encoder's comfort noise adds up to. */
const audibleEnergy = 1e-4;

/** What has arrived at this page over all its connections. */
export interface Received {
  readonly atMs: number;
  readonly framesDecoded: number;
  readonly audioEnergy: number;
}

/** Sums of the inbound streams, by `getStats` of every open connection; one that is closed meanwhile tells nothing. */
export function readReceived(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const open = window.videoCallRecording.connections.filter(connection => connection.connectionState !== 'closed');
    const reports = await Promise.allSettled(open.map(connection => connection.getStats()));
    const inbound = reports
      .flatMap(
        report => (report.status === 'fulfilled' ? [...report.value.values()] : []) as RTCInboundRtpStreamStats[],
      )
      .filter(stats => stats.type === 'inbound-rtp');
    const sum = (key: 'framesDecoded' | 'totalAudioEnergy') =>
      inbound.reduce((total, stats) => total + (stats[key] ?? 0), 0);
    return {atMs: performance.now(), framesDecoded: sum('framesDecoded'), audioEnergy: sum('totalAudioEnergy')};
  });
}

/** Sums of the inbound streams of one connection. */
interface ReceivedFromOne {
  readonly framesDecoded: number;
  readonly audioEnergy: number;
}

/** What has arrived over each connection, by its place in the recording. */
function readReceivedFromEach(page: Page): Promise<readonly ReceivedFromOne[]> {
  return page.evaluate(() =>
    Promise.all(
      window.videoCallRecording.connections.map(async connection => {
        const isClosed = connection.connectionState === 'closed';
        const report = isClosed ? null : await connection.getStats().catch(() => null);
        const inbound = ([...(report?.values() ?? [])] as RTCInboundRtpStreamStats[]).filter(
          ({type}) => type === 'inbound-rtp',
        );
        const sum = (key: 'framesDecoded' | 'totalAudioEnergy') =>
          inbound.reduce((total, stats) => total + (stats[key] ?? 0), 0);
        return {framesDecoded: sum('framesDecoded'), audioEnergy: sum('totalAudioEnergy')};
      }),
    ),
  );
}

/** Waits until more has been decoded from each of `count` others than now: their pictures, and their sound if asked. */
export async function waitForMediaFromEach(
  page: Page,
  count: number,
  {sound}: {readonly sound: boolean},
): Promise<void> {
  const before = await readReceivedFromEach(page);
  await waitUntil(
    `pictures ${sound ? 'and sound ' : ''}from ${count} others`,
    async () => {
      const now = await readReceivedFromEach(page);
      return now.filter(({framesDecoded, audioEnergy}, index) => {
        const {framesDecoded: framesBefore = 0, audioEnergy: energyBefore = 0} = before[index] ?? {};
        return framesDecoded > framesBefore && (!sound || audioEnergy > energyBefore + audibleEnergy);
      }).length;
    },
    arriving => arriving === count,
    probing,
  );
}

/** Waits until more frames have been decoded than now. */
export async function waitForFrames(page: Page, atLeast = 5): Promise<void> {
  const before = await readReceived(page);
  await waitUntil(
    `${atLeast} more decoded frames`,
    () => readReceived(page),
    ({framesDecoded}) => framesDecoded >= before.framesDecoded + atLeast,
    probing,
  );
}

/** Waits until somebody is heard here. */
export async function waitForSound(page: Page): Promise<void> {
  const before = await readReceived(page);
  await waitUntil(
    'sound from the far side',
    () => readReceived(page),
    ({audioEnergy}) => audioEnergy > before.audioEnergy + audibleEnergy,
    probing,
  );
}

/** Waits until nothing has been heard here for longer than a fake microphone is ever quiet. */
export async function waitForSilence(page: Page): Promise<void> {
  let quietSince = await readReceived(page);
  await waitUntil(
    'silence from the far side',
    async () => {
      const now = await readReceived(page);
      if (now.audioEnergy > quietSince.audioEnergy + audibleEnergy) quietSince = now;
      return now.atMs - quietSince.atMs;
    },
    quietMs => quietMs > silenceWindowMs,
    probing,
  );
}

/**
 * A fingerprint of what each far picture shows now; an empty list while none shows anything. Far pictures are the
 * videos, at any depth of shadow, that play a participant's stream.
 */
export function readFarPictures(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const videosIn = (root: ParentNode): HTMLVideoElement[] =>
      [...root.querySelectorAll('*')].flatMap(element => [
        ...(element instanceof HTMLVideoElement ? [element] : []),
        ...(element.shadowRoot ? videosIn(element.shadowRoot) : []),
      ]);
    const remoteTracks = new Set(
      window.videoCallRecording.connections
        .flatMap(connection => connection.getReceivers())
        .map(receiver => receiver.track),
    );
    const isFar = ({srcObject}: HTMLVideoElement) =>
      srcObject instanceof MediaStream && srcObject.getVideoTracks().some(track => remoteTracks.has(track));
    const fingerprint = (video: HTMLVideoElement) => {
      const canvas = new OffscreenCanvas(16, 16);
      const context = canvas.getContext('2d', {willReadFrequently: true});
      context?.drawImage(video, 0, 0, 16, 16);
      return [...(context?.getImageData(0, 0, 16, 16).data ?? [])].map(value => value >> 3).join('');
    };
    return videosIn(document)
      .filter(video => isFar(video) && video.videoWidth > 0)
      .map(fingerprint);
  });
}

/** Waits until the far picture arrives in a height, in pixels, as it should be. */
export async function waitForFrameHeight(page: Page, what: string, isReached: (px: number) => boolean): Promise<void> {
  await waitUntil(
    `a picture ${what}`,
    () =>
      page.evaluate(async () => {
        const open = window.videoCallRecording.connections.filter(each => each.connectionState !== 'closed');
        const reports = await Promise.all(open.map(connection => connection.getStats()));
        const stats = reports.flatMap(report => [...report.values()] as RTCInboundRtpStreamStats[]);
        return Math.max(0, ...stats.map(({type, frameHeight = 0}) => (type === 'inbound-rtp' ? frameHeight : 0)));
      }),
    isReached,
    probing,
  );
}

/** An `<audio>` with a far voice. */
export interface PlayedAudio {
  readonly sinkId: string;
  /** Neither paused nor muted. */
  readonly isPlaying: boolean;
  /** How far it has played. */
  readonly seconds: number;
}

/** The `<audio>` elements, at any depth of shadow, that have something to play. */
export function readFarAudio(page: Page): Promise<readonly PlayedAudio[]> {
  return page.evaluate(() => {
    const audioIn = (root: ParentNode): HTMLAudioElement[] =>
      [...root.querySelectorAll('*')].flatMap(element => [
        ...(element instanceof HTMLAudioElement && element.srcObject ? [element] : []),
        ...(element.shadowRoot ? audioIn(element.shadowRoot) : []),
      ]);
    return audioIn(document).map(({sinkId, paused, muted, currentTime}) => ({
      sinkId,
      isPlaying: !paused && !muted,
      seconds: currentTime,
    }));
  });
}

/** Waits until `count` far pictures are there and each of them has changed. */
export async function waitForMovingPictures(page: Page, count = 1): Promise<void> {
  // Nothing moves in a tab that another one hides.
  await page.bringToFront();
  const first = await waitUntil(
    `${count} far pictures`,
    () => readFarPictures(page),
    pictures => pictures.length === count,
    probing,
  );
  await waitUntil(
    `${count} far pictures that move`,
    async () => {
      const now = await readFarPictures(page);
      return first.filter((picture, index) => now[index] !== undefined && now[index] !== picture).length;
    },
    moved => moved === count,
    probing,
  );
}
