/**
 * PeerJS as its documentation shows it, with its own server: the host waits under the room's name, the guest calls it.
 * Both are connected to the server, and have their camera, before the click.
 */
import {Peer} from 'peerjs';
import {openCamera, readSettings, showReady, videoOf} from './baseline-page.js';

const {role, room, port} = readSettings();
const options = {host: '127.0.0.1', port, path: '/bench', secure: false, config: {iceServers: []}};

const stream = await openCamera();
// eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- plain objects are what PeerJS documents
const peer = role === 'host' ? new Peer(room, options) : new Peer(options);

peer.on('call', call => {
  call.on('stream', far => (videoOf('far').srcObject = far));
  call.answer(stream);
});
peer.on('open', () => {
  showReady(() => {
    peer.call(room, stream).on('stream', far => (videoOf('far').srcObject = far));
  });
});
