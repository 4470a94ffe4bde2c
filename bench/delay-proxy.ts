import {connect, createServer, type Server, type Socket} from 'node:net';

/** What has gone through a proxy so far. */
export interface ProxyTraffic {
  readonly connections: number;
  readonly requests: number;
  /** CORS preflights, requests that only ask whether another one may be made. */
  readonly preflights: number;
}

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * A TCP forwarder in user space that makes loopback as slow as a network: every chunk of bytes waits `delayMs` each way,
 * and the first one of a connection also for the handshake (SYN there, SYN-ACK back) that loopback did in no time.
 * It knows nothing of what it carries, HTTP and WebSocket alike; it only counts request lines as they pass.
 */
export class DelayProxy {
  /** One way; counts for chunks that arrive from now on. */
  delayMs = 0;
  /** How much later than planned each chunk left: the proxy's own error, ms. */
  readonly latenessMs: number[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #traffic: ProxyTraffic = {connections: 0, requests: 0, preflights: 0};

  private constructor(target: Address) {
    this.#server = createServer(client => {
      this.#forward(client, connect(target));
    });
  }

  static start({host, port}: Address): Promise<DelayProxy> {
    const proxy = new DelayProxy({host, port});
    return new Promise((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, loopback, () => {
        resolve(proxy);
      });
    });
  }

  get port(): number {
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  get traffic(): ProxyTraffic {
    return this.#traffic;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #forward(client: Socket, target: Socket): void {
    this.#count({connections: 1});
    const handshakeMs = 2 * this.delayMs;
    for (const socket of [client, target]) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      // A reset is an end as well; the other half is closed below.
      socket.on('error', () => socket.destroy());
    }
    client.on('data', chunk => {
      this.#countRequest(chunk);
    });
    this.#pipe(client, target, performance.now() + handshakeMs);
    this.#pipe(target, client, 0);
  }

  /** One direction: chunks, and the end after them, each at its time and in order. */
  #pipe(from: Socket, to: Socket, opensAt: number): void {
    const queue: {readonly dueAt: number; readonly deliver: () => void}[] = [];
    let isWaiting = false;
    const run = (): void => {
      isWaiting = false;
      for (let first = queue[0]; first; first = queue[0]) {
        const leftMs = first.dueAt - performance.now();
        if (leftMs > 0) {
          isWaiting = true;
          setTimeout(run, leftMs);
          return;
        }
        this.latenessMs.push(-leftMs);
        queue.shift();
        first.deliver();
      }
    };
    const enqueue = (deliver: () => void): void => {
      queue.push({dueAt: Math.max(performance.now(), opensAt) + this.delayMs, deliver});
      if (!isWaiting) run();
    };
    from.on('data', chunk => {
      enqueue(() => to.writable && to.write(chunk));
    });
    from.on('end', () => {
      enqueue(() => to.end());
    });
    from.on('close', () => {
      enqueue(() => to.destroy());
    });
  }

  #countRequest(chunk: Buffer): void {
    const method = /^(OPTIONS|GET|POST|PUT|PATCH|DELETE) \//.exec(chunk.toString('latin1', 0, 10))?.[1];
    if (method) this.#count({requests: 1, preflights: method === 'OPTIONS' ? 1 : 0});
  }

  #count({connections = 0, requests = 0, preflights = 0}: Partial<ProxyTraffic>): void {
    this.#traffic = {
      connections: this.#traffic.connections + connections,
      requests: this.#traffic.requests + requests,
      preflights: this.#traffic.preflights + preflights,
    };
  }
}

const loopback = '127.0.0.1';

/** What went through between two looks. */
export const trafficSince = (before: ProxyTraffic, now: ProxyTraffic): ProxyTraffic => ({
  connections: now.connections - before.connections,
  requests: now.requests - before.requests,
  preflights: now.preflights - before.preflights,
});
