import {unlinkSync} from 'node:fs';
import {connect, createServer} from 'node:net';
import {fileURLToPath} from 'node:url';

/**
 * Relays TCP in user space, for the network lab: a socket file joins two network namespaces without a link between
 * them, and what goes to the signaling can be delayed, cut off and read.
 *
 * @typedef {{host: string, port: number} | {path: string}} Address
 * @typedef {'none' | 'refused' | 'silent'} Outage `refused`: a server that has stopped; `silent`: packets get lost
 * @typedef {{listen: Address, target: Address, isRecorded?: boolean}} RouteOptions
 * @typedef {{delayMs?: number, outage?: Outage}} Fault
 */

/** One address that is listened on, and where it leads. */
class Route {
  /** @type {RouteOptions} */
  #options;
  #server = createServer({pauseOnConnect: true}, socket => this.#relay(socket));
  /** @type {Set<import('node:net').Socket>} */
  #sockets = new Set();
  /** @type {(() => void)[]} */
  #held = [];
  #delayMs = 0;
  /** @type {Outage} */
  #outage = 'none';
  #recording = '';

  /** @param {RouteOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** Everything that was sent towards the target, as it was sent. */
  get recording() {
    return this.#recording;
  }

  /** @returns {Promise<void>} */
  open() {
    const {listen} = this.#options;
    if ('path' in listen) removeSocketFile(listen.path);
    return new Promise((done, failed) => {
      this.#server.once('error', failed);
      this.#server.listen(listen, () => done());
    });
  }

  /** @returns {Promise<void>} */
  close() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise(done => {
      if (this.#server.listening) this.#server.close(() => done());
      else done();
    });
  }

  /** @param {Fault} fault */
  async set({delayMs = this.#delayMs, outage = this.#outage}) {
    this.#delayMs = delayMs;
    const before = this.#outage;
    this.#outage = outage;
    if (outage === 'refused' && before !== 'refused') await this.close();
    if (outage !== 'refused' && before === 'refused') await this.open();
    if (outage === 'none') for (const release of this.#held.splice(0)) release();
  }

  /** @param {import('node:net').Socket} near */
  #relay(near) {
    const far = connect(this.#options.target);
    this.#pipe(near, far, this.#options.isRecorded ? data => (this.#recording += data.toString('latin1')) : () => {});
    this.#pipe(far, near, () => {});
    near.resume();
  }

  /**
   * @param {import('node:net').Socket} from
   * @param {import('node:net').Socket} to
   * @param {(data: Buffer) => void} record
   */
  #pipe(from, to, record) {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('data', data =>
      this.#later(() => {
        record(data);
        to.write(data);
      }),
    );
    from.on('end', () => this.#later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      this.#later(() => to.destroy());
    });
  }

  /** @param {() => void} act */
  #later(act) {
    if (this.#outage === 'silent' || this.#held.length > 0) this.#held.push(act);
    else if (this.#delayMs > 0) setTimeout(act, this.#delayMs);
    else act();
  }
}

/** A socket file of a process that was killed. @param {string} path */
function removeSocketFile(path) {
  try {
    unlinkSync(path);
  } catch {
    // There was none.
  }
}

/** Routes by name. */
export class Forwarder {
  /** @type {Map<string, Route>} */
  #routes = new Map();

  /** @param {string} name @param {RouteOptions} options */
  async open(name, options) {
    const route = new Route(options);
    await route.open();
    this.#routes.set(name, route);
  }

  /** @param {string} name @param {Fault} fault */
  async set(name, fault) {
    await this.#routes.get(name)?.set(fault);
  }

  /** @param {string} name @returns {Promise<string>} */
  async recording(name) {
    return this.#routes.get(name)?.recording ?? '';
  }

  async close() {
    await Promise.all([...this.#routes.values()].map(route => route.close()));
  }
}

/**
 * As a process of its own, inside a namespace: it does what its parent asks for, and ends with it.
 *
 * @typedef {{id: number, method: 'open' | 'set' | 'recording', args: [string, ...any[]]}} Request
 */
function serveParent() {
  const forwarder = new Forwarder();
  process.on('message', async (/** @type {Request} */ {id, method, args: [name, options]}) => {
    try {
      process.send?.({id, result: await forwarder[method](name, options)});
    } catch (error) {
      process.send?.({id, error: String(error)});
    }
  });
  process.once('disconnect', () => process.exit(0));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serveParent();
