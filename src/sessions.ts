import type {EngineOptions} from './call-engine.js';
import type {CallReport} from './call/call-report.js';
import type {CallSession} from './call/call-session.js';
import {initialCallState, isGoing, type CallState} from './call/call-state.js';
import type {CallTerms} from './call/call-terms.js';
import type {Wanted} from './call/call-update.js';
import type {SpeakerChoice} from './call/speaker-choice.js';
import type {Store} from './call/store.js';
import {UnreachableRetry} from './call/unreachable-retry.js';
import {CallError} from './errors.js';
import type {Log} from './log.js';
import {loadEngine, SessionLoader, type Engine} from './session-loader.js';
import {keepChoices, takeChoices, type DeviceChosen} from './tab-choices.js';
import {systemClock} from './util/clock.js';

/** What the element decides of a session. */
export type CallSettings = Omit<EngineOptions, 'store' | 'report' | 'log' | 'freed'>;

export interface SessionsOptions {
  readonly store: Store;
  readonly log: Log;
  /** What is set now; `wanted` is how a call begins for who has not chosen. */
  readonly settings: () => CallSettings;
  /** Whose choices the tab keeps: as `placeOf` says it. */
  readonly place: () => string;
  readonly speaker: Pick<SpeakerChoice, 'chosenId' | 'restore'>;
}

/**
 * One session after another, each of what was set when its lobby opened, or since then outside a call. What a person turned on or off outlives them all,
 * until the page sets anew how that one begins; the devices that they chose do as well (`createSession`). In the same room both
 * outlive a reload of the page.
 */
