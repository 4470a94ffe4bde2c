import type {ChildProcess} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import type {Fault, RouteOptions} from '../../../scripts/network-forwarder.mjs';
import type {Namespace} from './namespace.js';

const script = fileURLToPath(new URL('../../../scripts/network-forwarder.mjs', import.meta.url));

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** A forwarder that runs inside a namespace. */
export class RemoteForwarder {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #count = 0;

  constructor(namespace: Namespace) {
    this.#child = namespace.fork(script);
    this.#child.on('message', message => {
      const reply = message as Reply;
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  async open(name: string, options: RouteOptions): Promise<void> {
    await this.#ask('open', name, options);
  }

  async set(name: string, fault: Fault): Promise<void> {
    await this.#ask('set', name, fault);
  }

  /** What was sent towards the target of a route, from its beginning. */
  async recording(name: string): Promise<string> {
    return String(await this.#ask('recording', name));
  }

  #ask(method: string, ...args: readonly unknown[]): Promise<unknown> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({result, error}) => {
        if (error === undefined) resolve(result);
        else reject(new Error(error));
      });
      this.#child.send({id, method, args});
    });
  }
}
