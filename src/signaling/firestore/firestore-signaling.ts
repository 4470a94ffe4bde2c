import {CallError} from '../../errors.js';
import type {Log} from '../../log.js';
import type {Clock} from '../../util/clock.js';
import {isUnanswered} from '../../util/unanswered.js';
import type {EnterRequest, KnockRequest, Signaling, SignalingRoom, WaitOptions} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {connect, type ConnectOptions} from './connect.js';
import {fetchFirebaseConfig, isConfigUrl, parseFirebaseConfig, type FirebaseConfig} from './firebase-config.js';
import {FirestoreRoom} from './firestore-room.js';
import {knock} from './knock.js';
import {SharedAccess} from './shared-access.js';
import {UsageCount} from './usage-count.js';

/** Where the signaling goes. */
export interface FirestoreSignalingOptions extends Omit<ConnectOptions, 'config'> {
  /** Inline JSON, the URL of it, or an object. */
  readonly firebaseConfig: unknown;
  readonly clock: Clock;
  readonly log: Log;
}

/** Signaling over Cloud Firestore by `protocol.md`: writes by REST, reads by the SDK's listeners. */
export function firestoreSignaling(options: FirestoreSignalingOptions): Signaling {
  const rooms = new Set<FirestoreRoom>();
  /** Of rooms that were not entered yet: what it costs to be let in counts as well. */
  const counts = new Map<string, UsageCount>();
  const access = new SharedAccess(async signal => {
    const config = options.firebaseApp == null ? await readConfig(options.firebaseConfig, signal) : null;
    return connect({...options, config}, signal);
  });

  const opening = async (signal: AbortSignal): Promise<FirestoreAccess> => {
    const opened = await access.get(signal);
    if (signal.aborted) throw CallError.aborted();
    return opened;
  };

  const countOf = (room: string): UsageCount => {
    const usage = counts.get(room) ?? new UsageCount();
    counts.set(room, usage);
    return usage;
  };

  return {
    async enter(request: EnterRequest, {signal}: WaitOptions): Promise<SignalingRoom> {
      const opened = await opening(signal);
      const usage = countOf(request.room);
      const room = new FirestoreRoom(opened, request, {...options, usage, onEnd: () => rooms.delete(room)});
      rooms.add(room);
      await room.enter(signal).catch(async (error: unknown) => {
        if (isForAppCheck(error, opened)) await access.close();
        throw error;
      });
      counts.delete(request.room);
      return room;
    },
    async knock(request: KnockRequest, {signal}: WaitOptions): Promise<void> {
      const {clock, log} = options;
      await knock(await opening(signal), request, {signal, clock, log, usage: countOf(request.room)});
    },
    leaveAtOnce() {
      for (const room of rooms) room.leaveAtOnce();
    },
    async dispose() {
      // What is being entered right now is called off, which takes a moment: here it is waited for.
      await Promise.all([...rooms].map(room => room.leave()));
      await access.close();
    },
  };
}

/** The SDK asks for the file of reCAPTCHA once for an app, and never hears that it did not load: only another app has it loaded anew. */
const isForAppCheck = (error: unknown, {appCheck}: FirestoreAccess): boolean =>
  error instanceof CallError && isUnanswered(error.cause) && error.cause === appCheck.error;

async function readConfig(value: unknown, signal: AbortSignal): Promise<FirebaseConfig> {
  return typeof value === 'string' && isConfigUrl(value)
    ? fetchFirebaseConfig(value, signal)
    : parseFirebaseConfig(value);
}
