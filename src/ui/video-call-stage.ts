import {html, LitElement, nothing, type TemplateResult} from 'lit';
import {property} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import type {CallState} from '../call/call-state.js';
import type {Strings} from '../locale/strings.js';
import {tileExportParts} from './exported-parts.js';
import {icon} from './icons.js';
import type {SoundBlockedEvent} from './sound-blocked-event.js';
import {planStage, type StagePlan, type TileModel} from './stage-plan.js';
import {stageStyles} from './stage-styles.js';
import {tileLayout, type Size} from './tile-layout.js';
import type {VideoCallTile} from './video-call-tile.js';

/**
 * Everybody in the call, each in a tile that keeps its element when the arrangement changes, so that no picture
 * restarts.
 *
 * @summary The participants of the call.
 * @csspart tile - Every participant.
 * @csspart self-tile - Oneself.
 * @csspart person-tile - Another person.
 * @csspart screen-tile - A shared screen.
 * @csspart speaking-tile - Whoever speaks, in a call of three or more.
 * @csspart sound-button - Appears where the browser plays sound only after a click.
 */
export class VideoCallStage extends LitElement {
  static override styles = stageStyles;

  @property({attribute: false}) call: CallState | null = null;
  @property({attribute: false}) strings: Strings | null = null;
  @property({attribute: false}) speakerId = '';
  @property({attribute: false}) volume = 1;

  /** Tiles that the browser refuses to play. */
  readonly #blocked = new Set<Partial<VideoCallTile>>();
  #plan: StagePlan = {arrangement: 'solo', tiles: []};
  #size: Size = {width: 0, height: 0};
  #resize: ResizeObserver | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize = new ResizeObserver(() => this.#onResize());
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    this.#resize?.disconnect();
    super.disconnectedCallback();
  }

  protected override willUpdate(): void {
    if (this.call && this.strings) this.#plan = planStage(this.call, this.strings);
    const keys = new Set(this.#plan.tiles.map(({key}) => key));
    for (const tile of this.#blocked) if (!keys.has(tile.model?.key ?? '')) this.#blocked.delete(tile);
    // Its button goes, and would take the focus with it.
    if (this.#blocked.size === 0 && this.shadowRoot?.activeElement?.matches('.sound'))
      this.closest<HTMLElement>('.scene')?.focus({preventScroll: true});
  }

  protected override updated(): void {
    this.#place();
  }

  override render(): TemplateResult {
    const {arrangement, tiles} = this.#plan;
    const meeting = tiles.some(({connection}) => connection === 'connecting') ? 'meeting' : '';
    return html`<div class="stage ${arrangement} ${meeting}" @video-call-sound-blocked=${this.#onSoundBlocked}>
      ${repeat(
        tiles,
        ({key}) => key,
        tile => this.#renderTile(tile),
      )}
      <div role="status">${this.#blocked.size > 0 ? this.#renderSoundButton() : nothing}</div>
    </div>`;
  }

  #renderTile(model: TileModel): TemplateResult {
    // An element of an earlier version tells nothing of it.
    const {speaking = []}: Partial<CallState> = this.call ?? {};
    const speaks = model.kind !== 'screen' && speaking.includes(model.uid);
    const [part, look] = speaks ? ['speaking-tile', 'speaking'] : ['', ''];
    return html`<video-call-tile
      part="tile ${model.kind}-tile ${part}"
      class="${model.kind} ${look}"
      exportparts=${tileExportParts}
      .model=${model}
      .strings=${this.strings}
      .speakerId=${this.speakerId}
      .volume=${this.volume}
    ></video-call-tile>`;
  }

  #renderSoundButton(): TemplateResult {
    return html`<button part="sound-button" class="sound" type="button" @click=${this.#onSoundClick}>
      ${icon('speaker')}${this.strings?.playSound}
    </button>`;
  }

  /** A tag may be taken by another version of this package: a tile is asked only for what it has. */
  get #tiles(): NodeListOf<HTMLElement & Partial<Pick<VideoCallTile, 'play'>>> {
    return this.renderRoot.querySelectorAll('video-call-tile');
  }

  /** By CSSOM: a strict Content-Security-Policy refuses style attributes. */
  #place(): void {
    const {arrangement, tiles} = this.#plan;
    const places = tileLayout(arrangement, tiles.length, this.#size);
    this.#tiles.forEach((tile, index) => {
      for (const [side, length] of Object.entries(places[index] ?? {}))
        tile.style.setProperty(`--_${side}`, `${length}px`);
    });
  }

  #onResize(): void {
    const {width, height} = this.getBoundingClientRect();
    this.#size = {width, height};
    // People move smoothly when somebody comes or goes, not while the window is dragged.
    this.toggleAttribute('resizing', true);
    this.#place();
    requestAnimationFrame(() => this.toggleAttribute('resizing', false));
  }

  readonly #onSoundBlocked = ({target, blocked}: Event & Partial<SoundBlockedEvent>): void => {
    // Those of another version only said that they are.
    if (blocked === false) this.#blocked.delete(target as Partial<VideoCallTile>);
    else this.#blocked.add(target as Partial<VideoCallTile>);
    this.requestUpdate();
  };

  readonly #onSoundClick = (): void => {
    this.#blocked.clear();
    this.requestUpdate();
    for (const tile of this.#tiles) void tile.play?.();
  };
}
