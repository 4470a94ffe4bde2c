import type {CallReport} from './call/call-report.js';
import {isGoing, isInCall, type CallPhase, type CallState, type Cause} from './call/call-state.js';
import type {CallSession} from './call/call-session.js';
import type {RoomOwner} from './call/room-owner.js';
import type {Store} from './call/store.js';
import {CallError, isAborted} from './errors.js';
import type {Causes} from './events/events-for.js';
import {JoinRequestEvent} from './events/join-request.js';
import {LeaveRequestEvent} from './events/leave-request.js';
import {ScreenShareRequestEvent} from './events/screen-share-request.js';
import {JoinAttempt} from './join-attempt.js';
import {Sessions, type SessionsOptions} from './sessions.js';
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

export interface CallControllerOptions extends SessionsOptions {
  readonly host: CallHost;
  /** Why nothing can be joined with what is set now; null if something can. */
  readonly whyUnready: () => ReturnType<typeof whyUnready>;
  /** What to wait for before anything leaves the page; null if there is nothing. */
  readonly consent: () => Promise<unknown> | null;
}

/** From what is set to a call and back: one lobby after another, whoever asks for it, the page or a person. */
export class CallController {
  readonly #options: CallControllerOptions;
  readonly #host: CallHost;
  readonly #store: Store;
  readonly #sessions: Sessions;
  readonly #joins = new JoinAttempt();
  readonly #slowJoin: SlowJoin;
  #joinCause: Cause = 'page';
  #leaveCause: Cause = 'page';
  #retryJoins = false;

  constructor(options: CallControllerOptions) {
    this.#options = options;
    this.#host = options.host;
    this.#store = options.store;
    this.#sessions = new Sessions(options);
    this.#slowJoin = new SlowJoin(options.store, systemClock);
  }

  /** The session if there is one already. */
  get session(): CallSession | null {
    return this.#sessions.current;
  }

  /** Whether what is there now is a voice call, whatever is set for the next one. */
  get withoutVideo(): boolean {
    return this.#sessions.withoutVideo;
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

  /** What counts from the next join: at once in the lobby, else with that join. */
  takeSettings(): void {
    this.#sessions.outdate();
    if (this.#phase !== 'lobby' || !this.#sessions.isOpen) return;
    if (!this.#options.consent()) return this.#sessions.update();
    // Until consent is given nobody waits at the store, and no camera runs unseen; a join that waits for it goes on.
    this.#endSession();
    this.#openLobby();
  }

  /** The element is gone. */
  end(): void {
    this.#joins.callOff();
    this.#endSession();
  }

  /** What the call did became its state. */
  changed(after: CallState, before: CallState): void {
    if (after.phase === 'failed' && before.phase !== 'failed') this.#retryJoins = before.phase !== 'lobby';
    this.#sessions.changed(after, before);
    this.#slowJoin.changed(after);
  }

  /** What happened so far, whatever is set. @throws {CallError} signaling-unreachable if it cannot be loaded */
  report(): Promise<CallReport> {
    return this.#sessions.report();
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
    if (this.#phase === 'lobby') this.#sessions.update();
    await this.#sessions.use(session => session.waitForSeat(waiting));
  }

  /** Resolves when nothing is left behind; at once when out, where nobody waits to come in from then on. @throws {CallError} aborted if the page prevents it */
  async leave(cause: Cause): Promise<void> {
    if (!isGoing(this.#phase)) {
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
    if (!this.#sessions.isOpen) await this.#host.updateComplete;
    await this.#sessions.use(use);
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
      if (this.#sessions.retry.hurry()) this.#store.update({type: 'notice', error: null});
      else this.use(session => session.tryAgain());
      return;
    }
    this.#reset();
    if (this.#retryJoins) this.run(this.join('user'));
    else this.use(session => session.prepare());
  }

  /** On `pagehide`. */
  leaveAtOnce(): void {
    this.#leaveCause = 'page';
    this.session?.leaveAtOnce();
    this.#sessions.keepChoices();
  }

  /** Back from the back-forward cache: what was left behind is entered as a new session. */
  comeBack(): void {
    const phase = this.#phase;
    this.#sessions.forgetKept();
    // What was left is left, what failed has failed, and another tab may have the call: to go on is for a person to say.
    if (phase === 'ended' || phase === 'failed') return;
    // The join that was under way has ended with the page; one whose files are being loaded still goes on.
    if (this.session && phase === 'joining') this.#joins.callOff();
    this.#reset();
    if (isInCall(phase)) this.run(this.join('page'));
    else this.autojoin();
  }

  use(act: (session: CallSession) => unknown): void {
    this.run(this.#sessions.use(act));
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

  async #joinUnlessCalledOff(cause: Cause, how: 'join' | 'knock', signal: AbortSignal): Promise<void> {
    await within(this.#host.updateComplete, signal);
    this.#joins.begin();
    const consent = this.#options.consent();
    if (consent) await within(consent, signal);
    signal.throwIfAborted();
    // It says why.
    if (!this.#sessions.isOpen) await this.#sessions.load();
    if (!isInCall(this.#phase) && !this.#host.dispatchEvent(new JoinRequestEvent({cause}))) throw CallError.aborted();
    if (!isGoing(this.#phase)) this.#sessions.update();
    this.#begunBy(cause);
    // At once: what is to be loaded may take its time.
    if (how === 'join') this.#store.update({type: 'join-started'});
    const session = await within(this.#sessions.load(), signal);
    // Another may have taken its place in this moment.
    signal.throwIfAborted();
    await session[how]();
  }

  #begunBy(cause: Cause): void {
    this.#joinCause = cause;
    if (cause === 'user') rememberName(this.#store.state.name);
  }

  #openLobby(): void {
    this.#sessions.open();
    this.rename(this.#host.displayName || this.#store.state.name || recallName());
  }

  /** Back to a lobby, of what is set by now. */
  #reset(): void {
    this.session?.reset();
    if (this.#phase === 'lobby') this.#sessions.update();
  }

  #endSession(): void {
    // Whoever left an earlier call has nothing to do with the end of this one.
    this.#leaveCause = 'page';
    const detached = this.#sessions.detach();
    if (isGoing(this.#phase)) this.run(this.#leave(detached?.current));
    this.run(this.#sessions.free(detached));
  }

  /** Of a call whose files are being loaded still there is nothing to leave. */
  async #leave(session: CallSession | null | undefined): Promise<void> {
    if (session) await session.leave();
    else this.#store.update({type: 'left'});
  }
}
