import {spawn} from 'node:child_process';
import {delimiter, resolve} from 'node:path';

const isWindows = process.platform === 'win32';

/** Programs of this project before those of the machine, with or without `npm run` around. */
const path = [resolve('node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);

/**
 * Runs a command of the project to its end.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {{onOutput?: (text: string) => void, environment?: Record<string, string>, limitMs?: number}} [options] without
 *   `onOutput`, its output goes where this process's goes; at `limitMs` it is ended, and whatever it started
 * @returns {Promise<number>} its exit code
 */
export function run([program, ...args], {onOutput, environment = {}, limitMs} = {}) {
  return new Promise(done => {
    const child = spawn(program, args, {
      stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: {...process.env, ...environment, PATH: path},
      shell: isWindows,
      detached: limitMs !== undefined && !isWindows,
    });
    const release = limitMs === undefined ? () => undefined : limit(child, limitMs, onOutput);
    if (onOutput) {
      child.stdout?.on('data', data => onOutput(String(data)));
      child.stderr?.on('data', data => onOutput(String(data)));
    }
    child.once('error', error => {
      onOutput?.(`${error.message}\n`);
      done(1);
    });
    child.once('close', code => {
      release();
      done(code ?? 1);
    });
  });
}

/**
 * Ends a child with all that it started (it leads a process group) when its time is up, or with this process.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} limitMs
 * @param {((text: string) => void) | undefined} onOutput
 */
function limit(child, limitMs, onOutput) {
  const end = () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    if (isWindows) child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  };
  const endWithParent = () => {
    end();
    process.exit(130);
  };
  const timer = setTimeout(() => {
    onOutput?.(`\nended: not done within ${limitMs / 60_000} minutes\n`);
    end();
  }, limitMs);
  process.on('SIGINT', endWithParent).on('SIGTERM', endWithParent);
  return () => {
    clearTimeout(timer);
    process.off('SIGINT', endWithParent).off('SIGTERM', endWithParent);
  };
}
