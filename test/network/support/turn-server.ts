import {createHmac, randomBytes} from 'node:crypto';
import type {ChildProcess} from 'node:child_process';
import {join} from 'node:path';
import type {Certificates} from './certificates.js';
import type {Namespace} from './namespace.js';

export const turnPorts = {plain: 3478, tls: 443} as const;

/** The ways to a relay. */
export type TurnTransport = 'udp' | 'tcp' | 'tls';

/** coturn, with credentials that end as `use-auth-secret` makes them. It also answers STUN. */
export class TurnServer {
  readonly #namespace: Namespace;
  readonly #address: string;
  readonly #name: string;
  readonly #folder: string;
  readonly #certificates: Certificates;
  readonly #secret = randomBytes(16).toString('hex');
  #child: ChildProcess | null = null;

  constructor(options: {
    readonly namespace: Namespace;
    readonly address: string;
    readonly name: string;
    readonly folder: string;
    readonly certificates: Certificates;
  }) {
    this.#namespace = options.namespace;
    this.#address = options.address;
    this.#name = options.name;
    this.#folder = options.folder;
    this.#certificates = options.certificates;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const child = this.#namespace.spawn('turnserver', [
      ...['-n', '-v', '--no-cli', '--log-file=stdout', '--simple-log', '--no-multicast-peers', '--fingerprint'],
      ...[`--listening-ip=${this.#address}`, `--relay-ip=${this.#address}`],
      ...[`--listening-port=${turnPorts.plain}`, `--tls-listening-port=${turnPorts.tls}`, '--no-dtls'],
      ...['--use-auth-secret', `--static-auth-secret=${this.#secret}`, '--realm=lab'],
      ...[`--cert=${this.#certificates.certificate}`, `--pkey=${this.#certificates.key}`],
      ...['--min-port=40000', '--max-port=49999', `--pidfile=${join(this.#folder, 'turnserver.pid')}`],
      ...[`--userdb=${join(this.#folder, 'turndb')}`],
    ]);
    this.#child = child;
    await this.#untilListening(child);
  }

  /** Kills it: every allocation is lost. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || hasEnded(child)) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** As a page gives it to `ice-servers`: STUN alone, or the relay by these transports. */
  iceServers(transports: readonly TurnTransport[], lifeSeconds = 3_600): readonly RTCIceServer[] {
    const urls = transports.map(transport => this.#url(transport));
    const stun = {urls: [`stun:${this.#name}:${turnPorts.plain}`]};
    return urls.length === 0 ? [stun] : [stun, {urls, ...this.#credentials(lifeSeconds)}];
  }

  /** The time at which they end is the name, and its keyed hash the password (draft-uberti-behave-turn-rest-00). */
  #credentials(lifeSeconds: number): {readonly username: string; readonly credential: string} {
    const username = `${Math.floor(Date.now() / 1000) + lifeSeconds}:lab`;
    return {username, credential: createHmac('sha1', this.#secret).update(username).digest('base64')};
  }

  #url(transport: TurnTransport): string {
    if (transport === 'tls') return `turns:${this.#name}:${turnPorts.tls}?transport=tcp`;
    return `turn:${this.#name}:${turnPorts.plain}?transport=${transport}`;
  }

  /** It says which it listens on; the last of them is TLS over TCP. */
  #untilListening(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      let said = '';
      const listen = (data: Buffer): void => {
        said = (said + data.toString()).slice(-8_000);
        if (/TLS.TCP listener opened on/.test(said)) resolve();
      };
      child.stdout?.on('data', listen);
      child.stderr?.on('data', listen);
      child.once('exit', () => {
        reject(new Error(`coturn ended at its start: ${said}`));
      });
    });
  }
}

const hasEnded = ({exitCode, signalCode}: ChildProcess): boolean => exitCode !== null || signalCode !== null;
