import {spawn, spawnSync} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestContext} from 'node:test';
import {freePort} from '../../../scripts/emulator.mjs';

/** Whether coturn is there: `npm test` installs it, or names it. */
export const hasTurnServer = (): boolean => spawnSync('turnserver', ['--version']).error === undefined;

/** coturn on loopback until the test ends. @returns it as `ice-servers` names it */
export async function startTurnServer(test: TestContext): Promise<readonly RTCIceServer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'video-call-turn-'));
  const port = await freePort();
  const child = spawn('turnserver', [
    ...['-n', '-v', '--no-cli', '--log-file=stdout', '--simple-log', '--no-tls', '--no-dtls', '--allow-loopback-peers'],
    ...['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`],
    ...['--lt-cred-mech', '--user=ann:secret', '--realm=e2e'],
    ...[`--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'turndb')}`],
  ]);
  test.after(async () => {
    const ended = new Promise(resolve => child.once('exit', resolve));
    if (child.kill('SIGKILL')) await ended;
    await rm(folder, {recursive: true, force: true});
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error(`coturn ended at its start: ${said}`));
    });
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (/UDP listener opened on/i.test(said)) resolve();
    });
  });
  return [{urls: `turn:127.0.0.1:${port}?transport=udp`, username: 'ann', credential: 'secret'}];
}
