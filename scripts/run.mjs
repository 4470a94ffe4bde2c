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
    const release = limitMs === undefined ? () => false : limit(child, limitMs, onOutput);
    if (onOutput) {
      child.stdout?.on('data', data => onOutput(String(data)));
      child.stderr?.on('data', data => onOutput(String(data)));
    }
    child.once('error', error => {
      onOutput?.(`${error.message}\n`);
      done(1);
    });
    child.once('close', code => {
      const wasEnded = release();
      done(wasEnded ? 1 : (code ?? 1));
    });
  });
}

/** What a child has for taking down what it started: browsers, emulators, network namespaces. */
const graceMs = 10_000;

/**
 * Ends a child with all that it started (it leads a process group) when its time is up, or with this process: first it
 * is asked to, then made to.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} limitMs
 * @param {((text: string) => void) | undefined} onOutput
 * @returns what to do when it has ended: tells whether it was made to
 */
function limit(child, limitMs, onOutput) {
  /** @type {NodeJS.Timeout | undefined} */
  let grace;
  const kill = () => signalGroup(child, 'SIGKILL');
  /** Who is asked a second time is made to. */
  const end = () => {
    if (grace !== undefined) return kill();
    signalGroup(child, 'SIGTERM');
    grace = setTimeout(kill, graceMs);
  };
  const endWithParent = () => {
    child.once('close', () => process.exit(130));
    end();
  };
  const timer = setTimeout(() => {
    onOutput?.(`\nended: not done within ${limitMs / 60_000} minutes\n`);
    end();
  }, limitMs);
  process.on('SIGINT', endWithParent).on('SIGTERM', endWithParent).on('exit', kill);
  return () => {
    clearTimeout(timer);
    clearTimeout(grace);
    process.off('SIGINT', endWithParent).off('SIGTERM', endWithParent).off('exit', kill);
    if (grace === undefined) return false;
    // Whoever outlived the child that started it.
    kill();
    return true;
  };
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  if (isWindows) return void child.kill(signal);
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
