import type * as CallEngine from './call-engine.js';
import type {CallSession} from './call/call-session.js';
import {CallError} from './errors.js';

/** What a page view without a call needs none of. */
export type Engine = typeof CallEngine;

/** @throws {CallError} signaling-unreachable */
export async function loadEngine(): Promise<Engine> {
  try {
    return await import('./call-engine.js');
  } catch (error) {
    throw new CallError(
      'signaling-unreachable',
      'The call could not be loaded. Check the internet connection and try again.',
      {cause: error},
    );
  }
}

/** The session of one room, made when it is first asked for: a page view loads nothing of it. */
export class SessionLoader {
  readonly #options: (engine: Engine) => CallEngine.EngineOptions;
  #loading: Promise<CallSession> | null = null;
  #session: CallSession | null = null;
  #ended = false;

  /** @param options read when the session is made */
  constructor(options: (engine: Engine) => CallEngine.EngineOptions) {
    this.#options = options;
  }

  /** The session if there is one already. */
  get current(): CallSession | null {
    return this.#session;
  }

  /** @throws {CallError} signaling-unreachable if it cannot be loaded, aborted after {@link end} */
  async load(): Promise<CallSession> {
    this.#loading ??= this.#create();
    return this.#loading;
  }

  /** Leaves, if there is anything to leave, and frees everything. */
  async end(): Promise<void> {
    this.#ended = true;
    const session = this.#session;
    this.#session = null;
    await session?.dispose();
  }

  async #create(): Promise<CallSession> {
    try {
      const engine = await loadEngine();
      if (this.#ended) throw CallError.aborted();
      return (this.#session = engine.createSession(this.#options(engine)));
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }
}
