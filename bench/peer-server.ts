import {fork} from 'node:child_process';

export interface RunningPeerServer {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** PeerJS's own signaling server, on loopback. It ends with `stop()`, or with this process. */
export async function startPeerServer(): Promise<RunningPeerServer> {
  const child = fork('bench/peer-server-process.mjs', {execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc']});
  const ended = new Promise<void>(resolve => child.once('exit', resolve));
  const started = new Promise<number>(resolve => {
    child.once('message', message => {
      resolve((message as {readonly port: number}).port);
    });
  });
  const died = ended.then(() => {
    throw new Error('The PeerJS server ended at its start');
  });
  const port = await Promise.race([started, died]);
  return {
    host: '127.0.0.1',
    port,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
