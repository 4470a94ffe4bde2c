import {connect, createServer, type Socket} from 'node:net';
import {listen, stop} from './loopback.js';

/** How a line behaves: it carries everything, refuses every connection, or takes what is sent and answers nothing. */
export type LineState = 'up' | 'refused' | 'silent';

/** A TCP line between a page and a server. */
export interface Forwarder {
  /** `host:port` to use instead of the target. */
  readonly address: string;
  /** How often it was connected to so far. */
  readonly connections: number;
  /** What is connected is cut off. */
  become(state: LineState): void;
  stop(): Promise<void>;
}

/** @param target `host:port` */
export async function startForwarder(target: string, initial: LineState): Promise<Forwarder> {
  const [host = '', port = ''] = target.split(':');
  const open = new Set<Socket>();
  let state = initial;
  let connections = 0;
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // A line that is cut is what the test is about.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer(near => {
    connections++;
    keep(near);
    if (state === 'refused') near.resetAndDestroy();
    if (state === 'silent') near.resume();
    if (state !== 'up') return;
    const far = connect(Number(port), host);
    keep(far);
    near.pipe(far).pipe(near);
  });
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    address: await listen(server),
    get connections() {
      return connections;
    },
    become(next) {
      state = next;
      cut();
    },
    stop: async () => {
      cut();
      await stop(server);
    },
  };
}
