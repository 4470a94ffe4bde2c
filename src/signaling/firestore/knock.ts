import {doc, onSnapshot, type DocumentSnapshot} from 'firebase/firestore';
import {CallError} from '../../errors.js';
import type {Log} from '../../log.js';
import type {Clock} from '../../util/clock.js';
import {ConflictError, type KnockRequest} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {commit, commitAtOnce, type Precondition, type Write} from './commit.js';
import {knockPath} from './paths.js';
import {readRoomDocument} from './room-document.js';
import {ServerClock} from './server-clock.js';
import type {UsageCount} from './usage-count.js';

/** What a crash leaves at the door is gone after this; who is still there knocks again before. */
const knockLifeMs = 300_000;
const knockAgainMs = 240_000;

interface KnockOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
  readonly usage: UsageCount;
}

/**
 * Knocks at a locked room and waits until the owner took the knock away, which is the answer. Returns at once where
 * nobody has to be asked, and where the rules let nobody ask: entering tells why.
 */
export async function knock(
  access: FirestoreAccess,
  {room, name}: KnockRequest,
  {signal, clock, log, usage}: KnockOptions,
): Promise<void> {
  const serverClock = new ServerClock(clock);
  const time = serverClock.time();
  const {document, serverTimeMs} = await readRoomDocument(access, room, signal);
  usage.add({reads: 1});
  time(serverTimeMs);
  if (!document?.locked) return;
  const path = knockPath(room, access.uid);
  const send = async (precondition?: Precondition): Promise<void> => {
    const write = knockWrite(path, [access.uid, document.owner], name, serverClock.now() + knockLifeMs, precondition);
    await commit(access, [write], signal);
    usage.add({writes: 1});
  };
  try {
    await send();
    await answered(access, path, {signal, clock, again: () => send({exists: true}), log, usage});
  } catch (error) {
    commitAtOnce(access, [{delete: path}]);
    usage.add({deletes: 1});
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

/** A listener's first result costs a read even if there is none; then each version does, but not that it is gone. */
function countingVersions(usage: UsageCount): (snapshot: DocumentSnapshot) => void {
  let last: string | null = null;
  return snapshot => {
    const version = String(snapshot.get('knockedAt'));
    if (version !== last && (snapshot.exists() || last === null)) usage.add({reads: 1});
    last = version;
  };
}

/** Resolves when the knock is gone; meanwhile it is made anew before its time is over. */
function answered(
  access: FirestoreAccess,
  path: string,
  options: KnockOptions & {readonly again: () => Promise<unknown>},
): Promise<void> {
  const {signal, clock, again, log, usage} = options;
  let end = (): void => undefined;
  const count = countingVersions(usage);
  const answer = new Promise<void>((resolve, reject) => {
    const onNext = (snapshot: DocumentSnapshot): void => {
      if (snapshot.metadata.fromCache) return;
      count(snapshot);
      if (!snapshot.exists()) resolve();
    };
    const onError = (error: Error): void =>
      reject(new CallError('signaling-unreachable', 'The answer cannot be waited for. Ask again.', {cause: error}));
    const stop = access.path.listen(() =>
      onSnapshot(doc(access.db, path), {includeMetadataChanges: true}, onNext, onError),
    );
    const knockAgain = (): void => {
      cancel = clock.after(knockAgainMs, knockAgain);
      again().catch((error: unknown) => {
        if (error instanceof ConflictError) reject(error);
        else if (!signal.aborted) log.warn('knocking again', error);
      });
    };
    let cancel = clock.after(knockAgainMs, knockAgain);
    const onAbort = (): void => reject(CallError.aborted(signal.reason));
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    end = () => {
      stop();
      cancel();
      signal.removeEventListener('abort', onAbort);
    };
  });
  return answer.finally(() => end());
}
