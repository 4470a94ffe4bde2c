import {spawn} from 'node:child_process';
import {delimiter, resolve} from 'node:path';

/** Programs of this project before those of the machine, with or without `npm run` around. */
const path = [resolve('node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);

/**
 * Runs a command of the project to its end.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {{onOutput?: (text: string) => void, environment?: Record<string, string>}} [options] without `onOutput`,
 *   its output goes where this process's goes
 * @returns {Promise<number>} its exit code
 */
export function run([program, ...args], {onOutput, environment = {}} = {}) {
  return new Promise(done => {
    const child = spawn(program, args, {
      stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: {...process.env, ...environment, PATH: path},
      shell: process.platform === 'win32',
    });
    if (onOutput) {
      child.stdout?.on('data', data => onOutput(String(data)));
      child.stderr?.on('data', data => onOutput(String(data)));
    }
    child.once('error', error => {
      onOutput?.(`${error.message}\n`);
      done(1);
    });
    child.once('close', code => done(code ?? 1));
  });
}
