import {CallError} from '../errors.js';
import type {Log} from '../log.js';
import type {Clock} from '../util/clock.js';
import {createDeferred} from '../util/deferred.js';
import {Turns} from '../util/turns.js';
import type {CaptureEnvironment} from './capture-environment.js';
import {captureSupport, type CaptureSupport} from './capture-support.js';
import {fateOf, isAlias, type DeviceFate} from './device-fate.js';
import {DeviceReturn} from './device-return.js';
import {DeviceSlot} from './device-slot.js';
import type {DeviceState} from './local-media.js';
import {pictureConstraints, type CaptureKind, type CaptureWish, type DeviceIds} from './media-constraints.js';
import {deniedFailure, inUseFailure, missingFailure} from './media-failure.js';
import {openUserMedia} from './user-media.js';

export interface DeviceCaptureOptions {
  readonly environment: CaptureEnvironment;
  readonly maxVideoHeightPx: number;
  readonly chosenIds: DeviceIds;
  readonly log: Log;
  readonly clock: Clock;
  /** Something may have changed: look at `stateOf`. */
  readonly onChange: () => void;
}

const captureKinds: readonly CaptureKind[] = ['microphone', 'camera'];
const deviceKinds = {microphone: 'audioinput', camera: 'videoinput'} as const;

/** A capture that is under way. */
interface Asking {
  readonly kinds: readonly CaptureKind[];
  readonly isNeeded: (kind: CaptureKind) => boolean;
  /** Whoever wants something else waits no longer. */
  readonly giveUp: () => void;
}

/**
 * The microphone and the camera. What is wanted of them is state that a call sets at once; captures run one after the
 * other in turns, each for all that is wanted and missing when its turn comes. So two kinds turned on in one tick
 * share a prompt, and what is turned off while its prompt is open is stopped as it arrives. A prompt may stay open for ever
 * (Firefox, when it is ignored): once nothing of it is wanted any more, the next has its turn, where a browser can do both.
 */
export class DeviceCapture {
  readonly #environment: CaptureEnvironment;
  readonly #support: CaptureSupport;
  readonly #log: Log;
  readonly #onChange: () => void;
  readonly #slots: Readonly<Record<CaptureKind, DeviceSlot>>;
  /** Captured with a permission that stood by itself: where the browser would ask again, it was taken back. */
  readonly #granted = new Set<CaptureKind>();
  /** Ended without anybody's doing; taken up again when they are back. */
  readonly #lost = new Set<CaptureKind>();
  readonly #return: DeviceReturn;
  readonly #turns = new Turns();
  #maxVideoHeightPx: number;
  #asking: Asking | null = null;
  /** The browser gave this one for the system's default, though another is. */
  #unmoved: MediaStreamTrack | null = null;

