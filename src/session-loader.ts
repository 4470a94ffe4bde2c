import type {EngineOptions} from './call-engine.js';
import type {CallSession} from './call/call-session.js';
import {CallError} from './errors.js';

/** The session of one room, made when it is first asked for: a page view loads nothing of it. */
export class SessionLoader {
  readonly #options: () => EngineOptions;
  #loading: Promise<CallSession> | null = null;
  #session: CallSession | null = null;
  #ended = false;

  /** @param options read when the session is made */
  constructor(options: () => EngineOptions) {
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
      const {createSession} = await import('./call-engine.js');
      if (this.#ended) throw CallError.aborted();
      return (this.#session = createSession(this.#options()));
    } catch (error) {
      this.#loading = null;
      if (error instanceof CallError) throw error;
      throw new CallError(
        'signaling-unreachable',
        'The call could not be loaded. Check the internet connection and try again.',
        {cause: error},
      );
    }
  }
}
