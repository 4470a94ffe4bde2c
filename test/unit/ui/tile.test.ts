import {expect, fixture, html, nextFrame, oneEvent, waitUntil} from '@open-wc/testing';
import type {RemoteParticipant} from '../../../src/call/call-state.js';
import {bestPicture, type QualityLevel} from '../../../src/call/quality.js';
import {en} from '../../../src/locale/en.js';
import {SoundBlockedEvent} from '../../../src/ui/sound-blocked-event.js';
import {personTile, planStage, selfTile, type TileModel} from '../../../src/ui/stage-plan.js';
import type {VideoCallTile} from '../../../src/ui/video-call-tile.js';
import {defineCallHost, finishAnimations, setupCall, show, tilesOf, type CallHost} from './support/call-host.js';
import {contrast} from './support/contrast.js';
import {colorOf, paintedStream, quietTrack, stillStream} from './support/painted-stream.js';
import {off, person, stateWith, viewWith} from './support/views.js';

const on = {...off, status: 'on', wanted: true} as const;

async function setupTile(model: TileModel): Promise<VideoCallTile> {
  defineCallHost();
  const tile = await fixture<VideoCallTile>(html`<video-call-tile .model=${model} .strings=${en}></video-call-tile>`);
  tile.style.setProperty('width', '320px');
  tile.style.setProperty('height', '180px');
  return tile;
}

function mediaOf(tile: VideoCallTile): {video: HTMLVideoElement; audio: HTMLAudioElement | null} {
  const video = tile.renderRoot.querySelector('video');
  if (!video) throw new Error('no video');
  return {video, audio: tile.renderRoot.querySelector('audio')};
}

/** Which of the marks that its look depends on a tile has. */
const looks = (tile: VideoCallTile): string[] =>
  (tile.renderRoot.querySelector('.frame')?.className ?? '').split(' ').filter(name => name !== 'frame' && name !== '');

const tracksOf = ({srcObject}: HTMLMediaElement): MediaStreamTrack[] =>
  srcObject instanceof MediaStream ? srcObject.getTracks() : [];

function refuse(element: HTMLMediaElement): void {
  // The browser of the tests refuses nothing: it would begin by itself, and then nobody has to click.
  element.autoplay = false;
  element.play = () => Promise.reject(new DOMException('a click is needed', 'NotAllowedError'));
}

/** From now on it may play, and does not yet. */
function allow(element: HTMLMediaElement): void {
  Reflect.deleteProperty(element, 'play');
}

const ana = (changes: Partial<Parameters<typeof personTile>[0]> = {}): TileModel =>
  personTile(person('Ana Lima', changes), en);

