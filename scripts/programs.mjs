import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';

/** Programs of the system that tests need: whether they are there, and how they get there without a question. */

/** @param {string} program */
export const isThere = program => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/**
 * Installs packages where nobody is asked for it: as root on Debian and its like. Does nothing elsewhere.
 *
 * @param {readonly string[]} packages
 */
export function installOnDebian(packages) {
  if (packages.length === 0 || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.error(`Installing ${packages.join(' ')} (apt-get), once`);
  // In runlevel 1 a package starts no service of its own: coturn would listen to the whole network.
  const environment = {...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1'};
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
  ]) {
    spawnSync('apt-get', args, {stdio: ['ignore', 'ignore', 'inherit'], env: environment});
  }
}

/** coturn, the relay of some end-to-end tests, which are skipped without it: installed, or named. */
export function prepareRelay() {
  if (!isThere('turnserver')) installOnDebian(['coturn']);
  if (isThere('turnserver')) return;
  console.error(
    'No coturn found: the tests with a relay are skipped. Install it (Debian: apt-get install coturn; ' +
      'macOS: brew install coturn).',
  );
}
