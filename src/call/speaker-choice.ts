import {CallError} from '../errors.js';
import type {DeviceChoice} from '../media/device-list.js';
import {checkSpeaker} from '../media/speaker.js';
import type {Clock} from '../util/clock.js';
import type {LocalSpeaker} from './call-state.js';
import {replacedForMs} from './device-loss.js';

export interface SpeakerChoiceOptions {
  readonly clock: Clock;
  readonly onChange: (speaker: LocalSpeaker) => void;
  /** As {@link checkSpeaker}, which it is by default. */
  readonly check?: (deviceId: string) => Promise<void>;
}

/** The speaker that was chosen: while it is unplugged sound comes from the system's own, and from it again when it is back. */
export class SpeakerChoice {
  readonly #clock: Clock;
  readonly #onChange: (speaker: LocalSpeaker) => void;
  readonly #check: (deviceId: string) => Promise<void>;
  #chosenId = '';
  /** Of several that are asked for the last one counts, however long each is checked. */
  #askedId = '';
  #speaker: LocalSpeaker = {deviceId: '', notice: null};
  /** What was found out for an earlier list or choice counts for nothing. */
  #question = 0;
  #cancelNotice: () => void = () => undefined;

  constructor({clock, onChange, check = checkSpeaker}: SpeakerChoiceOptions) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#check = check;
  }

  /** '' is the system's own; it may be unplugged just now. */
  get chosenId(): string {
    return this.#chosenId;
  }

  /** Chosen in an earlier view of the page: it is taken up as soon as the browser has it, which may take a microphone that is on. */
  restore(deviceId: string): void {
    this.#chosenId = deviceId;
    void this.follow([]);
  }

  /** '' is the system's own choice. @throws {CallError} unsupported, media-missing, media-denied: the one before goes on; aborted: another was chosen */
  async choose(deviceId: string): Promise<void> {
    this.#askedId = deviceId;
    await this.#check(deviceId);
    if (this.#askedId !== deviceId) throw CallError.aborted();
    this.#question++;
    this.#chosenId = deviceId;
    this.#set({deviceId, notice: null});
  }

  /** Takes in what there is to choose from now. */
  async follow(devices: readonly DeviceChoice[]): Promise<void> {
    const question = ++this.#question;
    const chosenId = this.#chosenId;
    const isListed = devices.some(({kind, deviceId}) => kind === 'audiooutput' && deviceId === chosenId);
    const isGone = chosenId !== '' && !isListed && (await this.#isGone(chosenId));
    if (question !== this.#question) return;
    const deviceId = isGone ? '' : chosenId;
    if (deviceId !== this.#speaker.deviceId) this.#set({deviceId, notice: isGone ? 'replaced' : null});
  }

  /** The person has read it, or nobody is there to. */
  dismissNotice(): void {
    if (this.#speaker.notice) this.#set({...this.#speaker, notice: null});
  }

  /** A list without it may only be one that tells less, as without a permission; the browser knows. */
  #isGone(deviceId: string): Promise<boolean> {
    return this.#check(deviceId).then(
      () => false,
      (error: unknown) => error instanceof CallError && error.code === 'media-missing',
    );
  }

  #set(speaker: LocalSpeaker): void {
    this.#cancelNotice();
    if (speaker.notice) this.#cancelNotice = this.#clock.after(replacedForMs, () => this.dismissNotice());
    this.#speaker = speaker;
    this.#onChange(speaker);
  }
}
