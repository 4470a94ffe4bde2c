import {doc, onSnapshot} from 'firebase/firestore';
import {CallError} from '../../errors.js';
import type {Log} from '../../log.js';
import type {Clock} from '../../util/clock.js';
import {ConflictError, type KnockRequest} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {commit, commitAtOnce, type Precondition, type Write} from './commit.js';
import {knockPath} from './paths.js';
import {readRoomDocument} from './room-document.js';
import {ServerClock} from './server-clock.js';

/** What a crash leaves at the door is gone after this; who is still there knocks again before. */
const knockLifeMs = 300_000;
const knockAgainMs = 240_000;

interface KnockOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Knocks at a locked room and waits until the owner took the knock away, which is the answer. Returns at once where
 * nobody has to be asked, and where the rules let nobody ask: entering tells why.
 */
export async function knock(
  access: FirestoreAccess,
  {room, name}: KnockRequest,
  {signal, clock, log}: KnockOptions,
): Promise<void> {
  const serverClock = new ServerClock(clock);
  const time = serverClock.time();
  const {document, serverTimeMs} = await readRoomDocument(access, room, signal);
  time(serverTimeMs);
  if (!document?.locked) return;
  const path = knockPath(room, access.uid);
  const send = (precondition?: Precondition) =>
    commit(
      access,
      [knockWrite(path, [access.uid, document.owner], name, serverClock.now() + knockLifeMs, precondition)],
      signal,
    );
  try {
    await send();
    await answered(access, path, {signal, clock, again: () => send({exists: true}), log});
  } catch (error) {
    commitAtOnce(access, [{delete: path}]);
    if (!(error instanceof ConflictError)) throw error;
  }
}

const knockWrite = (
  path: string,
  parties: readonly string[],
  name: string,
  expireAt: number,
  precondition?: Precondition,
): Write => ({
  set: path,
  fields: {parties, name, videoCallExpireAt: new Date(expireAt)},
  now: ['knockedAt'],
  ...(precondition && {precondition}),
});

/** Resolves when the knock is gone; meanwhile it is made anew before its time is over. */
function answered(
  access: FirestoreAccess,
  path: string,
  options: KnockOptions & {readonly again: () => Promise<unknown>},
): Promise<void> {
  const {signal, clock, again, log} = options;
  let end = (): void => undefined;
  const answer = new Promise<void>((resolve, reject) => {
    const stop = onSnapshot(
      doc(access.db, path),
      {includeMetadataChanges: true},
      snapshot => {
        if (!snapshot.metadata.fromCache && !snapshot.exists()) resolve();
      },
      error => {
        reject(new CallError('signaling-unreachable', 'The answer cannot be waited for. Ask again.', {cause: error}));
      },
    );
    const knockAgain = (): void => {
      cancel = clock.after(knockAgainMs, knockAgain);
      again().catch((error: unknown) => {
        if (error instanceof ConflictError) reject(error);
        else if (!signal.aborted) log.warn('knocking again', error);
      });
    };
    let cancel = clock.after(knockAgainMs, knockAgain);
    const onAbort = (): void => {
      reject(CallError.aborted(signal.reason));
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    end = () => {
      stop();
      cancel();
      signal.removeEventListener('abort', onAbort);
    };
  });
  return answer.finally(() => {
    end();
  });
}
