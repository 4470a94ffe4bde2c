import {CallError} from '../../errors.js';
import {parseJson} from '../../util/json.js';

/** The Firebase web config, as far as this package needs it. */
export interface FirebaseConfig {
  readonly projectId: string;
  readonly [key: string]: unknown;
}

/** Less than what opening the way to Firestore may take: it is told as what it is. */
const answerLimitMs = 8_000;

/** Whether an attribute value is the URL of a config and not the config itself, however broken: URLs have no quotes or spaces. */
export const isConfigUrl = (value: string): boolean => !/^[{[]|["'\s]/.test(value.trim());

/** A config as it stands in the attribute or property. @throws {CallError} invalid-config, with the position of the fault */
export function parseFirebaseConfig(value: unknown): FirebaseConfig {
  const config = typeof value === 'string' ? readJson(value) : value;
  if (typeof config !== 'object' || config === null)
    throw invalid('firebase-config is no object. Copy the web config from the Firebase console, as JSON.');
  if (!('projectId' in config) || typeof config.projectId !== 'string' || config.projectId === '')
    throw invalid('firebase-config has no projectId. Copy the whole web config from the Firebase console.');
  return {...config, projectId: config.projectId};
}

/**
 * The config behind a URL, such as Firebase Hosting's `/__/firebase/init.json`.
 * @throws {CallError} invalid-config, with the HTTP status; signaling-unreachable if nobody answered
 */
export async function fetchFirebaseConfig(url: string, signal: AbortSignal): Promise<FirebaseConfig> {
  const {ok, status, text} = await read(url, signal).catch((error: unknown) => {
    if (signal.aborted) throw CallError.aborted(error);
    throw new CallError(
      'signaling-unreachable',
      `firebase-config could not be loaded from ${url}: no answer. Trying again goes on by itself.`,
      {cause: error},
    );
  });
  if (!ok) throw invalid(`firebase-config could not be loaded from ${url}: HTTP status ${String(status)}.`);
  return parseFirebaseConfig(text);
}

async function read(url: string, signal: AbortSignal): Promise<{ok: boolean; status: number; text: string}> {
  const reply = await fetch(url, {signal: AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)])});
  return {ok: reply.ok, status: reply.status, text: await reply.text()};
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw invalid(
      `firebase-config is no JSON: ${(error as SyntaxError).message}. Keys and texts stand in double quotes.`,
      error,
    );
  }
}

const invalid = (message: string, cause?: unknown): CallError => new CallError('invalid-config', message, {cause});
