import {CallError, isAborted} from '../../errors.js';
import {parseList, parseRecord, parseString, parseTime} from '../../protocol/shape.js';
import {within} from '../../util/within.js';
import {ConflictError} from '../signaling.js';
import type {FirestoreAccess} from './access.js';
import {refusal, RuleRefusal, unreachable} from './failure.js';
import {hedged} from './hedged.js';
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
      /** Values taken out of array fields. */
      readonly take?: Readonly<Record<string, readonly string[]>>;
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

/** A reply may take this long in all. */
const replyLimitMs = 8_700;
/**
 * Without a reply by then the same is sent again, by a path that counts as lost, which is harmless: see {@link commit}. The
 * first goes on: where the store or the line has so much to do that replies take as long, it is the one that gets through.
 */
const againAfterMs = 4_200;
const pauseMs = 300;
/** A connection that is open still may be dead, as after a change of network: others are tried before it has timed out. */
const suspectAfterMs = [500, 1_500, 2_800] as const;
/**
 * How often a request is sent at most. A copy that is called off goes over the line all the same, once the system has taken it:
 * five of an offer (7 kB) take half of what 64 kbit/s carry until {@link replyLimitMs}. With ten, none ever got through.
 */
const mostCopies = 5;

/**
 * All writes of this package: one atomic REST commit of several documents. Repeating one is harmless: what must not
 * happen twice has a precondition, the rest sets the same values again. So a reply that was lost or is late is asked for
 * once more, and in less than 10 s the caller knows.
 *
 * @throws {ConflictError} a precondition or a rule forbids it now
 * @throws {CallError} signaling-unreachable, permission-denied (not signed in any more), app-check-refused,
 *   invalid-config, aborted
 */
export function commit(access: FirestoreAccess, writes: readonly Write[], signal: AbortSignal): Promise<CommitResult> {
  const body = {writes: writes.map(write => restWrite(access.documents, write))};
  // A page may go as soon as it has left: browsers let little outlive it, but deletes are small.
  const keepalive = writes.every(write => 'delete' in write);
  return ask(access, {url: urlOf(access, 'commit'), body, keepalive}, readCommit, signal);
}

/** The same without waiting, in a way that outlives the page. */
export function commitAtOnce(access: FirestoreAccess, writes: readonly Write[]): void {
  const body = JSON.stringify({writes: writes.map(write => restWrite(access.documents, write))});
  fetch(urlOf(access, 'commit'), {
    method: 'POST',
    headers: {...access.lastHeaders(), ...contentType},
    body,
    keepalive: true,
  }).catch(() => {
    // Nobody is left to hear it: what stays behind is swept when its lease lapses.
  });
}

/** One document, as far as a read by REST tells it. */
export interface Looked {
  readonly serverTimeMs: number;
  /** '' if it is not there. */
  readonly updateTime: string;
  /** Null if it is not there. */
  readonly fields: Readonly<Record<string, unknown>> | null;
}

/**
 * Whether a document is there, and the store's time: a read by REST, for when no listener can run.
 * @throws as {@link commit}
 */
export function look(access: FirestoreAccess, path: string, signal: AbortSignal): Promise<Looked> {
  const body = {documents: [`${access.documents}/${path}`]};
  return ask(access, {url: urlOf(access, 'batchGet'), body}, readDocument, signal);
}

const contentType = {'Content-Type': 'application/json'} as const;
const urlOf = ({origin, documents}: FirestoreAccess, method: string): string => `${origin}/v1/${documents}:${method}`;

/**
 * One request, a second one beside or after it where it may help, and one well-formed reply or refusal, in time.
 * @throws as {@link commit}
 */
export async function ask<T>(
  access: FirestoreAccess,
  {url, body, keepalive = false}: {readonly url: string; readonly body: object; readonly keepalive?: boolean},
  read: (reply: unknown) => T,
  signal: AbortSignal,
): Promise<T> {
  const request = {url, body: JSON.stringify(body), keepalive, sentCount: 0};
  const tryOnce = async (either: AbortSignal, failures: readonly unknown[]): Promise<T> => {
    const isUnanswered = request.sentCount > 0 && failures.length === 0;
    if (isUnanswered) access.path.lost();
    return read(await sendSignedIn(access, request, either));
  };
  try {
    return await hedged(tryOnce, {
      againAfterMs: [againAfterMs],
      afterFailureMs: pauseMs,
      isOutcome: error => !isWorthRepeating(error),
      signal: AbortSignal.any([signal, AbortSignal.timeout(replyLimitMs)]),
    });
  } catch (error) {
    if (signal.aborted) throw CallError.aborted(error);
    if (error instanceof RuleRefusal) error.wasRepeated = request.sentCount > 1;
    throw isRefusal(error) ? error : unreachable(error);
  }
}

