import type {EngineOptions} from './call-engine.js';
import type {CallReport} from './call/call-report.js';
import {initialCallState, isInCall, type CallPhase, type CallState, type Cause} from './call/call-state.js';
import type {CallSession} from './call/call-session.js';
import type {RoomOwner} from './call/room-owner.js';
import type {Store} from './call/store.js';
import {UnreachableRetry} from './call/unreachable-retry.js';
import {CallError, isAborted} from './errors.js';
import {JoinRequestEvent} from './events/join-request.js';
import {LeaveRequestEvent} from './events/leave-request.js';
import {ScreenShareRequestEvent} from './events/screen-share-request.js';
import {JoinAttempt} from './join-attempt.js';
import type {Log} from './log.js';
import {loadEngine, SessionLoader, type Engine} from './session-loader.js';
import {SlowJoin} from './slow-join.js';
import {systemClock} from './util/clock.js';
import {recallName, rememberName} from './util/remembered-name.js';
import {within} from './util/within.js';
import type {whyUnready} from './why-unready.js';

/** The element, as far as its call is concerned. */
export interface CallHost extends EventTarget {
  readonly isConnected: boolean;
  readonly updateComplete: Promise<unknown>;
  readonly autojoin: boolean;
  readonly displayName: string;
}

/** What the element decides of a session. */
export type CallSettings = Omit<EngineOptions, 'store' | 'report' | 'log'>;

export interface CallControllerOptions {
  readonly host: CallHost;
  readonly store: Store;
  readonly log: Log;
  /** What is set now. @param freed when nothing holds what calls before this one had of the page */
  readonly settings: (freed: Promise<unknown>) => CallSettings;
  /** Why nothing can be joined with what is set now; null if something can. */
  readonly whyUnready: () => ReturnType<typeof whyUnready>;
  /** What to wait for before anything leaves the page; null if there is nothing. */
  readonly consent: () => Promise<unknown> | null;
}

/** Who caused what is under way, for the events that tell of it. */
export interface Causes {
  readonly join: Cause;
  readonly leave: Cause;
}

/** From what is set to a call and back: one lobby after another, whoever asks for it, the page or a person. */
export class CallController {
  readonly #options: CallControllerOptions;
  readonly #host: CallHost;
  readonly #store: Store;
  /** Null while nothing can be joined. */
  #sessions: SessionLoader | null = null;
  /** When all sessions before the present one have let go of what they had. */
  #freed: Promise<unknown> = Promise.resolve();
  readonly #joins = new JoinAttempt();
  readonly #slowJoin: SlowJoin;
  /** While the files of the call cannot be loaded. */
  readonly #retry: UnreachableRetry;
  /** Of all rooms, one after another; null before anything of a call was loaded. */
  #report: CallReport | null = null;
  #joinCause: Cause = 'page';
  #leaveCause: Cause = 'page';
  #settingsChanged = false;
  #withoutVideo = false;
  #retryJoins = false;

