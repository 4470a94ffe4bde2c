import {createRequire} from 'node:module';

/**
 * `node bench/peer-server-process.mjs`: PeerJS's own signaling server on a free port of loopback, which it tells its
 * parent. A process of its own, because its timers never end.
 */
const requireHere = createRequire(import.meta.url);
// As an ES module `peer` takes ws 8 only, though its package accepts 7, which is what is installed beside it here.
const {PeerServer} = requireHere('peer');
const {Server: WebSocketServer} = createRequire(requireHere.resolve('peer'))('ws');

PeerServer(
  {
    port: 0,
    host: '127.0.0.1',
    path: '/bench',
    createWebSocketServer: (/** @type {object} */ options) => new WebSocketServer(options),
  },
  (/** @type {import('node:http').Server} */ server) => {
    const address = server.address();
    if (address !== null && typeof address === 'object') process.send?.({port: address.port});
  },
);
process.once('disconnect', () => process.exit());
