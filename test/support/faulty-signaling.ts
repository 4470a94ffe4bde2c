import {CallError} from '../../src/errors.js';
import type {
  EnterRequest,
  Signaling,
  SignalingHandlers,
  SignalingRoom,
  WaitOptions,
} from '../../src/signaling/signaling.js';
import type {Clock} from '../../src/util/clock.js';
import type {SeededRandom} from './random.js';

/** How often what the contract allows goes wrong, each a share from 0 to 1. */
export interface SignalingFaults {
  /** A write that is not sent, and fails. */
  readonly lost: number;
  /** A write that takes effect, and fails all the same: its reply was lost. */
  readonly unanswered: number;
  /** A write that waits; others overtake it. */
  readonly late: number;
  /** A state that is told twice. */
  readonly repeated: number;
  /** A state that waits, and is not told at all if there is a newer one by then. */
  readonly stale: number;
  readonly longestDelayMs: number;
}

export interface FaultySignalingOptions {
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** Asked at each step, so that faults can end and a test come to rest. */
  readonly faults: () => SignalingFaults | null;
}

/** Any signaling, made as bad as its contract allows: writes are lost, late or unanswered, states come late, twice or not at all, the way in fails and the way out takes long. */
export class FaultySignaling implements Signaling {
  readonly #inner: Signaling;
  readonly #options: FaultySignalingOptions;

  constructor(inner: Signaling, options: FaultySignalingOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  async enter(request: EnterRequest, options: WaitOptions): Promise<SignalingRoom> {
    const {clock, random, faults} = this.#options;
    const {lost = 0, unanswered = 0, late = 0, longestDelayMs = 0} = faults() ?? {};
    if (random.chance(late)) await pause(clock, random.integer(1, longestDelayMs));
    if (options.signal.aborted) throw CallError.aborted(options.signal.reason);
    if (random.chance(lost)) throw unreachable();
    const end = new AbortController();
    const handlers = faultyHandlers(request.handlers, this.#options, end.signal);
    const room = await this.#inner.enter({...request, handlers}, options);
    if (!random.chance(unanswered)) return faultyRoom(room, this.#options, end);
    end.abort();
    room.abandon();
    throw unreachable();
  }

  async dispose(): Promise<void> {
    await this.#inner.dispose?.();
  }
}

const pause = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise(resolve => {
    clock.after(delayMs, resolve);
  });

const unreachable = (): CallError => new CallError('signaling-unreachable', 'Lost on purpose.');

/** Each stream in its order, the last state always told in the end, and nothing after the end. */
function faultyHandlers(
  handlers: SignalingHandlers,
  options: FaultySignalingOptions,
  end: AbortSignal,
): SignalingHandlers {
  const isEnded = (): boolean => end.aborted;
  const stream = <T>(tell: (state: T) => void): ((state: T) => void) => {
    let waiting: T[] = [];
    const release = (): void => {
      const latest = waiting.at(-1);
      waiting = [];
      if (latest !== undefined && !isEnded()) tell(latest);
    };
    return state => {
      if (isEnded()) return;
      const {clock, random, faults} = options;
      const {repeated = 0, stale = 0, longestDelayMs = 0} = faults() ?? {};
      if (waiting.length > 0) waiting.push(state);
      else if (random.chance(stale)) {
        waiting.push(state);
        clock.after(random.integer(1, longestDelayMs), release);
      } else {
        tell(state);
        if (!isEnded() && random.chance(repeated)) tell(state);
      }
    };
  };
  return {
    ...handlers,
    onParticipants: stream(participants => {
      handlers.onParticipants(participants);
    }),
    onConnections: stream(connections => {
      handlers.onConnections(connections);
    }),
    onLive: faultyLive(handlers, options, end),
  };
}

/** Told twice, and taken back for a moment: a listener may be opened anew at any time. */
function faultyLive(
  handlers: SignalingHandlers,
  {clock, random, faults}: FaultySignalingOptions,
  end: AbortSignal,
): SignalingHandlers['onLive'] {
  const isEnded = (): boolean => end.aborted;
  let told = 0;
  return (live, error) => {
    if (isEnded()) return;
    const now = ++told;
    const {repeated = 0, stale = 0, longestDelayMs = 0} = faults() ?? {};
    handlers.onLive(live, error);
    if (random.chance(repeated) && !isEnded()) handlers.onLive(live, error);
    if (!live || !random.chance(stale)) return;
    clock.after(random.integer(1, longestDelayMs), () => {
      if (now !== told || isEnded()) return;
      handlers.onLive(false);
      handlers.onLive(true);
    });
  };
}

function faultyRoom(room: SignalingRoom, options: FaultySignalingOptions, end: AbortController): SignalingRoom {
  const {clock, random, faults} = options;
  const faulty = async (write: () => Promise<void>, {signal}: WaitOptions): Promise<void> => {
    const {lost = 0, unanswered = 0, late = 0, longestDelayMs = 0} = faults() ?? {};
    if (random.chance(late)) await pause(clock, random.integer(1, longestDelayMs));
    if (signal.aborted || end.signal.aborted) throw CallError.aborted(signal.reason);
    if (random.chance(lost)) throw unreachable();
    await write();
    if (random.chance(unanswered)) throw unreachable();
  };
  const ended = <T>(leave: () => T): T => {
    end.abort();
    return leave();
  };
  return {
    uid: room.uid,
    session: room.session,
    ...(room.ownership && {ownership: room.ownership}),
    serverNow: () => room.serverNow(),
    join: (request, wait) => faulty(() => room.join(request, wait), wait),
    returnToLobby: wait => faulty(() => room.returnToLobby(wait), wait),
    offer: (offer, wait) => faulty(() => room.offer(offer, wait), wait),
    answer: (answer, wait) => faulty(() => room.answer(answer, wait), wait),
    addCandidates: (pair, candidates, wait) => faulty(() => room.addCandidates(pair, candidates, wait), wait),
    deleteConnection: (pair, wait) => faulty(() => room.deleteConnection(pair, wait), wait),
    renew: wait => faulty(() => room.renew(wait), wait),
    restore: wait => faulty(() => room.restore(wait), wait),
    raiseNetworkEpoch: wait => faulty(() => room.raiseNetworkEpoch(wait), wait),
    sweep: (leftovers, wait) => faulty(() => room.sweep(leftovers, wait), wait),
    refresh: what => room.refresh?.(what),
    leave: () =>
      ended(async () => {
        const {late = 0, longestDelayMs = 0} = faults() ?? {};
        if (random.chance(late)) await pause(clock, random.integer(1, longestDelayMs));
        await room.leave();
      }),
    leaveAtOnce: () => {
      ended(() => {
        room.leaveAtOnce();
      });
    },
    abandon: () => {
      ended(() => {
        room.abandon();
      });
    },
  };
}
