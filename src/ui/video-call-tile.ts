import {html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import type {Strings} from '../locale/strings.js';
import {hueOf, initials} from './avatar.js';
import {icon, type IconName} from './icons.js';
import type {TileModel} from './stage-plan.js';
import {TileMedia} from './tile-media.js';
import {tileStyles} from './tile-styles.js';

/** Of an upright picture (a phone) in a wide tile, less than this share would lose people's faces: it is shown whole. */
const leastVisibleShare = 0.6;

/**
 * One picture of one participant, or of the screen that one shares.
 *
 * @summary A participant of the call.
 * @csspart tile-frame - The rounded rectangle.
 * @csspart tile-video - The `<video>`.
 * @csspart avatar - The initials that stand for a person whose camera is off.
 * @csspart tile-label - The name, and the badges of a muted microphone and of a weak connection.
 * @csspart tile-overlay - What covers the picture while it is connecting or interrupted.
 */
export class VideoCallTile extends LitElement {
  static override styles = tileStyles;

  readonly #media = new TileMedia(this);

  /** What is shown. */
  @property({attribute: false}) model: TileModel | null = null;
  @property({attribute: false}) strings: Strings | null = null;
  /** Output device of the sound, '' for the system's. */
  @property({attribute: false}) speakerId = '';
  /** How loud it is played, 0 to 1. */
  @property({attribute: false}) volume = 1;

  @state() private hasFrame = false;
  /** What the `<video>` shows is of before their camera was turned off. */
  @state() private isOutdated = false;
  @state() private upright = false;

  @query('video') private video!: HTMLVideoElement;
  @query('audio') private audio!: HTMLAudioElement | null;

  #resize: ResizeObserver | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize = new ResizeObserver(() => this.#onPictureChange());
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    this.#resize?.disconnect();
    super.disconnectedCallback();
  }

  /** Starts picture and sound that the browser held back until a click. */
  async play(): Promise<void> {
    await this.#media.play();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const {model, hasFrame} = this;
    // What is interrupted keeps its picture, and one's own may be seen at any time.
    const wentOff = model?.kind === 'person' && !model.picture && changed.get('model')?.picture;
    if (wentOff && hasFrame && !this.isOutdated) this.#awaitFrame();
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.model || !(changed.has('model') || changed.has('speakerId') || changed.has('volume'))) return;
    const {speakerId, volume} = this;
    const {stream, uid} = this.model;
    this.#media.show({video: this.video, audio: this.audio, stream, speakerId, volume});
    this.style.setProperty('--_hue', `${hueOf(uid)}`);
  }

  override render(): TemplateResult | typeof nothing {
    const {model, strings} = this;
    if (!model || !strings) return nothing;
    return html`<figure part="tile-frame" class=${this.#frameClasses(model)}>
      <span part="avatar" class="avatar" aria-hidden="true">${initials(model.name) || icon('person')}</span>
      <video
        part="tile-video"
        aria-hidden="true"
        tabindex="-1"
        autoplay
        playsinline
        ?disablepictureinpicture=${model.kind === 'self'}
        .muted=${true}
        @resize=${this.#onPictureChange}
        @loadeddata=${this.#onPictureChange}
        @emptied=${this.#onPictureChange}
      ></video>
      ${model.kind === 'self' ? nothing : html`<audio autoplay></audio>`} ${this.#renderOverlay(model, strings)}
      ${this.#renderLabel(model, strings)}
    </figure>`;
  }

  #frameClasses({kind, picture, stream}: TileModel): string {
    // A camera that looks away from the person (a phone's back) shows the world as it is.
    const facing = stream?.getVideoTracks()[0]?.getSettings().facingMode;
    return [
      'frame',
      picture && !this.isOutdated && (this.hasFrame ? 'pictured' : 'awaited'),
      (kind === 'screen' || this.upright) && 'whole',
      kind === 'self' && facing !== 'environment' && 'mirrored',
    ]
      .filter(Boolean)
      .join(' ');
  }

  #renderOverlay({connection, picture}: TileModel, strings: Strings): TemplateResult | typeof nothing {
    // The first picture may be there before their channel is, and says more than words.
    if (connection === 'connected' || (connection === 'connecting' && picture && this.hasFrame)) return nothing;
    return html`<div part="tile-overlay" class="overlay ${connection}">
      <span class="spinner" aria-hidden="true"></span>${strings[connection]}
    </div>`;
  }

  #renderLabel({microphone, weakness, label}: TileModel, strings: Strings): TemplateResult {
    return html`<figcaption part="tile-label" class="label">
      ${microphone ? nothing : renderBadge('microphone-off', strings.microphoneIsOff)}
      ${weakness ? renderBadge('weak-line', weakness) : nothing}<span class="name" dir="auto">${label}</span>
    </figcaption>`;
  }

  /**
   * Until a frame comes while their camera is on: when it is turned on again, that is heard before the first one is here. Last
   * ones may come after it was heard to be off, and some browsers count the one that is there already.
   */
  #awaitFrame(): void {
    this.isOutdated = true;
    onNextFrame(this.video, () => {
      if (this.model?.picture) this.isOutdated = false;
      else this.#awaitFrame();
    });
  }

  readonly #onPictureChange = (): void => {
    if (!this.hasUpdated) return;
    const {videoWidth, videoHeight} = this.video;
    this.hasFrame = videoWidth > 0;
    if (!this.hasFrame) this.isOutdated = false;
    const {width, height} = this.getBoundingClientRect();
    this.upright = videoWidth / videoHeight < leastVisibleShare * (width / height);
  };
}

function onNextFrame(
  video: HTMLElement & Partial<Pick<HTMLVideoElement, 'requestVideoFrameCallback'>>,
  callback: () => void,
): void {
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(callback);
  // Firefox before 132: four times a second while it plays.
  else video.addEventListener('timeupdate', callback, {once: true});
}

const renderBadge = (name: IconName, words: string): TemplateResult =>
  html`<span class="badge ${name}" role="img" aria-label=${words} title=${words}>${icon(name)}</span>`;
