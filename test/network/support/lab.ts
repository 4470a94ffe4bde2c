import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {freePort} from '../../../scripts/emulator.mjs';
import {Forwarder, type Fault} from '../../../scripts/network-forwarder.mjs';
import {startPageServer, type PageServer} from '../../e2e/support/page-server.js';
import type {BrowserName} from '../../e2e/support/stage.js';
import {makeCertificates} from './certificates.js';
import {LabBrowser, type LabFolder} from './lab-browsers.js';
import {Namespace} from './namespace.js';
import {Network, serverAddress, serverName, signalingPort, type Host} from './network.js';
import {RemoteForwarder} from './remote-forwarder.js';
import {TurnServer} from './turn-server.js';

export const projectId = 'demo-network-lab';
const emulatorPort = 8099;

/** Everything that cases share: the network, its server with Firestore and TURN, pages, and browsers at home. */
export class Lab {
  readonly network: Network;
  readonly turn: TurnServer;
  readonly pages: PageServer;
  /** `host:port` at which the lab itself reads documents, past every network. */
  readonly emulatorAddress: string;
  readonly #folder: LabFolder;
  readonly #serverForwarder: RemoteForwarder;
  readonly #browsers = new Map<string, Promise<LabBrowser>>();

  private constructor(parts: {
    readonly network: Network;
    readonly turn: TurnServer;
    readonly pages: PageServer;
    readonly emulatorAddress: string;
    readonly folder: LabFolder;
    readonly serverForwarder: RemoteForwarder;
  }) {
    this.network = parts.network;
    this.turn = parts.turn;
    this.pages = parts.pages;
    this.emulatorAddress = parts.emulatorAddress;
    this.#folder = parts.folder;
    this.#serverForwarder = parts.serverForwarder;
  }

  static async open(): Promise<Lab> {
    const path = mkdtempSync(join(tmpdir(), 'video-call-network-'));
    process.once('exit', () => rmSync(path, {recursive: true, force: true}));
    Namespace.removeOrphans();
    const network = new Network();
    const certificates = makeCertificates(path, serverName);
    const forwarder = new Forwarder();
    const folder: LabFolder = {path, certificates, forwarder};
    const turn = new TurnServer({
      namespace: network.server,
      address: serverAddress,
      name: serverName,
      folder: path,
      certificates,
    });
    const pages = await startPageServer();
    pages.addFolder('/cdn', process.env['VIDEO_CALL_CDN'] ?? 'dist/cdn');
    const serverForwarder = new RemoteForwarder(network.server);
    await Promise.all([turn.start(), startFirestore(network.server)]);
    await serverForwarder.open('signaling', {
      listen: {host: serverAddress, port: signalingPort},
      target: {host: '127.0.0.1', port: emulatorPort},
      isRecorded: true,
    });
    const emulatorAddress = await openWayToFirestore(folder, serverForwarder);
    await openWaysToPages(network.hosts, pages.origin, folder);
    return new Lab({network, turn, pages, emulatorAddress, folder, serverForwarder});
  }

  /** The browser of this kind at this host; started at the first call. */
  browser(host: Host, name: BrowserName): Promise<LabBrowser> {
    const key = `${host.role} ${name}`;
    const known = this.#browsers.get(key);
    if (known) return known;
    const browser = LabBrowser.launch(name, host, this.#folder);
    this.#browsers.set(key, browser);
    return browser;
  }

  /** A browser that was killed: the next call starts another. */
  forgetBrowser(host: Host, name: BrowserName): void {
    this.#browsers.delete(`${host.role} ${name}`);
  }

  /** Delays or cuts off what goes to Firestore. */
  async setSignaling(fault: Fault): Promise<void> {
    await this.#serverForwarder.set('signaling', fault);
  }

  /** Everything that was ever sent to Firestore, as bytes. */
  signalingSent(): Promise<string> {
    return this.#serverForwarder.recording('signaling');
  }

  /** The network as it is before a case: everybody at home behind a port-restricted NAT, nothing lost, all servers up. */
  async reset(): Promise<void> {
    for (const host of this.network.hosts) {
      for (const router of Object.values(host.routers)) {
        router.configure('port-restricted');
        router.setLine({});
      }
      host.switchTo('wifi');
    }
    await this.setSignaling({delayMs: 0, outage: 'none'});
    if (!this.turn.isRunning) await this.turn.start();
  }

  /** Ends all that runs in the lab; its namespaces are left to {@link Namespace.removeAll}. */
  async close(): Promise<void> {
    const browsers = await Promise.allSettled([...this.#browsers.values()]);
    await Promise.all(browsers.flatMap(each => (each.status === 'fulfilled' ? [each.value.close()] : [])));
    await this.turn.kill();
    await this.#folder.forwarder.close();
    await this.pages.stop();
  }
}

/** Firestore with the shipped rules, on the server's loopback. */
function startFirestore(server: Namespace): Promise<void> {
  const child = server.spawn(process.execPath, [
    ...['scripts/emulator.mjs', String(emulatorPort), projectId, 'firestore.rules'],
  ]);
  return new Promise((done, failed) => {
    let said = '';
    const listen = (data: Buffer): void => {
      said += data.toString();
      if (said.includes('Firestore emulator:')) done();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', () => failed(new Error(`The Firestore emulator ended at its start: ${said}`)));
  });
}

async function openWayToFirestore(folder: LabFolder, serverForwarder: RemoteForwarder): Promise<string> {
  const path = join(folder.path, 'firestore');
  const port = await freePort();
  await serverForwarder.open('lab', {listen: {path}, target: {host: '127.0.0.1', port: emulatorPort}});
  await folder.forwarder.open('firestore', {listen: {host: '127.0.0.1', port}, target: {path}});
  return `127.0.0.1:${port}`;
}

/** On each host the page is served by its own localhost: a secure context, and there whatever happens to the network. */
async function openWaysToPages(hosts: readonly Host[], origin: string, folder: LabFolder): Promise<void> {
  const path = resolve(folder.path, 'pages');
  const here = {host: '127.0.0.1', port: Number(new URL(origin).port)};
  await folder.forwarder.open('pages', {listen: {path}, target: here});
  await Promise.all(hosts.map(host => host.forwarder.open('pages', {listen: here, target: {path}})));
}
