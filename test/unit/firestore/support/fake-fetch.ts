/** One request as it was sent. */
export interface SentRequest {
  readonly url: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly keepalive: boolean;
}

/** What the network does with one request. */
export type Reply = (request: SentRequest, signal: AbortSignal) => Promise<Response> | Response;

const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), {status});

/** Replies of Firestore's REST interface, and of what lies between. */
export const replies = {
  commit: (
    updateTimes: readonly string[] = ['2026-01-01T00:00:00.000001Z'],
    commitTime = '2026-01-01T00:00:00Z',
  ): Reply => {
    return () => json(200, {commitTime, writeResults: updateTimes.map(updateTime => (updateTime ? {updateTime} : {}))});
  },
  found: (fields: object, updateTime: string, readTime = '2026-01-01T00:00:00Z'): Reply => {
    return () => json(200, [{found: {fields, updateTime}, readTime}]);
  },
  missing: (readTime = '2026-01-01T00:00:00Z'): Reply => {
    return () => json(200, [{missing: 'projects/…', readTime}]);
  },
  refused: (httpStatus: number, status: string, message = 'why'): Reply => {
    return () => json(httpStatus, {error: {code: httpStatus, status, message}});
  },
  text: (httpStatus: number, text: string): Reply => {
    return () => new Response(text, {status: httpStatus});
  },
  /** As `fetch` says that there is no network. */
  offline: (): Reply => () => Promise.reject(new TypeError('Failed to fetch')),
  /** Nothing, until the caller gives up. */
  silence: (): Reply => (_request, signal) =>
    new Promise((_resolve, reject) => {
      const giveUp = (): void => reject(signal.reason);
      if (signal.aborted) giveUp();
      signal.addEventListener('abort', giveUp);
    }),
  /** Takes effect, but says so to nobody. */
  lost:
    (effect: () => void): Reply =>
    () => {
      effect();
      return Promise.reject(new TypeError('network changed'));
    },
} as const;

/** Stands in for the network, to cause faults: each request gets the next reply, the last one from then on. */
export class FakeFetch {
  readonly sent: SentRequest[] = [];
  readonly #replies: Reply[] = [];
  readonly #fetch = globalThis.fetch;

  constructor() {
    globalThis.fetch = (input, init) => this.#reply(input, init);
  }

  /** From now on. */
  replyWith(...given: readonly Reply[]): void {
    this.#replies.splice(0, Infinity, ...given);
  }

  restore(): void {
    globalThis.fetch = this.#fetch;
  }

  async #reply(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const request: SentRequest = {
      url: input instanceof Request ? input.url : String(input),
      // What renews a sign-in is a form.
      body: typeof init.body === 'string' && init.body.startsWith('{') ? (JSON.parse(init.body) as unknown) : null,
      headers: Object.fromEntries(new Headers(init.headers)),
      keepalive: init.keepalive ?? false,
    };
    const signal = init.signal ?? new AbortController().signal;
    // As the real one does: what is called off already is not sent.
    if (signal.aborted) throw signal.reason;
    this.sent.push(request);
    const reply = this.#replies.length > 1 ? this.#replies.shift() : this.#replies[0];
    if (!reply) throw new TypeError(`no reply to ${request.url}`);
    return reply(request, signal);
  }
}

/** Seconds count as waiting for; what is shorter passes by itself. */
const longMs = 1_000;

/** Time limits, and timers of a second and more, that pass when the test says so. */
export class ManualTimeouts {
  readonly limitsMs: number[] = [];
  /** Of the long timers. */
  readonly timersMs: number[] = [];
  readonly #timeout = AbortSignal.timeout;
  readonly #setTimeout = globalThis.setTimeout;
  readonly #open = new Map<AbortController, number>();
  #timers: (() => void)[] = [];
  #waiting: (() => void) | null = null;

  constructor() {
    AbortSignal.timeout = ms => {
      const controller = new AbortController();
      this.limitsMs.push(ms);
      this.#open.set(controller, ms);
      this.#waiting?.();
      return controller.signal;
    };
    globalThis.setTimeout = ((act: () => void, ms = 0) => {
      if (ms < longMs) return this.#setTimeout.call(globalThis, act, ms);
      this.timersMs.push(ms);
      this.#timers.push(act);
      return 0;
    }) as typeof setTimeout;
  }

  /** The limits set so far, or the next one, pass; only those of so many ms, if said. */
  async pass(onlyMs?: number): Promise<void> {
    if (this.#open.size === 0) await new Promise<void>(resolve => (this.#waiting = resolve));
    for (const [controller, ms] of this.#open) {
      if (onlyMs !== undefined && ms !== onlyMs) continue;
      controller.abort(new DOMException('', 'TimeoutError'));
      this.#open.delete(controller);
    }
  }

  /** The long timers set so far are due. */
  fire(): void {
    for (const act of this.#timers.splice(0)) act();
  }

  restore(): void {
    AbortSignal.timeout = this.#timeout;
    globalThis.setTimeout = this.#setTimeout;
  }
}
