import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {homedir, tmpdir} from 'node:os';
import {delimiter, dirname, join, resolve} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

/**
 * A Firestore emulator that enforces rules. The first of these that is there:
 *
 * 1. one that runs already, named by `FIRESTORE_EMULATOR_HOST`;
 * 2. `hidane`, on the PATH or where cargo puts it;
 * 3. `firebase-tools`, with Java 21 or newer;
 * 4. `hidane`, installed now by cargo;
 * 5. an error that says what to install.
 *
 * @typedef {{host: string, port: number, stop: () => Promise<void>}} Emulator
 * @typedef {{rules?: string, port?: number, projectId: string}} EmulatorOptions
 * @typedef {{command: string, args: (options: Required<EmulatorOptions>) => string[]}} Program
 */

const hidaneVersion = '0.6.0';
const minimumJava = 21;
/** firebase-tools may have to download the emulator at its first start. */
const startTimeoutMs = 120_000;
const pollMs = 25;
const loopback = '127.0.0.1';

const howToInstall =
  `No Firestore emulator found. Install one of these: hidane (Rust: cargo install hidane --version ${hidaneVersion}), ` +
  `or firebase-tools with Java ${minimumJava} or newer (npm install -g firebase-tools), ` +
  'or set FIRESTORE_EMULATOR_HOST to the host:port of one that runs.';

/** @param {string} command @param {readonly string[]} folders */
function findProgram(command, folders) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return folders
    .flatMap(folder => suffixes.map(suffix => join(folder, command + suffix)))
    .find(path => existsSync(path));
}

const pathFolders = () => (process.env['PATH'] ?? '').split(delimiter);
const cargoFolders = () => [join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'bin')];

/** @returns {Program | undefined} */
function findHidane() {
  const command = findProgram('hidane', [...pathFolders(), ...cargoFolders()]);
  if (!command) return undefined;
  return {
    command,
    args: ({rules, port, projectId}) => [
      ...['--host', loopback, '--port', String(port), '--project_id', projectId],
      ...['--rules', resolve(rules)],
    ],
  };
}

function javaVersion() {
  const {stderr = ''} = spawnSync('java', ['-version'], {encoding: 'utf8'});
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
}

/**
 * What a `.cmd` of npm's starts: Node starts none without a shell (EINVAL), whose quoting is its own, and whoever ends the
 * shell does not end what it started.
 *
 * @param {string} command
 * @returns {readonly string[]} a program file and what comes first of its arguments
 */
function withoutShell(command) {
  if (!command.endsWith('.cmd')) return [command];
  const script = 'firebase-tools/lib/bin/firebase.js';
  const places = [join(dirname(command), 'node_modules', script), join(dirname(command), '..', script)];
  const found = places.find(path => existsSync(path));
  return found ? [process.execPath, found] : [];
}

/** @returns {Program | undefined} */
function findFirebaseTools() {
  const found = findProgram('firebase', [resolve('node_modules/.bin'), ...pathFolders()]);
  const [command, ...first] = found ? withoutShell(found) : [];
  if (!command || javaVersion() < minimumJava) return undefined;
  return {
    command,
    args: options => [
      ...first,
      ...['emulators:start', '--only', 'firestore', '--project', options.projectId],
      ...['--config', writeFirebaseConfig(options)],
    ],
  };
}

/** firebase-tools takes port and rules from a configuration file only. @param {Required<EmulatorOptions>} options */
function writeFirebaseConfig({rules, port}) {
  const folder = mkdtempSync(join(tmpdir(), 'video-call-emulator-'));
  process.once('exit', () => rmSync(folder, {recursive: true, force: true}));
  writeFileSync(join(folder, 'firestore.rules'), readFileSync(rules));
  const emulators = {firestore: {host: loopback, port}, ui: {enabled: false}, hub: {port: 0}, logging: {port: 0}};
  const path = join(folder, 'firebase.json');
  writeFileSync(path, JSON.stringify({firestore: {rules: 'firestore.rules'}, emulators}));
  return path;
}