export class Sessions {
  /** While the files of the call cannot be loaded. */
  readonly retry: UnreachableRetry;
  readonly #options: SessionsOptions;
  /** Null while nothing can be joined. */
  #loader: SessionLoader | null = null;
  /** When all sessions before the present one have let go of what they had. */
  #freed: Promise<unknown> = Promise.resolve();
  /** Of all rooms, one after another; null before anything of a call was loaded. */
  #report: CallReport | null = null;
  #isOutdated = false;
  #shown: Pick<CallTerms, 'capacity' | 'wanted' | 'withoutVideo'> | null = null;
  /** How a call begins, as the page said last; at first, as the state does. */
  #begins: Wanted = {microphone: true, camera: true};
  /** Also through voice calls, which have no camera. */
  #cameraWanted = true;
  /** What was chosen before the page was loaded anew, until a lobby begins as it did then, or a call begins at all. */
  readonly #kept = new Map<keyof Wanted, DeviceChosen>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.retry = new UnreachableRetry(systemClock, error => options.store.update({type: 'notice', error}));
  }

  /** The session if there is one already. */
  get current(): CallSession | null {
    return this.#loader?.current ?? null;
  }

  /** Whether there is something to join. */
  get isOpen(): boolean {
    return this.#loader !== null;
  }

  /** Whether what is there now is a voice call, whatever is set for the next one. */
  get withoutVideo(): boolean {
    return this.#shown?.withoutVideo === true;
  }

  /** Shows the lobby of what is set now. */
  open(): void {
    const {settings, store, log} = this.#options;
    const freed = this.#freed;
    this.#loader = new SessionLoader(
      // What is shown already holds, whatever was set while the session was loaded.
      engine => ({...settings(), ...this.#shown, freed, store, log, report: this.#reportBy(engine)}),
      this.retry,
    );
    this.#takeTerms();
  }

  /** Nothing can be joined any more. @returns what there was, for {@link free} */
  detach(): SessionLoader | null {
    this.#kept.clear();
    const loader = this.#loader;
    this.#loader = null;
    return loader;
  }

  /** Ends what was detached; the next one waits for it where it has to. */
  async free(detached: SessionLoader | null): Promise<void> {
    const ending = detached?.end();
    this.#freed = Promise.allSettled([this.#freed, ending]);
    await ending;
  }

  /** The session, loaded where it was not yet. @throws as {@link use} */
  load(): Promise<CallSession> {
    return this.use(session => session);
  }

  /**
   * Acts on the session, loaded where it was not yet: where another one has taken its place meanwhile, on that. On one that has
   * ended, a camera would be on that nobody could turn off.
   *
   * @throws {CallError} why there is none, and what `act` throws
   */
  async use<T>(act: (session: CallSession) => T | Promise<T>): Promise<T> {
    for (;;) {
      const loader = this.#loader;
      if (!loader) throw this.#options.store.state.error ?? CallError.aborted();
      const session = await loader.load().catch((error: unknown) => {
        if (loader === this.#loader) throw error;
      });
      if (session && loader === this.#loader) return act(session);
    }
  }

  /** Something is set that counts from the next call. */
  outdate(): void {
    this.#isOutdated = true;
  }

  /** Outside a call: what was set for the next one counts now, in the lobby that there is. */
  update(): void {
    if (this.#isOutdated) this.#takeTerms();
  }

  /** What happened so far, whatever is set. @throws {CallError} signaling-unreachable if it cannot be loaded */
  async report(): Promise<CallReport> {
    return this.#report ?? this.#reportBy(await loadEngine());
  }

  /** As the page goes: whoever loads it anew has chosen already. */
  keepChoices(): void {
    if (!this.#shown) return;
    const {place, store, speaker} = this.#options;
    const chosen = (kind: keyof Wanted): DeviceChosen => ({
      begins: this.#begins[kind],
      wanted: this.#wanted[kind],
      // What has not been taken up yet is kept on.
      ...this.#kept.get(kind),
      deviceId: store.state[kind].deviceId,
    });
    const [microphone, camera] = [chosen('microphone'), chosen('camera')];
    keepChoices(place(), store.state.room, {microphone, camera, speakerId: speaker.chosenId});
  }

  /** The page did not go after all: what was kept is here still. */
  forgetKept(): void {
    takeChoices(this.#options.place(), this.#options.store.state.room);
  }

  /** What the call did became its state. */
  changed(after: CallState, before: CallState): void {
    if (isGoing(after.phase)) this.#kept.clear();
    this.#report?.changed(after, before);
    this.current?.changed(after);
  }

  #takeTerms(): void {
    this.#isOutdated = false;
    const {settings, store} = this.#options;
    const set = settings();
    const {room, capacity, withoutVideo} = set;
    if (!this.#shown) this.#takeChoices(room);
    const wanted = this.#wantedBy(set);
    this.#shown = {capacity, wanted, withoutVideo};
    if (this.current) this.current.take({...set, wanted});
    else store.update({type: 'ready', room, capacity, wanted});
  }

  #takeChoices(room: string): void {
    const {place, store, speaker} = this.#options;
    const choices = takeChoices(place(), room);
    if (!choices) return;
    for (const kind of ['microphone', 'camera'] as const) this.#kept.set(kind, choices[kind]);
    store.update({type: 'devices-kept', microphone: choices.microphone.deviceId, camera: choices.camera.deviceId});
    speaker.restore(choices.speakerId);
  }

  #wantedBy({wanted: begins, withoutVideo}: CallSettings): Wanted {
    const before = this.#wanted;
    const wantedOf = (kind: keyof Wanted): boolean => {
      const kept = this.#kept.get(kind);
      if (kept?.begins === begins[kind]) {
        this.#kept.delete(kind);
        if (before[kind] === this.#begins[kind]) return kept.wanted;
      }
      return begins[kind] === this.#begins[kind] ? before[kind] : begins[kind];
    };
    const wanted = {microphone: wantedOf('microphone'), camera: wantedOf('camera')};
    this.#begins = begins;
    this.#cameraWanted = wanted.camera;
    return {...wanted, camera: wanted.camera && !withoutVideo};
  }

  get #wanted(): Wanted {
    const {microphone, camera} = this.#options.store.state;
    return {microphone: microphone.wanted, camera: this.withoutVideo ? this.#cameraWanted : camera.wanted};
  }

  #reportBy(engine: Engine): CallReport {
    if (this.#report) return this.#report;
    this.#report = engine.createReport();
    this.#report.changed(this.#options.store.state, initialCallState);
    return this.#report;
  }
}
