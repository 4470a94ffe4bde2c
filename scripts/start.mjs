import {createServer} from 'node:http';
import {loadConfigFile} from 'rollup/loadConfigFile';
import {watch} from 'rollup';
import sirv from 'sirv';
import {freePort, startEmulator} from './emulator.mjs';

/** `npm start`: an emulator, the demo, and a build that follows the sources. */
const projectId = 'demo-video-call';
const port = await freePortNear(Number(process.env['PORT'] ?? 5173));

/** A second `npm start` beside this one takes other ports. @param {number} preferred */
function freePortNear(preferred) {
  return freePort(preferred).catch(() => freePort());
}

/** @typedef {{signaling: 'firestore', projectId: string, emulator: string} | {signaling: 'local'}} DemoConfig */

/** @returns {Promise<{config: DemoConfig, stop: () => Promise<void>}>} */
async function prepareSignaling() {
  try {
    const emulator = await startEmulator({projectId, port: await freePortNear(8099), rules: 'firestore.rules'});
    const config = /** @type {const} */ ({
      signaling: 'firestore',
      projectId,
      emulator: `${emulator.host}:${emulator.port}`,
    });
    return {config, stop: emulator.stop};
  } catch (error) {
    console.warn(`${error instanceof Error ? error.message : error}\n`);
    console.warn('Going on with signaling="local": calls between tabs of this one browser.\n');
    return {config: {signaling: 'local'}, stop: async () => {}};
  }
}

/** The built file is served as it changes; the first build is waited for. */
async function startBuild() {
  process.env['ONLY'] = 'cdn';
  const {options, warnings} = await loadConfigFile('rollup.config.mjs', {silent: true});
  warnings.flush();
  const watcher = watch(options);
  await new Promise(done => {
    watcher.on('event', async event => {
      if (event.code === 'ERROR') console.error(event.error.message);
      if (event.code === 'BUNDLE_END' || event.code === 'ERROR') await event.result?.close();
      if (event.code === 'END' || event.code === 'ERROR') done(undefined);
    });
  });
  return watcher;
}

/** @param {DemoConfig} config */
function startServer(config) {
  const serveDemo = sirv('demo', {dev: true});
  const serveBuild = sirv('dist/cdn', {dev: true});
  const notFound = (/** @type {import('node:http').ServerResponse} */ response) => response.writeHead(404).end();
  const server = createServer((request, response) => {
    if (request.url === '/demo-config.json') {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(config));
    } else if (request.url?.startsWith('/cdn/')) {
      request.url = request.url.slice('/cdn'.length);
      serveBuild(request, response, () => notFound(response));
    } else {
      serveDemo(request, response, () => notFound(response));
    }
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, 'localhost', () => done(server));
  });
}

console.log('Looking for a Firestore emulator, and starting it …');
const signaling = await prepareSignaling();
console.log('Building, which takes half a minute …');
const watcher = await startBuild();
const server = await startServer(signaling.config);

console.log(
  signaling.config.signaling === 'firestore'
    ? `Firestore emulator: ${signaling.config.emulator}`
    : 'Without Firestore: calls work between tabs of one browser',
);
console.log(`\nOpen http://localhost:${port}/?room=demo in two windows. Ctrl+C ends it.`);

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, async () => {
    server.close();
    await Promise.all([watcher.close(), signaling.stop()]);
    process.exit(0);
  });
}
