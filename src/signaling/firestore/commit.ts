import {CallError} from '../../errors.js';
import {ConflictError} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {refusal} from './failure.js';
import {encodeFields, encodeValue, type FieldValue} from './values.js';

/** One write of a commit, in terms of Firestore's REST interface (`google.firestore.v1.Write`). */
export type Write =
  | {
      readonly set: string;
      readonly fields: Readonly<Record<string, FieldValue>>;
      /** Fields that get the time of the commit. */
      readonly now?: readonly string[];
      /** Only these fields change; without it the document is replaced. */
      readonly mask?: readonly string[];
      /** Values added to array fields that lack them. */
      readonly append?: Readonly<Record<string, readonly string[]>>;
      readonly precondition?: Precondition;
    }
  | {readonly delete: string; readonly precondition?: Precondition};

/** What must hold, or the whole commit is refused. The SDK has no `updateTime`: one reason why writes go by REST. */
export type Precondition = {readonly updateTime: string} | {readonly exists: boolean};

export interface CommitResult {
  /** The store's time of the commit, ms since 1970. */
  readonly commitTimeMs: number;
  /** For each write the document's new `updateTime`, '' for a delete. */
  readonly updateTimes: readonly string[];
}

/** A reply may take this long; then the write is repeated once, which is harmless: see {@link commit}. */
const replyLimitMs = 4_500;
const pauseMs = 300;
const attempts = 2;

/**
 * All writes of this package: one atomic REST commit of several documents. Repeating one is harmless: what must not
 * happen twice has a precondition, the rest sets the same values again. So a reply that was lost or came late is asked
 * for once more, and in less than 10 s the caller knows.
 *
 * @throws {ConflictError} a precondition or a rule forbids it now
 * @throws {CallError} signaling-unreachable, permission-denied (not signed in any more), app-check-refused, aborted
 */
export async function commit(
  access: FirestoreAccess,
  writes: readonly Write[],
  signal: AbortSignal,
): Promise<CommitResult> {
  const body = JSON.stringify({writes: writes.map(write => restWrite(access.documents, write))});
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(access, body, signal, attempt > 1);
    } catch (error) {
      if (signal.aborted) throw CallError.aborted(error);
      if (error instanceof ConflictError || (error instanceof CallError && !isWorthRepeating(error))) throw error;
      if (attempt === attempts) throw unreachable(error);
      await pause(pauseMs, signal);
    }
  }
}

/** The same without waiting, in a way that outlives the page. */
export function commitAtOnce(access: FirestoreAccess, writes: readonly Write[]): void {
  const body = JSON.stringify({writes: writes.map(write => restWrite(access.documents, write))});
  fetch(commitUrl(access), {
    method: 'POST',
    headers: {...access.lastHeaders(), ...contentType},
    body,
    keepalive: true,
  }).catch(() => {
    // Nobody is left to hear it: what stays behind is swept when its lease lapses.
  });
}

/** Whether a document is there, and the store's time: a read by REST, for when no listener can run. */
export async function look(
  access: FirestoreAccess,
  path: string,
  signal: AbortSignal,
): Promise<{
  readonly serverTimeMs: number;
  readonly updateTime: string;
  readonly fields: Readonly<Record<string, unknown>> | null;
}> {
  const body = JSON.stringify({documents: [`${access.documents}/${path}`]});
  const url = `${access.origin}/v1/${access.documents}:batchGet`;
  const reply = await post(url, {headers: {...(await access.headers()), ...contentType}, body}, signal);
  const [row] = (await reply.json()) as readonly {
    readTime?: string;
    found?: {updateTime?: string; fields?: Record<string, unknown>};
  }[];
  return {
    serverTimeMs: Date.parse(row?.readTime ?? ''),
    updateTime: row?.found?.updateTime ?? '',
    fields: row?.found ? (row.found.fields ?? {}) : null,
  };
}

const contentType = {'Content-Type': 'application/json'} as const;
const commitUrl = ({origin, documents}: FirestoreAccess): string => `${origin}/v1/${documents}:commit`;

async function send(access: FirestoreAccess, body: string, signal: AbortSignal, fresh: boolean): Promise<CommitResult> {
  const headers = {...(await access.headers({fresh})), ...contentType};
  const reply = await post(commitUrl(access), {headers, body}, signal);
  const result = (await reply.json()) as {commitTime?: string; writeResults?: readonly {updateTime?: string}[]};
  return {
    commitTimeMs: Date.parse(result.commitTime ?? ''),
    updateTimes: (result.writeResults ?? []).map(({updateTime}) => updateTime ?? ''),
  };
}

async function post(url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  const reply = await fetch(url, {
    method: 'POST',
    ...init,
    signal: AbortSignal.any([signal, AbortSignal.timeout(replyLimitMs)]),
  });
  if (!reply.ok) throw refusal(reply.status, await reply.text());
  return reply;
}

const isWorthRepeating = ({code}: CallError): boolean =>
  code === 'signaling-unreachable' || code === 'permission-denied';

const unreachable = (cause: unknown): unknown =>
  cause instanceof CallError
    ? cause
    : new CallError(
        'signaling-unreachable',
        'The call service cannot be reached. Check the internet connection; trying again goes on by itself.',
        {cause},
      );

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
  });
}

function restWrite(documents: string, write: Write): unknown {
  const currentDocument = write.precondition && {currentDocument: write.precondition};
  if ('delete' in write) return {delete: `${documents}/${write.delete}`, ...currentDocument};
  const transforms = [
    ...(write.now ?? []).map(fieldPath => ({fieldPath, setToServerValue: 'REQUEST_TIME'})),
    ...Object.entries(write.append ?? {}).map(([fieldPath, values]) => ({
      fieldPath,
      appendMissingElements: {values: values.map(encodeValue)},
    })),
  ];
  return {
    update: {name: `${documents}/${write.set}`, fields: encodeFields(write.fields)},
    ...(write.mask && {updateMask: {fieldPaths: write.mask}}),
    ...(transforms.length > 0 && {updateTransforms: transforms}),
    ...currentDocument,
  };
}
