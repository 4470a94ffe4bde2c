import type {Server} from 'node:net';

/** Listens on a free port of loopback. @returns `host:port` */
export function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(`127.0.0.1:${String(address.port)}`);
    });
  });
}

export function stop(server: Server & {closeAllConnections?(): void}): Promise<void> {
  server.closeAllConnections?.();
  return new Promise(resolve => {
    server.close(() => {
      resolve();
    });
  });
}
