import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import puppeteer, {type Browser} from 'puppeteer-core';
import {launchOptions} from '../../../scripts/browsers.mjs';
import {freePort} from '../../../scripts/emulator.mjs';
import type {Forwarder} from '../../../scripts/network-forwarder.mjs';
import type {BrowserName} from '../../e2e/support/stage.js';
import {trustAuthority, type Certificates} from './certificates.js';
import {signalProcess} from './namespace.js';
import type {Host} from './network.js';

/** Where the lab keeps its files, and what every browser of it needs. */
export interface LabFolder {
  readonly path: string;
  readonly certificates: Certificates;
  /** In the lab's own namespace: through it Firefox is steered. */
  readonly forwarder: Forwarder;
}

let launches = 0;

/** A browser that runs inside the namespace of a host. */
export class LabBrowser {
  readonly browser: Browser;
  readonly #host: Host;

  private constructor(browser: Browser, host: Host) {
    this.browser = browser;
    this.#host = host;
  }

  static async launch(name: BrowserName, host: Host, lab: LabFolder): Promise<LabBrowser> {
    const folder = join(lab.path, `${host.role}-${name}-${++launches}`);
    mkdirSync(folder);
    trustAuthority(name, folder, lab.certificates);
    const browser = await (name === 'chromium' ? launchChromium : launchFirefox)(host, folder, lab.forwarder);
    return new LabBrowser(browser, host);
  }

  /** To all processes of the browser. */
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    const main = this.browser.process()?.pid;
    if (main === undefined) return;
    for (const id of familyOf(main, this.#host.namespace.processes())) signalProcess(id, signal);
  }

  /** Ends it, at the latest by force. */
  async close(): Promise<void> {
    const limit = AbortSignal.timeout(5_000);
    const byForce = new Promise<void>(resolve => {
      limit.addEventListener('abort', () => resolve());
    });
    await Promise.race([this.browser.close().catch(() => undefined), byForce]);
    this.signal('SIGKILL');
  }
}

/** A process and all that come from it. */
function familyOf(main: number, processes: readonly number[]): ReadonlySet<number> {
  const family = new Set([main]);
  const isNew = (id: number): boolean => !family.has(id) && family.has(parentOf(id));
  for (let found: readonly number[] = [main]; found.length > 0; found = processes.filter(isNew)) {
    for (const id of found) family.add(id);
  }
  return family;
}

/** @returns 0 for a process that has ended */
function parentOf(id: number): number {
  try {
    // The name, in brackets, may hold anything; state and parent follow it (proc(5)).
    return Number(readFileSync(`/proc/${id}/stat`, 'utf8').replace(/^.*\)/s, '').split(' ')[2]);
  } catch {
    return 0;
  }
}

/** Steered over a pipe, which goes through namespaces. */
async function launchChromium(host: Host, folder: string): Promise<Browser> {
  const options = launchOptions('chromium');
  return puppeteer.launch({
    ...options,
    pipe: true,
    executablePath: wrap(host, folder, options.executablePath ?? ''),
    userDataDir: join(folder, 'profile'),
    env: {...process.env, HOME: folder},
  });
}

/** Steered over a WebSocket on its own loopback, to which the same port of the lab's loopback leads. */
async function launchFirefox(host: Host, folder: string, forwarder: Forwarder): Promise<Browser> {
  const port = await freePort();
  const name = `${host.role}-firefox-${port}`;
  const path = join(folder, 'steering');
  await host.forwarder.open(name, {listen: {path}, target: {host: '127.0.0.1', port}});
  await forwarder.open(name, {listen: {host: '127.0.0.1', port}, target: {path}});
  // Candidates of loopback would be of no use to anybody but to tests on one host.
  const options = launchOptions('firefox', {preferences: {'media.peerconnection.ice.loopback': false}});
  return puppeteer.launch({
    ...options,
    args: [...(options.args ?? []), `--remote-debugging-port=${port}`],
    executablePath: wrap(host, folder, options.executablePath ?? ''),
    userDataDir: folder,
  });
}

/** A program that is the browser, inside the namespace. */
function wrap(host: Host, folder: string, program: string): string {
  const path = join(folder, 'browser.sh');
  writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${host.namespace.name} ${program} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}
