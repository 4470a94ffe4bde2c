import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {build} from 'vite';
import {setupCalls} from '../e2e/support/setup-calls.js';
import {installPacked, localProgram, run, type PackedProject} from './packed-project.js';

let project: PackedProject;
before(async () => {
  project = await installPacked();
});
after(() => {
  project.remove();
});

const evaluate = (source: string): Promise<string> =>
  run(project.folder, process.execPath, '--input-type=module', '--eval', source);

test('publint has nothing to say', async () => {
  await run('.', localProgram('publint'), '--strict', project.tarball);
});

test('every entry has types that resolve', async () => {
  const notCode = ['custom-elements.json', 'firestore.rules', 'firestore.indexes.json'];
  const options = ['--profile', 'esm-only', '--exclude-entrypoints', ...notCode];
  await run('.', localProgram('attw'), project.tarball, ...options);
});

for (const entry of ['', '/video-call.js', '/signaling.js', '/signaling-contract.js']) {
  test(`video-call-element${entry} is harmless on a server`, async () => {
    assert.equal(await evaluate(`await import('video-call-element${entry}'); console.log('imported')`), 'imported\n');
  });
}

for (const file of ['firestore.rules', 'firestore.indexes.json', 'custom-elements.json']) {
  test(`${file} is in the package`, async () => {
    const found = await evaluate(
      `import {readFileSync} from 'node:fs';
       console.log(readFileSync(new URL(import.meta.resolve('video-call-element/${file}'))).length > 0)`,
    );
    assert.equal(found, 'true\n');
  });
}

test('nothing but the build is packed', async () => {
  const files = await run('.', 'tar', '-tzf', project.tarball);
  const unexpected = files
    .trim()
    .split('\n')
    .filter(
      path => !/^package\/(dist\/|package\.json|README|LICENSE|CHANGELOG|firestore\.|custom-elements\.json)/.test(path),
    );
  assert.deepEqual(unexpected, []);
});

test('a Vite build of the package makes a call', async t => {
  const calls = await setupCalls(t);
  const output = await buildWithVite(project.folder);
  calls.stage.pages.addFolder('/vite', output);
  const page = (markup: string) => ({
    html: `<!doctype html><html lang="en"><title>vite</title><script type="module" src="/vite/main.js"></script>${markup}</html>`,
  });
  const one = await calls.openOn('chromium', page);
  const two = await calls.openOn('chromium', page);
  await one.join();
  await one.waitForPhase('waiting', 'connected');
  await two.join();
  for (const call of [one, two]) {
    await call.waitForConnected(1);
    await call.waitForMovingPictures();
  }
});

/** Returns the folder of what Vite built; `main.js` starts it. */
async function buildWithVite(folder: string): Promise<string> {
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app', 'main.js'), "import 'video-call-element';\n");
  const outDir = join(folder, 'built');
  await build({
    root: join(folder, 'app'),
    base: '/vite/',
    logLevel: 'warn',
    configFile: false,
    build: {
      outDir,
      emptyOutDir: true,
      rollupOptions: {input: join(folder, 'app', 'main.js'), output: {entryFileNames: 'main.js'}},
    },
  });
  return outDir;
}