describe('<video-call-tile>', () => {
  it('shows the picture, and the initials again when the camera goes off', async () => {
    const stream = paintedStream(200);
    const tile = await setupTile(ana({stream}));
    await waitUntil(() => looks(tile).includes('pictured'));
    tile.model = ana({stream, camera: false});
    await tile.updateComplete;
    expect(looks(tile)).to.deep.equal([]);
    expect(tile.renderRoot.querySelector('.avatar')?.textContent).to.equal('AL');
  });

  it('plays sound and picture, each in an element of its own', async () => {
    const sound = quietTrack();
    const stream = new MediaStream([...paintedStream(200).getTracks(), sound]);
    const {video, audio} = mediaOf(await setupTile(ana({stream})));
    expect(tracksOf(video)).to.deep.equal(stream.getVideoTracks());
    expect(video.muted).to.equal(true);
    expect(video.hasAttribute('playsinline')).to.equal(true);
    expect(audio && tracksOf(audio)).to.deep.equal([sound]);
    expect(audio?.muted).to.equal(false);
    await waitUntil(() => !video.paused && audio?.paused === false);
  });

  it('leaves the elements alone when nothing changed, and follows what did', async () => {
    const stream = paintedStream(200);
    const tile = await setupTile(ana({stream}));
    const {video, audio} = mediaOf(tile);
    const {srcObject} = video;
    tile.model = ana({stream, microphone: false});
    await tile.updateComplete;
    expect(video.srcObject === srcObject).to.equal(true);
    expect(audio?.srcObject).to.equal(null);
    const sound = quietTrack();
    stream.addTrack(sound);
    tile.model = ana({stream});
    await tile.updateComplete;
    expect(video.srcObject === srcObject).to.equal(true);
    expect(audio && tracksOf(audio)).to.deep.equal([sound]);
    tile.model = ana({stream: null});
    await tile.updateComplete;
    expect([video.srcObject, audio?.srcObject]).to.deep.equal([null, null]);
  });

  it('takes a track that comes by itself', async () => {
    const stream = new MediaStream();
    const {video} = mediaOf(await setupTile(ana({stream})));
    const [track] = paintedStream(200).getTracks();
    if (!track) throw new Error('no track');
    stream.addTrack(track);
    stream.dispatchEvent(new MediaStreamTrackEvent('addtrack', {track}));
    expect(tracksOf(video)).to.deep.equal([track]);
  });

  it('never plays oneself aloud, and shows oneself as in a mirror', async () => {
    const localStream = paintedStream(200);
    const tile = await setupTile(selfTile(stateWith({localStream, camera: on}), en));
    expect(mediaOf(tile).audio === null).to.equal(true);
    expect(looks(tile)).to.include('mirrored');
    expect(looks(await setupTile(ana()))).not.to.include('mirrored');
  });

  it('does not mirror a camera that looks away', async () => {
    const localStream = paintedStream(200);
    const [track] = localStream.getVideoTracks();
    if (track) track.getSettings = () => ({facingMode: 'environment'});
    expect(looks(await setupTile(selfTile(stateWith({localStream, camera: on}), en)))).not.to.include('mirrored');
  });

  it('shows an upright picture whole in a wide tile, and any screen', async () => {
    const phone = await setupTile(ana({stream: paintedStream(200, 90, 160)}));
    await waitUntil(() => looks(phone).includes('whole'));
    const laptop = await setupTile(ana({stream: paintedStream(200, 160, 90)}));
    await waitUntil(() => looks(laptop).includes('pictured'));
    expect(looks(laptop)).not.to.include('whole');
    const state = stateWith({participants: [person('Ana', {screen: true})]});
    const [screen] = planStage(state, en).tiles;
    if (!screen) throw new Error('no tile');
    expect(looks(await setupTile(screen))).to.include('whole');
  });

  it('names the person, or the guest, and says when they are muted', async () => {
    const named = await setupTile(ana({microphone: false}));
    expect(named.renderRoot.querySelector('figcaption')?.textContent.trim()).to.equal('Ana Lima');
    expect(named.renderRoot.querySelector('[role=img]')?.getAttribute('aria-label')).to.equal('Microphone is off');
    const guest = await setupTile(personTile(person(''), en));
    expect(guest.renderRoot.querySelector('figcaption')?.textContent.trim()).to.equal('Guest');
    expect(guest.renderRoot.querySelectorAll('[role=img]')).to.have.length(0);
  });

  it('says that the line to somebody is bad, and that it carries no picture', async () => {
    const badges = async (changes: Partial<RemoteParticipant>, level: QualityLevel): Promise<readonly string[]> => {
      const ana = person('Ana Lima', changes);
      const line = {level, reasons: [], picture: bestPicture};
      const quality = {level, reasons: [], participants: {[ana.uid]: line}};
      const [model] = planStage(stateWith({participants: [ana], quality}), en).tiles;
      const tile = await setupTile(model ?? expect.fail('no tile'));
      return [...tile.renderRoot.querySelectorAll('[role=img]')].map(badge => badge.getAttribute('aria-label') ?? '');
    };
    expect(await badges({}, 'fair')).to.deep.equal([]);
    expect(await badges({}, 'poor')).to.deep.equal(['Weak connection']);
    const silent = {camera: false, microphone: false, soundOnly: true};
    expect(await badges(silent, 'good')).to.deep.equal(['Microphone is off', 'Weak connection: sound only']);
  });

  for (const [connection, words] of [
    ['connecting', 'Connecting…'],
    ['interrupted', 'Reconnecting…'],
    ['connected', undefined],
  ] as const) {
    it(`says over the picture: ${words ?? 'nothing'} (${connection})`, async () => {
      const tile = await setupTile(ana({connection}));
      expect(tile.renderRoot.querySelector('.overlay')?.textContent.trim()).to.equal(words);
    });
  }

  it('covers no picture that is awaited: its first frame is seen at once', async () => {
    const tile = await setupTile(ana({connection: 'connecting', stream: new MediaStream()}));
    expect(looks(tile)).to.deep.equal(['awaited']);
    expect(getComputedStyle(mediaOf(tile).video).opacity).to.equal('1');
  });

  it('says no more that it is connecting once there is a picture', async () => {
    const tile = await setupTile(ana({connection: 'connecting', stream: paintedStream(200)}));
    await waitUntil(() => looks(tile).includes('pictured'));
    expect(tile.renderRoot.querySelector('.overlay') === null).to.equal(true);
  });

  it('keeps the last picture while the connection is interrupted', async () => {
    const stream = paintedStream(200);
    const tile = await setupTile(ana({stream}));
    await waitUntil(() => looks(tile).includes('pictured'));
    tile.model = ana({stream, connection: 'interrupted'});
    await tile.updateComplete;
    expect(looks(tile)).to.include('pictured');
  });

  describe('whose camera is on again', () => {
    /** What somebody sees of a tile: the picture, or the initials. */
    const isSeen = (tile: VideoCallTile): boolean => looks(tile).includes('pictured');

    /** A tile with the last picture of a camera that went off: red, and nothing more to come. */
    async function setupLeftover() {
      const {stream, paint} = stillStream();
      const tile = await setupTile(ana({stream}));
      const {video} = mediaOf(tile);
      const draw = async (color: string, isDrawn: (rgb: readonly number[]) => boolean): Promise<void> => {
        paint(color);
        await waitUntil(() => isDrawn(colorOf(video)), color, {interval: 10});
      };
      await waitUntil(() => {
        paint('black');
        return isSeen(tile);
      });
      await draw('red', ([red = 0]) => red > 200);
      const turn = async (camera: boolean): Promise<void> => {
        tile.model = ana({stream, camera});
        await tile.updateComplete;
        // Longer than the browser takes to tell of a frame.
        for (let frame = 0; frame < 4; frame++) await nextFrame();
      };
      return {tile, video, draw, turn};
    }

    it('shows nothing of before, and the first new picture', async () => {
      const {tile, video, draw, turn} = await setupLeftover();
      await turn(false);
      await turn(true);
      expect(isSeen(tile)).to.equal(false);
      expect(getComputedStyle(video).opacity).not.to.equal('1');
      expect(getComputedStyle(tile.renderRoot.querySelector('.avatar') ?? video).visibility).to.equal('visible');
      await draw('lime', () => isSeen(tile));
    });

    it('shows nothing of what came while it was said to be off, and the picture after it', async () => {
      const {tile, draw, turn} = await setupLeftover();
      await turn(false);
      await draw('lime', ([, green = 0]) => green > 100);
      await turn(false);
      await turn(true);
      expect(isSeen(tile)).to.equal(false);
      await draw('blue', () => isSeen(tile));
    });

    it('shows a picture in a browser that does not tell of frames', async () => {
      const stream = paintedStream(200);
      const tile = await setupTile(ana({stream}));
      Object.defineProperty(mediaOf(tile).video, 'requestVideoFrameCallback', {value: undefined});
      await waitUntil(() => isSeen(tile));
      for (const camera of [false, true]) {
        tile.model = ana({stream, camera});
        await tile.updateComplete;
      }
      expect(isSeen(tile)).to.equal(false);
      await waitUntil(() => isSeen(tile));
    });

    it('shows another connection’s picture, and waits for no frame of the one before', async () => {
      const {tile, video, turn} = await setupLeftover();
      video.requestVideoFrameCallback = () => 0;
      await turn(false);
      tile.model = ana({stream: paintedStream(200)});
      await waitUntil(() => isSeen(tile));
    });

    it('shows at once what is one’s own', async () => {
      const {stream: localStream, paint} = stillStream();
      const self = (interrupted: boolean): TileModel =>
        selfTile(stateWith({localStream, camera: {...on, interrupted}}), en);
      const tile = await setupTile(self(false));
      await waitUntil(() => {
        paint('black');
        return isSeen(tile);
      });
      for (const interrupted of [true, false]) {
        tile.model = self(interrupted);
        await tile.updateComplete;
        expect(isSeen(tile)).to.equal(!interrupted);
      }
    });
  });

  it('asks for a click when sound is refused, and plays in it', async () => {
    const tile = await setupTile(ana());
    const {audio} = mediaOf(tile);
    if (!audio) throw new Error('no audio');
    refuse(audio);
    const blocked = oneEvent(tile, SoundBlockedEvent.type);
    tile.model = ana({stream: new MediaStream([quietTrack()])});
    await blocked;
    allow(audio);
    await tile.play();
    expect(audio.paused).to.equal(false);
  });

  it('says nothing of a start that a newer one replaced', async () => {
    const tile = await setupTile(ana());
    const {video} = mediaOf(tile);
    let blocked = 0;
    tile.addEventListener(SoundBlockedEvent.type, () => blocked++);
    video.play = () => Promise.reject(new DOMException('replaced', 'AbortError'));
    tile.model = ana({stream: paintedStream(200)});
    await tile.updateComplete;
    await Promise.resolve();
    expect(blocked).to.equal(0);
  });

  it('goes on by itself when the system paused it', async () => {
    const tile = await setupTile(ana({stream: paintedStream(200)}));
    const {video} = mediaOf(tile);
    await waitUntil(() => !video.paused);
    video.pause();
    await waitUntil(() => !video.paused);
    video.onpause = null;
    video.pause();
    document.dispatchEvent(new Event('visibilitychange'));
    await waitUntil(() => !video.paused);
  });

  it('plays on after it was moved', async () => {
    const tile = await setupTile(ana({stream: paintedStream(200)}));
    const {video} = mediaOf(tile);
    await waitUntil(() => !video.paused);
    const elsewhere = await fixture<HTMLElement>(html`<div></div>`);
    tile.remove();
    await waitUntil(() => video.paused);
    elsewhere.append(tile);
    await waitUntil(() => !video.paused);
  });

  it('plays as loud as it is told, and lets what is not heard begin without a click', async () => {
    const tile = await setupTile(ana({stream: new MediaStream([quietTrack()])}));
    const {video, audio} = mediaOf(tile);
    const heard: unknown[] = [];
    for (const volume of [1, 0.25, 0, 1]) {
      tile.volume = volume;
      await tile.updateComplete;
      heard.push([audio?.volume, audio?.muted]);
    }
    expect(heard).to.deep.equal([
      [1, false],
      [0.25, false],
      [0, true],
      [1, false],
    ]);
    expect(video.muted).to.equal(true);
  });

  it('sends the sound to the chosen speaker, and keeps playing when it is gone', async () => {
    const tile = await setupTile(ana({stream: new MediaStream([quietTrack()])}));
    const {audio} = mediaOf(tile);
    if (!audio) throw new Error('no audio');
    const asked: string[] = [];
    audio.setSinkId = id => {
      asked.push(id);
      return Promise.reject(new DOMException('gone', 'NotFoundError'));
    };
    tile.speakerId = 'headset';
    await tile.updateComplete;
    expect(asked).to.deep.equal(['headset']);
    await waitUntil(() => !audio.paused);
  });
});

