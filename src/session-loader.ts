import type * as CallEngine from './call-engine.js';
import type {CallSession} from './call/call-session.js';
import type {UnreachableRetry} from './call/unreachable-retry.js';
import {CallError} from './errors.js';
import {loadPart} from './util/load-part.js';
import {within} from './util/within.js';

/** What a page view without a call needs none of. */
export type Engine = typeof CallEngine;

/** @throws {CallError} signaling-unreachable */
export const loadEngine = (): Promise<Engine> => loadPart(() => import('./call-engine.js'));

/** The session of one room, made when it is first asked for: a page view loads nothing of it. */
export class SessionLoader {
  readonly #options: (engine: Engine) => CallEngine.EngineOptions;
  readonly #retry: UnreachableRetry;
  readonly #ended = new AbortController();
  #loading: Promise<CallSession> | null = null;
  #session: CallSession | null = null;

  /** @param options read when the session is made */
  constructor(options: (engine: Engine) => CallEngine.EngineOptions, retry: UnreachableRetry) {
    this.#options = options;
    this.#retry = retry;
  }

  /** The session if there is one already. */
  get current(): CallSession | null {
    return this.#session;
  }

  /** Goes on trying while it cannot be loaded. @throws {CallError} aborted after {@link end} */
  load(): Promise<CallSession> {
    this.#loading ??= this.#create();
    return this.#loading;
  }

  /** Leaves, if there is anything to leave, and frees everything. */
  async end(): Promise<void> {
    this.#ended.abort(CallError.aborted());
    const session = this.#session;
    this.#session = null;
    await session?.dispose();
  }

  async #create(): Promise<CallSession> {
    const {signal} = this.#ended;
    const engine = await within(this.#retry.run(loadEngine, signal), signal);
    // It may have ended since the engine was there: nobody would free what is made now.
    signal.throwIfAborted();
    return (this.#session = engine.createSession(this.#options(engine)));
  }
}