/** @returns {Program | undefined} */
function installHidane() {
  const cargo = findProgram('cargo', [...pathFolders(), ...cargoFolders()]);
  if (!cargo) return undefined;
  console.error(`Installing the Firestore emulator (cargo install hidane ${hidaneVersion}), about 4 minutes, once`);
  spawnSync(cargo, ['install', '--quiet', '--locked', 'hidane', '--version', hidaneVersion], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return findHidane();
}

/**
 * Makes sure that there is an emulator to start, and installs one where that can be done without asking.
 *
 * @returns {Program | undefined} undefined where one runs already
 */
export function prepareEmulator() {
  if (process.env['FIRESTORE_EMULATOR_HOST']) return undefined;
  const program = findHidane() ?? findFirebaseTools() ?? installHidane();
  if (!program) throw new Error(howToInstall);
  return program;
}

/**
 * A port of loopback that nobody listens on.
 *
 * @param {number} [preferred] this one, or an error if it is taken
 * @returns {Promise<number>}
 */
export function freePort(preferred = 0) {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(preferred, loopback, () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

/** @param {string} host @param {number} port */
async function answers(host, port) {
  try {
    await fetch(`http://${host}:${port}/`);
    return true;
  } catch {
    // Not listening yet.
    return false;
  }
}

/** @param {Emulator} emulator @param {EmulatorOptions} options */
async function loadRules({host, port}, {rules, projectId}) {
  if (!rules) return;
  const content = readFileSync(rules, 'utf8');
  const response = await fetch(`http://${host}:${port}/emulator/v1/projects/${projectId}:securityRules`, {
    method: 'PUT',
    body: JSON.stringify({rules: {files: [{name: 'firestore.rules', content}]}}),
  });
  if (!response.ok) throw new Error(`The emulator refused ${rules}: ${await response.text()}`);
}

/** @param {string} address @param {EmulatorOptions} options @returns {Promise<Emulator>} */
async function useRunning(address, options) {
  const [host = loopback, port = '8080'] = address.split(':');
  const emulator = {host, port: Number(port), stop: async () => {}};
  await loadRules(emulator, options);
  return emulator;
}

/**
 * Starts an emulator and waits until it answers. It ends with `stop()`, or with this process.
 *
 * @param {EmulatorOptions} options `rules` is a path, `firestore.rules` unless given; `port` a free one unless given
 * @returns {Promise<Emulator>}
 */
export async function startEmulator(options) {
  const {rules = 'firestore.rules', projectId} = options;
  const program = prepareEmulator();
  if (!program) return useRunning(process.env['FIRESTORE_EMULATOR_HOST'] ?? '', {...options, rules});
  const port = await freePort(options.port);
  const child = spawn(program.command, program.args({rules, port, projectId}), {stdio: ['ignore', 'pipe', 'pipe']});
  const output = collectOutput(child);
  const endWithProcess = () => child.kill();
  process.once('exit', endWithProcess);
  const emulator = {host: loopback, port, stop: () => stopChild(child, endWithProcess)};
  try {
    await untilAnswers(emulator, child, output);
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  return emulator;
}

/** The last of what a child said, for the message when it fails. @param {import('node:child_process').ChildProcess} child */
function collectOutput(child) {
  const output = {text: ''};
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', data => {
      output.text = (output.text + String(data)).slice(-4000);
    });
  }
  child.on('error', error => {
    output.text += error.message;
  });
  return output;
}

/**
 * @param {Emulator} emulator
 * @param {import('node:child_process').ChildProcess} child
 * @param {{text: string}} output
 */
async function untilAnswers({host, port}, child, output) {
  const deadline = Date.now() + startTimeoutMs;
  while (!(await answers(host, port))) {
    if (child.exitCode !== null || child.pid === undefined) {
      throw new Error(`The Firestore emulator ended at its start: ${output.text}`);
    }
    if (Date.now() > deadline) throw new Error(`The Firestore emulator did not answer: ${output.text}`);
    await delay(pollMs);
  }
}

/** @param {import('node:child_process').ChildProcess} child @param {() => void} endWithProcess */
async function stopChild(child, endWithProcess) {
  process.off('exit', endWithProcess);
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise(done => child.once('exit', done));
  child.kill();
  await ended;
}

/**
 * Deletes every document of a project.
 *
 * @param {Pick<Emulator, 'host' | 'port'>} emulator
 * @param {string} projectId
 */
export async function clearDocuments({host, port}, projectId) {
  const path = `emulator/v1/projects/${projectId}/databases/(default)/documents`;
  const response = await fetch(`http://${host}:${port}/${path}`, {method: 'DELETE'});
  if (!response.ok) throw new Error(`The emulator did not clear ${projectId}: HTTP ${response.status}`);
}

/** `node scripts/emulator.mjs [port] [project id] [rules]` runs one until it is interrupted. */
async function main() {
  const [port = '8099', projectId = 'demo-video-call', rules = 'firestore.rules'] = process.argv.slice(2);
  const emulator = await startEmulator({port: Number(port), projectId, rules});
  console.log(`Firestore emulator: ${emulator.host}:${emulator.port}, project ${projectId}, rules ${rules}`);
  const keepAlive = setInterval(() => {}, 60_000);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, async () => {
      await emulator.stop();
      clearInterval(keepAlive);
      process.exit(0);
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch(error => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