describe('<video-call-stage>', () => {
  const ben = person('Ben');

  it('shows who is there, a screen first and oneself last', async () => {
    const host = await setupCall(viewWith({phase: 'connected', participants: [person('Ana', {screen: true}), ben]}));
    const labels = tilesOf(host).map(({model}) => model?.label);
    expect(labels).to.deep.equal(['Screen of Ana', 'Ana', 'Ben', 'You']);
  });

  it('keeps the element of everybody who stays', async () => {
    const host = await setupCall(viewWith({phase: 'connected', participants: [person('Ana'), ben]}));
    const [, benTile, selfTileBefore] = tilesOf(host);
    await show(host, viewWith({phase: 'connected', participants: [ben]}));
    expect(tilesOf(host).map(tile => [benTile, selfTileBefore].indexOf(tile))).to.deep.equal([0, 1]);
    await show(host, viewWith({phase: 'waiting', participants: []}));
    expect(tilesOf(host).map(tile => tile === selfTileBefore)).to.deep.equal([true]);
  });

  it('shows the other of two large and oneself small', async () => {
    const host = await setupCall(viewWith({phase: 'connected', participants: [ben]}));
    const area = (tile: Element | undefined): number => (tile?.clientWidth ?? 0) * (tile?.clientHeight ?? 0);
    await waitUntil(() => area(tilesOf(host)[0]) > 20 * area(tilesOf(host)[1]) && area(tilesOf(host)[1]) > 0);
  });

  describe('who speaks', () => {
    const ana = person('Ana', {screen: true});
    const speakingView = (...speaking: readonly string[]) =>
      viewWith({phase: 'connected', participants: [ana, ben], speaking});
    const ringOf = (tile: VideoCallTile | undefined): CSSStyleDeclaration =>
      getComputedStyle(tile?.renderRoot.querySelector('.frame') ?? expect.fail('no tile'), '::after');
    const ringed = (host: CallHost): readonly (string | undefined)[] =>
      tilesOf(host)
        .filter(tile => ringOf(tile).content !== 'none' && ringOf(tile).outlineStyle === 'solid')
        .map(({model}) => model?.label);

    it('has a ring, oneself too, and nobody else has, nor a screen', async () => {
      const host = await setupCall(speakingView());
      expect(ringed(host)).to.deep.equal([]);
      await show(host, speakingView(ana.uid));
      expect(ringed(host)).to.deep.equal(['Ana']);
      await show(host, speakingView(ben.uid, 'me'));
      expect(ringed(host)).to.deep.equal(['Ben', 'You']);
      await show(host, speakingView());
      expect(ringed(host)).to.deep.equal([]);
    });

    it('has no ring in an element of an earlier version, which tells nothing of it', async () => {
      const view = speakingView(ana.uid);
      Reflect.deleteProperty(view.state, 'speaking');
      const host = await setupCall(view);
      expect(tilesOf(host).map(({model}) => model?.label)).to.include.members(['Ana', 'Ben', 'You']);
      expect(ringed(host)).to.deep.equal([]);
    });

    it('is a part for a page’s styles', async () => {
      const host = await setupCall(speakingView(ben.uid));
      const marked = tilesOf(host).filter(tile => tile.part.contains('speaking-tile'));
      expect(marked.map(({model}) => model?.label)).to.deep.equal(['Ben']);
      const stage = host.renderRoot.querySelector('video-call-stage');
      expect(stage?.getAttribute('exportparts')?.split(',')).to.include('speaking-tile');
    });

    it('moves nothing, and is said to nobody', async () => {
      const host = await setupCall(speakingView());
      finishAnimations();
      const boxes = () => tilesOf(host).map(tile => tile.renderRoot.querySelector('.label')?.getBoundingClientRect());
      const before = boxes();
      await show(host, speakingView(ben.uid));
      expect(boxes()).to.deep.equal(before);
      await expect(host).to.be.accessible();
    });

    for (const scheme of ['light', 'dark']) {
      it(`is seen on any picture, ${scheme}`, async () => {
        const host = await setupCall(speakingView(ben.uid));
        host.style.setProperty('color-scheme', scheme);
        const {outlineColor, boxShadow} = ringOf(tilesOf(host)[2]);
        const [inside = ''] = /rgb\([^)]*\)/.exec(boxShadow) ?? [];
        for (const beside of [getComputedStyle(host).backgroundColor, inside])
          expect(contrast(outlineColor, beside)).to.be.at.least(3);
      });
    }
  });

  it('has one button for sound that was refused, which plays it in every tile', async () => {
    const streamOf = (): MediaStream => new MediaStream([quietTrack()]);
    const host = await setupCall(viewWith({phase: 'connected', participants: [person('Ana'), ben]}));
    const stage = host.renderRoot.querySelector('video-call-stage');
    const audios = tilesOf(host).flatMap(tile => mediaOf(tile).audio ?? []);
    audios.forEach(refuse);
    const participants = [person('Ana', {stream: streamOf()}), {...ben, stream: streamOf()}];
    await show(host, viewWith({phase: 'connected', participants}));
    const button = (): HTMLElement | null =>
      stage?.shadowRoot?.querySelector<HTMLElement>('[part=sound-button]') ?? null;
    await waitUntil(() => button() !== null);
    finishAnimations();
    await expect(host).to.be.accessible();
    audios.forEach(allow);
    button()?.click();
    await waitUntil(() => button() === null && audios.every(audio => !audio.paused));
  });

  describe('the button for sound that was refused', () => {
    /** Two people, both with sound, which is refused. */
    async function setupRefused() {
      const host = await setupCall(viewWith({phase: 'connected', participants: [person('Ana'), ben]}));
      const stage = host.renderRoot.querySelector('video-call-stage');
      const audios = tilesOf(host).flatMap(tile => mediaOf(tile).audio ?? []);
      audios.forEach(refuse);
      const [ana, benHeard] = [person('Ana'), ben].map(each => ({
        ...each,
        stream: new MediaStream([quietTrack()]),
      })) as [typeof ben, typeof ben];
      const button = (): HTMLElement | null =>
        stage?.shadowRoot?.querySelector<HTMLElement>('[part=sound-button]') ?? null;
      const region = stage?.shadowRoot?.querySelector('[role=status]') ?? null;
      expect(region?.textContent.trim()).to.equal('');
      const showThem = (...participants: (typeof ben)[]): Promise<void> =>
        show(host, viewWith({phase: 'connected', participants}));
      await showThem(ana, benHeard);
      await waitUntil(() => button() !== null);
      return {host, audios, ana, ben: benHeard, button, region, showThem};
    }

    it('is read out, in a region that was there before', async () => {
      const {button, region} = await setupRefused();
      expect(region?.contains(button())).to.equal(true);
    });

    it('gives the focus to the call when it goes, pressed or not', async () => {
      for (const leave of [true, false]) {
        const {host, audios, button, showThem} = await setupRefused();
        audios.forEach(allow);
        button()?.focus();
        if (leave) await showThem(person('Cem'));
        else button()?.click();
        await waitUntil(() => button() === null);
        expect(host.shadowRoot?.activeElement?.className).to.equal('scene in-call');
      }
    });

    it('goes when the last one who was refused leaves', async () => {
      const {ana, button, showThem} = await setupRefused();
      await showThem(ana);
      expect(button() === null, 'Ana is refused still').to.equal(false);
      await showThem(person('Cem'));
      await waitUntil(() => button() === null);
    });

    it('goes when who was refused has no sound any more', async () => {
      const {ana, ben: refused, button, showThem} = await setupRefused();
      await showThem({...ana, microphone: false, stream: null}, {...refused, stream: null});
      await waitUntil(() => button() === null);
    });

    it('goes when sound begins as the page is seen again, of all of them', async () => {
      const {audios, button} = await setupRefused();
      const [first, second] = audios;
      if (!first || !second) throw new Error('no audio');
      allow(first);
      document.dispatchEvent(new Event('visibilitychange'));
      await waitUntil(() => !first.paused);
      expect(button() === null, 'the second is refused still').to.equal(false);
      allow(second);
      document.dispatchEvent(new Event('visibilitychange'));
      await waitUntil(() => button() === null && !second.paused);
    });
  });

  it('lives with tiles of another version', async () => {
    const host = await setupCall(viewWith({phase: 'connected', participants: [ben]}));
    const [tile] = tilesOf(host);
    Object.defineProperty(tile, 'play', {value: undefined});
    tile?.dispatchEvent(new Event(SoundBlockedEvent.type, {bubbles: true}));
    const stage = host.renderRoot.querySelector('video-call-stage');
    const button = (): HTMLElement | null =>
      stage?.shadowRoot?.querySelector<HTMLElement>('[part=sound-button]') ?? null;
    await waitUntil(() => button() !== null);
    button()?.click();
    await waitUntil(() => button() === null);
  });

  it('exports its parts and those of its tiles', async () => {
    const host = await setupCall(viewWith({phase: 'connected', participants: [ben]}));
    const exported = host.renderRoot.querySelector('video-call-stage')?.getAttribute('exportparts')?.split(',') ?? [];
    const stage = host.renderRoot.querySelector('video-call-stage')?.shadowRoot;
    const roots = [stage, ...tilesOf(host).map(tile => tile.shadowRoot)];
    const parts = roots.flatMap(root =>
      [...(root?.querySelectorAll('[part]') ?? [])].flatMap(element => [...element.part]),
    );
    expect(exported).to.include.members(parts);
    expect(tilesOf(host)[0]?.getAttribute('exportparts')?.split(',')).to.include.members([
      'tile-frame',
      'avatar',
      'tile-label',
    ]);
  });
});
