import {fork, spawn, type ChildProcess} from 'node:child_process';
import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {CommandError, runCommand} from './command.js';

const prefix = 'vclab';
/** Files of this folder take the place of those in /etc for what runs in the namespace of that name (ip-netns(8)). */
const settingsFolder = '/etc/netns';

/** Names that hosts of the lab know, with their addresses. There is no other name service. */
export type HostNames = Readonly<Record<string, string>>;

/** A network namespace of Linux: a host of the lab, with interfaces, routes and a firewall of its own. */
export class Namespace {
  static readonly #all = new Set<Namespace>();

  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** Makes one. It ends with {@link removeAll}, or at the start of the next lab if this process was killed. */
  static create(role: string, names: HostNames = {}): Namespace {
    const namespace = new Namespace(`${prefix}-${process.pid}-${role}`);
    writeSettings(namespace.name, names);
    runCommand('ip', ['netns', 'add', namespace.name]);
    Namespace.#all.add(namespace);
    namespace.run(`
      sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
      ip link set lo up`);
    return namespace;
  }

  /** Ends every process in every namespace of this lab, and removes them. */
  static removeAll(): void {
    for (const namespace of Namespace.#all) namespace.#remove();
    Namespace.#all.clear();
  }

  /** Removes what labs left whose process is gone. */
  static removeOrphans(): void {
    const names = runCommand('ip', ['netns', 'list']).split('\n');
    for (const line of names) {
      const [, name = '', owner = ''] = new RegExp(`^(${prefix}-(\\d+)-\\S+)`).exec(line) ?? [];
      if (name !== '' && !existsSync(`/proc/${owner}`)) new Namespace(name).#remove();
    }
  }

  /** Runs lines of shell in it, and stops at the first that fails. @throws {CommandError} */
  run(script: string): string {
    return runCommand('ip', ['netns', 'exec', this.name, 'sh', '-e', '-c', script]);
  }

  /** Starts a program in it. */
  spawn(command: string, args: readonly string[]): ChildProcess {
    return spawn('ip', ['netns', 'exec', this.name, command, ...args], {stdio: ['ignore', 'pipe', 'pipe']});
  }

  /** Starts a script of Node in it, which can be spoken to. */
  fork(script: string): ChildProcess {
    return fork(script, {execPath: 'ip', execArgv: ['netns', 'exec', this.name, process.execPath], stdio: 'inherit'});
  }

  /** All processes that run in it. */
  processes(): readonly number[] {
    return runCommand('ip', ['netns', 'pids', this.name]).split('\n').filter(Boolean).map(Number);
  }

  #remove(): void {
    try {
      for (const id of this.processes()) signalProcess(id, 'SIGKILL');
      runCommand('ip', ['netns', 'del', this.name]);
      rmSync(join(settingsFolder, this.name), {recursive: true, force: true});
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      console.error(error.message);
    }
  }
}

function writeSettings(namespace: string, names: HostNames): void {
  const folder = join(settingsFolder, namespace);
  // Chromium looks names of STUN servers up as absolute ones, with a dot at the end.
  const hosts = Object.entries({localhost: '127.0.0.1', ...names}).map(
    ([name, address]) => `${address} ${name} ${name}.\n`,
  );
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'hosts'), hosts.join(''));
  // Nobody answers there, and says so at once.
  writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n');
}

/** A cable between two namespaces; each end has a name of its own. */
export function connectNamespaces(a: readonly [Namespace, string], b: readonly [Namespace, string]): void {
  const [[namespaceA, endA], [namespaceB, endB]] = [a, b];
  runCommand('ip', [
    ...['link', 'add', endA, 'netns', namespaceA.name, 'type', 'veth'],
    ...['peer', 'name', endB, 'netns', namespaceB.name],
  ]);
}

/** Sends a signal; a process that has ended meanwhile is no error. */
export function signalProcess(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
