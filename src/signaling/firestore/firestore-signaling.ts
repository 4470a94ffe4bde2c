import {CallError} from '../../errors.js';
import type {Log} from '../../log.js';
import type {Clock} from '../../util/clock.js';
import type {EnterRequest, KnockRequest, Signaling, SignalingRoom, WaitOptions} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {connect, type ConnectOptions} from './connect.js';
import {fetchFirebaseConfig, isConfigUrl, parseFirebaseConfig, type FirebaseConfig} from './firebase-config.js';
import {FirestoreRoom} from './firestore-room.js';
import {knock} from './knock.js';
import {SharedAccess} from './shared-access.js';

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
  const access = new SharedAccess(async signal => {
    const config = options.firebaseApp == null ? await readConfig(options.firebaseConfig, signal) : null;
    return connect({...options, config}, signal);
  });

  const opening = async (signal: AbortSignal): Promise<FirestoreAccess> => {
    const opened = await access.get(signal);
    if (signal.aborted) throw CallError.aborted();
    return opened;
  };

  return {
    async enter(request: EnterRequest, {signal}: WaitOptions): Promise<SignalingRoom> {
      const opened = await opening(signal);
      const room = new FirestoreRoom(opened, request, {...options, onEnd: () => rooms.delete(room)});
      rooms.add(room);
      await room.enter(signal);
      return room;
    },
    async knock(request: KnockRequest, {signal}: WaitOptions): Promise<void> {
      await knock(await opening(signal), request, {signal, clock: options.clock, log: options.log});
    },
    async dispose() {
      for (const room of rooms) room.abandon();
      await access.close();
    },
  };
}

async function readConfig(value: unknown, signal: AbortSignal): Promise<FirebaseConfig> {
  return typeof value === 'string' && isConfigUrl(value)
    ? fetchFirebaseConfig(value, signal)
    : parseFirebaseConfig(value);
}