interface Request {
  readonly url: string;
  readonly body: string;
  readonly keepalive: boolean;
  sentCount: number;
}

/** With the tokens that there are, and with new ones if those have ended. */
async function sendSignedIn(access: FirestoreAccess, request: Request, signal: AbortSignal): Promise<unknown> {
  try {
    return await send(access, request, signal, {fresh: false});
  } catch (error) {
    if (!(error instanceof CallError) || error.code !== 'permission-denied') throw error;
    return send(access, request, signal, {fresh: true});
  }
}

/**
 * On a path that may be dead the same several times. The very first is given all the time there is, and is what gets through
 * where the line is narrow; the others make room for one another: browsers open six connections to a server at most.
 */
async function send(
  access: FirestoreAccess,
  request: Request,
  signal: AbortSignal,
  {fresh}: {readonly fresh: boolean},
): Promise<unknown> {
  const headers = {...(await within(access.headers({fresh}), signal)), ...contentType};
  const further = access.path.isSuspect ? suspectAfterMs.slice(0, Math.max(0, mostCopies - 1 - request.sentCount)) : [];
  return hedged(
    either => {
      const isFirst = request.sentCount++ === 0;
      const limited = isFirst ? either : AbortSignal.any([either, AbortSignal.timeout(againAfterMs)]);
      const {url, body, keepalive} = request;
      return reach(access, url, {method: 'POST', headers, body, keepalive, signal: limited});
    },
    {againAfterMs: further, isOutcome: isRefusal, signal},
  );
}

const isRefusal = (error: unknown): boolean => error instanceof ConflictError || error instanceof CallError;

/** One try, which tells whether the store is in reach. */
async function reach({path}: FirestoreAccess, url: string, init: RequestInit): Promise<unknown> {
  const askedAt = performance.now();
  try {
    const reply = await fetch(url, init);
    if (!reply.ok) throw refusal(reply.status, await reply.text());
    const result: unknown = await reply.json();
    path.reached({askedAt});
    return result;
  } catch (error) {
    if (isRefusal(error)) path.reached({askedAt});
    else if (!isAborted(error)) path.lost();
    throw error;
  }
}

/** @throws {MalformedError} */
function readCommit(reply: unknown): CommitResult {
  const {commitTime, writeResults = []} = parseRecord(reply, 'reply');
  return {
    commitTimeMs: parseMoment(commitTime, 'commitTime'),
    updateTimes: parseList(writeResults, 'writeResults', mostWrites, result =>
      parseUpdateTime(parseRecord(result, 'writeResult')),
    ),
  };
}

/** @throws {MalformedError} */
function readDocument(reply: unknown): Looked {
  const [{readTime, found} = {}] = parseList(reply, 'reply', 1, row => parseRecord(row, 'row'));
  const document = found === undefined ? null : parseRecord(found, 'document');
  return {
    serverTimeMs: parseMoment(readTime, 'readTime'),
    updateTime: document ? parseUpdateTime(document) : '',
    fields: document && parseRecord(document['fields'] ?? {}, 'fields'),
  };
}

/** Of one commit, as Firestore limits it. */
const mostWrites = 500;
/** RFC 3339 with nanoseconds has 30. */
const timeLength = 40;

const parseUpdateTime = ({updateTime = ''}: Readonly<Record<string, unknown>>): string =>
  parseString(updateTime, 'updateTime', timeLength);

const parseMoment = (value: unknown, what: string): number =>
  parseTime(Date.parse(parseString(value, what, timeLength)), what);

/** No reply, an odd one, a store that is busy. */
function isWorthRepeating(error: unknown): boolean {
  if (error instanceof CallError) return error.code === 'signaling-unreachable';
  return !(error instanceof ConflictError);
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
    ...Object.entries(write.take ?? {}).map(([fieldPath, values]) => ({
      fieldPath,
      removeAllFromArray: {values: values.map(encodeValue)},
    })),
  ];
  return {
    update: {name: `${documents}/${write.set}`, fields: encodeFields(write.fields)},
    ...(write.mask && {updateMask: {fieldPaths: write.mask}}),
    ...(transforms.length > 0 && {updateTransforms: transforms}),
    ...currentDocument,
  };
}
