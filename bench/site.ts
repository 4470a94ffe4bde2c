import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'vite';
import {run} from '../scripts/run.mjs';

/** What the bench serves, built from the present sources: the element as a script tag takes it, and the baselines. */
export interface Site {
  readonly folder: string;
  /** The element's files, as dist/cdn has them. */
  readonly elementFolder: string;
}

export async function buildSite(folder: string): Promise<Site> {
  const elementFolder = join(folder, 'cdn');
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  // Not dist/ itself: another command may build it anew while this one runs.
  const code = await run(['rollup', '--config', '--silent', '--environment', 'ONLY:cdn', '--dir', elementFolder]);
  if (code !== 0) throw new Error('The element could not be built');
  for (const name of ['baseline-firestore', 'baseline-peerjs']) await buildBaseline(name, folder);
  return {folder, elementFolder};
}

async function buildBaseline(name: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      outDir: folder,
      emptyOutDir: false,
      lib: {entry: `bench/${name}.ts`, formats: ['es'], fileName: name},
    },
  });
}
