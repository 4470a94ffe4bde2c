import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {browserNames, requireBrowser} from './browsers.mjs';
import {prepareEmulator} from './emulator.mjs';
import {installOnDebian, isThere} from './programs.mjs';
import {run} from './run.mjs';

/**
 * `npm run test:network`: calls between browsers in network namespaces of their own, behind real NATs
 * (docs/network-lab.md). `--quick` runs each case once, `--only=<pattern>` some of them,
 * `--pairing=chromium-firefox` one pairing.
 */

/** Programs, and the Debian packages that bring them. */
const programs = {
  ip: 'iproute2',
  tc: 'iproute2',
  iptables: 'iptables',
  sysctl: 'procps',
  turnserver: 'coturn',
  openssl: 'openssl',
  certutil: 'libnss3-tools',
};

/** Why the lab cannot run here, or undefined. */
function whyNot() {
  if (process.platform !== 'linux') return 'network namespaces are there on Linux only';
  if (process.getuid?.() !== 0) return 'network namespaces take root; run it with sudo';
  installOnDebian(packagesOf(missingPrograms()));
  const missing = missingPrograms();
  if (missing.length > 0) return `missing ${missing.join(', ')}; install ${packagesOf(missing).join(' ')}`;
  return whyNoNamespaces();
}

/** @typedef {keyof typeof programs} Program */

const missingPrograms = () => /** @type {Program[]} */ (Object.keys(programs)).filter(program => !isThere(program));

/** @param {readonly Program[]} missing */
const packagesOf = missing => [...new Set(missing.map(program => programs[program]))];

/** A container may forbid what its root user would be allowed to do. */
function whyNoNamespaces() {
  const name = `vclab-${process.pid}-try`;
  const {status, stderr} = spawnSync('ip', ['netns', 'add', name], {encoding: 'utf8'});
  if (status !== 0) return `ip netns add: ${stderr.trim()}`;
  const rules = ['netns', 'exec', name, 'iptables', '-t', 'nat', '-A', 'POSTROUTING', '-j', 'MASQUERADE', '--random'];
  const masquerade = spawnSync('ip', rules, {encoding: 'utf8'});
  spawnSync('ip', ['netns', 'del', name]);
  return masquerade.status === 0 ? undefined : `iptables: ${masquerade.stderr.trim()}`;
}

async function buildIfMissing() {
  if (process.env['VIDEO_CALL_CDN'] || existsSync('dist/cdn/video-call.js')) return;
  const code = await run(['rollup', '--config', '--silent'], {environment: {ONLY: 'cdn'}});
  if (code !== 0) process.exit(code);
}

const reason = whyNot();
if (reason) {
  console.log(`skipped: ${reason}`);
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}
browserNames.forEach(requireBrowser);
prepareEmulator();
await buildIfMissing();
const {runLab} = await import('../test/network/lab.ts');
process.exit(await runLab(process.argv.slice(2)));
