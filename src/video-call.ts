import {LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {property, state} from 'lit/decorators.js';
import {CallController} from './call-controller.js';
import {
  buttonlessIn,
  isAnotherCall,
  isForNextJoin,
  parseControls,
  parseVideoHeight,
  parseVolume,
  settingsOf,
} from './call-settings.js';
import type {CallReportData} from './call/call-report.js';
import {
  hasCaptureBegun,
  isGoing,
  isInCall,
  type CallPhase,
  type CallState,
  type ChatMessage,
  type LocalDevice,
  type LocalScreen,
  type OwnRoom,
  type RemoteParticipant,
} from './call/call-state.js';
import type {IceServersSource} from './call/ice-servers.js';
import type {CallQuality} from './call/quality.js';
import {DevicePick} from './call/device-pick.js';
import {SpeakerChoice} from './call/speaker-choice.js';
import {Store} from './call/store.js';
import {CallError} from './errors.js';
import {DeviceChangeEvent} from './events/device-change.js';
import type {VideoCallEventMap} from './events/event-map.js';
import {eventsFor} from './events/events-for.js';
import {FactQueue} from './events/fact-queue.js';
import {VolumeChangeEvent} from './events/volume-change.js';
import {en} from './locale/en.js';
import {StringsLoader} from './locale/strings-loader.js';
import type {Strings} from './locale/strings.js';
import {consoleLog, type LogLevel} from './log.js';
import {readCaptureEnvironment} from './media/capture-environment.js';
import {captureSupport} from './media/capture-support.js';
import {DeviceList, type DeviceChoice} from './media/device-list.js';
import {PageStay} from './page-stay.js';
import type {Knock} from './protocol/knock.js';
import {defaultCapacity} from './protocol/participant-limits.js';
import type {Signaling, SignalingUsage} from './signaling/signaling.js';
import {answersOf} from './ui-answers.js';
import {callStyles} from './ui/call-styles.js';
import type {CallView} from './ui/call-view.js';
import {CustomStates} from './ui/custom-states.js';
import {defineUi} from './ui/define-ui.js';
import {renderCall} from './ui/render-call.js';
import {answerRequest, RequestEvent} from './ui/request-event.js';
import {systemClock} from './util/clock.js';
import {createDeferred, type Deferred} from './util/deferred.js';
import {languageOf} from './util/language.js';
import {nextFrame} from './util/next-frame.js';
import {hasOtherContent} from './util/other-content.js';
import {placeOf} from './util/place-of.js';
import {version} from './version.js';
import {whyUnready} from './why-unready.js';

export type * from './public-types.js';

/**
 * A video call on a web page: one tag, a real call, signaled through your own Firestore.
 *
 * @summary A video call, signaled through your own Firestore.
 * @tagname video-call
 *
 * @attr phase - Where the call is. Set by the element; for CSS such as `video-call[phase=connected]`.
 *
 * @slot header - Above everything, in every phase.
 * @slot logo - Above the lobby's form, and above a notice.
 * @slot lobby - Below the join button.
 * @slot waiting - What to read while nobody else is in the call.
 * @slot consent - Before the consent button: what the person agrees to, such as a link to your privacy notice.
 * @slot ended - Below the notice that the call was left.
 * @slot fallback - Where calls do not work (`unsupported`), and below the alert that this page or app gives no camera and microphone (`blocked-by-page`, `in-app-browser`): a telephone number, a link.
 *
 * @fires {JoinRequestEvent} join-request - Before joining; `preventDefault()` keeps the person out of the call.
 * @fires {LeaveRequestEvent} leave-request - Before leaving; `preventDefault()` keeps the person in the call.
 * @fires {ScreenShareRequestEvent} screen-share-request - Before the screen is shared, or no longer; `preventDefault()` stops that.
 * @fires {PhaseChangeEvent} phase-change - The call is in another phase.
 * @fires {JoinedEvent} joined - This side is in the call.
 * @fires {LeftEvent} left - This side is out of the call.
 * @fires {ParticipantJoinedEvent} participant-joined - Somebody else is in the call; their connection may still be in the making.
 * @fires {ParticipantUpdatedEvent} participant-updated - Somebody's connection, name, microphone, camera or screen changed.
 * @fires {ParticipantLeftEvent} participant-left - Somebody is out of the call; `participant` is how they were last seen.
 * @fires {MicrophoneChangeEvent} microphone-change - The own microphone was turned on or off, changed, or could not be had; or there is a `notice` of it, such as `talking-while-muted`.
 * @fires {CameraChangeEvent} camera-change - The own camera was turned on or off, changed, was `replaced`, or could not be had.
 * @fires {ScreenShareChangeEvent} screen-share-change - The own screen is shared, or no longer.
 * @fires {DeviceChangeEvent} device-change - A device was plugged in or out, or can be named now.
 * @fires {VolumeChangeEvent} volume-change - The others are played louder or quieter: `volume`, from 0 to 1.
 * @fires {ChatMessageEvent} message - A chat message of anyone in the call, oneself included.
 * @fires {KnockEvent} knock - Somebody asks to be let into a locked room of one's own: `admit(uid)` or `refuse(uid)`.
 * @fires {QualityChangeEvent} quality-change - The connections got better or worse, or the own picture is sent in another way: `level` for oneself, which is the worst of them, and `reasons`; each participant's by uid, with the step of the `picture` that they get and why; and all of it in `words`.
 * @fires {SignalingUsageEvent} signaling-usage - Operations of the store so far, since the room was entered.
 * @fires {CallErrorEvent} call-error - Something failed that the person should know of, in the call or with an own device, once each; `docs/errors.md` has the codes.
 *
 * @csspart call - Everything.
 * @csspart status - The line that says in words what is happening.
 * @csspart lobby - The screen before the call.
 * @csspart lobby-form - Title, name, devices and join button in the lobby.
 * @csspart title - The heading of the lobby or of a notice.
 * @csspart presence - Who is in the call already.
 * @csspart preview - One's own picture in the lobby, with its buttons.
 * @csspart preview-button - Starts the preview.
 * @csspart name-input - The field for one's name.
 * @csspart device-picker - A `<select>` of microphones, cameras or speakers.
 * @csspart volume-slider - The `<input type="range">` for how loud the others are.
 * @csspart join-button - Joins, in the lobby and after the call.
 * @csspart wait-button - In the lobby of a full room: join when a seat is free.
 * @csspart knock-button - In the lobby of a locked room: asks to be let in, or no longer.
 * @csspart stage - The participants, in the call.
 * @csspart tile - Every participant.
 * @csspart self-tile - Oneself.
 * @csspart person-tile - Another person.
 * @csspart screen-tile - A shared screen.
 * @csspart speaking-tile - Whoever speaks, oneself included, in a call of three or more.
 * @csspart tile-frame - The rounded rectangle of a tile.
 * @csspart tile-video - The `<video>` of a tile.
 * @csspart tile-label - The name in a tile, and the badge of a muted microphone.
 * @csspart tile-overlay - What covers a tile while it is connecting or interrupted.
 * @csspart avatar - The initials of a person whose camera is off.
 * @csspart sound-button - Appears where the browser plays sound only after a click.
 * @csspart waiting - The words while nobody else is in the call.
 * @csspart sharing - The reminder that one's screen is shared.
 * @csspart knocks - Who asks to be let into one's own room.
 * @csspart knock - One of them.
 * @csspart admit-button - Lets them in.
 * @csspart refuse-button - Does not.
 * @csspart alert - A failure that leaves the person where they are.
 * @csspart retry-button - Tries again after a failure.
 * @csspart device-notice - What there is to know of a microphone or camera of one's own, such as that one talks while muted.
 * @csspart device-notice-button - Does something about it.
 * @csspart controls - The row of buttons in the call.
 * @csspart control-button - Every round button, in the lobby too.
 * @csspart microphone-button - Turns the microphone on and off.
 * @csspart camera-button - Turns the camera on and off.
 * @csspart screen-button - Shares the screen, or stops.
 * @csspart settings-button - Opens the choice of devices and the volume.
 * @csspart lock-button - Locks a room of one's own, or opens it; only where `controls` names `lock`.
 * @csspart leave-button - Leaves the call.
 * @csspart dialog - The choice of devices and the volume, in the call.
 * @csspart close-button - Closes the dialog.
 * @csspart notice - The screen of consent, of the end, and of a failure that ends the call.
 * @csspart consent-button - Agrees, with `require-consent`.
 *
 * @cssprop [--video-call-accent=light-dark(#2b59d9,#9db8ff)] - What invites a click.
 * @cssprop [--video-call-on-accent=light-dark(#ffffff,#0a1a45)] - Text on the accent.
 * @cssprop [--video-call-background=light-dark(#f4f5f8,#111419)] - Behind everything.
 * @cssprop [--video-call-surface=light-dark(#ffffff,#1c2027)] - Fields, dialog, alerts.
 * @cssprop [--video-call-control=light-dark(#e4e7ee,#2a303a)] - Buttons.
 * @cssprop [--video-call-text=light-dark(#171a21,#eff1f6)] - Text.
 * @cssprop [--video-call-quiet-text=light-dark(#545b6b,#a9b1c1)] - Less important text.
 * @cssprop [--video-call-border=light-dark(#d5dae3,#363d49)] - Lines.
 * @cssprop [--video-call-danger=light-dark(#c81e3a,#d9304b)] - The leave button, and what is off in the preview.
 * @cssprop [--video-call-on-danger=light-dark(#ffffff,#ffffff)] - Text on it.
 * @cssprop [--video-call-off=light-dark(#fbdde1,#4b222b)] - A microphone or camera that is off; behind the sign of a failure.
 * @cssprop [--video-call-on-off=light-dark(#a1132b,#ffb8c1)] - Text on it.
 * @cssprop [--video-call-tile-background=#242a35] - Behind a person whose camera is off.
 * @cssprop [--video-call-font=system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif] - Font family.
 * @cssprop [--video-call-radius=16px] - Corners of the element.
 * @cssprop [--video-call-tile-radius=12px] - Corners of a tile.
 * @cssprop [--video-call-gap=12px] - Around the stage.
 * @cssprop [--video-call-control-size=48px] - Height of a button.
 * @cssprop [--video-call-aspect-ratio=16/9] - Shape of the element where the page sets no height; 3/4 on a phone held upright.
 * @cssprop [--video-call-min-height=380px] - Least height, as far as the window has it; `min(560px, 92svh)` on a phone held upright.
 *
 * @cssState in-call - In the call: waiting, connected or reconnecting.
 * @cssState microphone-on - The own microphone is on.
 * @cssState camera-on - The own camera is on.
 * @cssState sharing-screen - The own screen is shared.
 */
export class VideoCall extends LitElement {
  static readonly version = version;
  static override styles = callStyles;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  /** Room id, 1-128 characters, not `/`, `.` or `..`. Whoever has the same room is in the same call. */
  @property() room = '';
  /** The Firebase web config: JSON, or the URL of it such as `/__/firebase/init.json`. */
  @property({attribute: 'firebase-config', hasChanged: hasOtherContent}) firebaseConfig: string | object | null = null;
  /** An initialised `FirebaseApp` of the page's, with its user; wins over `firebase-config`. */
  @property({attribute: false}) firebaseApp: unknown = null;
  /** A named Firestore database. */
  @property() database = '(default)';
  /** Returns a promise of a Firebase custom token, for pages without an app of their own. Of several, the one set last is asked; another one ends nothing. */
  @property({attribute: false, hasChanged: hasOtherContent}) authToken: (() => Promise<string>) | null = null;
  /** reCAPTCHA Enterprise key for App Check. */
  @property({attribute: 'app-check-site-key'}) appCheckSiteKey = '';
  /** Nothing leaves the page before the consent button or `grantConsent()`. Removed, what waits for it goes on; set again, it is needed anew, but not by a running call. */
  @property({type: Boolean, attribute: 'require-consent'}) requireConsent = false;
  /** `host:port` of a Firestore emulator. */
  @property() emulator = '';
  /** `host:port` of a Firebase Auth emulator. */
  @property({attribute: 'auth-emulator'}) authEmulator = '';
  /** `firestore`, `local` (tabs of one browser, no backend), or an object that implements the signaling interface. */
  @property() signaling: 'firestore' | 'local' | Signaling = 'firestore';
  /** Shown to the others. Taken back, it leaves none. */
  @property({attribute: 'display-name'}) displayName = '';
  /** JSON list of `RTCIceServer`, a URL that returns one, or a function that returns a promise of one; unless set, a public STUN server of Google's. */
  @property({attribute: 'ice-servers', hasChanged: hasOtherContent}) iceServers: IceServersSource | null = null;
  /** No address but the TURN relay's is gathered, used or written. */
  @property({type: Boolean, attribute: 'relay-only'}) relayOnly = false;
  /** Seats, 2-8. */
  @property({type: Number}) capacity = defaultCapacity;
  /** Joins at once, without a lobby; set in the lobby, it joins from there. */
  @property({type: Boolean}) autojoin = false;
  /** A voice call: no camera is asked for. */
  @property({type: Boolean, attribute: 'without-video'}) withoutVideo = false;
  /** Begins with the microphone off. */
  @property({type: Boolean, attribute: 'start-muted'}) startMuted = false;
  /** Begins with the camera off. */
  @property({type: Boolean, attribute: 'start-camera-off'}) startCameraOff = false;
  /** Largest height of the own picture as it is sent, in pixels, 180-2160; of a phone held upright its width. */
  @property({type: Number, attribute: 'max-video-height'}) maxVideoHeight = 720;
  /** Preferred video codecs in order, e.g. `av1 vp9 h264 vp8`; what the browser lacks is skipped. Unless set, `vp8 h264 vp9 av1`. */
  @property({attribute: 'video-codecs'}) videoCodecs = '';
  /** How loud the others are played, 0 to 1; at once, also in a call. */
  @property({type: Number}) volume = 1;
  /** Buttons in order, of `microphone camera screen chat view settings lock leave`; unless set or if none shows, all but the owner's `lock`. `chat` and `view` show nothing yet. */
  @property() controls = '';
  /** How much is said on the console: `silent`, `error`, `warn`, `info` or `debug`. */
  @property({attribute: 'log-level'}) logLevel: LogLevel = 'silent';

  @state() private devices: readonly DeviceChoice[] = [];
  @state() private consentGranted = false;

  readonly #store = new Store((after, before) => this.#onState(after, before));
  readonly #facts = new FactQueue(this);
  readonly #customStates = new CustomStates(this);
  readonly #log = consoleLog(() => this.logLevel);
  readonly #speaker = new SpeakerChoice({
    clock: systemClock,
    onChange: speaker => this.#store.update({type: 'speaker', speaker}),
  });
  readonly #call = new CallController({
    host: this,
    store: this.#store,
    log: this.#log,
    settings: () => settingsOf(this),
    place: () => placeOf(this),
    speaker: this.#speaker,
    whyUnready: () => whyUnready(this),
    consent: () => (this.#isConsentNeeded ? (this.#consent ??= createDeferred()).promise : null),
  });
  readonly #stay = new PageStay(this, {
    onBegin: signal => this.#onStay(signal),
    onEnd: () => {
      this.#deviceList?.stop();
      this.#speaker.dismissNotice();
      this.#call.end();
    },
    onPageHide: () => this.#call.leaveAtOnce(),
    onPageBack: () => this.#call.comeBack(),
  });
  readonly #answers = answersOf(this, this.#call, {
    speaker: this.#speaker,
    pick: new DevicePick(this.#store),
  });
  readonly #words = new StringsLoader({
    clock: systemClock,
    log: this.#log,
    onChange: () => this.requestUpdate(),
  });
  #deviceList: DeviceList | null = null;
  /** While something waits for it. */
  #consent: Deferred<undefined> | null = null;

  override connectedCallback(): void {
    // Here, and not where the tag is registered: a page may have the class under a tag of its own.
    defineUi();
    super.connectedCallback();
    this.setAttribute('phase', this.phase);
    this.#stay.connected();
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    super.attributeChangedCallback(name, before, after);
    // Of the browser's own attributes the only one that decides what is drawn.
    if (name === 'lang') this.requestUpdate();
  }

  /** With this, `moveBefore` keeps the call. */
  connectedMoveCallback(): void {
    // Nothing to do: the element is where it was, in another place.
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stay.disconnected();
  }

  /** Where the call is; also as the attribute `phase`. */
  get phase(): CallPhase {
    return this.#store.state.phase;
  }

  /** The others in the call. */
  get participants(): readonly RemoteParticipant[] {
    return this.#store.state.participants;
  }

  /** The own microphone. */
  get microphone(): LocalDevice {
    return this.#store.state.microphone;
  }

  /** The own camera. */
  get camera(): LocalDevice {
    return this.#store.state.camera;
  }

  /** The own screen, as it is shared. */
  get screenShare(): LocalScreen {
    return this.#store.state.screen;
  }

  /** The chat so far. */
  get messages(): readonly ChatMessage[] {
    return this.#store.state.messages;
  }

  /** Who asks to be let into a locked room of one's own. */
  get knocks(): readonly Knock[] {
    return this.#store.state.knocks;
  }

  /** The room, where it is known to be one's own; null is not known, or somebody else's. */
  get ownRoom(): OwnRoom | null {
    return this.#store.state.ownRoom;
  }

  /** How well the connections do: for oneself, which is the worst of them, and for each participant by uid. */
  get quality(): CallQuality {
    return this.#store.state.quality;
  }

  /** Operations of the store since the room was entered. */
  get usage(): SignalingUsage {
    return this.#store.state.usage;
  }

  /**
   * Joins the call; asked again meanwhile it is the same promise. With `require-consent` it waits for that.
   * @throws {CallError} why it could not be joined
   */
  join(): Promise<void> {
    return this.#call.join('page');
  }

  /**
   * Joins, asking the owner of a locked room to be let in; it waits for as long as they do not answer.
   * @throws {CallError} room-locked if they refuse, and why else it could not be joined
   */
  async knock(): Promise<void> {
    await this.#call.join('page', 'knock');
  }

  /** Lets somebody into a room of one's own, now and for half a day, and also if they were removed. @throws {CallError} not-owner, invalid-uid */
  async admit(uid: string): Promise<void> {
    await this.#call.asOwner(owner => owner.admit(uid));
  }

  /** Answers a knock without letting anybody in. @throws {CallError} not-owner, invalid-uid */
  async refuse(uid: string): Promise<void> {
    await this.#call.asOwner(owner => owner.refuse(uid));
  }

  /* eslint-disable @typescript-eslint/no-misused-promises -- a promise only with a uid, which nobody gives to Element.remove */
  /** As of every element: takes it out of the page. */
  override remove(): void;
  /** Takes somebody out of a room of one's own; they stay out until admitted. @throws {CallError} not-owner, invalid-uid */
  override remove(uid: string): Promise<void>;
  override remove(...[uid]: readonly [] | readonly [uid: string]): void | Promise<void> {
    // A page whose uid is undefined by mistake must not lose its call: what counts is whether one was given.
    if (arguments.length === 0) super.remove();
    else return this.#call.asOwner(owner => owner.remove(uid ?? ''));
  }
  /* eslint-enable @typescript-eslint/no-misused-promises */

  /** Locks a room of one's own or opens it, also for those who knock; who has joined stays, the lobby has to ask. @throws {CallError} not-owner */
  async lock(force?: boolean): Promise<void> {
    await this.#call.asOwner(owner => owner.lock(force));
  }

  /** Leaves, and waits no longer to be let in or for a seat. Resolves when nothing is left behind; at once when out. @throws {CallError} aborted if the page prevents it */
  async leave(): Promise<void> {
    await this.#call.leave('page');
  }

  /**
   * Turns the microphone on or off; resolves when it is. After the call nothing is opened: it counts in the next.
   * @throws {CallError} media-denied, media-missing, media-in-use, blocked-by-page, in-app-browser; aborted if it was turned off
   *   meanwhile; why there is nothing to join
   */
  async toggleMicrophone(force?: boolean): Promise<void> {
    await this.#call.inSession(session => session.media.toggle('microphone', force));
  }

  /** Turns the camera on or off; resolves when it is. After the call nothing is opened: it counts in the next. @throws {CallError} as `toggleMicrophone`; unsupported in a voice call */
  async toggleCamera(force?: boolean): Promise<void> {
    await this.#call.inSession(session => session.media.toggle('camera', force));
  }

  /**
   * Begins or ends sharing the screen; resolves when it is shared, or not any more. To be called in a click: browsers ask for one.
   * @throws {CallError} media-denied if nothing was chosen or the system forbids it, media-missing, media-in-use,
   *   blocked-by-page, unsupported, not-connected after the call; aborted if the page prevents it, or it was ended meanwhile
   */
  async toggleScreenShare(force?: boolean): Promise<void> {
    await this.#call.toggleScreen('page', force);
  }

  /**
   * Chooses a camera, microphone or speaker; in a call nothing is renegotiated. Of a camera or microphone that is off it is
   * remembered.
   * @throws {CallError} media-missing, media-denied, media-in-use; unsupported for a speaker where the browser has no choice;
   *   aborted if another was chosen meanwhile
   */
  async selectDevice(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    if (kind !== 'audiooutput') {
      await this.#call.inSession(session => session.media.selectDevice(kind, deviceId));
      return;
    }
    await this.#speaker.choose(deviceId);
  }

  /** Sends a chat message to everybody connected. @throws {CallError} invalid-message, not-connected */
  // eslint-disable-next-line @typescript-eslint/require-await -- misuse rejects like every other method that waits
  async sendMessage(text: string): Promise<void> {
    if (!this.#call.session) throw CallError.notConnected();
    this.#call.session.sendMessage(text);
  }

  /** What happened so far, in one room after another, without names, addresses or SDP: to send along with a complaint. */
  async getReport(): Promise<CallReportData> {
    const report = await this.#call.report();
    return report.data(this.#store.state, version);
  }

  /** What the consent button does. */
  grantConsent(): void {
    this.consentGranted = true;
  }

  override addEventListener<K extends keyof VideoCallEventMap>(
    type: K,
    listener: (this: VideoCall, event: VideoCallEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(type: string, listener: unknown, options?: boolean | AddEventListenerOptions): void {
    super.addEventListener(type, listener as EventListener, options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#words.choose(languageOf(this));
    this.#takeSettings(changed);
    if (changed.has('controls')) this.#onControls();
    if (changed.has('maxVideoHeight'))
      void this.#call.session?.setMaxVideoHeight(parseVideoHeight(this.maxVideoHeight));
    // An empty name is what there is where nobody gave one: only where one was given it takes that back.
    if (changed.has('displayName') && (this.displayName || changed.get('displayName')))
      this.#call.rename(this.displayName || '');
    if (changed.has('autojoin')) this.#call.autojoin();
    if (changed.has('volume')) this.#onVolume(changed.get('volume'));
  }

  /** What the call has to do goes before its looks: who joins, or answers, keeps somebody waiting. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!document.hidden && isGoing(this.phase)) await nextFrame();
    await super.scheduleUpdate();
  }

  protected override render(): TemplateResult | typeof nothing {
    const {strings} = this.#words;
    const isUnset = this.#store.state.phase === 'idle' && !this.#store.state.error;
    return isUnset || !strings ? nothing : renderCall(this.#view(strings));
  }

  #view(strings: Strings): CallView {
    const {screen, speakerSelection} = captureSupport(readCaptureEnvironment());
    return {
      state: this.#store.state,
      strings,
      controls: parseControls(this.controls),
      devices: this.devices,
      withoutVideo: this.#call.withoutVideo,
      consentNeeded: this.#isConsentNeeded,
      canShareScreen: screen,
      canSelectSpeaker: speakerSelection,
      volume: parseVolume(this.volume),
    };
  }

  #onControls(): void {
    const words = buttonlessIn(this.controls);
    if (words.length > 0) this.#log.warn(`controls: no button (yet) for ${words.join(', ')}`);
    this.#call.session?.askOwner();
  }

  /** What ends a call, counts from the next join, or lets a join go on. */
  #takeSettings(changed: PropertyValues<this>): void {
    // What was granted was granted to what asked for it.
    if (!this.requireConsent && changed.get('requireConsent')) this.consentGranted = false;
    if (!this.hasUpdated || isAnotherCall(changed)) this.#call.begin();
    else if (isForNextJoin(changed) || (changed.has('requireConsent') && this.#isConsentNeeded))
      this.#call.takeSettings();
    if (this.#isConsentNeeded) return;
    this.#consent?.resolve(undefined);
    this.#consent = null;
  }

  get #isConsentNeeded(): boolean {
    return this.requireConsent && !this.consentGranted && !isInCall(this.phase);
  }

  #onStay(signal: AbortSignal): void {
    this.renderRoot.addEventListener(RequestEvent.type, this.#onRequest, {signal});
    this.#deviceList = new DeviceList({onChange: this.#onDevices, log: this.#log});
    // Of an earlier visit there may be a permission.
    void this.#deviceList.refresh();
    if (this.hasUpdated) this.#call.begin();
  }

  #onState(after: CallState, before: CallState): void {
    this.#customStates.show(after);
    if (after.phase !== before.phase) {
      this.setAttribute('phase', after.phase);
      this.#log.info(`${before.phase} → ${after.phase}`);
    }
    if (hasCaptureBegun(after, before)) void this.#deviceList?.refresh();
    this.#call.changed(after, before);
    this.requestUpdate();
    this.#facts.tell(...eventsFor(before, after, this.#call.causes, () => this.#words.strings ?? en));
  }

  #onDevices = (devices: readonly DeviceChoice[]): void => {
    // At first, without a permission, the browser tells that there are some, and not which: no news.
    const isNews = this.devices.length > 0 || devices.some(({deviceId}) => deviceId);
    this.devices = devices;
    void this.#speaker.follow(devices);
    if (isNews) this.#facts.tell(new DeviceChangeEvent({devices}));
  };

  #onVolume(before: number | undefined): void {
    const volume = parseVolume(this.volume);
    if (this.hasUpdated && volume !== parseVolume(before)) this.#facts.tell(new VolumeChangeEvent({volume}));
  }

  #onRequest = (event: Event): void => {
    event.stopPropagation();
    if (event instanceof RequestEvent) answerRequest(this.#answers, event.request);
  };
}