  constructor(options: CallControllerOptions) {
    this.#options = options;
    this.#host = options.host;
    this.#store = options.store;
    this.#slowJoin = new SlowJoin(options.store, systemClock);
    this.#retry = new UnreachableRetry(systemClock, error => {
      options.store.update({type: 'notice', error});
    });
  }

  /** The session if there is one already. */
  get session(): CallSession | null {
    return this.#sessions?.current ?? null;
  }

  /** Whether what is there now is a voice call, whatever is set for the next one. */
  get withoutVideo(): boolean {
    return this.#withoutVideo;
  }

  get causes(): Causes {
    return {join: this.#joinCause, leave: this.#leaveCause};
  }

  /** Ends what there was, and shows the lobby of what is set now; a join that waits for this is meant for what is set now. */
  begin(): void {
    this.#joins.callOffBegun();
    this.#endSession();
    if (!this.#host.isConnected) return;
    const unready = this.#options.whyUnready();
    if (unready) {
      this.#store.update({type: 'unready', ...unready});
      return;
    }
    this.#openLobby();
    this.autojoin();
  }

  /** Joins from the lobby, where the page says that nobody is to be asked. */
  autojoin(): void {
    if (this.#host.autojoin && this.#phase === 'lobby') this.run(this.join('page'));
  }

  /** What counts from the next join: at once where there is no call, after it where there is one. */
  takeSettings(): void {
    this.#settingsChanged = true;
    if (['lobby', 'ended', 'failed'].includes(this.#phase)) this.#renewSession();
  }

  /** The element is gone. */
  end(): void {
    this.#joins.callOff();
    this.#endSession();
  }

  /** What the call did became its state. */
  changed(after: CallState, before: CallState): void {
    if (after.phase === 'failed' && before.phase !== 'failed') this.#retryJoins = before.phase !== 'lobby';
    this.#report?.changed(before, after);
    this.session?.changed(after);
    this.#slowJoin.changed(after);
  }

  /** What happened so far, whatever is set. @throws {CallError} signaling-unreachable if it cannot be loaded */
  async report(): Promise<CallReport> {
    return this.#report ?? this.#reportBy(await loadEngine());
  }

  rename(name: string): void {
    this.#store.update({type: 'renamed', name});
    this.session?.announce();
  }

  /** A call is near: what it needs is loaded, unless nothing may leave the page yet. */
  prepare(): void {
    if (!this.#options.consent()) this.use(session => session.prepare());
  }

  /** Asked again meanwhile it is the same promise. @throws {CallError} why it could not be joined */
  join(cause: Cause, how: 'join' | 'knock' = 'join'): Promise<void> {
    return this.#joins.run(signal => this.#joinUnlessCalledOff(cause, how, signal));
  }

  /** Whether a person joins with the next free seat. Nobody is there to be asked then: the page is, now. */
  async waitForSeat(waiting: boolean): Promise<void> {
    if (waiting) {
      if (!this.#host.dispatchEvent(new JoinRequestEvent({cause: 'user'}))) throw CallError.aborted();
      this.#begunBy('user');
    }
    await this.#withSession(session => {
      session.waitForSeat(waiting);
    });
  }

  /** Resolves when nothing is left behind; at once when out, where nobody waits to come in from then on. @throws {CallError} aborted if the page prevents it */
  async leave(cause: Cause): Promise<void> {
    if (!isInCall(this.#phase) && this.#phase !== 'joining') {
      this.#joins.callOff();
      this.session?.stopWaiting();
      return;
    }
    if (!this.#host.dispatchEvent(new LeaveRequestEvent({cause}))) throw CallError.aborted();
    this.#leaveCause = cause;
    this.#joins.callOff();
    await this.#leave(this.session);
  }

  /** Shares the screen, or ends that. @throws {CallError} as `CallMedia.toggleScreen`; aborted if the page prevents it */
  async toggleScreen(cause: Cause, force?: boolean): Promise<void> {
    const {status} = this.#store.state.screen;
    const on = force ?? (status !== 'on' && status !== 'starting');
    if (!this.#host.dispatchEvent(new ScreenShareRequestEvent({cause, on}))) throw CallError.aborted();
    await this.inSession(session => session.media.toggleScreen(on));
  }

  /** @throws {CallError} what `use` throws, and why there is no session to be had */
  async inSession(use: (session: CallSession) => Promise<void>): Promise<void> {
    // What was set before is taken in with the first update. Where there is something already nothing waits for the next:
    // of a click, browsers forget.
    if (!this.#sessions) await this.#host.updateComplete;
    if (!this.#sessions) throw this.#store.state.error ?? CallError.aborted();
    await use(await this.#sessions.load());
  }

  /** @throws {CallError} not-owner, and why there is no room */
  async asOwner(act: (owner: RoomOwner) => Promise<void>): Promise<void> {
    await this.#host.updateComplete;
    await this.#options.consent();
    await this.inSession(session => act(session.owner));
  }

  /** After a failure the call; in it, or on the way, what goes on being tried by itself. */
  retry(): void {
    if (this.#phase !== 'failed' && this.#phase !== 'ended') {
      // What was said of the last try is over; the next one says how it ends.
      if (this.#retry.hurry()) this.#store.update({type: 'notice', error: null});
      else this.use(session => session.tryAgain());
      return;
    }
    this.session?.reset();
    if (this.#retryJoins) this.run(this.join('user'));
    else this.use(session => session.prepare());
  }

  /** On `pagehide`. */
  leaveAtOnce(): void {
    this.#leaveCause = 'page';
    this.session?.leaveAtOnce();
  }

  /** Back from the back-forward cache: what was left behind is entered as a new session. */
  comeBack(): void {
    const phase = this.#phase;
    // What was left is left, what failed has failed, and another tab may have the call: to go on is for a person to say.
    if (phase === 'ended' || phase === 'failed') return;
    // The join that was under way has ended with the page; one whose files are being loaded still goes on.
    if (this.session && phase === 'joining') this.#joins.callOff();
    this.session?.reset();
    if (isInCall(phase)) this.run(this.join('page'));
    else this.autojoin();
  }

  use(act: (session: CallSession) => unknown): void {
    this.run(this.#withSession(act));
  }

  /** What fails here is in the state already, and told by `call-error`. */
  run(work: Promise<unknown> | undefined): void {
    work?.catch((error: unknown) => {
      if (!isAborted(error)) this.#options.log.warn('request', error);
    });
  }

  get #phase(): CallPhase {
    return this.#store.state.phase;
  }

  /** The session, loaded where it was not yet; undefined where nothing can be joined. */
  async #withSession<T>(use: (session: CallSession) => T | Promise<T>): Promise<T | undefined> {
    const session = await this.#sessions?.load();
    return session && use(session);
  }

  async #joinUnlessCalledOff(cause: Cause, how: 'join' | 'knock', signal: AbortSignal): Promise<void> {
    await within(this.#host.updateComplete, signal);
    this.#joins.begin();
    const consent = this.#options.consent();
    if (consent) await within(consent, signal);
    signal.throwIfAborted();
    const {error} = this.#store.state;
    if (!this.#sessions) throw error ?? CallError.aborted();
    if (!isInCall(this.#phase) && !this.#host.dispatchEvent(new JoinRequestEvent({cause}))) throw CallError.aborted();
    if (this.#settingsChanged && !isInCall(this.#phase)) this.#renewSession();
    const sessions = this.#sessions;
    this.#begunBy(cause);
    // At once: what is to be loaded may take its time.
    if (how === 'join') this.#store.update({type: 'join-started'});
    const session = await within(sessions.load(), signal);
    await session[how]();
  }

  #begunBy(cause: Cause): void {
    this.#joinCause = cause;
    if (cause === 'user') rememberName(this.#store.state.name);
  }

  #renewSession(): void {
    this.#settingsChanged = false;
    this.#endSession();
    this.#openLobby();
  }

  #reportBy(engine: Engine): CallReport {
    if (this.#report) return this.#report;
    this.#report = engine.createReport();
    this.#report.changed(initialCallState, this.#store.state);
    return this.#report;
  }

  #openLobby(): void {
    const {settings, store, log} = this.#options;
    const freed = this.#freed;
    const {room, capacity, wanted, withoutVideo} = settings(freed);
    this.#withoutVideo = withoutVideo;
    this.#sessions = new SessionLoader(
      // What is shown already holds, whatever was set while the session was loaded.
      engine => ({...settings(freed), capacity, wanted, withoutVideo, store, log, report: this.#reportBy(engine)}),
      this.#retry,
    );
    store.update({type: 'ready', room, capacity, wanted});
    this.rename(this.#host.displayName || this.#store.state.name || recallName());
  }

  #endSession(): void {
    // Whoever left an earlier call has nothing to do with the end of this one.
    this.#leaveCause = 'page';
    const sessions = this.#sessions;
    this.#sessions = null;
    if (isInCall(this.#phase) || this.#phase === 'joining') this.run(this.#leave(sessions?.current));
    const ending = sessions?.end();
    this.run(ending);
    this.#freed = Promise.allSettled([this.#freed, ending]);
  }

  /** Of a call whose files are being loaded still there is nothing to leave. */
  async #leave(session: CallSession | null | undefined): Promise<void> {
    if (session) await session.leave();
    else this.#store.update({type: 'left'});
  }
}