  constructor({environment, maxVideoHeightPx, chosenIds, log, clock, onChange}: DeviceCaptureOptions) {
    this.#environment = environment;
    this.#support = captureSupport(environment);
    this.#log = log;
    this.#onChange = () => {
      this.#endIdleTurn();
      onChange();
    };
    this.#maxVideoHeightPx = maxVideoHeightPx;
    this.#return = new DeviceReturn(environment, clock, () => void this.#turns.take(() => this.#takeUpAgain()));
    this.#slots = {microphone: this.#createSlot('microphone'), camera: this.#createSlot('camera')};
    for (const kind of captureKinds) this.#slots[kind].chosenId = chosenIds[kind];
  }

  stateOf(kind: CaptureKind): DeviceState {
    return this.#slots[kind].state;
  }

  /** Resolves when each kind is there or has failed; never rejects. */
  async turnOn(...kinds: readonly CaptureKind[]): Promise<void> {
    this.#endLoss(...kinds);
    for (const kind of kinds) this.#slots[kind].want('on');
    this.#onChange();
    if (kinds.some(kind => this.#slots[kind].lacksTrack)) await this.#turns.take(() => this.#capture());
  }

  /** A track that is there is kept, silent; one that is still being asked for is not wanted any more. */
  silence(kind: CaptureKind): void {
    const slot = this.#slots[kind];
    this.#endLoss(kind);
    slot.want(slot.track === null ? 'off' : 'held');
    this.#onChange();
  }

  /** Lets the devices go at once. */
  turnOff(...kinds: readonly CaptureKind[]): void {
    this.#endLoss(...kinds);
    for (const kind of kinds) this.#slots[kind].want('off');
    this.#onChange();
  }

  /** @throws {CallError} media-missing, media-denied, media-in-use: the device before goes on; aborted: another was chosen */
  async select(kind: CaptureKind, deviceId: string): Promise<void> {
    const slot = this.#slots[kind];
    const previousId = slot.chosenId;
    slot.chosenId = deviceId;
    this.#onChange();
    await this.#turns.take(() => this.#switchDevice(kind, deviceId, previousId));
  }

  /** Resolves when a camera that runs gives what it can of it; never rejects. */
  async resizePicture(maxVideoHeightPx: number): Promise<void> {
    this.#maxVideoHeightPx = maxVideoHeightPx;
    await this.#resizePicture();
  }

  #createSlot(kind: CaptureKind): DeviceSlot {
    return new DeviceSlot(this.#environment.mediaDevices, {
      onChange: this.#onChange,
      onEnded: track => {
        // A capture that is under way for this kind may have ended it on purpose, and brings another.
        const told = this.#asking?.kinds.includes(kind)
          ? this.#turns.take(() => this.#tellEnd(kind, track))
          : this.#tellEnd(kind, track);
        void told;
      },
      onDevices: track => {
        if (isAlias(track)) void this.#turns.take(() => this.#followDefault(kind, track));
      },
    });
  }

  /** Captures what is wanted and not there by now. */
  async #capture(): Promise<void> {
    if (this.#missing().length === 0) return;
    const kinds = this.#support.oneCaptureAtATime ? this.#wanted() : this.#missing();
    await this.#open(kinds, false, (kind, error) => this.#fail(kind, error));
  }

  async #switchDevice(kind: CaptureKind, deviceId: string, previousId: string): Promise<void> {
    const slot = this.#slots[kind];
    if (slot.chosenId !== deviceId) throw CallError.aborted();
    if (slot.error !== null) slot.wantAgain();
    if (slot.wanted === 'off') return;
    const {track} = slot;
    const isSame = track?.getSettings().deviceId === deviceId;
    if (isSame && (await this.#fateOf(kind, track)) !== 'moved') return;
    if (isSame || this.#closesFirst(kind)) this.#drop(slot);
    const failure = await this.#openChosen(kind);
    if (failure === null) return;
    if (slot.chosenId === deviceId) slot.chosenId = previousId;
    await this.#capture();
    this.#waitAnew(kind);
    this.#onChange();
    throw failure;
  }

  async #openChosen(kind: CaptureKind): Promise<CallError | null> {
    const slot = this.#slots[kind];
    const failure = await this.#tryChosen(kind);
    if (failure?.code !== 'media-in-use' || slot.track === null) return failure;
    // Some drivers open one device at a time; nothing tells beforehand.
    this.#drop(slot);
    return this.#tryChosen(kind);
  }

  async #tryChosen(kind: CaptureKind): Promise<CallError | null> {
    let failure: CallError | null = null;
    const kinds = this.#support.oneCaptureAtATime ? this.#wanted() : [kind];
    await this.#open(kinds, true, (failed, error) => {
      if (failed === kind) failure = error;
    });
    return failure;
  }

  /** Resolves when each kind has come or failed, or the turn was given up. */
  async #open(
    kinds: readonly CaptureKind[],
    chosenOnly: boolean,
    fail: (kind: CaptureKind, error: CallError) => void,
  ): Promise<void> {
    const wish = this.#wish(kinds, chosenOnly);
    const isAnew = chosenOnly || this.#support.oneCaptureAtATime;
    const isNeeded = (kind: CaptureKind): boolean =>
      this.#lost.has(kind) || (isAnew ? this.#slots[kind].wanted !== 'off' : this.#slots[kind].lacksTrack);
    const {promise: givenUp, resolve: giveUp} = createDeferred<undefined>();
    const asking: Asking = {kinds, isNeeded, giveUp: () => giveUp(undefined)};
    const isCurrent = (): boolean => this.#asking === asking;
    this.#asking = asking;
    const opened = openUserMedia(wish, this.#environment, {
      isWanted: kind => isCurrent() && isNeeded(kind),
      take: (kind, track) => {
        // An answer that comes late is one still, as long as there is no other, and it is of the device that is meant by now.
        const isMeant = wish.deviceIds[kind] === this.#slots[kind].chosenId;
        if (isCurrent() || (isMeant && this.#slots[kind].lacksTrack)) this.#take(kind, track, wish);
        else track.stop();
      },
      fail: (kind, error) => {
        if (isCurrent()) fail(kind, error);
      },
    });
    try {
      await Promise.race([opened, givenUp]);
    } finally {
      if (isCurrent()) this.#asking = null;
    }
  }

  /** What comes of it all the same is stopped, or taken for a wish that was renewed. */
  #endIdleTurn(): void {
    const asking = this.#asking;
    if (this.#support.oneCaptureAtATime || !asking || asking.kinds.some(asking.isNeeded)) return;
    this.#asking = null;
    asking.giveUp();
  }

  #take(kind: CaptureKind, track: MediaStreamTrack, wish: CaptureWish): void {
    if (this.#slots[kind].error && this.#lost.has(kind)) this.#slots[kind].wantAgain();
    this.#slots[kind].take(track);
    void this.#noteGrant(kind);
    this.#endLoss(kind);
    if (kind === 'camera' && wish.maxVideoHeightPx !== this.#maxVideoHeightPx) void this.#resizePicture();
    this.#onChange();
  }

  #wish(kinds: readonly CaptureKind[], chosenOnly: boolean): CaptureWish {
    return {
      kinds,
      deviceIds: {microphone: this.#slots.microphone.chosenId, camera: this.#slots.camera.chosenId},
      maxVideoHeightPx: this.#maxVideoHeightPx,
      chosenOnly,
    };
  }

  #fail(kind: CaptureKind, error: CallError): void {
    const slot = this.#slots[kind];
    if (!slot.lacksTrack && !this.#lost.has(kind)) return;
    this.#log.warn(`no ${kind}: ${error.code}`, error.cause);
    slot.fail(error);
    this.#onChange();
  }

  /** A track ended that nobody stopped. */
  async #tellEnd(kind: CaptureKind, track: MediaStreamTrack): Promise<void> {
    const slot = this.#slots[kind];
    if (slot.track !== track) return;
    const error = await this.#reasonOfEnd(kind, track);
    // Meanwhile it may have been turned off, or another one taken.
    if (slot.track !== track) return;
    this.#beginLoss(kind);
    if (error.code === 'media-missing') this.#replace(kind);
    else this.#fail(kind, error);
  }

  /** The system has another default by now, which the browser gives only once the one before is closed. */
  async #followDefault(kind: CaptureKind, track: MediaStreamTrack): Promise<void> {
    const slot = this.#slots[kind];
    const fate = await this.#fateOf(kind, track);
    if (!fate || fate === 'there' || slot.track !== track || track.readyState === 'ended') return;
    // Nobody asked for a prompt now; and what the browser did not do once it would not do the next time.
    if (!this.#granted.has(kind) || track === this.#unmoved) return;
    this.#beginLoss(kind);
    if (fate === 'gone') slot.lose();
    else slot.drop();
    this.#onChange();
    await this.#capture();
    const {track: next} = this.#slots[kind];
    if (next?.getSettings().groupId === track.getSettings().groupId) this.#unmoved = next;
  }

  /** The system's default takes the place of what was unplugged. */
  #replace(kind: CaptureKind): void {
    this.#slots[kind].lose();
    this.#onChange();
    // Not waited for: this may be somebody's turn itself.
    void this.#turns.take(() => this.#capture());
  }

  #beginLoss(kind: CaptureKind): void {
    this.#lost.add(kind);
    this.#return.watch([...this.#lost]);
  }

  #endLoss(...kinds: readonly CaptureKind[]): void {
    const found = kinds.filter(kind => this.#lost.delete(kind));
    if (found.length > 0) this.#return.watch([...this.#lost]);
  }

  /** What was lost before a choice that failed still is. */
  #waitAnew(kind: CaptureKind): void {
    if (this.#lost.has(kind)) this.#return.watch([...this.#lost]);
  }

  /** What was lost stays as it was told, also through tries that bring nothing, until it is there. */
  async #takeUpAgain(): Promise<void> {
    const returning = await this.#returning();
    if (returning.length === 0) return;
    const kinds = this.#support.oneCaptureAtATime
      ? captureKinds.filter(kind => returning.includes(kind) || this.#slots[kind].wanted !== 'off')
      : returning;
    await this.#open(kinds, false, (kind, error) => {
      if (error.code !== this.#slots[kind].error?.code) this.#fail(kind, error);
    });
  }

  /** Of what was lost, what needs no question: nobody asked for a prompt now. */
  async #returning(): Promise<readonly CaptureKind[]> {
    if (this.#lost.size === 0) return [];
    const devices = await this.#environment.mediaDevices?.enumerateDevices().catch(() => undefined);
    const granted: CaptureKind[] = [];
    for (const kind of this.#lost)
      if ((await this.#environment.permissionState(kind)) === 'granted') granted.push(kind);
    // Meanwhile one may have been turned off.
    const returning = granted.filter(kind => this.#lost.has(kind));
    const isThere = (kind: CaptureKind): boolean => devices?.some(each => each.kind === deviceKinds[kind]) === true;
    for (const kind of returning) if (devices && !isThere(kind)) this.#tellMissing(kind);
    return returning.filter(isThere);
  }

  /** What had been taken by another program has been unplugged since. */
  #tellMissing(kind: CaptureKind): void {
    if (this.#slots[kind].error?.code === 'media-in-use') this.#fail(kind, missingFailure(kind));
  }

  async #reasonOfEnd(kind: CaptureKind, track: MediaStreamTrack): Promise<CallError> {
    const permission = await this.#environment.permissionState(kind);
    const isTakenBack = permission === 'prompt' && this.#granted.has(kind);
    if (permission === 'denied' || isTakenBack) return deniedFailure(kind);
    return (await this.#fateOf(kind, track)) === 'there' ? inUseFailure(kind) : missingFailure(kind);
  }

  /** Null where devices cannot be listed. */
  async #fateOf(kind: CaptureKind, track: MediaStreamTrack): Promise<DeviceFate | null> {
    const devices = await this.#environment.mediaDevices
      ?.enumerateDevices()
      .catch((error: unknown) => this.#log.warn('devices cannot be listed', error));
    return devices ? fateOf(track, deviceKinds[kind], devices) : null;
  }

  async #noteGrant(kind: CaptureKind): Promise<void> {
    if ((await this.#environment.permissionState(kind)) === 'granted') this.#granted.add(kind);
    else this.#granted.delete(kind);
  }

  #closesFirst(kind: CaptureKind): boolean {
    return this.#support.oneCaptureAtATime || (kind === 'camera' && this.#support.oneCameraAtATime);
  }

  #drop(slot: DeviceSlot): void {
    slot.drop();
    this.#onChange();
  }

  async #resizePicture(): Promise<void> {
    try {
      await this.#slots.camera.track?.applyConstraints(pictureConstraints(this.#maxVideoHeightPx));
    } catch (error) {
      this.#log.warn('the camera keeps its picture size', error);
    }
  }

  #wanted(): readonly CaptureKind[] {
    return captureKinds.filter(kind => this.#slots[kind].wanted !== 'off');
  }

  #missing(): readonly CaptureKind[] {
    return captureKinds.filter(kind => this.#slots[kind].lacksTrack);
  }
}
