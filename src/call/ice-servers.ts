import {CallError} from '../errors.js';
import {parseJson} from '../util/json.js';
import {isUnanswered} from '../util/unanswered.js';
import {within} from '../util/within.js';

/**
 * What `ice-servers` may be: a list, the same as JSON, the URL of one, or a function that returns a promise of one.
 */
export type IceServersSource = string | readonly RTCIceServer[] | (() => Promise<readonly RTCIceServer[]>);

/**
 * A public STUN server, so that two people behind common routers find one another without any set-up. It learns the
 * addresses of who calls; `ice-servers` replaces it. Who sits behind a symmetric NAT needs TURN: docs/turn.md
 */
export const defaultIceServers: readonly RTCIceServer[] = [{urls: 'stun:stun.l.google.com:19302'}];

/** Nobody waits longer than this for a call to begin. */
const replyLimitMs = 8_000;

/**
 * The servers to use now.
 * @throws {CallError} invalid-config, with the position of the fault or the HTTP status; signaling-unreachable if nobody answered
 */
export async function resolveIceServers(source: IceServersSource | null): Promise<readonly RTCIceServer[]> {
  const servers = await serversOf(source);
  try {
    // Only the browser knows what it takes, and a connection that cannot be made would be tried for ever.
    new RTCPeerConnection({iceServers: [...servers]}).close();
    return servers;
  } catch (error) {
    throw invalid(`The browser does not take these ice-servers: ${(error as Error).message}`, error);
  }
}

async function serversOf(source: IceServersSource | null): Promise<readonly RTCIceServer[]> {
  if (source == null || source === '') return defaultIceServers;
  if (typeof source === 'function') return parseIceServers(await ask(source));
  if (typeof source !== 'string') return parseIceServers(source);
  return parseIceServers(/^\s*[[{]/.test(source) ? readJson(source) : await fetchJson(source));
}

/** A list of `RTCIceServer` from outside. @throws {CallError} invalid-config */
export function parseIceServers(value: unknown): readonly RTCIceServer[] {
  if (!Array.isArray(value))
    throw invalid('ice-servers is no list. Write it as [{"urls": "turn:…", "username": "…", "credential": "…"}].');
  return value.map(parseIceServer);
}

function parseIceServer(value: unknown): RTCIceServer {
  if (typeof value !== 'object' || value === null || !('urls' in value))
    throw invalid('An entry of ice-servers has no urls.');
  const urls: unknown = value.urls;
  const list: readonly unknown[] = Array.isArray(urls) ? urls : [urls];
  const isUrl = (url: unknown): url is string => typeof url === 'string' && /^(?:stun|stuns|turn|turns):/.test(url);
  if (!list.every(isUrl)) throw invalid('ice-servers has a URL that begins with none of stun:, stuns:, turn:, turns:.');
  const text = (key: 'username' | 'credential'): object => {
    const found: unknown = (value as Record<string, unknown>)[key];
    return typeof found === 'string' ? {[key]: found} : {};
  };
  return {urls: [...list], ...text('username'), ...text('credential')};
}

async function ask(source: () => Promise<unknown>): Promise<unknown> {
  try {
    return await within(source(), AbortSignal.timeout(replyLimitMs));
  } catch (error) {
    // A `TypeError` is `fetch` that reached nobody, or a mistake in the page: it is named.
    if (isUnanswered(error))
      throw unanswered(`The function that is set as iceServers gave no answer (${String(error)}).`, error);
    throw invalid(`The function that is set as iceServers failed: ${String(error)}.`, error);
  }
}

async function fetchJson(url: string): Promise<unknown> {
  const failed = (why: string): string => `ice-servers could not be loaded from ${url}: ${why}.`;
  const onError = (error: unknown): never => {
    throw unanswered(failed('no answer'), error);
  };
  const reply = await fetch(url, {cache: 'no-store', signal: AbortSignal.timeout(replyLimitMs)}).catch(onError);
  const status = failed(`HTTP status ${String(reply.status)}`);
  if (reply.status >= 500) throw unanswered(status);
  if (!reply.ok) throw invalid(status);
  return readJson(await reply.text().catch(onError));
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw invalid(`ice-servers is no JSON: ${(error as SyntaxError).message}.`, error);
  }
}

const invalid = (message: string, cause?: unknown): CallError => new CallError('invalid-config', message, {cause});

const unanswered = (what: string, cause?: unknown): CallError =>
  new CallError('signaling-unreachable', `${what} Trying again goes on by itself.`, {cause});
