/** What both baselines share: how the bench tells them who they are, and the media that the element would ask for. */

export interface BaselineSettings {
  readonly role: 'host' | 'guest';
  readonly room: string;
  /** Port of the signaling on loopback, with its delay in front. */
  readonly port: number;
  /** Firestore only: write once before the click, so that the SDK's write stream is open. */
  readonly warmWrites: boolean;
}

declare global {
  interface Window {
    /** Operations of the baseline's own, as it makes them. */
    benchOperations: {writes: number; reads: number};
  }
}

export function readSettings(): BaselineSettings {
  const parameters = new URLSearchParams(location.search);
  return {
    role: parameters.get('role') === 'host' ? 'host' : 'guest',
    room: parameters.get('room') ?? '',
    port: Number(parameters.get('port')),
    warmWrites: parameters.has('warm'),
  };
}

/** The same constraints as the element's with `max-video-height="180"`, so that the same encoder has the same work. */
export async function openCamera(): Promise<MediaStream> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: {echoCancellation: true, noiseSuppression: true, autoGainControl: true},
    video: {height: {ideal: 180}, width: {ideal: 320}, frameRate: {ideal: 30}},
  });
  videoOf('near').srcObject = stream;
  return stream;
}

export function videoOf(id: 'near' | 'far'): HTMLVideoElement {
  const video = document.querySelector<HTMLVideoElement>(`video#${id}`);
  if (!video) throw new Error(`No video#${id} on this page`);
  return video;
}

/** Everything before the click is done. */
export function showReady(join: () => void): void {
  document.querySelector('#join')?.addEventListener('click', join);
  document.body.dataset['state'] = 'ready';
}

export const baselineHtml = (script: string): string => `<!doctype html><html lang="en"><meta charset="utf-8">
<title>baseline</title><link rel="icon" href="data:,">
<style>video { inline-size: 240px; block-size: 180px }</style>
<button id="join">Join</button><video id="far" autoplay playsinline></video>
<video id="near" autoplay playsinline muted></video><script type="module" src="${script}"></script></html>`;
