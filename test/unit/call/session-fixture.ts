import {expect} from '@open-wc/testing';
import {CallReport} from '../../../src/call/call-report.js';
import {CallSession, type CallSessionOptions} from '../../../src/call/call-session.js';
import {Store} from '../../../src/call/store.js';
import {silentLog} from '../../../src/log.js';
import {createLocalMedia} from '../../../src/media/local-media-capture.js';
import type {Participant} from '../../../src/protocol/participant.js';
import type {SignalingRoom} from '../../../src/signaling/signaling.js';
import {ManualClock} from '../../support/manual-clock.js';
import {MemoryStore} from '../../support/memory-signaling.js';
import {environment} from '../media/support/environments.js';

export const room = 'table-7';
const wanted = {microphone: false, camera: false};
/** Longer than there and back. */
export const tripMs = 100;
export const minuteMs = 60_000;

type Difference = Partial<CallSessionOptions> & {readonly clock?: ManualClock};

/** eva's session in a room of two seats of the memory store; time passes only when the test says so. */
export function setupSession(different: Difference = {}) {
  const {clock = new ManualClock(), store = new Store(() => undefined)} = different;
  const memory = new MemoryStore({clock, random: () => 0.5, delayMs: () => 10});
  const device = memory.signaling('eva');
  const session = new CallSession({
    ...{room, wanted},
    signaling: device,
    capacity: 2,
    createMedia: onChange => createLocalMedia({onChange, environment: environment()}),
    probe: () => expect.fail('nothing is captured'),
    asksOwner: () => false,
    iceServers: () => Promise.resolve([]),
    withoutVideo: false,
    relayOnly: false,
    videoCodecs: [],
    maxVideoHeightPx: 720,
    preparedLifeMs: Infinity,
    report: new CallReport(clock),
    log: silentLog,
    ...different,
    ...{store, clock},
  });
  store.update({type: 'ready', room, capacity: 2, wanted});
  const nothing = (): void => undefined;
  /** Somebody takes a seat, and keeps it without ever meeting anybody. */
  const sit = async (uid: string): Promise<SignalingRoom> => {
    const handlers = {onParticipants: nothing, onConnections: nothing, onLive: nothing};
    const entering = memory
      .signaling(uid)
      .enter(
        {room, session: `${uid}-1`, capacity: 2, state: 'joined', name: uid, handlers},
        {signal: new AbortController().signal},
      );
    await clock.advance(tripMs);
    const entered = await entering;
    const renew = (): void => {
      clock.after(minuteMs, () => {
        entered.renew({signal: new AbortController().signal}).then(renew, nothing);
      });
    };
    renew();
    return entered;
  };
  const entry = (uid: string): Participant | undefined => memory.state(room).participants.get(uid);
  return {clock, memory, device, store, session, sit, entry};
}

/** The code that it rejects with, or `resolved`. */
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );
