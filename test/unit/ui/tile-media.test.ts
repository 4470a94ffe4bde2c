import {expect, fixture, html, waitUntil} from '@open-wc/testing';
import {LitElement, type TemplateResult} from 'lit';
import {TileMedia} from '../../../src/ui/tile-media.js';
import {ManualClock} from '../../support/manual-clock.js';
import {paintedStream, quietTrack} from './support/painted-stream.js';

/** Stands where a tile does, and has a clock that a test turns. */
class MediaHost extends LitElement {
  readonly clock = new ManualClock();
  readonly media = new TileMedia(this, this.clock);

  override render(): TemplateResult {
    return html`<video .muted=${true} playsinline></video><audio></audio>`;
  }
}
customElements.define('media-host', MediaHost);

interface Played {
  readonly host: MediaHost;
  readonly clock: ManualClock;
  readonly video: HTMLVideoElement;
  readonly audio: HTMLAudioElement;
  readonly stream: MediaStream;
  show(stream: MediaStream): void;
  /** Picture and sound. */
  isPlaying(): boolean;
}

const streamOfBoth = (): MediaStream => new MediaStream([...paintedStream(200).getTracks(), quietTrack()]);

/** A host that has picture and sound to play, and is told so at the end of `prepare`. */
async function setupMedia(prepare: (elements: Pick<Played, 'video' | 'audio'>) => void = () => undefined) {
  const host = await fixture<MediaHost>(html`<media-host></media-host>`);
  const [video, audio] = [host.renderRoot.querySelector('video'), host.renderRoot.querySelector('audio')];
  if (!video || !audio) throw new Error('no element');
  prepare({video, audio});
  const show = (stream: MediaStream): void => host.media.show({video, audio, stream, speakerId: '', volume: 1});
  const stream = streamOfBoth();
  show(stream);
  const isPlaying = (): boolean => !video.paused && !audio.paused;
  const played: Played = {host, clock: host.clock, video, audio, stream, show, isPlaying};
  return played;
}

const tracksOf = (provider: MediaProvider | null): MediaStreamTrack[] =>
  provider instanceof MediaStream ? [...provider.getVideoTracks(), ...provider.getAudioTracks()] : [];

describe('TileMedia, when the system pauses it', () => {
  /** A phone call as Chrome for Android has it: what begins to play is paused at once. */
  async function setupPhoneCall() {
    const call = {starts: 0, end: (): void => undefined};
    const played = await setupMedia(({audio}) => {
      const hold = (): void => audio.pause();
      audio.addEventListener('playing', hold);
      call.end = () => audio.removeEventListener('playing', hold);
      audio.play = () => {
        call.starts++;
        return HTMLMediaElement.prototype.play.call(audio);
      };
    });
    const untilWaiting = (): Promise<void> => waitUntil(() => played.clock.pending === 1, 'it waits', {interval: 5});
    await untilWaiting();
    return {...played, call, untilWaiting};
  }

  it('starts each at once, and again at once whenever it had played for a while', async () => {
    const {clock, video, audio, isPlaying} = await setupMedia();
    for (let time = 0; time < 3; time++) {
      await waitUntil(isPlaying);
      await clock.advance(1_000);
      video.pause();
      audio.pause();
      await waitUntil(isPlaying);
      expect(clock.pending).to.equal(0);
    }
  });

  it('tries ever more seldom while it is paused again at once, a phone call long', async () => {
    const {clock, audio, call, untilWaiting} = await setupPhoneCall();
    expect(call.starts).to.equal(2);
    const waits: number[] = [];
    for (let time = 0; time < 5; time++) {
      waits.push(clock.nextInMs);
      await clock.advance(clock.nextInMs);
      await untilWaiting();
    }
    expect(waits).to.deep.equal([1_000, 2_000, 4_000, 4_000, 4_000]);
    expect(call.starts).to.equal(2 + waits.length);
    call.end();
    await clock.advance(4_000);
    await waitUntil(() => !audio.paused);
    await clock.advance(1_000);
    audio.pause();
    await waitUntil(() => !audio.paused);
    expect(clock.pending).to.equal(0);
  });

  it('does not wait for its time when the page is seen again', async () => {
    const {audio, call} = await setupPhoneCall();
    call.end();
    document.dispatchEvent(new Event('visibilitychange'));
    await waitUntil(() => !audio.paused);
  });

  it('starts nothing any more once it is removed', async () => {
    const {host, clock, call} = await setupPhoneCall();
    const {starts} = call;
    host.remove();
    await clock.advance(0);
    expect(clock.pending).to.equal(0);
    await clock.advance(60_000);
    expect(call.starts).to.equal(starts);
  });
});

describe('TileMedia, out of the document', () => {
  it('lets go of picture and sound, and takes both up again', async () => {
    const {host, clock, video, audio, stream, isPlaying} = await setupMedia();
    await waitUntil(isPlaying);
    const elsewhere = await fixture<HTMLElement>(html`<div></div>`);
    host.remove();
    await clock.advance(0);
    expect([video.srcObject, audio.srcObject]).to.deep.equal([null, null]);
    expect(stream.getTracks().map(({readyState}) => readyState)).to.deep.equal(['live', 'live']);
    elsewhere.append(host);
    expect([video, audio].flatMap(({srcObject}) => tracksOf(srcObject))).to.deep.equal(tracksOf(stream));
    await waitUntil(isPlaying);
  });

  it('keeps them when it is only moved', async () => {
    const {host, clock, video, audio, isPlaying} = await setupMedia();
    await waitUntil(isPlaying);
    const elsewhere = await fixture<HTMLElement>(html`<div></div>`);
    const before = [video.srcObject, audio.srcObject];
    elsewhere.append(host);
    await clock.advance(1_000);
    expect([video, audio].every(({srcObject}, index) => srcObject === before[index])).to.equal(true);
    expect(isPlaying()).to.equal(true);
  });

  it('plays nothing new, until it is back', async () => {
    const {host, clock, video, audio, show, isPlaying} = await setupMedia();
    host.remove();
    await clock.advance(0);
    const next = streamOfBoth();
    show(next);
    expect([video.srcObject, audio.srcObject]).to.deep.equal([null, null]);
    const elsewhere = await fixture<HTMLElement>(html`<div></div>`);
    elsewhere.append(host);
    expect([video, audio].flatMap(({srcObject}) => tracksOf(srcObject))).to.deep.equal(tracksOf(next));
    await waitUntil(isPlaying);
  });
});
